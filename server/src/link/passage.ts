import { CATEGORY_BIT, type CategorySet } from '@constat/contract/category.ts';
import { LABELS, type LabelRole } from '../detect/labels.ts';
import { CLINICAL, FINDING, type Finding, LABEL, type Scan } from '../detect/scan.ts';
import { patientByNumber, patientsByNir, rolesOfPart } from '../patients/index/patientIndex.ts';
import { encode } from '../text/windows1252.ts';
import type { LinkModel } from './linkModel.ts';
import { attachFinding } from './attachFinding.ts';
import { BirthDates } from './birthDates.ts';
import type { DocumentKnowledge } from './documentKnowledge.ts';
import { type Entity, entityOf } from './entity.ts';
import { findMentions, writtenName } from './findMentions.ts';
import { initialsBefore } from './initials.ts';
import type { NameIndex } from './joinMentions.ts';
import { LabelsAbove } from './labelsAbove.ts';
import { isEntity, LineOwners, type Owner } from './lineOwners.ts';
import { LooseData } from './looseData.ts';
import type { Mention } from './mention.ts';
import { settleRoles } from './mentionRoles.ts';
import { type LineIdentity, Persons } from './persons.ts';
import { isNameAndBirthDate, resolveByIdentity } from './resolve.ts';
import type { Years } from './sighting.ts';
import { REGISTERED } from './weights.ts';

/** A datum without a name on its line belongs to the person above when not more lines lie between. */
const REACH_LINES = 60;
/** A datum before the first name belongs to that name when not more lines lie between. */
const LOOK_AHEAD_LINES = 8;
/** The birth date of whoever is named stands at most so many lines below. */
const BIRTH_LINES = 2;
/** Contact data higher above the first name are the letter head's. */
const LETTER_HEAD_LINES = 1;
/** A text of fewer bytes is a name and little else: it says no more than is written in it. */
const DOCUMENT_BYTES = 160;

/** What a filled cell below a head shows of the person of its line. */
const CATEGORY_OF_COLUMN: Partial<Record<LabelRole, CategorySet>> = {
  address: CATEGORY_BIT.postal_address,
  insurance: CATEGORY_BIT.insurance,
  identity_document: CATEGORY_BIT.identity_document,
};

/** Papers about an account, an insurance or an identity card: they need not say that somebody is a patient. */
const FORMAL = CATEGORY_BIT.bank | CATEGORY_BIT.insurance | CATEGORY_BIT.identity_document;

/** Roles of those whose lines hold no data of patients. */
const STRANGERS: ReadonlySet<LabelRole> = new Set(['professional', 'organisation', 'fax', 'signature']);

/** A datum that stands before anybody is named. */
interface Waiting {
  readonly finding: Finding;
  readonly line: number;
  readonly isBirthDate: boolean;
}

/**
 * One scanned text while its data are gathered to persons, line by line: a datum belongs to the name on its line, else to the subject above;
 * what stands under a doctor's or an organisation's line is theirs.
 */
export class Passage {
  readonly persons: Persons;
  subject: Entity | null;
  readonly #index: LinkModel;
  readonly #names: NameIndex;
  readonly #scan: Scan;
  readonly #document: DocumentKnowledge;
  readonly #above: LabelsAbove;
  readonly #dates: BirthDates;
  readonly #mentions: readonly Mention[];
  readonly #loose: LooseData;
  #waiting: Waiting[] = [];
  #next = 0;
  /** Words of illness or care before anybody is named: the title of the document. */
  #clinical = false;
  /** A relative was named before the patient. */
  #familyDue = false;

  constructor(
    index: LinkModel,
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
    this.#loose = new LooseData(index);
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
    for (const { finding } of this.#waiting) this.#loose.add(finding);
    this.#loose.claim(this.persons);
    this.#dates.settle(this.persons.all);
    for (const entity of this.persons.all) this.#dateAge(entity);
  }

  /** An age was written in the year of the newest date with the person, else of the text, else, as it seems, of the content. */
  #dateAge({ traits, years, carried }: Entity): void {
    // The age of who came over from the page before was written there.
    if (carried && traits.ageYear !== 0) return;
    const stated = years.to !== 0 ? years.to : this.years.to;
    traits.ageYear = stated === 0 ? this.#document.year : stated;
    traits.isAgeDated = stated !== 0;
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

  /** Categories of the data that stood elsewhere and that the register says are this patient's. */
  ownedBy(patient: number): CategorySet {
    return this.#loose.ownedBy(patient);
  }

  /**
   * A hospital's document about somebody says that they are its patient, which is medical; unless it is a paper about an account, an insurance or an
   * identity card that says nothing else, or a paper about the house.
   */
  #isMedical({ categories, clinical }: Entity): boolean {
    if (clinical || this.#clinical) return true;
    if ((categories & FORMAL) !== 0 || this.#document.isHousePaper) return false;
    return (categories & CATEGORY_BIT.medical) !== 0 || this.#scan.bytes.length >= DOCUMENT_BYTES;
  }

  /** Returns who owns the address and phone lines that follow directly. */
  #gatherLine(from: number, to: number, line: number, block: Owner): Owner {
    const owners = this.#ownersOfLine(from, to, line);
    const stranger = this.#firstLabel(from, to, STRANGERS);
    for (let t = from; t < to; t++) {
      if (this.#scan.kind[t] !== FINDING) continue;
      const finding = this.#scan.findings[this.#scan.ref[t]!]!;
      if (this.#openByInitials(finding, line)) continue;
      const owner = this.#ownerOf(finding, line, owners, stranger < finding.start, block);
      this.#give(finding, line, owner, isEntity(owner) && owners.persons.includes(owner));
    }
    if (owners.persons.length > 0) this.#readCells(line, owners);
    if (owners.last !== null) return owners.last;
    if (stranger < Infinity) return 'other';
    return this.#firstLabel(from, to, RELATIVE) < Infinity ? 'relative' : block;
  }

  /** 'B. L., née le 02/08/1918': somebody of whom nothing more is written. */
  #openByInitials(finding: Finding, line: number): boolean {
    if (!finding.labelled || finding.kind !== 'date') return false;
    const initials = initialsBefore(this.#scan.bytes, finding.start);
    if (initials === null) return false;
    const person = this.persons.addNameless(line);
    person.traits.initials = initials;
    this.subject = person;
    this.#attach(finding, line, person);
    return true;
  }

  /** Filled cells of a column whose head says what they hold: the town without its postcode, the number that nothing else marks. */
  #readCells(line: number, { persons }: LineOwners): void {
    const person = persons.find(({ isRelative }) => !isRelative);
    if (person === undefined) return;
    for (const role of this.#above.rolesOfCells(line)) person.categories |= CATEGORY_OF_COLUMN[role] ?? 0;
  }

  /** The mentions of a line with whom they mean; new persons are made here. */
  #ownersOfLine(from: number, to: number, line: number): LineOwners {
    const mentions = this.#mentions;
    if (this.#next >= mentions.length || mentions[this.#next]!.line > line) return NOBODY;
    const owners = new LineOwners();
    let t = from;
    while (this.#next < mentions.length && mentions[this.#next]!.line <= line) {
      const mention = mentions[this.#next++]!;
      const following = mentions[this.#next];
      const end = following !== undefined && following.line <= line ? following.start : Infinity;
      while (t < to && this.#scan.start[t]! < mention.start) t++;
      owners.add(mention.start, this.#ownerOfMention(mention, t, to, end), mention.isOfNext);
    }
    return owners;
  }

  /** `from` is the mention's first token, `to` the end of the line's tokens, `end` where the next mention begins. */
  #ownerOfMention(mention: Mention, from: number, to: number, end: number): Owner {
    if (mention.role === 'place') return null;
    if (mention.role === 'professional' && !this.#isRegistered(mention, from)) return 'other';
    if (mention.role === 'relative') return this.#relative(mention);
    const identity = this.#dates.identityOnLine(mention, from, to, end);
    const entity = this.#announcesPerson(mention, identity)
      ? this.persons.personFor(mention, this.#scan, identity)
      : null;
    if (entity === null) return mention.signs ? 'other' : null;
    this.subject = entity;
    this.#dates.noteNear(entity, mention, from, to, end);
    this.#takeWaiting(entity);
    return entity;
  }

  /**
   * Whether somebody whom a label calls a professional ('Demandeur') is a patient all the same: the birth date that follows, before anybody else is named, is that of
   * the patient who bears the name.
   */
  #isRegistered(mention: Mention, from: number): boolean {
    const { kind, line, start, ref, count, findings } = this.#scan;
    const following = this.#mentions[this.#next]?.start ?? Infinity;
    for (let t = from; t < count && line[t]! <= mention.endLine + BIRTH_LINES; t++) {
      if (start[t]! >= following) return false;
      if (kind[t] !== FINDING) continue;
      const finding = findings[ref[t]!]!;
      if (finding.kind !== 'date' || !finding.labelled) continue;
      const traits = { ...entityOf(mention, '', 0).traits, birthDate: Number(finding.value) };
      return resolveByIdentity(this.#index, traits, REGISTERED).some(isNameAndBirthDate);
    }
    return false;
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
      else this.#loose.add(finding);
    }
    this.#waiting = [];
  }

  /** Where the first label of the line stands that has one of the roles; Infinity where none does. */
  #firstLabel(from: number, to: number, roles: ReadonlySet<LabelRole>): number {
    for (let t = from; t < to; t++)
      if (this.#scan.kind[t] === LABEL && roles.has(LABELS[this.#scan.ref[t]!]!)) return this.#scan.start[t]!;
    return Infinity;
  }

  #ownerOf(finding: Finding, line: number, owners: LineOwners, stranger: boolean, block: Owner): Owner {
    const contact = isContact(finding);
    const nearest = owners.beside(finding.end);
    const beside = (contact ? owners.caller : null) ?? nearest;
    if (isPersonal(beside, finding) || (typeof beside === 'string' && contact)) return beside;
    if (contact && stranger) return 'other';
    if (contact && (block === 'other' || block === 'relative')) return block;
    if (
      isEntity(block) &&
      block.isRelative &&
      isPersonal(block, finding) &&
      (contact || this.#isIdentity(finding, line))
    )
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
      this.#loose.add(finding);
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
    if (owner.declared) return owner;
    const isOthers =
      finding.kind === 'social_security'
        ? this.#isNirOfOther(finding, owner)
        : this.#isNumberOfOther(finding, owner);
    if (!isOthers) return owner;
    this.subject = this.persons.addNameless(line);
    return this.subject;
  }

  #isNumberOfOther(finding: Finding, owner: Entity): boolean {
    if (finding.kind !== 'patient_number' || !finding.labelled) return false;
    const patient = patientByNumber(this.#index, encode(finding.value));
    return patient >= 0 && patient !== owner.traits.numberOf && this.#isOthers(patient, owner);
  }

  /** In a list of numbers each is somebody else's; beside a name a second one is the insured parent's. */
  #isNirOfOther({ value }: Finding, { name, traits }: Entity): boolean {
    if (name !== '' || traits.nirOf.length === 0) return false;
    const bearers = patientsByNir(this.#index, encode(value.slice(0, 13)));
    return bearers.length > 0 && !bearers.some((p) => traits.nirOf.includes(p));
  }

  /** Whether a patient's number cannot be the owner's: the owner has another, or bears none of the patient's names. */
  #isOthers(patient: number, { traits }: Entity): boolean {
    if (traits.numberOf >= 0 && traits.numberLabelled) return true;
    if (traits.nameParts.length === 0 || traits.unknownNameWords.length > 0) return traits.numberOf >= 0;
    return traits.nameParts.every((part) => rolesOfPart(this.#index, patient, part) === 0);
  }

  /** Nobody is named yet. */
  #keep(finding: Finding, line: number): void {
    const isBirthDate = this.#dates.isBirthDate(finding, line);
    if (finding.kind === 'medical') this.#clinical ||= finding.confidence >= CLINICAL;
    else if (finding.kind === 'date' && !isBirthDate) this.#dates.addYear(finding);
    else if (this.#identifies(finding)) {
      this.subject = this.persons.addNameless(line);
      this.#attach(finding, line, this.subject);
    } else this.#waiting.push({ finding, line, isBirthDate });
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
}

/** A line without names. */
const NOBODY = new LineOwners();

const RELATIVE: ReadonlySet<LabelRole> = new Set(['relative']);

/** What is said of an owner: everything of a patient, of a relative no medical words. */
function isPersonal(owner: Owner, finding: Finding): owner is Entity {
  return isEntity(owner) && (!owner.isRelative || finding.kind !== 'medical');
}

/** Contact data follow a name down the lines; medical words and dates are the subject's even where a doctor is named. */
function isContact({ kind }: Finding): boolean {
  return kind === 'phone' || kind === 'email' || kind === 'postal_address' || kind === 'number';
}
