import type { DateReading } from '../columns/parseBirthDate.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { foldText } from '../text/fold.ts';
import { encode } from '../text/windows1252.ts';
import type { FaultCode, OddityCode, RowNote } from './importFault.ts';
import { KeyTable } from './keyTable.ts';
import { hasForeignNumbers, hasZeros, parsePatientRow, type RegisterHabits } from './parsePatientRow.ts';
import { dateNumber, type Patient } from './patient.ts';
import type { RegisterRow } from './readRegister.ts';
import type { RegisterField, RegisterMapping } from './registerMapping.ts';

/** What is understood of the table whose rows are checked. */
export interface CheckedTable {
  readonly names: readonly string[];
  readonly mapping: RegisterMapping;
  /** How the dates of a column are written. */
  readonly dates: (column: number) => DateReading;
  /** First rows, after the header. */
  readonly sample: readonly RegisterRow[];
}

/** Notes are kept one by one up to this number; beyond it they are counted. */
const NOTES_KEPT = 10_000;

/** Notes of one kind: the first ones in full, all of them counted. */
class Notes<Code> {
  readonly kept: RowNote<Code>[] = [];
  count = 0;

  add(note: RowNote<Code>): void {
    this.count++;
    if (this.kept.length < NOTES_KEPT) this.kept.push(note);
  }
}

/** Checks rows one by one and against each other. Holds keyed hashes only, no values. */
export class RowCheck {
  readonly faults = new Notes<FaultCode>();
  readonly oddities = new Notes<OddityCode>();
  patients = 0;
  readonly #keys: CaseKeys;
  readonly #names: readonly string[];
  readonly #mapping: RegisterMapping;
  readonly #dates: CheckedTable['dates'];
  readonly #habits: RegisterHabits;
  /** By patient number the person, by person nothing, by NIR the birth date. */
  readonly #numbers = new KeyTable();
  readonly #persons = new KeyTable();
  readonly #nirs = new KeyTable();

  constructor(keys: CaseKeys, { names, mapping, dates, sample }: CheckedTable) {
    this.#keys = keys;
    this.#names = names;
    const column = (field: RegisterField): string[] =>
      sample.map(({ cells }) => cells[mapping[field]?.[0] ?? -1] ?? '');
    this.#habits = {
      foreignNumbers: hasForeignNumbers(column('nir')),
      keepsZeros: hasZeros(column('postcode')),
    };
    this.#mapping = mapping;
    this.#dates = dates;
  }

  /** The patient of a row; null when the row has a fault or repeats another. */
  take(row: RegisterRow): HashedPatient | null {
    const column = (field: RegisterField | null): string =>
      field === null ? '' : (this.#names[this.#mapping[field]?.[0] ?? -1] ?? '');
    const fault = (code: FaultCode, field: RegisterField | null): void =>
      this.faults.add({ code, row: row.number, column: column(field) });
    const oddity = (code: OddityCode, field: RegisterField | null): void =>
      this.oddities.add({ code, row: row.number, column: column(field) });
    if (row.cells.every((cell) => cell === '')) return null;
    if (
      row.cells.length > this.#names.length &&
      row.cells.slice(this.#names.length).some((cell) => cell !== '')
    ) {
      fault('too_many_cells', null);
      return null;
    }
    const parsed = parsePatientRow(row, this.#mapping, { fault, oddity }, this.#dates, this.#habits);
    if (parsed === null) return null;
    const patient = hashPatient(this.#keys, parsed);
    return this.#compare(patient, fault, oddity) ? patient : null;
  }

  #compare(
    { patient, birth, number, nir, person }: HashedPatient,
    fault: (code: FaultCode, field: RegisterField) => void,
    oddity: (code: OddityCode, field: RegisterField) => void,
  ): boolean {
    const who = person.readUInt32LE(8);
    const known = this.#numbers.meet(number, who);
    if (known !== -1) {
      if (known === who) oddity('row_twice', 'patientNumber');
      else fault('number_twice', 'patientNumber');
      return false;
    }
    if (this.#persons.meet(person, 0) !== -1 && patient.birthDate !== null)
      oddity('patient_twice', 'birthName');
    if (nir !== null) {
      const other = this.#nirs.meet(nir, birth);
      if (other !== -1 && other !== birth) oddity('nir_of_other', 'nir');
    }
    this.patients++;
    return true;
  }
}

/** A patient and what finds him again: the keyed hashes that are stored, and by which rows are compared. */
export interface HashedPatient {
  readonly patient: Omit<Patient, 'id'>;
  /** Birth date as YYYYMMDD, 0 when unknown. */
  readonly birth: number;
  readonly number: Buffer;
  readonly nir: Buffer | null;
  /** Of birth name, first given name and birth date. */
  readonly person: Buffer;
}

function hashPatient(keys: CaseKeys, patient: Omit<Patient, 'id'>): HashedPatient {
  const birth = patient.birthDate === null ? 0 : dateNumber(patient.birthDate);
  return {
    patient,
    birth,
    number: keys.blindIndex('index patient number', patient.patientNumber.toUpperCase()),
    nir: patient.nir === '' ? null : keys.blindIndex('index social security', patient.nir),
    person: personIndex(keys, patient, birth),
  };
}

/** Keyed hash of birth name, first given name and birth date (YYYYMMDD). */
export function personIndex(
  keys: CaseKeys,
  patient: Pick<Patient, 'birthName' | 'usageName' | 'givenNames'>,
  birth: number,
): Buffer {
  return keys.blindIndex('index name and birth date', `${nameKey(patient)} ${birth}`);
}

/** Birth name and first given name, folded: what tells one person from another together with the birth date. */
function nameKey(patient: Pick<Patient, 'birthName' | 'usageName' | 'givenNames'>): string {
  return foldText(encode(`${patient.birthName || patient.usageName} ${patient.givenNames[0] ?? ''}`));
}
