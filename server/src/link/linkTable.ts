import { CATEGORY_BIT } from '@constat/contract/category.ts';
import { REASON_BIT } from '@constat/contract/exposure.ts';
import { isCareRemark, REMARK_BYTES } from '../columns/aboutCare.ts';
import { findPairs } from '../columns/pairsTable.ts';
import { beginsTable, splitTables, type TableBlock } from '../columns/splitTables.ts';
import type { TableKind, TableLayout } from '../columns/tableLayout.ts';
import { mayMean, tableStem } from '../columns/tableStem.ts';
import { findTurned } from '../columns/turnedTable.ts';
import { declaredTable, understandTable } from '../columns/understandTable.ts';
import { compareDates } from './compareDates.ts';
import type { LinkModel } from './linkModel.ts';
import { cellStart, type ColumnsSegment, type RowsSegment, sliceRows } from '../read/segment.ts';
import { type Entity, rowEntity } from './entity.ts';
import { IndexOracle } from './indexOracle.ts';
import type { KnownLayouts } from './knownLayouts.ts';
import type { RecordKey } from './recordTable.ts';
import type { ReferencedRecords } from './referencedRecords.ts';
import {
  type Match,
  onlyCandidate,
  NOBODY,
  outsideOf,
  repeatedProbability,
  type Resolution,
  resolve,
} from './resolve.ts';
import { RecordRows, turnRows } from './reshapedRows.ts';
import { RowReader } from './rowReader.ts';
import { firstCell, joinLines, lineOf, mayBeHeader, rowOf, rowsOf, rowStart } from './rowText.ts';
import { scoreCandidate } from './scoreCandidate.ts';
import { NO_YEARS, type Outsider } from './sighting.ts';
import type { SightingTable } from './sightingTable.ts';
import { decode } from '../text/windows1252.ts';
import { noTraits } from './traits.ts';
import { REGISTERED } from './weights.ts';

/** Rows that are looked at before a table's columns are understood. */
const SAMPLE_ROWS = 200;

/** A cell that names somebody has at least so many bytes. */
const MENTION_BYTES = 5;
/** Lines of a form that are linked together at most. */
const LINES = 500;

/** A number that alone decides must leave no doubt of this many bits above 'anybody'. */
const DECIDED_BITS = 12;

/** What a table needs of the linking of its content. */
export interface TableContext {
  readonly index: LinkModel;
  readonly sightings: SightingTable;
  /** The year that the name of the content tells; 0 where it tells none. */
  readonly year: number;
  /** Layouts of the content's named tables. */
  readonly layouts: KnownLayouts;
  /** Records that other rows of the content refer to. */
  readonly records: ReferencedRecords;
  /** A row whose person is not in the register. */
  outsider(outsider: Outsider): void;
  /** Text cells of a row about nobody known, and rows of tables that hold no persons: looked at as text. */
  text(bytes: Uint8Array, part: number, position: number): void;
  /** A text cell of the row of `patient`: what it says is his, unless it names somebody else. `person` is the row's person. */
  remark(bytes: Uint8Array, part: number, position: number, patient: Match, person: () => Entity): void;
  /** Rows that belong together as the lines of one text (a form): line n stands at positions[n]. */
  lines(bytes: Uint8Array, part: number, positions: readonly number[]): void;
  /** The row says whom the text behind it is about. */
  subject(entity: Entity): void;
}

/** A layout and what reads its rows. */
class LayoutRows {
  readonly layout: TableLayout;
  readonly person: RowReader;
  /** Read the further persons of a row. */
  readonly others: readonly { readonly row: RowReader; readonly byMoreThanName: boolean }[];

  constructor({ index, year }: Pick<TableContext, 'index' | 'year'>, layout: TableLayout) {
    this.layout = layout;
    const readerOf = (columns: TableLayout['columns']): RowReader => {
      const reader = new RowReader(index);
      reader.understood(columns, { own: layout.year, ofContent: year }, layout.isCare);
      return reader;
    };
    this.person = readerOf(layout.columns);
    this.others = layout.others.map(({ columns, byMoreThanName }) => ({
      row: readerOf(columns),
      byMoreThanName,
    }));
  }

  /** Whether rows are about a person, or refer to a record that is. */
  get isAboutPersons(): boolean {
    const { kind, columns } = this.layout;
    return kind === 'persons' || kind === 'staff' || columns.some(({ role }) => role === 'reference');
  }

  /** Whether rows are about stays of which other rows of the content say whose they are. */
  get isAboutStays(): boolean {
    return this.layout.columns.some(({ role }) => role === 'stay_number');
  }

  begin(segment: RowsSegment): void {
    this.person.begin(segment);
    for (const { row } of this.others) row.begin(segment);
  }
}

function isOfPersons({ kind }: TableLayout): boolean {
  return kind === 'persons' || kind === 'staff';
}

/** Links the rows of the tables of one part: columns are understood once a table, each row is its person's row. */
export class TableLinker {
  readonly #context: TableContext;
  readonly #part: number;
  readonly #name: string;
  readonly #stem: string;
  readonly #oracle: IndexOracle;
  #names: readonly string[] | null = null;
  #current: LayoutRows | null = null;
  /** By the first cell of a row, where the file mixes kinds of records. */
  #types: ReadonlyMap<string, LayoutRows> | null = null;
  #waiting: RowsSegment[] = [];
  #waitingRows = 0;
  /** Links rows that were made of others: of several, or of columns. */
  #reshaped: TableLinker | null = null;
  /** Makes rows of records of the rows that come. */
  #records: RecordRows | null = null;
  /** Whom the row above is about, and where it stands. */
  #above: Match | null = null;
  #abovePosition = 0;
  /** Who came into question for the row, where its number does not decide. */
  #resolution = NOBODY;
  /** Whether the rows say whom the text behind them is about. */
  #subject = false;
  /** Lines of a form that wait for its end, and their rows. */
  #lines: Uint8Array[] = [];
  #linePositions: number[] = [];

  /** @param name the table's own name: 'public.sejours', 'Feuil1'. */
  constructor(context: TableContext, part: number, name: string) {
    this.#context = context;
    this.#part = part;
    this.#name = name;
    this.#stem = tableStem(name);
    context.records.announce(this.#stem);
    this.#oracle = new IndexOracle(context.index);
  }

  /** Names of the columns, where the format has them, and what they hold, where it says so. May be called again for the rows that follow. */
  columns({ names, declared, subject }: ColumnsSegment): void {
    if (declared !== undefined) this.end();
    this.#names = names;
    this.#subject = subject === true;
    this.#current = null;
    if (declared !== undefined) this.#understood(declaredTable(names, declared, this.#name), null);
  }

  rows(segment: RowsSegment): void {
    if (this.#records !== null) this.#takeRecords(segment, 0);
    else this.#linkFrom(segment, 0);
    while (this.#waitingRows >= SAMPLE_ROWS) this.#begin(false);
  }

  /** The part ends: rows that still wait are linked. */
  end(): void {
    while (this.#waitingRows > 0) this.#begin(true);
    this.#records?.end();
    this.#reshaped?.end();
    this.#endLines();
  }

  #wait(segment: RowsSegment, from: number): void {
    this.#waiting.push(sliceRows(segment, from));
    this.#waitingRows += segment.rowEnds.length - from;
  }

  /** Understands the tables of the sample and links the rows that wait; `all` when no more come. */
  #begin(all: boolean): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#waitingRows = 0;
    const sample = waiting.flatMap((segment) => rowsOf(segment, SAMPLE_ROWS)).slice(0, SAMPLE_ROWS);
    const blocks = this.#blocksOf(sample);
    if (!blocks.some(({ layout }) => isOfPersons(layout)) && this.#reshape(sample, waiting, all)) return;
    let before = 0;
    for (const segment of waiting) {
      const rest = this.#linkBlocks(blocks, segment, before);
      this.#linkFrom(segment, rest);
      before += segment.rowEnds.length;
    }
  }

  /** Where rows are no persons: makes a row of each record, or of each column, and has those linked. False where the table is neither. */
  #reshape(sample: readonly (readonly string[])[], waiting: readonly RowsSegment[], all: boolean): boolean {
    const pairs = findPairs(sample);
    const turned = all && pairs === null ? findTurned(sample) : null;
    if (pairs === null && turned === null) return false;
    this.#reshaped ??= new TableLinker(this.#context, this.#part, this.#name);
    if (pairs !== null) {
      const names = this.#names ?? (pairs.headerRows > 0 ? sample[0]! : []);
      this.#records = new RecordRows(pairs, names, this.#reshaped);
      waiting.forEach((segment, s) => this.#takeRecords(segment, s === 0 ? pairs.headerRows : 0));
    } else turnRows(waiting, turned!, this.#reshaped);
    return true;
  }

  #takeRecords(segment: RowsSegment, from: number): void {
    for (let r = from; r < segment.rowEnds.length; r++) this.#records!.row(segment, r);
  }

  #blocksOf(sample: readonly (readonly string[])[]): readonly TableBlock[] {
    const context = { oracle: this.#oracle, title: this.#name };
    const names = this.#names;
    if (names === null) return splitTables(sample, context);
    const layout = this.#context.layouts.layoutOf([this.#name, ...names].join('\n'), sample, (rows) =>
      understandTable(names, rows, context),
    );
    return [{ start: 0, end: sample.length, layout, types: null }];
  }

  /** Links the rows of a segment that lie in the blocks of the sample; `before` rows of it came before. Returns how many there were. */
  #linkBlocks(blocks: readonly TableBlock[], segment: RowsSegment, before: number): number {
    const count = segment.rowEnds.length;
    let linked = 0;
    for (const { start, end, layout, types } of blocks) {
      if (end <= before || start >= before + count) continue;
      if (start >= before) {
        this.#endLines();
        this.#understood(layout, types);
      }
      const first = Math.max(start - before, 0);
      linked = Math.min(end - before, count);
      const data = Math.max(first, start + layout.headerRows - before);
      const titlesEnd = Math.min(linked, start + layout.titleRows - before);
      for (let r = first; r < titlesEnd; r++) this.#linkAsText(segment, r);
      this.#link(segment, Math.min(data, linked), linked, false);
    }
    return linked;
  }

  #understood(layout: TableLayout, types: ReadonlyMap<string, TableLayout> | null): void {
    const context = this.#context;
    this.#current = new LayoutRows(context, layout);
    this.#types =
      types === null ? null : new Map([...types].map(([mark, own]) => [mark, new LayoutRows(context, own)]));
    this.#above = null;
  }

  /** Rows behind the sample. One that reads like a header begins another table: the rows from there on wait until it is understood. */
  #linkFrom(segment: RowsSegment, from: number): void {
    const count = segment.rowEnds.length;
    if (from >= count) return;
    if (this.#current === null) {
      this.#wait(segment, from);
      return;
    }
    const stopped = this.#link(segment, from, count, this.#names === null);
    if (stopped === count) return;
    this.#endLines();
    this.#current = null;
    this.#wait(segment, stopped);
  }

  /** Links the rows [from, to); returns where it stopped: before a header, if `watch` is set, else at `to`. */
  #link(segment: RowsSegment, from: number, to: number, watch: boolean): number {
    const current = this.#current!;
    const { kind } = current.layout;
    const persons = current.isAboutPersons;
    const stays = !persons && current.isAboutStays;
    if (this.#types !== null) for (const own of this.#types.values()) own.begin(segment);
    else if (persons || stays) current.begin(segment);
    for (let r = from; r < to; r++) {
      const known = persons && this.#linkRow(this.#types?.get(firstCell(segment, r)) ?? current, segment, r);
      if (watch && !known && mayBeHeader(segment, r) && beginsTable(rowOf(segment, r))) return r;
      if (stays) this.#referByStay(current.person, segment, r);
      if (!persons) this.#linkText(kind, segment, r);
    }
    return to;
  }

  /** A row about a stay of which another row of the content says whose it is. */
  #referByStay(row: RowReader, segment: RowsSegment, r: number): void {
    row.read(rowStart(segment, r), segment.rowEnds[r]!);
    const { stay, categories, years } = row;
    if (stay === null) return;
    const position = segment.rowNumbers[r]!;
    this.#context.records.refer(stay, { records: [], categories, years, part: this.#part, position });
  }

  /** True when the row says something of a patient. */
  #linkRow({ layout, person, others }: LayoutRows, segment: RowsSegment, r: number): boolean {
    const position = segment.rowNumbers[r]!;
    person.read(rowStart(segment, r), segment.rowEnds[r]!);
    this.#context.index.recorder?.stands({ part: this.#part, position });
    const best = this.#linkPerson(person, layout.kind, position);
    if (best !== null && best.probability >= 0.5) this.#define(person, best);
    else this.#withoutPatient(person, position);
    for (const relative of person.relatives)
      if (relative !== best?.patient) this.#seeRelative(relative, person, position);
    if (others.length > 0) this.#linkOthers(others, segment, r);
    if (person.hasText) this.#linkTextCells(layout, person, segment, r, best);
    if (!this.#subject) return best !== null;
    person.readNames();
    this.#context.subject(rowEntity(person.traits, person.name()));
    return best !== null;
  }

  /** What others may call the row: its own key, also by the name that the column has ('pid' in both tables), and its stay. */
  #recordsOf({ recordId: id, keyStem, stay }: RowReader): RecordKey[] {
    const records: RecordKey[] = stay === null ? [] : [stay];
    if (id < 0) return records;
    records.push({ table: this.#stem, id });
    if (keyStem !== '' && !mayMean(keyStem, this.#stem)) records.push({ table: keyStem, id });
    return records;
  }

  /** The keys by which other rows may refer to this one's person. A table of patients may call its own key patient_id. */
  #define(row: RowReader, match: Match): void {
    const { records } = this.#context;
    for (const record of this.#recordsOf(row)) records.define(record, match);
    if (row.reference !== null) records.define(row.reference, match);
  }

  /** Somebody whose social security number stands in another person's row (a parent's in the child's). */
  #seeRelative(patient: number, row: RowReader, position: number): void {
    const { index, sightings } = this.#context;
    const traits = { ...noTraits(), hasNir: true, nirOf: [patient] };
    const match = onlyCandidate(index, scoreCandidate(index, patient, traits), REGISTERED, traits);
    const also = REASON_BIT.row_of_table;
    sightings.add(match, CATEGORY_BIT.social_security, row.years, this.#part, position, also);
  }

  /** Sees the row's person; returns the most probable match. */
  #linkPerson(row: RowReader, kind: TableKind, position: number): Match | null {
    this.#resolution = NOBODY;
    let best = this.#decide(row);
    const goesOn = best === null && this.#continuesAbove(row, position);
    if (goesOn) best = this.#above;
    if (best !== null) this.#see(best, row, position, goesOn);
    else {
      this.#resolution = this.#resolve(row, kind === 'staff');
      for (const match of this.#resolution.matches) this.#see(match, row, position, false);
      best = this.#resolution.matches[0] ?? null;
    }
    this.#above = best !== null && best.probability >= 0.5 ? best : null;
    this.#abovePosition = position;
    return best;
  }

  /** A row without any identity, directly below one with it: cells of the person are merged, or left out because they would be the same. */
  #continuesAbove(row: RowReader, position: number): boolean {
    return (
      this.#above !== null &&
      !row.identifies &&
      !row.reaches &&
      this.#isBornLike(row, this.#above.patient) &&
      row.reference === null &&
      row.categories !== 0 &&
      position - this.#abovePosition === 1
    );
  }

  /** Whether the row tells no other birth date than the patient's. */
  #isBornLike({ traits }: RowReader, patient: number): boolean {
    const registered = this.#context.index.birthDates[patient]!;
    return (
      traits.birthDate === 0 ||
      registered === 0 ||
      compareDates(traits.birthDate, registered, traits.shortYear) !== 'differs'
    );
  }

  #linkOthers(others: LayoutRows['others'], segment: RowsSegment, r: number): void {
    for (const { row, byMoreThanName } of others) {
      row.read(rowStart(segment, r), segment.rowEnds[r]!);
      for (const match of this.#resolve(row, byMoreThanName).matches)
        this.#see(match, row, segment.rowNumbers[r]!, false);
    }
  }

  #see(match: Match, row: RowReader, position: number, goesOn: boolean): void {
    const also = REASON_BIT.row_of_table;
    this.#context.sightings.add(match, row.categories, row.years, this.#part, position, also, goesOn);
  }

  /** The patient whose number the rest of the row bears out: nobody else is looked up then. */
  #decide(row: RowReader): Match | null {
    const { traits } = row;
    if (traits.numberOf < 0) return null;
    const { index } = this.#context;
    row.compareNir(traits.numberOf);
    const patient = traits.numberOf;
    // Whoever records wants to know what each trait says.
    const repeated = index.recorder === null ? row.repeats(patient) : 0;
    if (repeated !== 0)
      return { patient, probability: repeatedProbability(index, patient), reasons: repeated };
    row.readNames();
    const score = scoreCandidate(index, patient, traits);
    if (!score.anchored || score.weight <= index.sizeBits + DECIDED_BITS) return null;
    // Whoever is asked about is compared with all that the row says.
    const all = (index.recorder?.asked ?? -1) < 0 ? traits : row.lookedUp();
    return onlyCandidate(index, score, REGISTERED, all);
  }

  #resolve(row: RowReader, byMoreThanName: boolean): Resolution {
    row.readNames();
    if (!row.identifies && !row.reaches) return NOBODY;
    row.lookUp();
    const resolution = resolve(this.#context.index, row.traits, REGISTERED);
    if (!byMoreThanName) return resolution;
    return { matches: resolution.matches.filter(isMoreThanName), oneOfMany: null };
  }

  /** Nobody of the register: the row refers to a record with a person, or its person is an outsider. */
  #withoutPatient(row: RowReader, position: number): void {
    const { categories, years, reference, stay } = row;
    const target = reference ?? (row.identifies ? null : stay);
    if (target !== null) {
      const records = target === stay ? [] : this.#recordsOf(row);
      this.#context.records.refer(target, { records, categories, years, part: this.#part, position });
    }
    if (!row.identifies || row.isTest) return;
    if (row.traits.nameParts.length + row.traits.unknownNameWords.length === 0) return;
    this.#context.outsider({
      name: row.name(),
      birthDate: row.traits.birthDate,
      categories,
      years,
      place: { part: this.#part, position },
      probability: outsideOf(this.#resolution),
      oneOfMany: this.#resolution.oneOfMany,
    });
  }

  /** A remark about a patient may be one of care, and whoever is named in the texts of a calendar of consultations is in care. */
  #linkTextCells(
    { kind, columns, isCare }: TableLayout,
    row: RowReader,
    segment: RowsSegment,
    r: number,
    patient: Match | null,
  ): void {
    const { sightings } = this.#context;
    for (let c = rowStart(segment, r); c < segment.rowEnds[r]!; c++) {
      if (columns[segment.cellColumns[c]!]?.role !== 'free_text') continue;
      const bytes = segment.bytes.subarray(cellStart(segment.cellEnds, c), segment.cellEnds[c]);
      const position = segment.rowNumbers[r]!;
      if (patient === null) {
        sightings.alsoCategories = isCare ? CATEGORY_BIT.medical : 0;
        this.#context.text(bytes, this.#part, position);
        sightings.alsoCategories = 0;
        continue;
      }
      if (kind !== 'staff' && bytes.length <= REMARK_BYTES && isCareRemark(decode(bytes)))
        sightings.add(
          patient,
          CATEGORY_BIT.medical,
          NO_YEARS,
          this.#part,
          position,
          REASON_BIT.row_of_table,
          true,
        );
      this.#context.remark(bytes, this.#part, position, patient, () => {
        row.readNames();
        return rowEntity(row.traits, row.name());
      });
    }
  }

  /** A row that is no person's. */
  #linkText(kind: TableKind, segment: RowsSegment, r: number): void {
    if (kind === 'form') this.#addLine(segment, r);
    else if (kind === 'grid') this.#linkCells(segment, r);
    else this.#linkAsText(segment, r);
  }

  #linkAsText(segment: RowsSegment, r: number): void {
    const line = lineOf(segment, r);
    if (line.length > 0) this.#context.text(line, this.#part, segment.rowNumbers[r]!);
  }

  /** Each cell of a grid is a text of its own; who stands in a grid of wards and theatres is in care. */
  #linkCells(segment: RowsSegment, r: number): void {
    const { sightings } = this.#context;
    const { isCare, columns } = this.#current!.layout;
    for (let c = rowStart(segment, r); c < segment.rowEnds[r]!; c++) {
      const cell = segment.bytes.slice(cellStart(segment.cellEnds, c), segment.cellEnds[c]);
      if (cell.length < MENTION_BYTES) continue;
      const inCare = isCare || columns.some(({ role }) => role === 'medical');
      sightings.alsoCategories = inCare ? CATEGORY_BIT.medical : 0;
      this.#context.text(cell, this.#part, segment.rowNumbers[r]!);
      sightings.alsoCategories = 0;
    }
  }

  #addLine(segment: RowsSegment, r: number): void {
    this.#lines.push(lineOf(segment, r));
    this.#linePositions.push(segment.rowNumbers[r]!);
    if (this.#lines.length >= LINES) this.#endLines();
  }

  /** Links the lines of the form that have come so far. */
  #endLines(): void {
    if (this.#lines.length === 0) return;
    this.#context.lines(joinLines(this.#lines), this.#part, this.#linePositions);
    this.#lines = [];
    this.#linePositions = [];
  }
}

/** A staff member is meant as a patient where a number or a birth date says so. */
function isMoreThanName({ reasons }: Match): boolean {
  const { patient_number_equal, social_security_equal, birth_date_equal } = REASON_BIT;
  return (reasons & (patient_number_equal | social_security_equal | birth_date_equal)) !== 0;
}
