import { CATEGORY_BIT, type CategorySet } from '@constat/contract/category.ts';
import { REASON_BIT, type ReasonSet } from '@constat/contract/exposure.ts';
import type { ColumnLayout, ColumnRole } from '../columns/tableLayout.ts';
import { tableStem } from '../columns/tableStem.ts';
import { NumberLookUps } from '../patients/index/numberLookUps.ts';
import {
  patientByAnyShape,
  patientByNumber,
  patientsByEmail,
  type PatientIndex,
} from '../patients/index/patientIndex.ts';
import { cellStart, type RowsSegment } from '../read/segment.ts';
import { decode, encode } from '../text/windows1252.ts';
import { hasContent, hasDigits, lastPathStart, saysNothing, sexOf } from './cellBytes.ts';
import { categoriesOf, READ, readOf } from './columnReading.ts';
import { parseDateBytes } from './parseDateBytes.ts';
import { recordId, type RecordKey, STAYS } from './recordTable.ts';
import { contactKind, RowContacts } from './rowContacts.ts';
import { RowNames } from './rowNames.ts';
import { isNirShaped, RowNirs } from './rowNirs.ts';
import { hasShortYear } from './shortYear.ts';
import { NO_YEARS, type Years } from './sighting.ts';
import { clearTraits, noTraits, type Traits } from './traits.ts';

/** With columns of all these a row may say word for word what the register says. */
const REPEATED = [READ.number, READ.surname, READ.given, READ.birthDate];
/** Reads the rows of a table into traits, one after the other; nothing is allocated for a row that its patient number decides. */
export class RowReader {
  readonly #index: PatientIndex;
  readonly traits: Traits = noTraits();
  categories: CategorySet = 0;
  /** The row's own key; -1 when it has none. */
  recordId = -1;
  /** What the name of the row's own key says that it is the key of; '' for a plain 'id'. */
  keyStem = '';
  /** The record that the row refers to, and the stay that it is about; null where it says none. */
  reference: RecordKey | null = null;
  stay: RecordKey | null = null;
  hasText = false;
  /** The row itself says that its person is made up. */
  isTest = false;
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
  /** Whether surname and given names wait until it is known that they must be read. */
  #namesWait = false;
  /** By cell of the segment: whose patient number it is, where it is one. */
  #numberOf = new Int32Array(0);
  readonly #numbers = new NumberLookUps();
  #yearFrom = 0;
  #yearTo = 0;
  #tableYear = 0;
  #contentYear = 0;
  #ofTable: CategorySet = 0;
  readonly #names: RowNames;
  readonly #nirs: RowNirs;
  readonly #contacts: RowContacts;

  constructor(index: PatientIndex) {
    this.#index = index;
    this.#names = new RowNames(index, this.traits);
    this.#nirs = new RowNirs(index, this.traits);
    this.#contacts = new RowContacts(index, this.traits);
  }

  /**
   * The columns of the rows that follow; `year` is what the table's own title says and what the name of its content does, 0 for nothing, `isCare`
   * whether the title says that everybody is in care.
   */
  understood(
    columns: readonly ColumnLayout[],
    year: { readonly own: number; readonly ofContent: number },
    isCare: boolean,
  ): void {
    this.#columns = columns;
    this.#tableYear = year.own;
    this.#contentYear = year.ofContent;
    this.#ofTable = isCare ? CATEGORY_BIT.medical : 0;
    this.#categoriesOf = Uint16Array.from(columns, categoriesOf);
    this.#targets = columns.map(({ name }) => tableStem(name));
    this.keyStem = tableStem(
      columns.find(({ role, subject }) => role === 'record_id' && subject === 'person')?.name ?? '',
    );
    this.#readOf = Uint8Array.from(columns, readOf);
    this.#namesWait =
      REPEATED.every((read) => this.#readOf.includes(read)) && !this.#readOf.includes(READ.fullName);
  }

  /** Begins a segment: the patient numbers of all its rows are looked up together. */
  begin(segment: RowsSegment): void {
    this.#segment = segment;
    this.#bytes = segment.bytes;
    this.#names.begin(segment.bytes);
    this.#nirs.begin(segment.bytes);
    this.#contacts.begin(segment.bytes);
    const { cellEnds, cellColumns } = segment;
    const count = cellEnds.length;
    if (this.#numberOf.length < count) this.#numberOf = new Int32Array(count);
    const numbers = this.#numbers;
    numbers.clear();
    for (let c = 0; c < count; c++)
      if (this.#readOf[cellColumns[c]!] === READ.number) numbers.add(c, cellStart(cellEnds, c), cellEnds[c]!);
    numbers.find(this.#index, segment.bytes);
    for (let n = 0; n < numbers.count; n++) {
      const c = numbers.marks[n]!;
      const reshaped = numbers.found[n]! < 0 && this.#columns[cellColumns[c]!]!.reshaped;
      this.#numberOf[c] = reshaped
        ? this.#reshapedNumber(numbers.starts[n]!, numbers.ends[n]!)
        : numbers.found[n]!;
    }
  }

  /** The patient whose number stands there in another shape than in the register; -1 for nobody. */
  #reshapedNumber(start: number, end: number): number {
    return patientByAnyShape(this.#index, decode(this.#bytes, start, end));
  }

  /** Reads the row of the cells [from, to). Names may be left until {@link readNames}, where the row has a patient number that somebody has. */
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
      if (read === READ.said) {
        if (!saysNothing(this.#bytes, start, end)) this.categories |= categories;
        continue;
      }
      this.categories |= categories;
      if (read === READ.number) this.#readNumber(this.#numberOf[c]!);
      else if (read !== READ.nothing) this.#readCell(read, column, start, end);
    }
    this.categories |= this.#nirs.settleInsured();
    const { traits } = this;
    if (traits.numberOf < 0 || !this.#names.wait) this.readNames();
    if (traits.age >= 0) this.#dateAge();
  }

  /** The age was written in the year of the row's newest date, else in that of the title, else, as it seems, in that of the content's name. */
  #dateAge(): void {
    const { traits } = this;
    const stated = this.#yearTo === 0 ? this.#tableYear : this.#yearTo;
    traits.ageYear = stated === 0 ? this.#contentYear : stated;
    traits.isAgeDated = stated !== 0;
  }

  /** Reads the names that have waited. */
  readNames(): void {
    this.#names.readWaiting();
  }

  /**
   * Whether names and birth date stand in the row as the register has them of patient `p`, whose number it bears: the reasons, 0 where
   * anything is different, or may be.
   */
  repeats(p: number): ReasonSet {
    const { birthDate, shortYear, sex, nirOf } = this.traits;
    const { birthDates, sexes } = this.#index;
    if (birthDate !== birthDates[p] || birthDate % 100 === 0 || shortYear) return 0;
    const ofNames = this.#names.repeats(p);
    if (ofNames === 0) return 0;
    let reasons = ofNames | REASON_BIT.patient_number_equal | REASON_BIT.birth_date_equal;
    if (sex !== 0 && sexes[p] !== 0)
      reasons |= sex === sexes[p] ? REASON_BIT.sex_agrees : REASON_BIT.sex_differs;
    return nirOf.includes(p) ? reasons | REASON_BIT.social_security_equal : reasons;
  }

  #clear(from: number, to: number): void {
    clearTraits(this.traits);
    this.#names.clear();
    this.#nirs.clear();
    this.#from = from;
    this.#to = to;
    this.categories = this.#ofTable;
    this.#yearFrom = this.#yearTo = 0;
    this.recordId = -1;
    this.reference = this.stay = null;
    this.hasText = this.isTest = false;
  }

  #readCell(read: number, column: number, start: number, end: number): void {
    const { traits } = this;
    switch (read) {
      case READ.nir:
        this.categories |= this.#nirs.read(start, end);
        return;
      case READ.identifier:
        this.#readIdentifier(start, end);
        return;
      case READ.surname:
      case READ.given:
        if (this.#namesWait) this.#names.postpone(read, start, end);
        else this.#names.readOne(read, start, end);
        return;
      case READ.fullName:
        this.#readFullName(start, end);
        return;
      case READ.sex:
        traits.sex = sexOf(this.#bytes[start]!) || traits.sex;
        return;
      case READ.birthDate:
        this.#readBirthDate(column, start, end);
        return;
      case READ.age:
        this.#readAge(start, end);
        return;
      case READ.phone:
        if (hasDigits(this.#bytes, start, end, PHONE_DIGITS)) this.categories |= CATEGORY_BIT.phone;
        return;
      case READ.visitDate:
        this.#readYear(column, start, end);
        return;
      case READ.recordId:
        this.recordId = recordId(this.#bytes, start, end);
        return;
      case READ.otherNames:
        this.#names.readOther(start, end);
        return;
      case READ.insured:
        this.#nirs.readInsured(start, end);
        return;
      case READ.stay:
        this.stay = { table: STAYS, id: recordId(this.#bytes, start, end) };
        return;
      case READ.testMark:
        this.isTest = true;
        return;
      case READ.relativeNir:
        this.categories |= this.#nirs.readRelative(start, end);
        return;
      case READ.reference:
        this.#readReference(column, start, end);
        return;
      case READ.contact:
        this.categories |= CATEGORY_OF_CONTACT[contactKind(this.#bytes, start, end) ?? 'none'];
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

  #readBirthDate(column: number, start: number, end: number): void {
    const date = parseDateBytes(this.#bytes, start, end, this.#columns[column]!.dates);
    if (date === 0) return;
    const { traits } = this;
    traits.birthDate = date;
    traits.shortYear = hasShortYear(this.#bytes, start, end);
    this.categories |= CATEGORY_BIT.birth_date;
  }

  /** Of several numbers (an old one, another house's) the one that the register knows counts. */
  #readNumber(patient: number): void {
    const { traits } = this;
    if (patient >= 0) traits.numberOf = patient;
    else if (traits.numberOf === -1) traits.numberOf = -2;
    traits.numberLabelled = true;
  }

  /** What has the shape of a NIR is one, a number of the register is the patient's; anything else is somebody else's numbering. */
  #readIdentifier(start: number, end: number): void {
    if (isNirShaped(this.#bytes, start, end)) {
      this.categories |= this.#nirs.read(start, end);
      return;
    }
    const exact = patientByNumber(this.#index, this.#bytes, start, end);
    const patient = exact < 0 ? this.#reshapedNumber(start, end) : exact;
    if (patient < 0) return;
    this.#readNumber(patient);
    this.categories |= CATEGORY_BIT.patient_number;
  }

  /** Patients with the number of a relative that the row names; not the row's person. */
  get relatives(): readonly number[] {
    return this.#nirs.relatives;
  }

  /** '82', '82 ans', '5 mois'. */
  #readAge(start: number, end: number): void {
    const match = /^\s*(\d{1,3})(?:[.,]\d+)?\s*(\p{L}*)/u.exec(
      decode(this.#bytes, start, Math.min(end, start + 20)),
    );
    if (match === null || Number(match[1]) > 120) return;
    this.traits.age = /^(?:m(?!a|o?nt)|j|s|d|w)/i.test(match[2]!) ? 0 : Number(match[1]);
  }

  /** A name, perhaps with its birth date and number in the same cell (a label, 'NOM Prénom (14/07/1984)'). */
  #readFullName(start: number, end: number): void {
    this.#names.readFull(start, end);
    const bytes = this.#bytes;
    if (hasDigits(bytes, start, end, LABEL_DIGITS))
      this.#readLabel(decode(bytes, start, Math.min(end, start + 200)));
  }

  #readLabel(text: string): void {
    const { traits } = this;
    const date = traits.birthDate === 0 ? DATE_IN_LABEL.exec(text) : null;
    if (date !== null) {
      const bytes = encode(date[0]);
      traits.birthDate = parseDateBytes(bytes, 0, bytes.length);
      traits.shortYear = /\D\d\d$/.test(date[0]);
      if (traits.birthDate !== 0) this.categories |= CATEGORY_BIT.birth_date;
    }
    if (traits.numberOf >= 0) return;
    for (const [number] of text.replace(DATE_IN_LABEL, ' ').matchAll(NUMBER_IN_LABEL)) {
      const patient = patientByNumber(this.#index, encode(number));
      if (patient < 0) continue;
      this.#readNumber(patient);
      this.categories |= CATEGORY_BIT.patient_number;
    }
  }

  #readYear(column: number, start: number, end: number): void {
    const date = parseDateBytes(this.#bytes, start, end, this.#columns[column]!.dates);
    const year = Math.floor(date / 10_000);
    if (year === 0) return;
    this.#yearFrom = this.#yearFrom === 0 ? year : Math.min(year, this.#yearFrom);
    this.#yearTo = Math.max(year, this.#yearTo);
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

  /** Whether it tells a patient's e-mail, or a birth date and an e-mail or a phone: they may say who it is where no name does. */
  get reaches(): boolean {
    const isBorn = this.traits.birthDate !== 0;
    let found = false;
    this.#eachOwnCell((role, start, end) => {
      if (role === 'phone' || role === 'contact') found ||= isBorn;
      else if (role === 'email')
        found ||= isBorn || patientsByEmail(this.#index, this.#bytes, start, end).length > 0;
    });
    return found;
  }

  /** Years of the row's dates that are no birth date; without any the year of the table. */
  get years(): Years {
    if (this.#yearFrom !== 0) return { from: this.#yearFrom, to: this.#yearTo };
    return this.#tableYear === 0 ? NO_YEARS : { from: this.#tableYear, to: this.#tableYear };
  }

  /** Compares the NIR with that of one patient only. */
  compareNir(patient: number): void {
    this.#nirs.compare(patient);
  }

  /** NIR, phone, e-mail and address are looked up in the whole register only where the patient number has not decided. */
  lookUp(): void {
    this.#nirs.lookUp();
    this.#contacts.clear();
    this.#eachOwnCell((role, start, end) => this.#contacts.lookUp(role, start, end));
  }

  /** The traits as they are once all is looked up; those of the row stay as they are. */
  lookedUp(): Traits {
    const before = { ...this.traits };
    this.lookUp();
    const all = { ...this.traits };
    Object.assign(this.traits, before);
    return all;
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

const CATEGORY_OF_CONTACT = {
  email: CATEGORY_BIT.email,
  phone: CATEGORY_BIT.phone,
  address: CATEGORY_BIT.postal_address,
  relative: CATEGORY_BIT.family,
  none: 0,
} as const;

/** Digits of a phone at least; of a name with a date beside it. */
const PHONE_DIGITS = 6;
const LABEL_DIGITS = 4;
const DATE_IN_LABEL = /(?<!\d)(?:\d{1,2}([/.-])\d{1,2}\1(?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})(?!\d)/;
const NUMBER_IN_LABEL = /\b[A-Z]{0,3}\d{4,12}[A-Z]?\b/gi;
