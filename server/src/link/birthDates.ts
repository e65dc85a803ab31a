import { CATEGORY_BIT } from '@constat/contract/category.ts';
import { REASON_BIT } from '@constat/contract/exposure.ts';
import type { LabelRole } from '../detect/labels.ts';
import { FINDING, type Finding, type Scan } from '../detect/scan.ts';
import { patientByNumber } from '../patients/index/patientIndex.ts';
import { CLASS, OTHER } from '../text/fold.ts';
import { encode } from '../text/windows1252.ts';
import type { Entity } from './entity.ts';
import type { LabelsAbove } from './labelsAbove.ts';
import type { LinkModel } from './linkModel.ts';
import type { Mention } from './mention.ts';
import type { LineIdentity } from './persons.ts';
import { resolveByIdentity } from './resolve.ts';
import { hasShortYear } from './shortYear.ts';
import { joinYears, NO_YEARS, type Years } from './sighting.ts';
import { REGISTERED } from './weights.ts';

/** In a list with birth dates, dates that lie so many years before the newest one are birth dates too. */
const BIRTH_DATE_YEARS = 18;
/** Hardly a file of a computer speaks of a stay before; a date behind a name is then a birth date. */
const OLDEST_FILES = 1990_00_00;
/** Bytes between a name and the date that stands right behind it: in brackets, behind a comma, in the next column. */
const NEAR_BYTES = 4;
const COLUMN_BYTES = 40;

const BIRTH: readonly LabelRole[] = ['birth', 'birth_m', 'birth_f'];

/** Tells the birth dates of a text from its other dates: by labels beside, above, by the place behind the name, by the register. */
export class BirthDates {
  readonly #index: LinkModel;
  readonly #scan: Scan;
  readonly #above: LabelsAbove;
  /** Years of all dates that are nobody's birth date. */
  years: Years = NO_YEARS;

  constructor(index: LinkModel, scan: Scan, above: LabelsAbove) {
    this.#index = index;
    this.#scan = scan;
    this.#above = above;
  }

  /** Whether a label says that a date is a birth date. To be asked line by line downwards. */
  isBirthDate(finding: Finding, line: number): boolean {
    if (finding.kind !== 'date') return false;
    if (finding.labelled) return true;
    const role = this.#above.roleAt(line, finding.start);
    if (role !== null) return BIRTH.includes(role);
    return this.#above.hasFlowing(line, BIRTH) && !this.#hasDateBefore(finding, line);
  }

  /** In a table without cells the birth date is the first date of its line. */
  #hasDateBefore(finding: Finding, line: number): boolean {
    const { findings, lineStart } = this.#scan;
    let low = 0;
    let high = findings.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (findings[middle]!.start < lineStart[line]!) low = middle + 1;
      else high = middle;
    }
    for (; findings[low] !== finding && low < findings.length; low++)
      if (findings[low]!.kind === 'date') return true;
    return false;
  }

  /** What the line of a mention says of its person: among its tokens from `from` (the mention's first) up to `end` (the next mention). */
  identityOnLine(mention: Mention, from: number, to: number, end: number): LineIdentity {
    let birthDate = 0;
    let numberOf = -1;
    for (let t = from; t < to; t++) {
      if (this.#scan.start[t]! >= end) break;
      if (this.#scan.kind[t] !== FINDING) continue;
      const finding = this.#scan.findings[this.#scan.ref[t]!]!;
      if (
        birthDate === 0 &&
        finding.kind === 'date' &&
        (this.isBirthDate(finding, mention.line) || this.#isNear(finding, mention))
      )
        birthDate = Number(finding.value);
      if (finding.kind === 'patient_number' && finding.labelled)
        numberOf = patientByNumber(this.#index, encode(finding.value));
    }
    return { birthDate, numberOf };
  }

  /** Remembers the date that stands behind a name in the place of a birth date. */
  noteNear(entity: Entity, mention: Mention, from: number, to: number, end: number): void {
    if (entity.nearDate !== 0) return;
    for (let t = from; t < to; t++) {
      if (this.#scan.start[t]! >= end) return;
      if (this.#scan.kind[t] !== FINDING || this.#scan.start[t]! < mention.end) continue;
      const finding = this.#scan.findings[this.#scan.ref[t]!]!;
      if (finding.kind !== 'date') continue;
      if (!this.#isNear(finding, mention)) return;
      entity.nearDate = Number(finding.value);
      entity.nearDateApart =
        this.#scan.bytes[finding.start - 1] === 0x28 || this.#scan.bytes[mention.end] === 0x2c;
      if (entity.traits.birthDate === 0)
        entity.traits.shortYear = hasShortYear(this.#scan.bytes, finding.start, finding.end);
      return;
    }
  }

  #isNear({ start, labelled }: Finding, { end, endLine }: Mention): boolean {
    if (labelled || this.#above.hasColumn(endLine, 'birth')) return false;
    const { bytes } = this.#scan;
    const gap = start - end;
    if (gap < 1 || gap > COLUMN_BYTES) return false;
    for (let i = end; i < start; i++) {
      if (
        gap > NEAR_BYTES
          ? bytes[i] !== 0x20 && bytes[i] !== 0x09 && bytes[i] !== 0x7c && bytes[i] !== 0x3b
          : CLASS[bytes[i]!] !== OTHER
      )
        return false;
    }
    return true;
  }

  addYear(finding: Finding): void {
    const year = Number(finding.value.slice(0, 4));
    if (isDocumentYear(year)) this.years = joinYears(this.years, { from: year, to: year });
  }

  /** Dates without a label: birth dates where the register says so or where the list has them, dates of documents otherwise. */
  settle(persons: readonly Entity[]): void {
    let near = 0;
    let matched = 0;
    for (const entity of persons) {
      const found = this.#readBirthDate(entity);
      if (entity.nearDate === 0) continue;
      near++;
      if (found && entity.traits.birthDate === entity.nearDate) matched++;
    }
    const lists = matched >= 2 && matched * 2 >= near;
    const newest = persons.reduce(
      (latest, { dates }) => dates.reduce((a, b) => Math.max(a, b), latest),
      this.years.to * 10_000,
    );
    for (const entity of persons) this.#takeNearDate(entity, lists, newest);
    this.#addYears(persons, matched > 0 || lists ? newest - BIRTH_DATE_YEARS * 10_000 : 0);
  }

  /** Somebody of the same name who was born on another day: where the others of a list stand with their birth dates, or where nothing but one stands so. */
  #takeNearDate(entity: Entity, lists: boolean, newest: number): void {
    if (entity.nearDate === 0 || entity.traits.birthDate !== 0) return;
    const old =
      entity.nearDate < OLDEST_FILES ||
      (entity.nearDateApart && entity.nearDate < newest - BIRTH_DATE_YEARS * 10_000);
    if (!lists && !old) return;
    entity.traits.birthDate = entity.nearDate;
    entity.categories |= CATEGORY_BIT.birth_date;
  }

  #addYears(persons: readonly Entity[], oldest: number): void {
    for (const entity of persons) {
      for (const date of entity.dates)
        if (date !== entity.traits.birthDate && date >= oldest) addYear(entity, date);
      this.years = joinYears(this.years, entity.years);
    }
  }

  /** A date without a label that is the birth date of the one bearer of the name is that person's; true when there is one. */
  #readBirthDate(entity: Entity): boolean {
    const { nearDate, traits } = entity;
    if (traits.birthDate !== 0 && (nearDate === 0 || nearDate === traits.birthDate)) return false;
    for (const date of traits.birthDate === 0 ? entity.dates : [nearDate]) {
      const trial = { ...entity.traits, birthDate: date };
      const best = resolveByIdentity(this.#index, trial, REGISTERED)[0];
      if (best === undefined || (best.reasons & REASON_BIT.birth_date_equal) === 0 || best.probability < 0.5)
        continue;
      entity.traits.birthDate = date;
      entity.categories |= CATEGORY_BIT.birth_date;
      return true;
    }
    return false;
  }
}

/** Years of which documents of a hospital can be. */
function isDocumentYear(year: number): boolean {
  return year >= 1950 && year <= 2100;
}

function addYear(entity: Entity, date: number): void {
  const year = Math.floor(date / 10_000);
  if (isDocumentYear(year)) entity.years = joinYears(entity.years, { from: year, to: year });
}
