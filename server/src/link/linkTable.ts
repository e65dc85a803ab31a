import { CATEGORY_BIT, type CategorySet } from '@constat/contract/category.ts';
import { REASON_BIT } from '@constat/contract/exposure.ts';
import type { ColumnLayout, TableLayout } from '../columns/tableLayout.ts';
import { isStaffTable } from '../columns/columnNames.ts';
import { declaredTable, understandTable } from '../columns/understandTable.ts';
import { patientByNumber, type PatientIndex } from '../patients/index/patientIndex.ts';
import { cellStart, type ColumnsSegment, copyRows, type RowsSegment } from '../read/segment.ts';
import { decode, encode } from '../text/windows1252.ts';
import { type Entity, rowEntity } from './entity.ts';
import { type RecordKey, tableStem } from './recordTable.ts';
import type { ReferencedRecords } from './referencedRecords.ts';
import { type Match, onlyCandidate, resolve } from './resolve.ts';
import { RowReader } from './rowReader.ts';
import { scoreCandidate } from './scoreCandidate.ts';
import type { Years } from './sighting.ts';
import type { SightingTable } from './sightingTable.ts';
import { noTraits } from './traits.ts';
import { REGISTERED } from './weights.ts';

const TAB = 0x09;

/** Rows that are looked at before a table's columns are understood. */
const SAMPLE_ROWS = 200;

/** A number that alone decides must leave no doubt of this many bits above 'anybody'. */
const DECIDED_BITS = 12;

/** What a table needs of the linking of its content. */
export interface TableContext {
  readonly index: PatientIndex;
  readonly sightings: SightingTable;
  /** Records that other rows of the content refer to. */
  readonly records: ReferencedRecords;
  /** A row whose person is not in the register. */
  outsider(
    name: string,
    birthDate: number,
    categories: CategorySet,
    years: Years,
    part: number,
    position: number,
    probability: number,
  ): void;
  /** Text cells of a row, and rows of tables that hold no persons: looked at as text. `patient` is the row's person, -1 when unknown. */
  text(bytes: Uint8Array, part: number, position: number, patient: Match | null): void;
  /** The row says whom the text behind it is about. */
  subject(entity: Entity): void;
}

/** Links the rows of one table: columns are understood once, each row is its person's row. */
export class TableLinker {
  readonly #context: TableContext;
  readonly #part: number;
  /** What the name of the table says its rows are, as records that others refer to. */
  readonly #stem: string;
  /** The rows are staff, whom nobody looks for in the register. */
  readonly #isStaff: boolean;
  #names: readonly string[] | null = null;
  #layout: TableLayout | null = null;
  #columns: readonly ColumnLayout[] = [];
  #waiting: RowsSegment[] = [];
  #waitingRows = 0;
  readonly #row: RowReader;
  /** Whether the rows say whom the text behind them is about. */
  #subject = false;

  /** @param name the table's own name: 'public.sejours', 'Feuil1'. */
  constructor(context: TableContext, part: number, name: string) {
    this.#context = context;
    this.#part = part;
    this.#stem = tableStem(name);
    context.records.announce(this.#stem);
    this.#isStaff = isStaffTable(name);
    this.#row = new RowReader(context.index);
  }

  /** Names of the columns, where the format has them, and what they hold, where it says so. May be called again for the rows that follow. */
  columns({ names, declared, subject }: ColumnsSegment): void {
    if (declared !== undefined) this.end();
    this.#names = names;
    this.#subject = subject === true;
    this.#layout = null;
    if (declared !== undefined) this.#understood(declaredTable(names, declared));
  }

  rows(segment: RowsSegment): void {
    if (this.#layout !== null) {
      this.#link(segment, 0);
      return;
    }
    this.#waiting.push(copyRows(segment));
    this.#waitingRows += segment.rowEnds.length;
    if (this.#waitingRows >= SAMPLE_ROWS) this.#begin();
  }

  /** The table ends: rows that still wait are linked. */
  end(): void {
    if (this.#layout === null && this.#waitingRows > 0) this.#begin();
  }

  #begin(): void {
    const sample = this.#waiting.flatMap((segment) => rowsOf(segment, SAMPLE_ROWS)).slice(0, SAMPLE_ROWS);
    const layout = understandTable(
      this.#names,
      sample,
      (text) => patientByNumber(this.#context.index, encode(text)) >= 0,
    );
    this.#understood(layout);
    let skip = layout.headerRows;
    for (const segment of this.#waiting) {
      this.#link(segment, Math.min(skip, segment.rowEnds.length));
      skip = Math.max(0, skip - segment.rowEnds.length);
    }
    this.#waiting = [];
    this.#waitingRows = 0;
  }

  #understood(layout: TableLayout): void {
    this.#layout = layout;
    this.#columns =
      this.#isStaff && knowsNamesOnly(layout.columns) ? layout.columns.map(asColleague) : layout.columns;
    this.#row.understood(this.#columns);
  }

  #link(segment: RowsSegment, skip: number): void {
    const persons =
      this.#layout!.isPersonTable || this.#columns.some((column) => column.role === 'reference');
    const stays = !persons && this.#columns.some((column) => column.role === 'stay_number');
    if (persons || stays) this.#row.begin(segment);
    for (let r = skip; r < segment.rowEnds.length; r++) {
      const from = r === 0 ? 0 : segment.rowEnds[r - 1]!;
      const to = segment.rowEnds[r]!;
      const position = segment.rowNumbers[r]!;
      if (persons) this.#linkRow(segment, from, to, position);
      else {
        if (stays) this.#referByStay(from, to, position);
        this.#linkAsText(segment, from, to, position);
      }
    }
  }

  /** A row about a stay of which another row of the content says whose it is. */
  #referByStay(from: number, to: number, position: number): void {
    this.#row.read(from, to);
    const { stay, categories, years } = this.#row;
    if (stay === null) return;
    this.#context.records.refer(stay, { records: [], categories, years, part: this.#part, position });
  }

  #linkRow(segment: RowsSegment, from: number, to: number, position: number): void {
    const row = this.#row;
    row.read(from, to);
    const decided = this.#decide(row);
    const matches = decided === null ? this.#resolve(row) : null;
    const best = decided ?? matches![0] ?? null;
    if (decided !== null) this.#see(decided, row, position);
    else for (const match of matches!) this.#see(match, row, position);
    if (best !== null && best.probability >= 0.5) this.#define(row, best);
    if (best === null || best.probability < 0.5) this.#withoutPatient(row, position, best);
    for (const relative of row.relatives)
      if (relative !== best?.patient) this.#seeRelative(relative, row, position);
    if (row.hasText) this.#linkTextCells(segment, from, to, position, best);
    if (this.#subject) this.#context.subject(rowEntity(row.traits, row.name()));
  }

  #see(match: Match, row: RowReader, position: number): void {
    const also = REASON_BIT.row_of_table;
    this.#context.sightings.add(match, row.categories, row.years, this.#part, position, also);
  }

  /** The keys by which other rows may refer to this one's person. A table of patients may call its own key patient_id. */
  #define(row: RowReader, match: Match): void {
    const { records } = this.#context;
    for (const id of row.recordIds) records.define({ table: this.#stem, id }, match);
    if (row.reference !== null) records.define(row.reference, match);
    if (row.stay !== null) records.define(row.stay, match);
  }

  /** Somebody whose social security number stands in another person's row (a parent's in the child's). */
  #seeRelative(patient: number, row: RowReader, position: number): void {
    const { index, sightings } = this.#context;
    const traits = { ...noTraits(), hasNir: true, nirOf: [patient] };
    const match = onlyCandidate(scoreCandidate(index, patient, traits), index.size, REGISTERED);
    sightings.add(
      match,
      CATEGORY_BIT.social_security,
      row.years,
      this.#part,
      position,
      REASON_BIT.row_of_table,
    );
  }

  /** The patient whose number the rest of the row bears out: nobody else is looked up then. */
  #decide(row: RowReader): Match | null {
    const { traits } = row;
    if (traits.numberOf < 0) return null;
    const { index } = this.#context;
    row.compareNir(traits.numberOf);
    const score = scoreCandidate(index, traits.numberOf, traits);
    return score.anchored && score.weight > index.sizeBits + DECIDED_BITS
      ? onlyCandidate(score, index.size, REGISTERED)
      : null;
  }

  #resolve(row: RowReader): readonly Match[] {
    if (!row.identifies) return [];
    row.lookUp();
    return resolve(this.#context.index, row.traits, REGISTERED);
  }

  /** Nobody of the register: the row refers to a record with a person, or its person is an outsider. */
  #withoutPatient(row: RowReader, position: number, best: Match | null): void {
    const { categories, years, reference, stay } = row;
    const target = reference ?? (row.identifies ? null : stay);
    if (target !== null) {
      const records = target === stay ? [] : this.#recordsOf(row);
      this.#context.records.refer(target, { records, categories, years, part: this.#part, position });
    }
    if (!row.identifies) return;
    if (row.isTest) return;
    if (row.traits.nameParts.length + row.traits.unknownNameWords.length === 0) return;
    this.#context.outsider(
      row.name(),
      row.traits.birthDate,
      categories,
      years,
      this.#part,
      position,
      1 - (best?.probability ?? 0),
    );
  }

  /** What others may call the row: its own keys and its stay. */
  #recordsOf(row: RowReader): RecordKey[] {
    const own = row.recordIds.map((id) => ({ table: this.#stem, id }));
    return row.stay === null ? own : [...own, row.stay];
  }

  #linkTextCells(
    segment: RowsSegment,
    from: number,
    to: number,
    position: number,
    patient: Match | null,
  ): void {
    for (let c = from; c < to; c++) {
      if (this.#columns[segment.cellColumns[c]!]?.role !== 'free_text') continue;
      const start = cellStart(segment.cellEnds, c);
      this.#context.text(segment.bytes.subarray(start, segment.cellEnds[c]), this.#part, position, patient);
    }
  }

  #linkAsText(segment: RowsSegment, from: number, to: number, position: number): void {
    if (to === from) return;
    const start = cellStart(segment.cellEnds, from);
    const line = segment.bytes.slice(start, segment.cellEnds[to - 1]);
    for (let c = from; c < to - 1; c++) line[segment.cellEnds[c]! - start] = TAB;
    this.#context.text(line, this.#part, position, null);
  }
}

/** Without NIR and birth dates a row says of nobody that he is a patient who happens to work here. */
function knowsNamesOnly(columns: readonly ColumnLayout[]): boolean {
  return !columns.some(({ role }) => role === 'social_security' || role === 'birth_date');
}

/** A column of a table of staff; a patient number in it is still a patient's. */
function asColleague(column: ColumnLayout): ColumnLayout {
  const isPatients = column.role === 'patient_number' || column.role === 'reference';
  return column.subject === 'person' && !isPatients ? { ...column, subject: 'professional' } : column;
}

/** The first rows of a segment as strings, by column. */
function rowsOf(segment: RowsSegment, limit: number): string[][] {
  const rows: string[][] = [];
  for (let r = 0; r < Math.min(limit, segment.rowEnds.length); r++) {
    const cells: string[] = [];
    for (let c = r === 0 ? 0 : segment.rowEnds[r - 1]!; c < segment.rowEnds[r]!; c++) {
      const text = decode(segment.bytes, cellStart(segment.cellEnds, c), segment.cellEnds[c]);
      const column = segment.cellColumns[c]!;
      while (cells.length < column) cells.push('');
      cells[column] = cells[column] ? `${cells[column]} ${text}` : text;
    }
    rows.push(cells);
  }
  return rows;
}
