import { CATEGORY_BIT, type CategorySet } from '@constat/contract/category.ts';
import { REASON_BIT } from '@constat/contract/exposure.ts';
import { understandTable } from '../columns/understandTable.ts';
import type { ColumnLayout, ColumnRole, TableLayout } from '../columns/tableLayout.ts';
import { phoneKey } from '../patients/index/buildPatientIndex.ts';
import { hashText } from '../patients/index/hashText.ts';
import { valuesOf } from '../patients/index/multimap.ts';
import { foldedWord, visitNameParts } from '../patients/index/nameParts.ts';
import {
  namePartOf,
  patientByNumber,
  patientsByEmail,
  patientsByNir,
  type PatientIndex,
} from '../patients/index/patientIndex.ts';
import type { RowsSegment } from '../read/segment.ts';
import { CLASS, DIGIT, FOLD } from '../text/fold.ts';
import { decode, encode } from '../text/windows1252.ts';
import { parseDateBytes } from './parseDateBytes.ts';
import { ReferencedRecords } from './referencedRecords.ts';
import { type Match, posterior, resolve } from './resolve.ts';
import { scoreCandidate } from './scoreCandidate.ts';
import { NO_YEARS, type Years, type SightingTable } from './sightingTable.ts';
import { noTraits, type Traits } from './traits.ts';
import { REGISTERED } from './weights.ts';

/** Rows that are looked at before a table's columns are understood. */
const SAMPLE_ROWS = 200;

/** A number that alone decides must leave no doubt of this many bits above 'anybody'. */
const DECIDED_BITS = 12;

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
}

/** Links the rows of one table: columns are understood once, each row is its person's row. */
export class TableLinker {
  readonly #context: TableContext;
  readonly #part: number;
  #names: readonly string[] | null = null;
  #layout: TableLayout | null = null;
  #columns: CompiledColumn[] = [];
  #waiting: RowsSegment[] = [];
  #waitingRows = 0;
  readonly #row: RowReader;

  constructor(context: TableContext, part: number) {
    this.#context = context;
    this.#part = part;
    this.#row = new RowReader(context.index);
  }

  /** Names of the columns, where the format has them. May be called again with more names. */
  columns(names: readonly string[]): void {
    if (this.#layout !== null && names.length > this.#columns.length) this.end();
    this.#names = names;
    this.#layout = null;
  }

  rows(segment: RowsSegment): void {
    if (this.#layout !== null) {
      this.#link(segment, 0);
      return;
    }
    this.#waiting.push(segment);
    this.#waitingRows += segment.rowEnds.length;
    if (this.#waitingRows >= SAMPLE_ROWS) this.#begin();
  }

  /** The table ends: rows that still wait are linked. */
  end(): void {
    if (this.#layout === null && this.#waitingRows > 0) this.#begin();
  }

  #begin(): void {
    const sample = this.#waiting.flatMap((segment) => rowsOf(segment, SAMPLE_ROWS)).slice(0, SAMPLE_ROWS);
    this.#layout = understandTable(
      this.#names,
      sample,
      (text) => patientByNumber(this.#context.index, encode(text)) >= 0,
    );
    this.#columns = compileColumns(this.#layout.columns);
    let skip = this.#layout.headerRows;
    for (const segment of this.#waiting) {
      this.#link(segment, Math.min(skip, segment.rowEnds.length));
      skip = Math.max(0, skip - segment.rowEnds.length);
    }
    this.#waiting = [];
    this.#waitingRows = 0;
  }

  #link(segment: RowsSegment, skip: number): void {
    const persons =
      this.#layout!.isPersonTable || this.#columns.some((column) => column.role === 'reference');
    for (let r = skip; r < segment.rowEnds.length; r++) {
      const from = r === 0 ? 0 : segment.rowEnds[r - 1]!;
      const to = segment.rowEnds[r]!;
      if (persons) this.#linkRow(segment, from, to, segment.rowNumbers[r]!);
      else this.#linkAsText(segment, from, to, segment.rowNumbers[r]!);
    }
  }

  #linkRow(segment: RowsSegment, from: number, to: number, position: number): void {
    const row = this.#row;
    row.read(segment, from, to, this.#columns);
    const matches = this.#resolve(row);
    for (const match of matches) {
      match.reasons |= REASON_BIT.row_of_table;
      this.#context.sightings.add(match, row.categories, row.years, this.#part, position);
    }
    const best = matches[0] ?? null;
    if (row.recordId !== 0) this.#context.records.define(row.recordId, best);
    if (best === null || best.probability < 0.5) this.#withoutPatient(row, position, best);
    if (row.hasText) this.#linkTextCells(segment, from, to, position, best);
  }

  #resolve(row: RowReader): MutableMatch[] {
    const { traits } = row;
    const { index } = this.#context;
    if (traits.numberOf >= 0) {
      const score = scoreCandidate(index, traits.numberOf, traits);
      if (score.anchored && score.weight > Math.log2(index.size) + DECIDED_BITS)
        return posterior([score], index.size, REGISTERED);
    }
    if (!row.identifies) return [];
    row.readContacts();
    return resolve(index, traits, REGISTERED);
  }

  /** Nobody of the register: the row refers to a record with a person, or its person is an outsider. */
  #withoutPatient(row: RowReader, position: number, best: Match | null): void {
    if (row.reference !== 0 && !row.identifies) {
      this.#context.records.refer(row.reference, row.categories, row.years, this.#part, position);
      return;
    }
    if (row.traits.nameParts.length + row.traits.unknownNameWords.length === 0) return;
    this.#context.outsider(
      row.name(),
      row.traits.birthDate,
      row.categories,
      row.years,
      this.#part,
      position,
      1 - (best?.probability ?? 0),
    );
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
      const start = c === 0 ? 0 : segment.cellEnds[c - 1]!;
      this.#context.text(segment.bytes.subarray(start, segment.cellEnds[c]), this.#part, position, patient);
    }
  }

  #linkAsText(segment: RowsSegment, from: number, to: number, position: number): void {
    if (to === from) return;
    const start = from === 0 ? 0 : segment.cellEnds[from - 1]!;
    const line = new Uint8Array(segment.cellEnds[to - 1]! - start + (to - from));
    let at = 0;
    for (let c = from; c < to; c++) {
      const cell = segment.bytes.subarray(c === 0 ? 0 : segment.cellEnds[c - 1]!, segment.cellEnds[c]);
      line.set(cell, at);
      at += cell.length;
      line[at++] = 0x09;
    }
    this.#context.text(line, this.#part, position, null);
  }
}

/** The first rows of a segment as strings, by column. */
function rowsOf(segment: RowsSegment, limit: number): string[][] {
  const rows: string[][] = [];
  for (let r = 0; r < Math.min(limit, segment.rowEnds.length); r++) {
    const cells: string[] = [];
    for (let c = r === 0 ? 0 : segment.rowEnds[r - 1]!; c < segment.rowEnds[r]!; c++) {
      const text = decode(segment.bytes, c === 0 ? 0 : segment.cellEnds[c - 1]!, segment.cellEnds[c]);
      const column = segment.cellColumns[c]!;
      while (cells.length < column) cells.push('');
      cells[column] = cells[column] ? `${cells[column]} ${text}` : text;
    }
    rows.push(cells);
  }
  return rows;
}

type MutableMatch = { -readonly [K in keyof Match]: Match[K] };

/** What the row loop needs of a column. */
interface CompiledColumn {
  readonly role: ColumnRole;
  readonly own: boolean;
  readonly categories: CategorySet;
}

function compileColumns(columns: readonly ColumnLayout[]): CompiledColumn[] {
  return columns.map(({ role, subject }) => ({
    role,
    own: subject === 'person',
    categories:
      subject === 'person' ? (CATEGORY_OF_ROLE[role] ?? 0) : subject === 'relative' ? CATEGORY_BIT.family : 0,
  }));
}

/** Reads one row into traits; reused for every row. */
class RowReader {
  readonly #index: PatientIndex;
  readonly traits: Traits = noTraits();
  categories: CategorySet = 0;
  years: Years = NO_YEARS;
  recordId = 0;
  reference = 0;
  hasText = false;
  #bytes: Uint8Array = new Uint8Array(0);
  #contacts: { role: ColumnRole; start: number; end: number }[] = [];
  #names: { start: number; end: number }[] = [];

  constructor(index: PatientIndex) {
    this.#index = index;
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

  read(segment: RowsSegment, from: number, to: number, columns: readonly CompiledColumn[]): void {
    this.#clear(segment.bytes);
    for (let c = from; c < to; c++) {
      const column = columns[segment.cellColumns[c]!];
      const start = c === 0 ? 0 : segment.cellEnds[c - 1]!;
      const end = segment.cellEnds[c]!;
      if (column === undefined || start === end || !hasContent(segment.bytes, start, end)) continue;
      this.categories |= column.categories;
      if (column.own) this.#readCell(column.role, start, end);
    }
    this.traits.hasGivenName ||=
      this.traits.nameParts.length + this.traits.unknownNameWords.length > 1 &&
      this.traits.surnameParts.length === 0;
  }

  #clear(bytes: Uint8Array): void {
    Object.assign(this.traits, noTraits());
    this.#bytes = bytes;
    this.categories = 0;
    this.years = NO_YEARS;
    this.recordId = this.reference = 0;
    this.hasText = false;
    this.#contacts.length = 0;
    this.#names.length = 0;
  }

  #readCell(role: ColumnRole, start: number, end: number): void {
    const { traits } = this;
    switch (role) {
      case 'patient_number':
        traits.numberOf = patientByNumber(this.#index, this.#bytes, start, end);
        if (traits.numberOf < 0) traits.numberOf = -2;
        traits.numberLabelled = true;
        return;
      case 'social_security':
        this.#readNir(start, end);
        return;
      case 'identifier':
        this.#readIdentifier(start, end);
        return;
      case 'contact':
        this.#readContact(start, end);
        return;
      case 'surname':
      case 'birth_name':
      case 'usage_name':
        this.#readName(start, end, traits.surnameParts);
        return;
      case 'given_names':
        traits.hasGivenName = true;
        this.#readName(start, end, traits.givenParts);
        return;
      case 'full_name':
        this.#readName(start, end, null);
        return;
      case 'sex':
        traits.sex = sexOf(this.#bytes[start]!);
        return;
      case 'birth_date':
        traits.birthDate = parseDateBytes(this.#bytes, start, end);
        traits.shortYear =
          end - start <= 8 && traits.birthDate !== 0 && CLASS[this.#bytes[start + 2]!] !== DIGIT;
        return;
      case 'visit_date':
        this.#readYear(start, end);
        return;
      case 'phone':
      case 'email':
      case 'address':
      case 'postcode':
      case 'postcode_city':
        this.#contacts.push({ role, start, end });
        return;
      case 'record_id':
        this.recordId = hashText(this.#bytes, start, end);
        return;
      case 'reference':
        this.reference = hashText(this.#bytes, lastPathStart(this.#bytes, start, end), end);
        return;
      case 'free_text':
        this.hasText = true;
        return;
      default:
    }
  }

  /** Thirteen digits and more are a NIR, a number of the register is the patient's; anything else is somebody else's numbering. */
  #readIdentifier(start: number, end: number): void {
    const { traits } = this;
    if (countLetters(this.#bytes, start, end) >= 13) {
      this.categories |= CATEGORY_BIT.social_security;
      this.#readNir(start, end);
      return;
    }
    const patient = patientByNumber(this.#index, this.#bytes, start, end);
    if (patient < 0) return;
    traits.numberOf = patient;
    traits.numberLabelled = true;
    this.categories |= CATEGORY_BIT.patient_number;
  }

  #readContact(start: number, end: number): void {
    const isEmail = this.#bytes.subarray(start, end).includes(0x40);
    this.categories |= isEmail ? CATEGORY_BIT.email : CATEGORY_BIT.phone;
    this.#contacts.push({ role: isEmail ? 'email' : 'phone', start, end });
  }

  #readNir(start: number, end: number): void {
    let characters = 0;
    let stop = start;
    for (; stop < end && characters < 13; stop++) if (FOLD[this.#bytes[stop]!] !== 0) characters++;
    if (characters < 13) return;
    this.traits.hasNir = true;
    this.traits.nirOf = patientsByNir(this.#index, this.#bytes, start, stop);
  }

  #readName(start: number, end: number, role: number[] | null): void {
    const { traits } = this;
    this.#names.push({ start, end });
    visitNameParts(this.#bytes, start, end, (hash, from, to) => {
      const part = namePartOf(this.#index, hash);
      if (part === 0) traits.unknownNameWords.push(encode(foldedWord(this.#bytes, from, to)));
      else {
        if (!traits.nameParts.includes(part)) traits.nameParts.push(part);
        role?.push(part);
      }
    });
  }

  #readYear(start: number, end: number): void {
    const year = Math.floor(parseDateBytes(this.#bytes, start, end) / 10_000);
    if (year === 0) return;
    this.years =
      this.years.from === 0
        ? { from: year, to: year }
        : { from: Math.min(year, this.years.from), to: Math.max(year, this.years.to) };
  }

  /** Phone, e-mail and address are looked up only where number and name have not decided. */
  readContacts(): void {
    const { traits } = this;
    for (const { role, start, end } of this.#contacts) {
      if (role === 'phone')
        traits.phoneOf = valuesOf(this.#index.byPhone, phoneKey(decode(this.#bytes, start, end)), 50);
      else if (role === 'email') traits.emailOf = patientsByEmail(this.#index, this.#bytes, start, end);
      else if (role === 'address') traits.address = hashText(this.#bytes, start, end);
      else traits.postcode = Number(/\d{5}/.exec(decode(this.#bytes, start, end))?.[0] ?? 0);
    }
  }

  /** The name as written. */
  name(): string {
    return this.#names.map(({ start, end }) => decode(this.#bytes, start, end).trim()).join(' ');
  }
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
