import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, constants, readFile } from 'node:fs/promises';
import type pg from 'pg';
import { fromSystemError } from '../case/caseError.ts';
import { type DateReading, FRENCH_DATES } from '../columns/parseBirthDate.ts';
import type { TableLayout } from '../columns/tableLayout.ts';
import { understandTable } from '../columns/understandTable.ts';
import type { RowValue } from '../database/rowValue.ts';
import type { Database } from '../database/database.ts';
import { insertRows } from '../database/insertRows.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import type { Reader } from '../read/reader.ts';
import { type MappingView, type OddityCode, RegisterError, type RowNote } from './importFault.ts';
import { encodePatient, patientPlace } from './patient.ts';
import { maskText } from './maskText.ts';
import {
  compareRegisters,
  keepChanges,
  linkedFields,
  NO_RECIPIENT_FIELDS,
  readAgain,
  recipientFields,
  type RegisterChanges,
} from './registerChanges.ts';
import { type HashedPatient, RowCheck } from './rowCheck.ts';
import { representativeColumns } from './representativeColumns.ts';
import { type RegisterBatch, readRegister, type RegisterRow } from './readRegister.ts';
import {
  guessMapping,
  type MappingFile,
  mappingFileSchema,
  type MappingGuess,
  REGISTER_FIELDS,
  readMapping,
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

/** Rows among which a mapping file's header is looked for. */
const HEADER_ROWS = 15;
/** Rows by which the columns are understood. */
const SAMPLE_ROWS = 500;
/** Examples shown of a field. */
const EXAMPLES = 3;

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
    await insertRows(
      client,
      isFirst ? 'patients' : 'staged',
      COLUMNS,
      sealedRows(options, table, check, ids),
    );
    if (check.patients === 0 && check.faults.count === 0) throw new RegisterError('no_rows');
    if (check.faults.count > 0)
      throw new RegisterError('faults', {
        faults: check.faults.kept,
        faultCount: check.faults.count,
        view: viewOf(table),
      });
    const differing = isFirst
      ? null
      : await compareRegisters(
          client,
          database.caseId,
          options.keys.blindIndex('index recipient fields', NO_RECIPIENT_FIELDS),
        );
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
  const whole = understandTable(given, cells);
  const { headerRows } = whole;
  const names = whole.columns.map(({ name }, c) => (name === '' ? String(c + 1) : name));
  const rows = cells.slice(headerRows);
  const others = representativeColumns(names);
  const layout = others.size === 0 ? whole : understandWithout(others, whole, rows);
  return { ...guessMapping(layout, rows, others), names, unknown: [], headerRows, dates: datesOf(layout) };
}

/** What the other columns hold: names and addresses of somebody else are not to be weighed against the patient's. */
function understandWithout(
  others: ReturnType<typeof representativeColumns>,
  { columns }: TableLayout,
  rows: readonly (readonly string[])[],
): TableLayout {
  const names = columns.map(({ name }, c) => (others.has(c) ? '' : name));
  return understandTable(
    names,
    rows.map((row) => row.map((cell, c) => (others.has(c) ? '' : cell))),
  );
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
  'recipient_index',
];

async function* sealedRows(
  options: ImportOptions,
  table: RegisterTable,
  check: RowCheck,
  ids: IdGiver,
): AsyncGenerator<RowValue[]> {
  const nothingKnown = options.keys.blindIndex('index recipient fields', NO_RECIPIENT_FIELDS);
  for await (const batch of table.rows) {
    options.signal?.throwIfAborted();
    for (const row of batch) {
      const patient = check.take(row);
      if (patient !== null && check.faults.count === 0) yield sealedRow(options, patient, ids, nothingKnown);
    }
    options.onProgress?.(check.patients);
  }
}

function sealedRow(
  { keys, database }: ImportOptions,
  { patient, birth, number, nir, person }: HashedPatient,
  ids: IdGiver,
  nothingKnown: Buffer,
): RowValue[] {
  const id = ids.idOf(number);
  const recipients = recipientFields(patient);
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
    // Of most patients nothing of it is known: one hash for all of them.
    recipients === NO_RECIPIENT_FIELDS ? nothingKnown : keys.blindIndex('index recipient fields', recipients),
  ];
}

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
