import { CATEGORY_BIT, type CategorySet } from '@constat/contract/category.ts';
import type { ColumnLayout, ColumnRole } from '../columns/tableLayout.ts';
import { phoneKey } from '../patients/index/buildPatientIndex.ts';
import { addressKey } from '../patients/index/addressKey.ts';
import { valuesOf } from '../patients/index/multimap.ts';
import { foldedWord, visitNameParts } from '../patients/index/nameParts.ts';
import {
  hasNir,
  namePartOf,
  patientByNumber,
  patientsByEmail,
  patientsByNir,
  patientsByNumbers,
  type PatientIndex,
} from '../patients/index/patientIndex.ts';
import { cellStart, type RowsSegment } from '../read/segment.ts';
import { CLASS, DIGIT, FOLD } from '../text/fold.ts';
import { decode, encode } from '../text/windows1252.ts';
import { parseDateBytes } from './parseDateBytes.ts';
import { recordId, type RecordKey, tableStem } from './recordTable.ts';
import { NO_YEARS, type Years } from './sightingTable.ts';
import { clearTraits, noTraits, type Traits } from './traits.ts';

const CATEGORY_OF_ROLE: Partial<Record<ColumnRole, CategorySet>> = {
  patient_number: CATEGORY_BIT.patient_number,
  social_security: CATEGORY_BIT.social_security,
  birth_name: CATEGORY_BIT.name,
  usage_name: CATEGORY_BIT.name,
  surname: CATEGORY_BIT.name,
  given_names: CATEGORY_BIT.name,
  full_name: CATEGORY_BIT.name,
  birth_date: CATEGORY_BIT.birth_date,
  address: CATEGORY_BIT.postal_address,
  address_more: CATEGORY_BIT.postal_address,
  postcode: CATEGORY_BIT.postal_address,
  city: CATEGORY_BIT.postal_address,
  postcode_city: CATEGORY_BIT.postal_address,
  phone: CATEGORY_BIT.phone,
  email: CATEGORY_BIT.email,
  visit_date: CATEGORY_BIT.medical,
  medical: CATEGORY_BIT.medical,
  iban: CATEGORY_BIT.bank,
  bank: CATEGORY_BIT.bank,
  insurance: CATEGORY_BIT.insurance,
  identity_document: CATEGORY_BIT.identity_document,
  guardian: CATEGORY_BIT.family,
};

/** What is done with a cell of a column, as numbers for the loop that every cell passes. */
const READ = {
  nothing: 0,
  number: 1,
  nir: 2,
  identifier: 3,
  surname: 4,
  given: 5,
  fullName: 6,
  sex: 7,
  birthDate: 8,
  visitDate: 9,
  recordId: 10,
  reference: 11,
  text: 12,
  contact: 13,
} as const;

const READ_OF_ROLE: Partial<Record<ColumnRole, number>> = {
  patient_number: READ.number,
  social_security: READ.nir,
  identifier: READ.identifier,
  surname: READ.surname,
  birth_name: READ.surname,
  usage_name: READ.surname,
  given_names: READ.given,
  full_name: READ.fullName,
  sex: READ.sex,
  birth_date: READ.birthDate,
  visit_date: READ.visitDate,
  record_id: READ.recordId,
  reference: READ.reference,
  free_text: READ.text,
  contact: READ.contact,
};

/** Reads the rows of a table into traits, one after the other; nothing is allocated for a row that its patient number decides. */
export class RowReader {
  readonly #index: PatientIndex;
  readonly traits: Traits = noTraits();
  categories: CategorySet = 0;
  /** The row's own key; -1 when it has none. */
  recordId = -1;
  /** The record that the row refers to; null when it refers to none. */
  reference: RecordKey | null = null;
  hasText = false;
  #columns: readonly ColumnLayout[] = [];
  /** By column: what its cells show of the row's person, and what is done with them. */
  #categoriesOf = new Uint16Array(0);
  #readOf = new Uint8Array(0);
  /** By column: what its name says it refers to. */
  #targets: readonly string[] = [];
  #segment: RowsSegment = NO_ROWS;
  #bytes: Uint8Array = NO_ROWS.bytes;
  /** The cells of the row. */
  #from = 0;
  #to = 0;
  /** By cell of the segment: whose patient number it is, where it is one. */
  #numberOf = new Int32Array(0);
  #nirStart = 0;
  #nirEnd = 0;
  #yearFrom = 0;
  #yearTo = 0;
  /** Where parts of the name that is being read go, besides the name as a whole. */
  #nameRole: number[] | null = null;
  /** Holds the one patient of {@link compareNir}. */
  readonly #sole: number[] = [0];

  constructor(index: PatientIndex) {
    this.#index = index;
  }

  /** The columns of the rows that follow. */
  understood(columns: readonly ColumnLayout[]): void {
    this.#columns = columns;
    this.#categoriesOf = Uint16Array.from(columns, categoriesOf);
    this.#targets = columns.map(({ name }) => tableStem(name));
    this.#readOf = Uint8Array.from(columns, ({ role, subject }) =>
      subject === 'person' ? (READ_OF_ROLE[role] ?? READ.nothing) : READ.nothing,
    );
  }

  /** Begins a segment: the patient numbers of all its rows are looked up together. */
  begin(segment: RowsSegment): void {
    this.#segment = segment;
    this.#bytes = segment.bytes;
    const { cellEnds, cellColumns } = segment;
    const count = cellEnds.length;
    if (this.#numberOf.length < count) this.#numberOf = new Int32Array(count);
    const cells = new Uint32Array(count);
    const starts = new Uint32Array(count);
    const ends = new Uint32Array(count);
    let numbers = 0;
    for (let c = 0; c < count; c++) {
      if (this.#readOf[cellColumns[c]!] !== READ.number) continue;
      cells[numbers] = c;
      starts[numbers] = cellStart(cellEnds, c);
      ends[numbers++] = cellEnds[c]!;
    }
    const found = new Int32Array(numbers);
    patientsByNumbers(this.#index, segment.bytes, starts, ends, numbers, found);
    for (let n = 0; n < numbers; n++) this.#numberOf[cells[n]!] = found[n]!;
  }

  /** Reads the row of the cells [from, to). */
  read(from: number, to: number): void {
    this.#clear(from, to);
    const { cellEnds, cellColumns } = this.#segment;
    for (let c = from; c < to; c++) {
      const column = cellColumns[c]!;
      const categories = this.#categoriesOf[column] ?? 0;
      const read = this.#readOf[column] ?? READ.nothing;
      if (read === READ.nothing && categories === 0) continue;
      const start = cellStart(cellEnds, c);
      const end = cellEnds[c]!;
      if (!hasContent(this.#bytes, start, end)) continue;
      this.categories |= categories;
      if (read === READ.number) this.#readNumber(this.#numberOf[c]!);
      else if (read !== READ.nothing) this.#readCell(read, column, start, end);
    }
    const { traits } = this;
    traits.hasGivenName ||=
      traits.nameParts.length + traits.unknownNameWords.length > 1 && traits.surnameParts.length === 0;
  }

  #clear(from: number, to: number): void {
    clearTraits(this.traits);
    this.#from = from;
    this.#to = to;
    this.categories = this.#yearFrom = this.#yearTo = 0;
    this.recordId = -1;
    this.reference = null;
    this.hasText = false;
  }

  #readCell(read: number, column: number, start: number, end: number): void {
    const { traits } = this;
    switch (read) {
      case READ.nir:
        this.#readNir(start, end);
        return;
      case READ.identifier:
        this.#readIdentifier(start, end);
        return;
      case READ.surname:
        this.#readName(start, end, traits.surnameParts);
        return;
      case READ.given:
        traits.hasGivenName = true;
        this.#readName(start, end, traits.givenParts);
        return;
      case READ.fullName:
        this.#readName(start, end, null);
        return;
      case READ.sex:
        traits.sex = sexOf(this.#bytes[start]!);
        return;
      case READ.birthDate:
        traits.birthDate = parseDateBytes(this.#bytes, start, end);
        traits.shortYear =
          end - start <= 8 && traits.birthDate !== 0 && CLASS[this.#bytes[start + 2]!] !== DIGIT;
        return;
      case READ.visitDate:
        this.#readYear(start, end);
        return;
      case READ.recordId:
        this.recordId = recordId(this.#bytes, start, end);
        return;
      case READ.reference:
        this.#readReference(column, start, end);
        return;
      case READ.contact:
        this.categories |= this.#isEmail(start, end) ? CATEGORY_BIT.email : CATEGORY_BIT.phone;
        return;
      default:
        this.hasText = true;
    }
  }

  /** The first reference that a row has counts: columns stand in the order of their weight. A reference to a patient goes before any other. */
  #readReference(column: number, start: number, end: number): void {
    const table = this.#targets[column]!;
    if (this.reference !== null && !table.startsWith('PAT')) return;
    const from = lastPathStart(this.#bytes, start, end);
    this.reference = { table, id: recordId(this.#bytes, from, end) };
  }

  #readNumber(patient: number): void {
    this.traits.numberOf = patient < 0 ? -2 : patient;
    this.traits.numberLabelled = true;
  }

  /** Thirteen digits and more are a NIR, a number of the register is the patient's; anything else is somebody else's numbering. */
  #readIdentifier(start: number, end: number): void {
    if (countLetters(this.#bytes, start, end) >= 13) {
      this.categories |= CATEGORY_BIT.social_security;
      this.#readNir(start, end);
      return;
    }
    const patient = patientByNumber(this.#index, this.#bytes, start, end);
    if (patient < 0) return;
    this.#readNumber(patient);
    this.categories |= CATEGORY_BIT.patient_number;
  }

  /** The first 13 characters are the number, two more its key. */
  #readNir(start: number, end: number): void {
    let characters = 0;
    let stop = start;
    for (; stop < end && characters < 13; stop++) if (FOLD[this.#bytes[stop]!] !== 0) characters++;
    if (characters < 13) return;
    this.traits.hasNir = true;
    this.#nirStart = start;
    this.#nirEnd = stop;
  }

  #readName(start: number, end: number, role: number[] | null): void {
    this.#nameRole = role;
    visitNameParts(this.#bytes, start, end, this.#takeNamePart);
  }

  readonly #takeNamePart = (hash: number, from: number, to: number): void => {
    const { traits } = this;
    const part = namePartOf(this.#index, hash);
    if (part === 0) {
      traits.unknownNameWords.push(encode(foldedWord(this.#bytes, from, to)));
      return;
    }
    if (!traits.nameParts.includes(part)) traits.nameParts.push(part);
    this.#nameRole?.push(part);
  };

  #readYear(start: number, end: number): void {
    const year = Math.floor(parseDateBytes(this.#bytes, start, end) / 10_000);
    if (year === 0) return;
    this.#yearFrom = this.#yearFrom === 0 ? year : Math.min(year, this.#yearFrom);
    this.#yearTo = Math.max(year, this.#yearTo);
  }

  #isEmail(start: number, end: number): boolean {
    return this.#bytes.subarray(start, end).includes(0x40);
  }

  /** Whether the row says anything by which a person could be known. */
  get identifies(): boolean {
    const { traits } = this;
    return (
      traits.numberOf !== -1 ||
      traits.hasNir ||
      traits.nameParts.length > 0 ||
      traits.unknownNameWords.length > 0
    );
  }

  /** Years of the row's dates that are no birth date. */
  get years(): Years {
    return this.#yearFrom === 0 ? NO_YEARS : { from: this.#yearFrom, to: this.#yearTo };
  }

  /** Compares the NIR with that of one patient only. */
  compareNir(patient: number): void {
    if (!this.traits.hasNir || !hasNir(this.#index, patient, this.#bytes, this.#nirStart, this.#nirEnd))
      return;
    this.#sole[0] = patient;
    this.traits.nirOf = this.#sole;
  }

  /** NIR, phone, e-mail and address are looked up in the whole register only where the patient number has not decided. */
  lookUp(): void {
    const { traits } = this;
    if (traits.hasNir) traits.nirOf = patientsByNir(this.#index, this.#bytes, this.#nirStart, this.#nirEnd);
    this.#eachOwnCell((role, start, end) => {
      if (role === 'contact') this.#lookUpContact(this.#isEmail(start, end) ? 'email' : 'phone', start, end);
      else this.#lookUpContact(role, start, end);
    });
  }

  #lookUpContact(role: ColumnRole, start: number, end: number): void {
    const { traits } = this;
    if (role === 'phone')
      traits.phoneOf = valuesOf(this.#index.byPhone, phoneKey(decode(this.#bytes, start, end)), 50);
    else if (role === 'email') traits.emailOf = patientsByEmail(this.#index, this.#bytes, start, end);
    else if (role === 'address') traits.address = addressKey(this.#bytes, start, end);
    else if (role === 'postcode' || role === 'postcode_city')
      traits.postcode = Number(/\d{5}/.exec(decode(this.#bytes, start, end))?.[0] ?? 0);
  }

  /** The name as written. */
  name(): string {
    const names: string[] = [];
    this.#eachOwnCell((role, start, end) => {
      if (NAME_ROLES.has(role)) names.push(decode(this.#bytes, start, end).trim());
    });
    return names.join(' ');
  }

  /** Calls `visit` with the filled cells of the row that are the person's own. */
  #eachOwnCell(visit: (role: ColumnRole, start: number, end: number) => void): void {
    const { cellEnds, cellColumns } = this.#segment;
    for (let c = this.#from; c < this.#to; c++) {
      const column = this.#columns[cellColumns[c]!];
      const start = cellStart(cellEnds, c);
      if (column?.subject === 'person' && hasContent(this.#bytes, start, cellEnds[c]!))
        visit(column.role, start, cellEnds[c]!);
    }
  }
}

const NO_ROWS: RowsSegment = {
  kind: 'rows',
  bytes: new Uint8Array(0),
  cellEnds: new Uint32Array(0),
  cellColumns: new Uint16Array(0),
  rowEnds: new Uint32Array(0),
  rowNumbers: new Uint32Array(0),
};

const NAME_ROLES: ReadonlySet<ColumnRole> = new Set([
  'surname',
  'birth_name',
  'usage_name',
  'given_names',
  'full_name',
]);

function categoriesOf({ role, subject }: ColumnLayout): CategorySet {
  if (subject === 'person') return CATEGORY_OF_ROLE[role] ?? 0;
  return subject === 'relative' ? CATEGORY_BIT.family : 0;
}

/** Letters and digits of a cell. */
function countLetters(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let i = start; i < end; i++) if (FOLD[bytes[i]!] !== 0) count++;
  return count;
}

/** False for cells of blanks and dashes only. */
function hasContent(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (FOLD[bytes[i]!] !== 0) return true;
  return false;
}

/** 1 man, 2 woman, 0 unknown: M, H, 1, male / F, 2, female. */
function sexOf(byte: number): number {
  const letter = FOLD[byte]!;
  if (letter === 0x4d || letter === 0x48 || letter === 0x31) return 1;
  return letter === 0x46 || letter === 0x32 ? 2 : 0;
}

/** 'Patient/pat-0' refers to 'pat-0'. */
function lastPathStart(bytes: Uint8Array, start: number, end: number): number {
  for (let i = end - 1; i >= start; i--)
    if (bytes[i] === 0x2f || bytes[i] === 0x23 || bytes[i] === 0x3a) return i + 1;
  return start;
}
