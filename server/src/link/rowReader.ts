import { CATEGORY_BIT, type CategorySet } from '@constat/contract/category.ts';
import { REASON_BIT, type ReasonSet } from '@constat/contract/exposure.ts';
import { normaliseNir } from '../columns/normaliseNir.ts';
import { tableStem } from '../columns/tableStem.ts';
import type { ColumnLayout, ColumnRole } from '../columns/tableLayout.ts';
import { parseAddress } from '../columns/parseAddress.ts';
import { phoneKey } from '../patients/index/buildPatientIndex.ts';
import { addressKey } from '../patients/index/addressKey.ts';
import { postcodeKey, townKey } from '../patients/index/placeKeys.ts';
import { emailKeys } from '../patients/index/emailKeys.ts';
import { hashText } from '../patients/index/hashText.ts';
import { valuesOf } from '../patients/index/multimap.ts';
import { NumberLookUps } from '../patients/index/numberLookUps.ts';
import { foldedWord, hashName, visitNameParts } from '../patients/index/nameParts.ts';
import {
  hasNir,
  namePartOf,
  patientByAnyShape,
  patientByNumber,
  patientsByEmail,
  patientsByNir,
  type PatientIndex,
} from '../patients/index/patientIndex.ts';
import { cellStart, type RowsSegment } from '../read/segment.ts';
import { CAPITAL, CLASS, FOLD } from '../text/fold.ts';
import { decode, encode } from '../text/windows1252.ts';
import {
  hasContent,
  hasDigits,
  isBlank,
  lastPathStart,
  NAME_FILLERS,
  saysNothing,
  sexOf,
} from './cellBytes.ts';
import { categoriesOf, READ, readOf } from './columnReading.ts';
import { isJoined } from './nameJoint.ts';
import { parseDateBytes } from './parseDateBytes.ts';
import { recordId, type RecordKey, STAYS } from './recordTable.ts';
import { hasShortYear } from './shortYear.ts';
import { NO_YEARS, type Years } from './sighting.ts';
import { clearTraits, noTraits, type Traits } from './traits.ts';

/** With columns of all these a row may say word for word what the register says. */
const REPEATED = [READ.number, READ.surname, READ.given, READ.birthDate];
/** Which names do. */
const BIRTH = 1;
const USAGE = 2;
const GIVEN = 4;

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
  /** Whether surname and given names wait until it is known that they must be read, and those that do: what they are, start, end of each. */
  #namesWait = false;
  readonly #waiting: number[] = [];
  /** By cell of the segment: whose patient number it is, where it is one. */
  #numberOf = new Int32Array(0);
  readonly #numbers = new NumberLookUps();
  #nirStart = 0;
  #nirEnd = 0;
  /** The NIR of the insured, and that of a relative: ranges, empty where the row has none. */
  #insuredStart = 0;
  #insuredEnd = 0;
  #relativeStart = 0;
  #relativeEnd = 0;
  #yearFrom = 0;
  #yearTo = 0;
  #tableYear = 0;
  #contentYear = 0;
  /** The number of the house, where it has a column of its own before the street's. */
  #houseStart = 0;
  #houseEnd = 0;
  #ofTable: CategorySet = 0;
  /** Words of a name in one cell, double names and those with small words ('LE CORRE-CLÉMENT') as one, and whether a civility or an initial stands with them. */
  #words = 0;
  #isAddressed = false;
  /** Where parts of the name that is being read go, besides the name as a whole. */
  #nameRole: number[] | null = null;
  /** Holds the one patient of {@link compareNir}. */
  readonly #sole: number[] = [0];

  constructor(index: PatientIndex) {
    this.#index = index;
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
    if (this.#insuredEnd > 0) this.#settleInsured();
    const { traits } = this;
    if (traits.numberOf < 0 || this.#waiting.length === 0) this.readNames();
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
    const { traits } = this;
    const waiting = this.#waiting;
    for (let i = 0; i < waiting.length; i += 3) {
      if (waiting[i] === READ.surname) this.#readName(waiting[i + 1]!, waiting[i + 2]!, traits.surnameParts);
      else this.#readGivenNames(waiting[i + 1]!, waiting[i + 2]!);
    }
    waiting.length = 0;
    traits.hasGivenName ||=
      traits.nameParts.length + traits.unknownNameWords.length > 1 &&
      traits.surnameParts.length === 0 &&
      !(this.#isAddressed && this.#words <= 1);
  }

  /**
   * Whether names and birth date stand in the row as the register has them of patient `p`, whose number it bears: the reasons, 0 where
   * anything is different, or may be.
   */
  repeats(p: number): ReasonSet {
    const waiting = this.#waiting;
    const { birthDate, shortYear, sex, nirOf } = this.traits;
    const { birthDates, nameHashes, sexes } = this.#index;
    if (birthDate !== birthDates[p] || birthDate % 100 === 0 || shortYear) return 0;
    let names = 0;
    for (let i = 0; i < waiting.length; i += 3) {
      const name = hashName(this.#bytes, waiting[i + 1]!, waiting[i + 2]!);
      if (name === 0) return 0;
      if (waiting[i] === READ.given) {
        if (name !== nameHashes[4 * p + 2] && name !== nameHashes[4 * p + 3]) return 0;
        names |= GIVEN;
      } else if (name === nameHashes[4 * p]) names |= BIRTH;
      else if (name === nameHashes[4 * p + 1]) names |= USAGE;
      else return 0;
    }
    if ((names & GIVEN) === 0 || names === GIVEN) return 0;
    let reasons = REASON_BIT.patient_number_equal | REASON_BIT.name_equal | REASON_BIT.birth_date_equal;
    if ((names & BIRTH) === 0) reasons |= REASON_BIT.usage_name_equal;
    if (sex !== 0 && sexes[p] !== 0)
      reasons |= sex === sexes[p] ? REASON_BIT.sex_agrees : REASON_BIT.sex_differs;
    return nirOf.includes(p) ? reasons | REASON_BIT.social_security_equal : reasons;
  }

  #clear(from: number, to: number): void {
    clearTraits(this.traits);
    this.#waiting.length = 0;
    this.#from = from;
    this.#to = to;
    this.categories = this.#ofTable;
    this.#yearFrom = this.#yearTo = 0;
    this.#insuredEnd = this.#relativeEnd = 0;
    this.#words = 0;
    this.#isAddressed = false;
    this.recordId = -1;
    this.reference = this.stay = null;
    this.hasText = this.isTest = false;
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
        if (this.#namesWait) this.#waiting.push(read, start, end);
        else this.#readName(start, end, traits.surnameParts);
        return;
      case READ.given:
        if (this.#namesWait) this.#waiting.push(read, start, end);
        else this.#readGivenNames(start, end);
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
        visitNameParts(this.#bytes, start, end, this.#takeOtherPart);
        return;
      case READ.insured:
        this.#insuredStart = start;
        this.#insuredEnd = nirEnd(this.#bytes, start, end);
        return;
      case READ.stay:
        this.stay = { table: STAYS, id: recordId(this.#bytes, start, end) };
        return;
      case READ.testMark:
        this.isTest = true;
        return;
      case READ.relativeNir:
        this.categories |= CATEGORY_BIT.family;
        this.#relativeStart = start;
        this.#relativeEnd = nirEnd(this.#bytes, start, end);
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
      this.#readNir(start, end);
      return;
    }
    const exact = patientByNumber(this.#index, this.#bytes, start, end);
    const patient = exact < 0 ? this.#reshapedNumber(start, end) : exact;
    if (patient < 0) return;
    this.#readNumber(patient);
    this.categories |= CATEGORY_BIT.patient_number;
  }

  /** The first 13 characters are the number, two more its key. */
  #readNir(start: number, end: number): void {
    const stop = nirEnd(this.#bytes, start, end);
    // A number in scientific notation ('2,84E+14') is lost.
    if (stop === 0) {
      if (this.#index.foreignNumbers && hasDigits(this.#bytes, start, end, FOREIGN_DIGITS))
        this.#takeNir(start, end);
      return;
    }
    this.#takeNir(start, stop);
    // A NIR begins with the sex.
    if (this.traits.sex === 0) this.traits.sex = sexOf(this.#bytes[start]!);
  }

  #takeNir(start: number, end: number): void {
    this.categories |= CATEGORY_BIT.social_security;
    this.traits.hasNir = true;
    this.#nirStart = start;
    this.#nirEnd = end;
  }

  /** The insured is the row's person, unless the row has a number of the person's own or the number tells another sex or month of birth. */
  #settleInsured(): void {
    const bytes = this.#bytes;
    const start = this.#insuredStart;
    const end = this.#insuredEnd;
    if (this.traits.hasNir && sameText(bytes, start, end, this.#nirStart, this.#nirEnd)) return;
    const isOwn = !this.traits.hasNir && (this.#mayBeOwn(start, end) || this.#isRegisteredAsOwn(start, end));
    if (isOwn) {
      this.categories |= CATEGORY_BIT.social_security;
      this.#readNir(start, end);
      return;
    }
    this.categories |= CATEGORY_BIT.family;
    this.#relativeStart = start;
    this.#relativeEnd = end;
  }

  /** Whether sex, year and month in the NIR agree with the row's, as far as both state them. */
  #mayBeOwn(start: number, end: number): boolean {
    const { birthDate, sex } = this.traits;
    const [nirSex, year, month] = nirTraits(this.#bytes, start, end);
    if (sex !== 0 && nirSex !== 0 && sex !== nirSex) return false;
    if (birthDate === 0) return true;
    const birthMonth = Math.floor(birthDate / 100) % 100;
    const sameMonth = month > 12 || birthMonth === 0 || month === birthMonth;
    return year === Math.floor(birthDate / 10_000) % 100 && sameMonth;
  }

  /** Old registers hold a parent's number as the child's. */
  #isRegisteredAsOwn(start: number, end: number): boolean {
    const { birthDate } = this.traits;
    return (
      birthDate !== 0 &&
      patientsByNir(this.#index, this.#bytes, start, end).some((p) => this.#index.birthDates[p] === birthDate)
    );
  }

  /** Patients with the number of a relative that the row names; not the row's person. */
  get relatives(): readonly number[] {
    if (this.#relativeEnd === 0) return NOBODY;
    return patientsByNir(this.#index, this.#bytes, this.#relativeStart, this.#relativeEnd);
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
    const bytes = this.#bytes;
    // A single letter in front: 'M.' is a man, any other the initial of a given name.
    const first = FOLD[bytes[start + 1] ?? 0] === 0 ? FOLD[bytes[start]!]! : 0;
    if (first === 0x4d) this.traits.sex = 1;
    else if (first >= 0x41) this.traits.initial = first;
    this.#readName(start, end, null);
    this.#readInitial(start, end);
    this.#isAddressed ||= this.traits.initial !== 0 || first === 0x4d;
    if (hasDigits(bytes, start, end, LABEL_DIGITS))
      this.#readLabel(decode(bytes, start, Math.min(end, start + 200)));
  }

  /** 'MARTIN J.': a single capital letter at the end, a blank before it. False where there is none. */
  #readInitial(start: number, end: number): boolean {
    let last = end - 1;
    while (last >= start && FOLD[this.#bytes[last]!] === 0) last--;
    if (last < start || CLASS[this.#bytes[last]!] !== CAPITAL) return false;
    if (last > start && !isBlank(this.#bytes[last - 1]!)) return false;
    this.traits.initial = FOLD[this.#bytes[last]!]!;
    return true;
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

  #readGivenNames(start: number, end: number): void {
    this.#readName(start, end, this.traits.givenParts);
    if (!this.#readInitial(start, end)) this.traits.hasGivenName = true;
  }

  #readName(start: number, end: number, role: number[] | null): void {
    this.#nameRole = role;
    visitNameParts(this.#bytes, start, end, this.#takeNamePart);
  }

  readonly #takeNamePart = (hash: number, from: number, to: number): void => {
    const { traits } = this;
    const filler = this.#nameRole === null ? NAME_FILLERS.get(hash) : undefined;
    if (filler !== undefined) {
      if (filler > 0) traits.sex = filler;
      this.#isAddressed ||= filler > 0;
      return;
    }
    const part = namePartOf(this.#index, hash);
    if (this.#index.particles[part] === 0 && !isJoined(this.#bytes, from)) this.#words++;
    if (part === 0) {
      this.#takeUnknownWord(encode(foldedWord(this.#bytes, from, to)));
      return;
    }
    if (!traits.nameParts.includes(part)) traits.nameParts.push(part);
    this.#nameRole?.push(part);
  };

  #takeUnknownWord(word: Uint8Array): void {
    const { traits } = this;
    traits.unknownNameWords.push(word);
    if (this.#nameRole === traits.surnameParts) traits.unknownSurnameWords.push(word);
    else if (this.#nameRole === traits.givenParts) traits.unknownGivenWords.push(word);
  }

  readonly #takeOtherPart = (hash: number): void => {
    const { otherParts } = this.traits;
    const part = namePartOf(this.#index, hash);
    if (part !== 0 && !otherParts.includes(part)) otherParts.push(part);
  };

  #readYear(column: number, start: number, end: number): void {
    const date = parseDateBytes(this.#bytes, start, end, this.#columns[column]!.dates);
    const year = Math.floor(date / 10_000);
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

  /** Whether it tells a birth date and an e-mail or a phone: they may say who it is where no name does. */
  get reaches(): boolean {
    if (this.traits.birthDate === 0) return false;
    let found = false;
    this.#eachOwnCell((role) => (found ||= role === 'email' || role === 'phone' || role === 'contact'));
    return found;
  }

  /** Years of the row's dates that are no birth date; without any the year of the table. */
  get years(): Years {
    if (this.#yearFrom !== 0) return { from: this.#yearFrom, to: this.#yearTo };
    return this.#tableYear === 0 ? NO_YEARS : { from: this.#tableYear, to: this.#tableYear };
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
    if (traits.hasNir) this.#lookUpNir();
    this.#houseEnd = 0;
    this.#eachOwnCell((role, start, end) => {
      if (role === 'house_number') {
        this.#houseStart = start;
        this.#houseEnd = end;
      } else if (role === 'contact')
        this.#lookUpContact(this.#isEmail(start, end) ? 'email' : 'phone', start, end);
      else this.#lookUpContact(role, start, end);
    });
  }

  #lookUpNir(): void {
    const { traits } = this;
    traits.nirOf = patientsByNir(this.#index, this.#bytes, this.#nirStart, this.#nirEnd);
    if (traits.nirOf.length === 0) traits.unknownNir = this.#bytes.slice(this.#nirStart, this.#nirEnd);
  }

  /** Who has the e-mail; where nobody does, its parts. */
  #lookUpEmail(start: number, end: number): void {
    const { traits } = this;
    traits.emailOf = patientsByEmail(this.#index, this.#bytes, start, end);
    if (traits.emailOf.length > 0) return;
    const { name, domain } = emailKeys(this.#bytes, start, end);
    traits.emailName = name;
    traits.emailDomain = domain;
  }

  #lookUpContact(role: ColumnRole, start: number, end: number): void {
    const { traits } = this;
    if (role === 'phone')
      traits.phoneOf = valuesOf(this.#index.byPhone, phoneKey(decode(this.#bytes, start, end)), 50);
    else if (role === 'email') this.#lookUpEmail(start, end);
    else if (role === 'address') this.#lookUpAddress(start, end);
    else if (role === 'postcode' || role === 'postcode_city')
      traits.postcode = postcodeKey(decode(this.#bytes, start, end));
    else if (role === 'city') traits.town = townKey(this.#bytes, start, end);
  }

  /** The line with the street, by which the index knows an address; a whole address in one cell is taken apart. */
  #lookUpAddress(start: number, end: number): void {
    const { traits } = this;
    if (this.#houseEnd > 0) {
      const number = this.#bytes.subarray(this.#houseStart, this.#houseEnd);
      traits.address = addressKey(Buffer.concat([number, BLANK, this.#bytes.subarray(start, end)]));
      return;
    }
    if (!hasDigits(this.#bytes, start, end, POSTCODE_DIGITS)) {
      traits.address = addressKey(this.#bytes, start, end);
      return;
    }
    const { street, postcode } = parseAddress(decode(this.#bytes, start, end));
    traits.address = addressKey(encode(street));
    if (postcode !== '') traits.postcode = Number(postcode);
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

/** An address with fewer digits holds no postcode. */
const POSTCODE_DIGITS = 5;
/** Digits of another country's national number at least. */
const FOREIGN_DIGITS = 5;
const BLANK = Uint8Array.of(0x20);
/** Digits of a phone at least; of a name with a date beside it. */
const PHONE_DIGITS = 6;
const LABEL_DIGITS = 4;
const DATE_IN_LABEL = /(?<!\d)(?:\d{1,2}([/.-])\d{1,2}\1(?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})(?!\d)/;
const NUMBER_IN_LABEL = /\b[A-Z]{0,3}\d{4,12}[A-Z]?\b/gi;

const NOBODY: readonly number[] = [];

/** Where the 13 characters of a NIR end; 0 when there are fewer. */
function nirEnd(bytes: Uint8Array, start: number, end: number): number {
  let characters = 0;
  let stop = start;
  for (; stop < end && characters < 13; stop++) if (FOLD[bytes[stop]!] !== 0) characters++;
  return characters < 13 ? 0 : stop;
}

/** Thirteen characters, or fifteen with the key, that begin like a NIR. */
function isNirShaped(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 13 || end - start > 30) return false;
  return normaliseNir(decode(bytes, start, end)) !== null;
}

/** Sex (1, 2, 0 unknown), year of birth without century, month, as a NIR tells them. */
function nirTraits(bytes: Uint8Array, start: number, end: number): [number, number, number] {
  const digits = decode(bytes, start, end).replace(/[^0-9A-Za-z]/g, '');
  const first = Number(digits[0]);
  const sex = first === 7 ? 1 : first === 8 ? 2 : first;
  return [sex > 2 ? 0 : sex, Number(digits.slice(1, 3)), Number(digits.slice(3, 5))];
}

/** Whether two ranges hold the same letters and digits. */
function sameText(bytes: Uint8Array, a: number, aEnd: number, b: number, bEnd: number): boolean {
  return hashText(bytes, a, aEnd) === hashText(bytes, b, bEnd);
}
