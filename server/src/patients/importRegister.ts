import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, constants, readFile } from 'node:fs/promises';
import type pg from 'pg';
import { fromSystemError } from '../case/caseError.ts';
import { type DateReading, FRENCH_DATES } from '../columns/parseBirthDate.ts';
import type { TableLayout } from '../columns/tableLayout.ts';
import { understandTable } from '../columns/understandTable.ts';
import type { CopyValue } from '../database/copyText.ts';
import { copyRows, type Database } from '../database/database.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import type { Reader } from '../read/reader.ts';
import { encode } from '../text/windows1252.ts';
import { foldText } from '../text/fold.ts';
import {
  type FaultCode,
  type MappingView,
  type OddityCode,
  RegisterError,
  type RowNote,
} from './importFault.ts';
import { hasForeignNumbers, parsePatientRow } from './parsePatientRow.ts';
import { dateNumber, encodePatient, type Patient, patientPlace } from './patient.ts';
import { KeyTable } from './keyTable.ts';
import { maskText } from './maskText.ts';
import { type RegisterBatch, readRegister, type RegisterRow } from './readRegister.ts';
import {
  guessMapping,
  type MappingFile,
  mappingFileSchema,
  type MappingGuess,
  REGISTER_FIELDS,
  readMapping,
  type RegisterField,
  type RegisterMapping,
} from './registerMapping.ts';

export interface ImportOptions {
  readonly file: string;
  /** Path of a mapping file; without it the mapping is guessed. */
  readonly mapping?: string;
  /** Everything but the writing. */
  readonly checkOnly?: boolean;
  readonly database: Database;
  readonly keys: CaseKeys;
  readonly reader: Reader;
  readonly signal?: AbortSignal;
  readonly onProgress?: (patients: number) => void;
}

export interface ImportResult extends MappingView {
  readonly patients: number;
  /** In what it differs from the register that the case had; null for the first. */
  readonly changes: RegisterChanges | null;
  readonly oddities: readonly RowNote<OddityCode>[];
  readonly oddityCount: number;
}

/** Patients by what became of them; changed: in something by which they are looked for. */
export interface RegisterChanges {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  /** Contents that must be read again for it. */
  readonly contents: number;
}

/** Rows among which a mapping file's header is looked for. */
const HEADER_ROWS = 15;
/** Rows by which the columns are understood. */
const SAMPLE_ROWS = 500;
/** Examples shown of a field. */
const EXAMPLES = 3;

/** Notes are kept one by one up to this number; beyond it they are counted. */
const NOTES_KEPT = 10_000;

/**
 * Imports the hospital's register, replacing the one that the case has; a patient keeps the internal id under which the number is known.
 * Any fault of any row: RegisterError with all of them, and nothing is imported.
 */
export async function importRegister(options: ImportOptions): Promise<ImportResult> {
  await access(options.file, constants.R_OK).catch((error: unknown) => {
    throw fromSystemError(error, options.file);
  });
  const sha256 = await hashFile(options.file);
  const table = await openTable(options);
  const check = new RowCheck(options.keys, table);
  const { database } = options;
  const changes = await database.transaction(async (client) => {
    const ids = await IdGiver.load(client, database.caseId);
    // A case's first register goes straight into its table; another one waits beside it until it is known to be whole.
    const isFirst = !ids.hasKnown && options.checkOnly !== true;
    if (!isFirst) await client.query('CREATE TEMP TABLE staged (LIKE patients) ON COMMIT DROP');
    await copyRows(client, isFirst ? 'patients' : 'staged', COLUMNS, sealedRows(options, table, check, ids));
    if (check.patients === 0 && check.faults.count === 0) throw new RegisterError('no_rows');
    if (check.faults.count > 0)
      throw new RegisterError('faults', {
        faults: check.faults.kept,
        faultCount: check.faults.count,
        view: viewOf(table),
      });
    const differing = isFirst ? null : await compareRegisters(client, database.caseId);
    if (options.checkOnly === true) return differing;
    const importId = await note(client, database.caseId, check, sha256);
    if (isFirst) return null;
    if (differing !== null) await keepChanges(client, database.caseId, importId);
    await replace(client, database.caseId);
    if (differing !== null) await readAgain(client, database.caseId);
    return differing;
  });
  return {
    ...viewOf(table),
    patients: check.patients,
    changes,
    oddities: check.oddities.kept,
    oddityCount: check.oddities.count,
  };
}

function viewOf(table: RegisterTable): MappingView {
  return {
    mapping: namesOf(table),
    certainty: table.certainty,
    doubts: table.doubts,
    columns: table.names,
    examples: examplesOf(table),
  };
}

interface RegisterTable extends Columns {
  /** First rows, after the header. */
  readonly sample: readonly RegisterRow[];
  readonly rows: AsyncIterable<readonly RegisterRow[]>;
}

/** Reads the first rows of each table until one holds patients, and gives its rows after the header. */
async function openTable(options: ImportOptions): Promise<RegisterTable> {
  const batches = readRegister(options.reader, options.file);
  let refusal: RegisterError | null = null;
  let seen = -1;
  for (let next = await batches.next(); next.done !== true; next = await batches.next()) {
    const { table, names, rows } = next.value;
    if (table === seen) continue;
    seen = table;
    const cells = rows.slice(0, SAMPLE_ROWS).map((row) => row.cells);
    const columns =
      options.mapping === undefined
        ? guessColumns(names, cells)
        : await mapColumns(options.mapping, names, cells);
    const problem = problemOf(columns);
    if (problem === null) {
      const rest = rows.slice(columns.headerRows);
      return { ...columns, sample: rest.slice(0, SAMPLE_ROWS), rows: chain(rest, table, batches) };
    }
    refusal ??= problem;
  }
  throw refusal ?? new RegisterError('no_rows');
}

/** Why a table cannot be the register; null when it can. */
function problemOf({ mapping, names, unknown }: Columns): RegisterError | null {
  if (unknown.length > 0) return new RegisterError('mapping_unknown_columns', { columns: unknown });
  if (mapping.patientNumber === undefined) return new RegisterError('no_number_column', { columns: names });
  const named =
    mapping.birthName !== undefined || mapping.usageName !== undefined || mapping.fullName !== undefined;
  return named ? null : new RegisterError('no_name_column', { columns: names });
}

async function* chain(
  first: readonly RegisterRow[],
  table: number,
  rest: AsyncIterable<RegisterBatch>,
): AsyncGenerator<readonly RegisterRow[]> {
  yield first;
  for await (const batch of rest) if (batch.table === table) yield batch.rows;
}

/** Header and mapping of a register. */
interface Columns extends MappingGuess {
  readonly names: readonly string[];
  /** How the dates of a column are written. */
  readonly dates: (column: number) => DateReading;
  /** Columns that a mapping file names and that are not there. */
  readonly unknown: readonly string[];
  /** Rows that stand before the first patient. */
  readonly headerRows: number;
}

function guessColumns(given: readonly string[] | null, cells: readonly (readonly string[])[]): Columns {
  const layout = understandTable(given, cells);
  const names = layout.columns.map(({ name }, c) => (name === '' ? String(c + 1) : name));
  return {
    ...guessMapping(layout, cells.slice(layout.headerRows)),
    names,
    unknown: [],
    headerRows: layout.headerRows,
    dates: datesOf(layout),
  };
}

function datesOf({ columns }: TableLayout): Columns['dates'] {
  return (column) => columns[column]?.dates ?? FRENCH_DATES;
}

/** With a mapping file the header is the row that holds most of the names that the file mentions. */
async function mapColumns(
  path: string,
  given: readonly string[] | null,
  cells: readonly (readonly string[])[],
): Promise<Columns> {
  const file = await loadMappingFile(path);
  const headers = given === null ? cells.slice(0, HEADER_ROWS) : [given];
  const candidates = headers.map((names, row) => ({
    names,
    headerRows: given === null ? row + 1 : 0,
    ...readMapping(file, names),
  }));
  // Columns of a file without a header are named by their positions: 1, 2, 3 …
  const width = Math.max(0, ...cells.map((row) => row.length));
  const positions = Array.from({ length: width }, (_, c) => String(c + 1));
  candidates.push({ names: positions, headerRows: 0, ...readMapping(file, positions) });
  const best = candidates.reduce((a, b) => (b.unknown.length < a.unknown.length ? b : a));
  const layout = understandTable(best.names, cells.slice(best.headerRows));
  return { ...best, certainty: {}, doubts: [], dates: datesOf(layout) };
}

async function loadMappingFile(path: string): Promise<MappingFile> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw fromSystemError(error, path);
  });
  const file = mappingFileSchema.safeParse(parseJson(text));
  if (file.success) return file.data;
  throw new RegisterError('mapping_malformed', {
    columns: file.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Shapes of up to three values of each field: enough to see a column that was taken for another, and nobody's data on the screen. */
function examplesOf({ mapping, sample }: RegisterTable): MappingView['examples'] {
  return Object.fromEntries(
    REGISTER_FIELDS.filter((field) => mapping[field] !== undefined).map((field) => [
      field,
      [...new Set(sample.flatMap((row) => mapping[field]!.map((c) => maskText(row.cells[c] ?? ''))))]
        .filter((shape) => shape !== '')
        .slice(0, EXAMPLES),
    ]),
  );
}

function namesOf(table: RegisterTable): MappingView['mapping'] {
  return Object.fromEntries(
    REGISTER_FIELDS.filter((field) => table.mapping[field] !== undefined).map((field) => [
      field,
      table.mapping[field]!.map((c) => table.names[c] ?? ''),
    ]),
  );
}

async function hashFile(path: string): Promise<Buffer> {
  const digest = createHash('sha256');
  for await (const chunk of createReadStream(path)) digest.update(chunk as Buffer);
  return digest.digest();
}

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
class RowCheck {
  readonly faults = new Notes<FaultCode>();
  readonly oddities = new Notes<OddityCode>();
  patients = 0;
  readonly #keys: CaseKeys;
  readonly #names: readonly string[];
  readonly #mapping: RegisterMapping;
  readonly #dates: Columns['dates'];
  readonly #foreignNumbers: boolean;
  /** By patient number the person, by person nothing, by NIR the birth date. */
  readonly #numbers = new KeyTable();
  readonly #persons = new KeyTable();
  readonly #nirs = new KeyTable();

  constructor(keys: CaseKeys, { names, mapping, dates, sample }: RegisterTable) {
    this.#keys = keys;
    this.#names = names;
    this.#foreignNumbers = hasForeignNumbers(sample.map(({ cells }) => cells[mapping.nir?.[0] ?? -1] ?? ''));
    this.#mapping = mapping;
    this.#dates = dates;
  }

  /** The patient of a row; null when the row has a fault or repeats another. */
  take(row: RegisterRow): IndexedPatient | null {
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
    const parsed = parsePatientRow(row, this.#mapping, { fault, oddity }, this.#dates, this.#foreignNumbers);
    if (parsed === null) return null;
    const patient = indexPatient(this.#keys, parsed);
    return this.#compare(patient, fault, oddity) ? patient : null;
  }

  #compare(
    { patient, birth, number, nir, person }: IndexedPatient,
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
interface IndexedPatient {
  readonly patient: Omit<Patient, 'id'>;
  /** Birth date as YYYYMMDD, 0 when unknown. */
  readonly birth: number;
  readonly number: Buffer;
  readonly nir: Buffer | null;
  /** Of birth name, first given name and birth date. */
  readonly person: Buffer;
}

function indexPatient(keys: CaseKeys, patient: Omit<Patient, 'id'>): IndexedPatient {
  const birth = patient.birthDate === null ? 0 : dateNumber(patient.birthDate);
  return {
    patient,
    birth,
    number: keys.blindIndex('index patient number', patient.patientNumber.toUpperCase()),
    nir: patient.nir === '' ? null : keys.blindIndex('index social security', patient.nir),
    person: keys.blindIndex('index name and birth date', `${nameKey(patient)} ${birth}`),
  };
}

/** Birth name and first given name, folded: what tells one person from another together with the birth date. */
function nameKey(patient: Pick<Patient, 'birthName' | 'usageName' | 'givenNames'>): string {
  return foldText(encode(`${patient.birthName || patient.usageName} ${patient.givenNames[0] ?? ''}`));
}

/** Internal ids: the known one of a patient number, also of one that has left the register, else the next. */
class IdGiver {
  readonly #known: ReadonlyMap<string, number>;
  #next: number;

  private constructor(known: ReadonlyMap<string, number>, next: number) {
    this.#known = known;
    this.#next = next;
  }

  static async load(client: pg.PoolClient, caseId: string): Promise<IdGiver> {
    const { rows } = await client.query<{ id: number; key: string }>(
      `SELECT id, encode(number_index, 'hex') AS key FROM patients WHERE case_id = $1
       UNION ALL SELECT id, encode(number_index, 'hex') FROM departed_patients WHERE case_id = $1`,
      [caseId],
    );
    const highest = rows.reduce((most, row) => Math.max(most, row.id), 0);
    return new IdGiver(new Map(rows.map((row) => [row.key, row.id])), highest + 1);
  }

  /** Whether the case has a register. */
  get hasKnown(): boolean {
    return this.#known.size > 0;
  }

  idOf(numberIndex: Buffer): number {
    return (this.hasKnown ? this.#known.get(numberIndex.toString('hex')) : undefined) ?? this.#next++;
  }
}

const COLUMNS = [
  'case_id',
  'id',
  'number_index',
  'social_security_index',
  'name_birth_index',
  'email_index',
  'phone_indexes',
  'sealed',
  'linking_index',
];

async function* sealedRows(
  options: ImportOptions,
  table: RegisterTable,
  check: RowCheck,
  ids: IdGiver,
): AsyncGenerator<CopyValue[]> {
  for await (const batch of table.rows) {
    options.signal?.throwIfAborted();
    for (const row of batch) {
      const patient = check.take(row);
      if (patient !== null && check.faults.count === 0) yield sealedRow(options, patient, ids);
    }
    options.onProgress?.(check.patients);
  }
}

function sealedRow(
  { keys, database }: ImportOptions,
  { patient, birth, number, nir, person }: IndexedPatient,
  ids: IdGiver,
): CopyValue[] {
  const id = ids.idOf(number);
  return [
    database.caseId,
    id,
    number,
    nir,
    birth === 0 ? null : person,
    patient.email === '' ? null : keys.blindIndex('index email', patient.email),
    patient.phones.map((phone) => keys.blindIndex('index phone', phone.replace(/\D/g, '').slice(-9))),
    keys.seal(encodePatient({ ...patient, id }), patientPlace(id)),
    keys.blindIndex('index linked fields', linkedFields(patient, birth)),
  ];
}

/** Everything by which a patient is looked for in a file: what the patient index is made of. */
function linkedFields(patient: Omit<Patient, 'id'>, birth: number): string {
  const { patientNumber, nir, birthName, usageName, givenNames, sex, phones, email, address, postcode } =
    patient;
  return JSON.stringify([
    patientNumber, nir, birthName, usageName, givenNames, sex, birth, phones, email, address, postcode,
  ]); // prettier-ignore
}

/**
 * Patients who differ between the staged register and the one of the case, in the temporary table `differing`; contents that this concerns in
 * `concerned`. Null, without these tables, where the case has no register yet.
 */
async function compareRegisters(client: pg.PoolClient, caseId: string): Promise<RegisterChanges | null> {
  const { rowCount: known } = await client.query('SELECT FROM patients WHERE case_id = $1 LIMIT 1', [caseId]);
  if (known === 0) return null;
  await client.query('CREATE TEMP TABLE differing (id bigint, change text) ON COMMIT DROP');
  await client.query(
    `INSERT INTO differing
     SELECT coalesce(s.id, p.id), CASE WHEN p.id IS NULL THEN 'added' WHEN s.id IS NULL THEN 'removed' ELSE 'changed' END
     FROM staged s FULL JOIN (SELECT id, linking_index FROM patients WHERE case_id = $1) p ON p.id = s.id
     WHERE p.id IS NULL OR s.id IS NULL OR s.linking_index IS DISTINCT FROM p.linking_index`,
    [caseId],
  );
  const { rows } = await client.query<Omit<RegisterChanges, 'contents'>>(
    `SELECT count(*) FILTER (WHERE change = 'added') AS added, count(*) FILTER (WHERE change = 'changed') AS changed,
       count(*) FILTER (WHERE change = 'removed') AS removed FROM differing`,
  );
  const [counted] = rows as [(typeof rows)[number]];
  await client.query('CREATE TEMP TABLE concerned (id bigint) ON COMMIT DROP');
  const { rowCount } = await client.query(
    `INSERT INTO concerned ${counted.added + counted.changed > 0 ? MAY_HOLD_ANYBODY : HOLDS_REMOVED}`,
    [caseId],
  );
  return { ...counted, contents: rowCount ?? 0 };
}

/** Somebody new may stand in whatever has been read: all but contents of which nothing was. */
const MAY_HOLD_ANYBODY = `SELECT id FROM contents WHERE case_id = $1 AND engine > 0 AND fate NOT IN ('encrypted', 'unsupported', 'empty', 'not_a_document')`;
/** Who has left is missing only where he was seen; namesakes who shared the passage were seen there with him. */
const HOLDS_REMOVED = `SELECT DISTINCT s.content_id FROM sightings s JOIN differing d ON d.id = s.patient_id WHERE s.case_id = $1`;

async function replace(client: pg.PoolClient, caseId: string): Promise<void> {
  await client.query('DELETE FROM patients WHERE case_id = $1', [caseId]);
  await client.query('INSERT INTO patients SELECT * FROM staged');
}

/** Notes the import; gives its id. */
async function note(client: pg.PoolClient, caseId: string, check: RowCheck, sha256: Buffer): Promise<number> {
  const { rows } = await client.query<{ id: number }>(
    'INSERT INTO patient_imports (case_id, patients, source_sha256, oddities) VALUES ($1, $2, $3, $4) RETURNING id',
    [
      caseId,
      check.patients,
      sha256,
      JSON.stringify({ count: check.oddities.count, kept: check.oddities.kept }),
    ],
  );
  return rows[0]!.id;
}

/** Who differs, for the reasons of later states; who has left keeps the id and can still be named. */
async function keepChanges(client: pg.PoolClient, caseId: string, importId: number): Promise<void> {
  await client.query(
    'INSERT INTO register_changes (case_id, import_id, patient_id, change) SELECT $1, $2, id, change FROM differing',
    [caseId, importId],
  );
  await client.query(
    `INSERT INTO departed_patients (case_id, id, number_index, sealed)
     SELECT p.case_id, p.id, p.number_index, p.sealed FROM patients p JOIN differing d ON d.id = p.id AND d.change = 'removed' WHERE p.case_id = $1`,
    [caseId],
  );
  await client.query('DELETE FROM departed_patients o USING staged s WHERE o.case_id = $1 AND o.id = s.id', [
    caseId,
  ]);
}

/** What the difference concerns is read again by the next assessment: contents, and names of files. */
async function readAgain(client: pg.PoolClient, caseId: string): Promise<void> {
  await client.query('UPDATE contents c SET engine = 0 FROM concerned k WHERE c.id = k.id');
  await client.query(
    `UPDATE evidence e SET names_engine = 0 WHERE case_id = $1 AND (EXISTS (SELECT FROM differing WHERE change <> 'removed')
       OR EXISTS (SELECT FROM name_sightings n JOIN differing d ON d.id = n.patient_id WHERE n.evidence_id = e.id))`,
    [caseId],
  );
}
