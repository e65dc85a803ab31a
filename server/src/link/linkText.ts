import { CATEGORY_BIT, type CategorySet } from '@constat/contract/category.ts';
import { REASON_BIT } from '@constat/contract/exposure.ts';
import { LABELS } from '../detect/labels.ts';
import { FINDING, type Finding, LABEL, type Scan } from '../detect/scan.ts';
import { phoneKey } from '../patients/index/buildPatientIndex.ts';
import { hashText } from '../patients/index/hashText.ts';
import { valuesOf } from '../patients/index/multimap.ts';
import {
  patientByNumber,
  patientsByEmail,
  patientsByNir,
  type PatientIndex,
} from '../patients/index/patientIndex.ts';
import { decode, encode } from '../text/windows1252.ts';
import { isBornePair } from './findCandidates.ts';
import { addMention, type Entity, entityOf, isSamePerson, namelessEntity } from './entity.ts';
import { findMentions } from './findMentions.ts';
import type { Mention } from './mention.ts';
import { type Match, resolve, resolveByIdentity } from './resolve.ts';
import { joinYears, NO_YEARS, type Years } from './sighting.ts';
import { type SightingTable } from './sightingTable.ts';
import { REGISTERED, REGISTERED_UNINTRODUCED } from './weights.ts';

/** A datum without a name on its line belongs to the person above when not more lines lie between. */
const REACH_LINES = 60;
/** A datum before the first name belongs to that name when not more lines lie between. */
const LOOK_AHEAD_LINES = 8;
/** A further mention means none of the persons before the last so many: by then it is rather a namesake. */
const REACH_PERSONS = 200;
/** In a list with birth dates, dates that lie so many years before the newest one are birth dates too. */
const BIRTH_DATE_YEARS = 18;
/** Accounts at these banks are public bodies' (Banque de France, Trésor): the hospital's own, not a patient's. */
const PUBLIC_BANKS = ['30001', '10071'];

/** What text linking needs of the linking of its content. */
export interface TextContext {
  readonly index: PatientIndex;
  readonly sightings: SightingTable;
  outsider(
    name: string,
    birthDate: number,
    categories: CategorySet,
    years: Years,
    part: number,
    position: number,
    probability: number,
  ): void;
}

/** Who a datum belongs to, besides the persons. */
type Owner = Entity | 'other' | 'relative' | null;

/**
 * Links running text. Names and data are gathered to persons line by line: a datum belongs to the name on its line, else to the subject above;
 * what stands under a doctor's or an organisation's line is theirs. The subject of one text is the subject of the next (the next page).
 */
export class TextLinker {
  readonly #context: TextContext;
  #subject: Entity | null = null;

  constructor(context: TextContext) {
    this.#context = context;
  }

  /** Links one scanned text; `position` gives the number of a line for the locator. */
  link(scan: Scan, part: number, position: (line: number) => number): void {
    if (scan.count === 0) return;
    const passage = new Passage(this.#context.index, scan, this.#subject);
    passage.gather();
    for (const entity of passage.entities) this.#settle(entity, passage, part, position);
    this.#subject = passage.subject === null ? null : carryOver(passage.subject);
  }

  /** A text of its own begins: nobody is its subject yet. */
  begin(subject: Entity | null = null): void {
    this.#subject = subject;
  }

  #settle(entity: Entity, passage: Passage, part: number, position: (line: number) => number): void {
    if (entity.carried && entity.categories === 0) return;
    const { index, sightings } = this.#context;
    const matches = resolve(
      index,
      entity.traits,
      entity.introduced || hasIdentity(entity) ? REGISTERED : REGISTERED_UNINTRODUCED,
    );
    const years = entity.years.from === 0 ? passage.years : entity.years;
    const at = position(entity.carried ? 0 : entity.line);
    let categories = entity.categories | nameOf(entity);
    if (passage.medical) categories |= CATEGORY_BIT.medical;
    for (const match of matches) {
      sightings.add(match, categories | passage.ownedBy(match.patient), years, part, at);
    }
    const best = matches[0]?.probability ?? 0;
    if (best < 0.5 && isPerson(entity))
      this.#context.outsider(entity.name, entity.traits.birthDate, categories, years, part, at, 1 - best);
  }
}

/** A nameless number or a capitalised pair is no outsider; a labelled name, or a name with a date or NIR, is. */
function isPerson(entity: Entity): boolean {
  const { traits } = entity;
  const words = traits.nameParts.length + traits.unknownNameWords.length;
  return (
    words > 0 &&
    !entity.carried &&
    (traits.birthDate !== 0 || traits.hasNir || (entity.introduced && words > 1))
  );
}

function hasIdentity({ traits }: Entity): boolean {
  return traits.birthDate !== 0 || traits.hasNir || (traits.numberOf !== -1 && traits.numberLabelled);
}

function nameOf(entity: Entity): CategorySet {
  return entity.name === '' ? 0 : CATEGORY_BIT.name;
}

function carryOver(entity: Entity): Entity {
  return {
    ...entity,
    ordinal: 0,
    categories: 0,
    line: 0,
    lastLine: 0,
    mentions: 0,
    dates: [],
    carried: true,
  };
}

/** One scanned text while its data are gathered to persons. */
class Passage {
  readonly entities: Entity[] = [];
  /** Persons by each part of their names, in the order in which they were named with it. */
  readonly #bearers = new Map<number, Entity[]>();
  subject: Entity | null;
  /** Years of all dates that are nobody's birth date. */
  years: Years = NO_YEARS;
  /** Medical words before anybody is named: the title of the document. */
  medical = false;
  readonly #index: PatientIndex;
  readonly #scan: Scan;
  readonly #mentions: Mention[];
  /** Data whose owner is not (yet) known by place: given to whoever bears them in the register. */
  readonly #loose: Finding[] = [];
  #waiting: { finding: Finding; line: number }[] = [];
  #next = 0;

  constructor(index: PatientIndex, scan: Scan, subject: Entity | null) {
    this.#index = index;
    this.#scan = scan;
    this.#mentions = findMentions(scan, (a, b) => isBornePair(index, a, b));
    this.subject = subject;
    if (subject !== null) this.#addEntity(subject);
  }

  /** Walks the lines: on each, mentions first, then the data beside them. */
  gather(): void {
    const { count, line } = this.#scan;
    let block: Owner = null;
    let blockLine = -1;
    for (let from = 0; from < count;) {
      const current = line[from]!;
      let to = from + 1;
      while (to < count && line[to] === current) to++;
      if (current - blockLine > 1 || this.#isBlankBetween(blockLine, current)) block = null;
      block = this.#gatherLine(from, to, current, block);
      blockLine = current;
      from = to;
    }
    for (const { finding } of this.#waiting) this.#loose.push(finding);
    this.#readDates();
    for (const entity of this.entities)
      entity.traits.ageYear = entity.years.to !== 0 ? entity.years.to : this.years.to;
  }

  #isBlankBetween(a: number, b: number): boolean {
    return a >= 0 && b - a > 1;
  }

  /** Returns who owns the address and phone lines that follow directly. */
  #gatherLine(from: number, to: number, line: number, block: Owner): Owner {
    const owners = this.#ownersOfLine(line);
    const strangers = this.#hasStranger(from, to);
    for (let t = from; t < to; t++) {
      if (this.#scan.kind[t] !== FINDING) continue;
      const finding = this.#scan.findings[this.#scan.ref[t]!]!;
      this.#give(finding, line, this.#ownerOf(finding, line, owners, strangers, block));
    }
    const last = owners.at(-1)?.owner ?? null;
    if (last !== null) return last;
    return strangers ? 'other' : block;
  }

  /** The mentions of a line with whom they mean; new persons are made here. A mention that spans lines owns each of them. */
  #ownersOfLine(line: number): { start: number; owner: Owner }[] {
    const owners: { start: number; owner: Owner }[] = [];
    while (this.#next < this.#mentions.length && this.#mentions[this.#next]!.line <= line) {
      const mention = this.#mentions[this.#next++]!;
      owners.push({ start: mention.start, owner: this.#ownerOfMention(mention) });
    }
    return owners;
  }

  #ownerOfMention(mention: Mention): Owner {
    if (mention.role === 'place') return null;
    if (mention.role === 'professional') return 'other';
    if (mention.role === 'relative') {
      if (this.subject !== null) this.subject.categories |= CATEGORY_BIT.family;
      return 'relative';
    }
    const entity = this.#entityFor(mention);
    if (entity === null) return null;
    this.subject = entity;
    this.#takeWaiting(entity);
    return entity;
  }

  #entityFor(mention: Mention): Entity | null {
    const known = this.#knownPerson(mention);
    if (known !== null) {
      addMention(known, mention);
      this.#noteParts(known);
      return known;
    }
    if (!isPlausible(mention)) return null;
    const name = decode(this.#scan.bytes, mention.start, Math.min(mention.end, mention.start + 80)).replace(
      /\s+/g,
      ' ',
    );
    const entity = entityOf(mention, name, this.entities.length);
    this.#addEntity(entity);
    return entity;
  }

  #addEntity(entity: Entity): void {
    this.entities.push(entity);
    this.#noteParts(entity);
  }

  #noteParts(entity: Entity): void {
    for (const part of entity.traits.nameParts) {
      const bearers = this.#bearers.get(part);
      if (bearers === undefined) this.#bearers.set(part, [entity]);
      else if (bearers.at(-1) !== entity) bearers.push(entity);
    }
  }

  /** The person last named whom the mention can mean: one who shares a part of the name. */
  #knownPerson(mention: Mention): Entity | null {
    let latest: Entity | null = null;
    for (const part of mention.nameParts) {
      const bearers = this.#bearers.get(part) ?? [];
      for (const entity of bearers.slice(-REACH_PERSONS)) {
        if (entity.ordinal < Math.max(latest?.ordinal ?? 0, this.entities.length - REACH_PERSONS)) continue;
        if (isSamePerson(entity, mention)) latest = entity;
      }
    }
    return latest;
  }

  /** Data that stood before the first name. */
  #takeWaiting(entity: Entity): void {
    for (const { finding, line } of this.#waiting) {
      if (entity.line - line <= LOOK_AHEAD_LINES) this.#attach(finding, entity);
      else this.#loose.push(finding);
    }
    this.#waiting = [];
  }

  #hasStranger(from: number, to: number): boolean {
    for (let t = from; t < to; t++) {
      if (this.#scan.kind[t] !== LABEL) continue;
      const role = LABELS[this.#scan.ref[t]!]!;
      if (role === 'professional' || role === 'organisation' || role === 'fax' || role === 'signature')
        return true;
    }
    return false;
  }

  #ownerOf(
    finding: Finding,
    line: number,
    owners: readonly { start: number; owner: Owner }[],
    strangers: boolean,
    block: Owner,
  ): Owner {
    let nearest: Owner = null;
    for (const { start, owner } of owners) if (start < finding.end && owner !== null) nearest = owner;
    nearest ??= owners.find(({ owner }) => owner !== null && typeof owner !== 'string')?.owner ?? null;
    const contact = isContact(finding);
    if (nearest !== null && !(typeof nearest === 'string' && !contact)) return nearest;
    if (contact && (strangers || block === 'other' || block === 'relative'))
      return block === 'relative' && !strangers ? 'relative' : 'other';
    const { subject } = this;
    if (subject === null) return null;
    return subject.declared || line - subject.lastLine <= REACH_LINES ? subject : null;
  }

  #give(finding: Finding, line: number, owner: Owner): void {
    if (owner === 'relative') {
      if (this.subject !== null && finding.kind !== 'medical') this.subject.categories |= CATEGORY_BIT.family;
      this.#loose.push(finding);
    } else if (owner === 'other') this.#loose.push(finding);
    else if (owner !== null) {
      if (finding.kind !== 'medical' && finding.kind !== 'date')
        owner.lastLine = Math.max(owner.lastLine, line);
      this.#attach(finding, owner);
    } else this.#keep(finding, line);
  }

  /** Nobody is named yet. */
  #keep(finding: Finding, line: number): void {
    if (finding.kind === 'medical') this.medical = true;
    else if (finding.kind === 'date' && !finding.labelled) this.#keepYear(finding);
    else if (this.#identifies(finding)) {
      const entity = namelessEntity(line, this.entities.length);
      this.#addEntity(entity);
      this.subject = entity;
      this.#attach(finding, entity);
    } else this.#waiting.push({ finding, line });
  }

  #keepYear(finding: Finding): void {
    const year = Number(finding.value.slice(0, 4));
    if (isDocumentYear(year)) this.years = joinYears(this.years, { from: year, to: year });
  }

  /** A number that is a patient's opens a person even without a name. */
  #identifies(finding: Finding): boolean {
    if (finding.kind === 'social_security')
      return patientsByNir(this.#index, encode(finding.value)).length > 0;
    return (
      finding.kind === 'patient_number' &&
      finding.labelled &&
      patientByNumber(this.#index, encode(finding.value)) >= 0
    );
  }

  #attach(finding: Finding, entity: Entity): void {
    const { traits } = entity;
    switch (finding.kind) {
      case 'patient_number':
        this.#attachNumber(finding, entity);
        return;
      case 'social_security':
        this.#attachNir(finding, entity);
        return;
      case 'date':
        this.#attachDate(finding, entity);
        return;
      case 'age':
        if (traits.age < 0) traits.age = Number(finding.value);
        return;
      case 'phone':
        entity.categories |= CATEGORY_BIT.phone;
        traits.phoneOf = valuesOf(this.#index.byPhone, phoneKey(finding.value), 50);
        return;
      case 'email':
        entity.categories |= CATEGORY_BIT.email;
        traits.emailOf = patientsByEmail(this.#index, encode(finding.value));
        return;
      case 'postal_address':
        entity.categories |= CATEGORY_BIT.postal_address;
        this.#readAddress(finding, entity);
        return;
      case 'iban':
        if (!PUBLIC_BANKS.includes(finding.value.slice(4, 9))) entity.categories |= CATEGORY_BIT.bank;
        return;
      case 'insurance':
        entity.categories |= CATEGORY_BIT.insurance;
        return;
      case 'identity_document':
        entity.categories |= CATEGORY_BIT.identity_document;
        return;
      case 'medical':
        entity.categories |= CATEGORY_BIT.medical;
        return;
      case 'number':
        return;
    }
  }

  #attachNumber(finding: Finding, entity: Entity): void {
    const { traits } = entity;
    const patient = patientByNumber(this.#index, encode(finding.value));
    if (!finding.labelled && patient < 0) return;
    entity.categories |= CATEGORY_BIT.patient_number;
    if (traits.numberOf >= 0) return;
    traits.numberOf = patient < 0 ? -2 : patient;
    traits.numberLabelled = finding.labelled;
  }

  #attachNir(finding: Finding, entity: Entity): void {
    entity.categories |= CATEGORY_BIT.social_security;
    const bearers = patientsByNir(this.#index, encode(finding.value.slice(0, 13)));
    if (entity.traits.hasNir && bearers.length === 0) return;
    entity.traits.hasNir = true;
    entity.traits.nirOf = bearers;
    entity.traits.nirKeyWrong = finding.confidence < 0.7;
  }

  #attachDate(finding: Finding, entity: Entity): void {
    const date = Number(finding.value);
    if (finding.labelled) {
      entity.categories |= CATEGORY_BIT.birth_date;
      if (entity.traits.birthDate === 0) {
        entity.traits.birthDate = date;
        entity.traits.shortYear =
          finding.end - finding.start <= 8 &&
          finding.value.length === 8 &&
          !/^\d{8}$/.test(decode(this.#scan.bytes, finding.start, finding.end));
      }
      return;
    }
    entity.dates.push(date);
  }

  #readAddress(finding: Finding, entity: Entity): void {
    if (finding.value !== '') entity.traits.postcode = Number(finding.value);
    const text = decode(this.#scan.bytes, finding.start, finding.end);
    const street = /^[^\n,;\t]*/.exec(text)![0];
    entity.traits.address = hashText(encode(street));
  }

  /** Dates without a label: birth dates where the register says so, dates of documents otherwise. */
  #readDates(): void {
    let listsBirthDates = false;
    for (const entity of this.entities) if (this.#readBirthDate(entity)) listsBirthDates = true;
    // Where some stand with their birth dates, so do others whom the register does not know: an old date there is no date of a document.
    const newest = Math.max(this.years.to * 10_000, ...this.entities.flatMap(({ dates }) => dates));
    const oldest = listsBirthDates ? newest - BIRTH_DATE_YEARS * 10_000 : 0;
    for (const entity of this.entities) {
      for (const date of entity.dates)
        if (date !== entity.traits.birthDate && date >= oldest) addYear(entity, date);
      this.years = joinYears(this.years, entity.years);
    }
  }

  /** A date without a label that is the birth date of the one bearer of the name is that person's; true when there is one. */
  #readBirthDate(entity: Entity): boolean {
    if (entity.traits.birthDate !== 0) return false;
    for (const date of entity.dates) {
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

  /** Categories of the data that stood elsewhere (under a doctor's line, before a name) and that the register says are this patient's. */
  ownedBy(patient: Match['patient']): CategorySet {
    let set = 0;
    for (const finding of this.#loose) {
      if (
        finding.kind === 'phone' &&
        valuesOf(this.#index.byPhone, phoneKey(finding.value), 50).includes(patient)
      )
        set |= CATEGORY_BIT.phone;
      else if (
        finding.kind === 'email' &&
        patientsByEmail(this.#index, encode(finding.value)).includes(patient)
      )
        set |= CATEGORY_BIT.email;
      else if (
        finding.kind === 'social_security' &&
        patientsByNir(this.#index, encode(finding.value.slice(0, 13))).includes(patient)
      )
        set |= CATEGORY_BIT.social_security;
      else if (
        finding.kind === 'patient_number' &&
        patientByNumber(this.#index, encode(finding.value)) === patient
      )
        set |= CATEGORY_BIT.patient_number;
    }
    return set;
  }
}

/** Contact data follow a name down the lines; medical words and dates are the subject's even where a doctor is named. */
function isContact(finding: Finding): boolean {
  return ['phone', 'email', 'postal_address', 'iban', 'number'].includes(finding.kind);
}

/** A name worth a person: two words, or one with a civility or a label. */
function isPlausible(mention: Mention): boolean {
  const known = mention.nameParts.length;
  const words = known + mention.unknownWords.length;
  return mention.introduced ? words > 0 : known > 1 || (known > 0 && words > 1);
}

/** Years of which documents of a hospital can be. */
function isDocumentYear(year: number): boolean {
  return year >= 1950 && year <= 2100;
}

function addYear(entity: Entity, date: number): void {
  const year = Math.floor(date / 10_000);
  if (isDocumentYear(year)) entity.years = joinYears(entity.years, { from: year, to: year });
}
