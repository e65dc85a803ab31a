import { CATEGORY_BIT, type CategorySet } from '@constat/contract/category.ts';
import { LABELS, type LabelRole } from '../detect/labels.ts';
import { CLINICAL, FINDING, type Finding, LABEL, type Scan } from '../detect/scan.ts';
import { phoneKey } from '../patients/index/buildPatientIndex.ts';
import { valuesOf } from '../patients/index/multimap.ts';
import {
  patientByNumber,
  patientsByEmail,
  patientsByNir,
  type PatientIndex,
  rolesOfPart,
} from '../patients/index/patientIndex.ts';
import { encode } from '../text/windows1252.ts';
import { attachFinding } from './attachFinding.ts';
import { BirthDates } from './birthDates.ts';
import type { DocumentKnowledge } from './documentKnowledge.ts';
import { type Entity, entityOf } from './entity.ts';
import { findMentions, writtenName } from './findMentions.ts';
import type { NameIndex } from './joinMentions.ts';
import { LabelsAbove } from './labelsAbove.ts';
import type { Mention } from './mention.ts';
import { settleRoles } from './mentionRoles.ts';
import { type LineIdentity, Persons } from './persons.ts';
import type { Match } from './resolve.ts';
import type { Years } from './sightingTable.ts';

/** A datum without a name on its line belongs to the person above when not more lines lie between. */
const REACH_LINES = 60;
/** A datum before the first name belongs to that name when not more lines lie between. */
const LOOK_AHEAD_LINES = 8;
/** Contact data higher above the first name are the letter head's. */
const LETTER_HEAD_LINES = 1;
/** A text of fewer bytes is a name and little else: it says no more than is written in it. */
const DOCUMENT_BYTES = 160;

/** Who a datum belongs to: a person, somebody who does not matter (staff, an organisation), a relative without a name, or nobody known. */
type Owner = Entity | 'other' | 'relative' | null;

/** A mention on a line and whom it means. */
interface Owned {
  readonly start: number;
  readonly owner: Owner;
  /** 'MARTIN Luc, fils de MARTIN Anne, tél. …': who calls leaves a number. */
  readonly isCaller: boolean;
}

/**
 * One scanned text while its data are gathered to persons, line by line: a datum belongs to the name on its line, else to the subject above;
 * what stands under a doctor's or an organisation's line is theirs.
 */
export class Passage {
  readonly persons: Persons;
  subject: Entity | null;
  readonly #index: PatientIndex;
  readonly #names: NameIndex;
  readonly #scan: Scan;
  readonly #document: DocumentKnowledge;
  readonly #above: LabelsAbove;
  readonly #dates: BirthDates;
  readonly #mentions: readonly Mention[];
  /** Data whose owner is not (yet) known by place: given to whoever bears them in the register. */
  readonly #loose: Finding[] = [];
  #waiting: { finding: Finding; line: number; isBirthDate: boolean }[] = [];
  #next = 0;
  /** Medical words before anybody is named: the title of the document. */
  #medical = false;
  /** A relative was named before the patient. */
  #familyDue = false;

  constructor(
    index: PatientIndex,
    names: NameIndex,
    scan: Scan,
    document: DocumentKnowledge,
    subject: Entity | null,
  ) {
    this.persons = new Persons(names);
    this.#index = index;
    this.#names = names;
    this.#scan = scan;
    this.#document = document;
    this.#above = new LabelsAbove(scan);
    this.#dates = new BirthDates(index, scan, this.#above);
    this.#mentions = findMentions(scan, names, this.#above.again());
    settleRoles(scan, this.#mentions, names, document);
    this.subject = subject;
    if (subject !== null) this.persons.add(subject);
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
      if (current - blockLine > 1) block = null;
      block = this.#gatherLine(from, to, current, block);
      blockLine = current;
      from = to;
    }
    for (const { finding } of this.#waiting) this.#loose.push(finding);
    this.#claimLoose();
    this.#dates.settle(this.persons.all);
    for (const { traits, years } of this.persons.all)
      traits.ageYear = years.to !== 0 ? years.to : this.years.to;
  }

  /** Data that stood elsewhere and that the register knows as those of a bearer of the name say whom the name means. */
  #claimLoose(): void {
    for (const finding of this.#loose) {
      if (finding.kind !== 'phone' && finding.kind !== 'email') continue;
      const bearers = bearersOf(this.#index, finding);
      if (bearers.length === 0) continue;
      for (const { traits, isRelative } of this.persons.all) {
        if (isRelative || traits.phoneOf.length + traits.emailOf.length > 0) continue;
        if (!bearers.some((p) => bearsAll(this.#index, p, traits.nameParts))) continue;
        if (finding.kind === 'phone') traits.phoneOf = bearers;
        else traits.emailOf = bearers;
      }
    }
  }

  /** Years of all dates that are nobody's birth date. */
  get years(): Years {
    return this.#dates.years;
  }

  /** What the text says of one of its persons. */
  categoriesOf(entity: Entity): CategorySet {
    let set = entity.categories;
    if (entity.name !== '') set |= CATEGORY_BIT.name;
    if (entity.isRelative) set |= CATEGORY_BIT.family;
    return this.#isMedical(entity) ? set | CATEGORY_BIT.medical : set & ~CATEGORY_BIT.medical;
  }

  /**
   * A hospital's document about somebody says that they are its patient, which is medical; unless it is a paper about an account, an insurance or an
   * identity card that says nothing else, or a paper about the house.
   */
  #isMedical({ categories, clinical }: Entity): boolean {
    if (clinical || this.#medical) return true;
    const formal = CATEGORY_BIT.bank | CATEGORY_BIT.insurance | CATEGORY_BIT.identity_document;
    if ((categories & formal) !== 0 || this.#document.isHousePaper) return false;
    return (categories & CATEGORY_BIT.medical) !== 0 || this.#scan.bytes.length >= DOCUMENT_BYTES;
  }

  /** Returns who owns the address and phone lines that follow directly. */
  #gatherLine(from: number, to: number, line: number, block: Owner): Owner {
    const owners = this.#ownersOfLine(from, to, line);
    const stranger = this.#firstStranger(from, to);
    for (let t = from; t < to; t++) {
      if (this.#scan.kind[t] !== FINDING) continue;
      const finding = this.#scan.findings[this.#scan.ref[t]!]!;
      const owner = this.#ownerOf(finding, line, owners, stranger < finding.start, block);
      this.#give(
        finding,
        line,
        owner,
        owners.some(({ owner: beside }) => beside === owner),
      );
    }
    this.#readCells(line, owners);
    const last = owners.find(({ isCaller }) => isCaller)?.owner ?? owners.at(-1)?.owner ?? null;
    if (last !== null) return last;
    if (stranger < Infinity) return 'other';
    return this.#hasLabel(from, to, 'relative') ? 'relative' : block;
  }

  /** Filled cells of a column whose head says what they hold: the town without its postcode, the number that nothing else marks. */
  #readCells(line: number, owners: readonly Owned[]): void {
    const person = owners.find(
      ({ owner }) => owner !== null && typeof owner !== 'string' && !owner.isRelative,
    )?.owner;
    if (person === undefined || person === null || typeof person === 'string') return;
    for (const role of this.#above.rolesOfCells(line)) person.categories |= CATEGORY_OF_COLUMN[role] ?? 0;
  }

  /** The mentions of a line with whom they mean; new persons are made here. */
  #ownersOfLine(from: number, to: number, line: number): Owned[] {
    const mentions = this.#mentions;
    const first = this.#next;
    while (this.#next < mentions.length && mentions[this.#next]!.line <= line) this.#next++;
    const owners: Owned[] = [];
    for (let m = first; m < this.#next; m++) {
      const mention = mentions[m]!;
      const end = m + 1 < this.#next ? mentions[m + 1]!.start : Infinity;
      owners.push({
        start: mention.start,
        owner: this.#ownerOfMention(mention, from, to, end),
        isCaller: mention.isOfNext,
      });
    }
    return owners;
  }

  #ownerOfMention(mention: Mention, from: number, to: number, end: number): Owner {
    if (mention.role === 'place') return null;
    if (mention.role === 'professional') return 'other';
    if (mention.role === 'relative') return this.#relative(mention);
    const identity = this.#dates.identityOnLine(mention, from, to, end);
    if (!this.#announcesPerson(mention, identity)) return mention.signs ? 'other' : null;
    const entity = this.persons.personFor(mention, this.#scan, identity);
    if (entity === null) return mention.signs ? 'other' : null;
    this.subject = entity;
    this.#dates.noteNear(entity, mention, from, to, end);
    this.#takeWaiting(entity);
    return entity;
  }

  /** Two capitalised words in the middle of a line are a person where a patient bears both, or a date or number stands with them; else a place, a drug, a firm. */
  #announcesPerson(mention: Mention, { birthDate, numberOf }: LineIdentity): boolean {
    const { nameParts, introduced, isWhole } = mention;
    if (introduced || birthDate !== 0 || numberOf >= 0 || isWhole) return true;
    return (
      this.#names.isBorne(nameParts, nameParts) || mention.start - this.#scan.lineStart[mention.line]! <= 3
    );
  }

  /** A relative exposes the subject's family; who they are matters only where the text says when they were born, or their number. */
  #relative(mention: Mention): Entity {
    const entity = entityOf(mention, writtenName(this.#scan.bytes, mention), this.persons.all.length);
    this.persons.all.push(entity);
    if (mention.isOfNext) this.#familyDue = true;
    else this.#exposeFamily();
    return entity;
  }

  #exposeFamily(): void {
    if (this.subject === null) this.#familyDue = true;
    else this.subject.categories |= CATEGORY_BIT.family;
  }

  /** Data that stood before the first name. */
  #takeWaiting(entity: Entity): void {
    if (this.#familyDue) entity.categories |= CATEGORY_BIT.family;
    this.#familyDue = false;
    for (const { finding, line, isBirthDate } of this.#waiting) {
      if (entity.line - line <= (isContact(finding) ? LETTER_HEAD_LINES : LOOK_AHEAD_LINES))
        attachFinding(this.#index, this.#scan, finding, isBirthDate, entity);
      else this.#loose.push(finding);
    }
    this.#waiting = [];
  }

  /** Where the first word of the line stands that means staff or an organisation; Infinity where none does. */
  #firstStranger(from: number, to: number): number {
    for (let t = from; t < to; t++) {
      if (this.#scan.kind[t] !== LABEL) continue;
      const role = LABELS[this.#scan.ref[t]!]!;
      if (role === 'professional' || role === 'organisation' || role === 'fax' || role === 'signature')
        return this.#scan.start[t]!;
    }
    return Infinity;
  }

  #hasLabel(from: number, to: number, role: string): boolean {
    for (let t = from; t < to; t++)
      if (this.#scan.kind[t] === LABEL && LABELS[this.#scan.ref[t]!] === role) return true;
    return false;
  }

  #ownerOf(
    finding: Finding,
    line: number,
    owners: readonly Owned[],
    strangers: boolean,
    block: Owner,
  ): Owner {
    const contact = isContact(finding);
    const caller = contact ? owners.find(({ isCaller }) => isCaller)?.owner : undefined;
    const beside = caller ?? ownerBeside(finding, owners);
    if (beside !== null && (isPersonal(beside, finding) || (typeof beside === 'string' && contact)))
      return beside;
    if (contact && strangers) return 'other';
    if (contact && (block === 'other' || block === 'relative')) return block;
    if (isRelative(block) && isPersonal(block, finding) && (contact || this.#isIdentity(finding, line)))
      return block;
    return this.#subjectOf(line);
  }

  #subjectOf(line: number): Entity | null {
    const { subject } = this;
    if (subject === null) return null;
    return subject.declared || line - subject.lastLine <= REACH_LINES ? subject : null;
  }

  /** Birth date, NIR, labelled number: what identifies a relative in a block of their own. */
  #isIdentity(finding: Finding, line: number): boolean {
    if (finding.kind === 'date') return this.#dates.isBirthDate(finding, line);
    return finding.kind === 'social_security' || (finding.kind === 'patient_number' && finding.labelled);
  }

  #give(finding: Finding, line: number, owner: Owner, beside: boolean): void {
    if (owner === 'relative' || owner === 'other') {
      if (owner === 'relative') this.#exposeFamily();
      this.#loose.push(finding);
    } else if (owner === null) this.#keep(finding, line);
    else {
      const person = beside ? owner : this.#personOfNumber(finding, line, owner);
      if (finding.kind !== 'medical' && finding.kind !== 'date')
        person.lastLine = Math.max(person.lastLine, line);
      this.#attach(finding, line, person);
    }
  }

  /** A number of somebody else than the subject, on a line of its own, is about that other person. */
  #personOfNumber(finding: Finding, line: number, owner: Entity): Entity {
    if (finding.kind !== 'patient_number' || !finding.labelled || owner.declared) return owner;
    const patient = patientByNumber(this.#index, encode(finding.value));
    if (patient < 0 || patient === owner.traits.numberOf) return owner;
    const { nameParts, numberOf, numberLabelled } = owner.traits;
    const own =
      numberOf >= 0 && numberLabelled
        ? false
        : nameParts.some((part) => rolesOfPart(this.#index, patient, part) !== 0);
    if (own || (nameParts.length === 0 && numberOf < 0)) return owner;
    if (numberOf < 0 && owner.traits.unknownNameWords.length > 0) return owner;
    this.subject = this.persons.addNameless(line);
    return this.subject;
  }

  /** Nobody is named yet. */
  #keep(finding: Finding, line: number): void {
    if (finding.kind === 'medical') this.#medical ||= finding.confidence >= CLINICAL;
    else if (finding.kind === 'date' && !this.#dates.isBirthDate(finding, line)) this.#dates.addYear(finding);
    else if (this.#identifies(finding)) {
      const entity = this.persons.addNameless(line);
      this.subject = entity;
      this.#attach(finding, line, entity);
    } else this.#waiting.push({ finding, line, isBirthDate: this.#dates.isBirthDate(finding, line) });
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

  #attach(finding: Finding, line: number, entity: Entity): void {
    attachFinding(this.#index, this.#scan, finding, this.#dates.isBirthDate(finding, line), entity);
  }

  /** Categories of the data that stood elsewhere (under a doctor's line, before a name) and that the register says are this patient's. */
  ownedBy(patient: Match['patient']): CategorySet {
    let set = 0;
    for (const finding of this.#loose) {
      const category = LOOSE[finding.kind];
      if (category !== undefined && bearersOf(this.#index, finding).includes(patient)) set |= category;
    }
    return set;
  }
}

/** What a filled cell below a head shows of the person of its line. */
const CATEGORY_OF_COLUMN: Partial<Record<LabelRole, CategorySet>> = {
  address: CATEGORY_BIT.postal_address,
  insurance: CATEGORY_BIT.insurance,
  identity_document: CATEGORY_BIT.identity_document,
};

/** Data by which the register knows somebody. */
const LOOSE: Partial<Record<Finding['kind'], CategorySet>> = {
  phone: CATEGORY_BIT.phone,
  email: CATEGORY_BIT.email,
  social_security: CATEGORY_BIT.social_security,
  patient_number: CATEGORY_BIT.patient_number,
};

/** The patients who have a datum in the register. */
function bearersOf(index: PatientIndex, { kind, value }: Finding): readonly number[] {
  switch (kind) {
    case 'phone':
      return valuesOf(index.byPhone, phoneKey(value), 50);
    case 'email':
      return patientsByEmail(index, encode(value));
    case 'social_security':
      return patientsByNir(index, encode(value.slice(0, 13)));
    case 'patient_number':
      return [patientByNumber(index, encode(value))];
    default:
      return [];
  }
}

/** Whether a patient bears all the written parts of a name, at least one that proves something. */
function bearsAll(index: PatientIndex, patient: number, nameParts: readonly number[]): boolean {
  return (
    nameParts.some((part) => index.particles[part] === 0) &&
    nameParts.every((part) => rolesOfPart(index, patient, part) !== 0)
  );
}

/** The mention nearest before a datum on its line, else the first person behind it. */
function ownerBeside(finding: Finding, owners: readonly Owned[]): Owner {
  let nearest: Owner = null;
  for (const { start, owner } of owners) if (start < finding.end && owner !== null) nearest = owner;
  return nearest ?? owners.find(({ owner }) => owner !== null && typeof owner !== 'string')?.owner ?? null;
}

/** What is said of an owner: everything of a patient, of a relative no medical words and no dates of documents. */
function isPersonal(owner: Owner, finding: Finding): owner is Entity {
  if (owner === null || typeof owner === 'string') return false;
  return !owner.isRelative || finding.kind !== 'medical';
}

function isRelative(owner: Owner): owner is Entity {
  return owner !== null && typeof owner !== 'string' && owner.isRelative;
}

/** Contact data follow a name down the lines; medical words and dates are the subject's even where a doctor is named. */
function isContact({ kind }: Finding): boolean {
  return kind === 'phone' || kind === 'email' || kind === 'postal_address' || kind === 'number';
}
