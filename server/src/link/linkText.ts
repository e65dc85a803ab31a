import { CATEGORY_BIT, type CategorySet } from '@constat/contract/category.ts';
import type { Scan } from '../detect/scan.ts';
import type { LinkModel } from './linkModel.ts';
import { namePartOf, patientsByEmail } from '../patients/index/patientIndex.ts';
import { encode } from '../text/windows1252.ts';
import { trustBareNumbers } from './bareNumbers.ts';
import { DocumentKnowledge } from './documentKnowledge.ts';
import { carryOver, type Entity, hasIdentity } from './entity.ts';
import { isBornePair } from './findCandidates.ts';
import type { NameIndex } from './joinMentions.ts';
import { Passage } from './passage.ts';
import { namesakesOutside, registeredPrior } from './registeredPrior.ts';
import { type Match, outsideOf, type Resolution, resolve } from './resolve.ts';
import { LIKELY, type Outsider, type Place, type Years } from './sighting.ts';
import type { SightingTable } from './sightingTable.ts';

/** What text linking needs of the linking of its content. */
export interface TextContext {
  readonly index: LinkModel;
  readonly sightings: SightingTable;
  outsider(outsider: Outsider): void;
}

/** From this probability on a relative with a birth date or number of their own is taken to be a patient. */
const RELATIVE_IS_PATIENT = 0.9;

/**
 * Links running text. Names and data are gathered to persons line by line ({@link Passage}); each person is compared with the register.
 * The subject of one text is the subject of the next (the next page).
 */
export class TextLinker {
  readonly #context: TextContext;
  readonly #names: NameIndex;
  #document = new DocumentKnowledge(0);
  #subject: Entity | null = null;
  /** Who the subject is, where that is known. */
  #patient: Match | null = null;

  constructor(context: TextContext) {
    this.#context = context;
    const { index } = context;
    this.#names = {
      isBorne: (a, b) => isBornePair(index, a, b),
      partOf: (hash) => namePartOf(index, hash),
      hasEmail: (email) => patientsByEmail(index, encode(email)).length > 0,
      isParticle: (part) => index.particles[part] !== 0,
      isGiven: (part) => index.givenCounts[part]! > index.surnameCounts[part]!,
    };
  }

  /** Links one scanned text; `position` gives the number of a line for the locator. */
  link(scanned: Scan, part: number, position: (line: number) => number): void {
    if (scanned.count === 0) return;
    const { index } = this.#context;
    const scan = trustBareNumbers(index, scanned);
    const passage = new Passage(index, this.#names, scan, this.#document, this.#subject);
    passage.gather();
    if (passage.years.to !== 0) this.#document.year = passage.years.to;
    for (const entity of passage.persons.all) this.#settle(entity, passage, part, position);
    this.#subject = passage.subject === null ? null : carryOver(passage.subject);
  }

  /** A text of its own begins: nobody is its subject yet, or somebody is, of whom it may be known which patient it is. */
  begin(subject: Entity | null = null, patient: Match | null = null): void {
    this.#subject = subject;
    this.#patient = patient;
  }

  /** The content ends: what its texts have shown is forgotten. `year` is what the name of the next one tells, 0 for nothing. */
  forget(year: number): void {
    this.begin();
    this.#document = new DocumentKnowledge(year);
  }

  #settle(entity: Entity, passage: Passage, part: number, position: (line: number) => number): void {
    if (entity.carried && entity.categories === 0) return;
    const { index, sightings } = this.#context;
    if (this.#patient !== null && entity.carried) {
      this.#seeSubject(this.#patient, entity, passage, { part, position: position(0) });
      return;
    }
    // A relative of whom no more than the name is known is no patient by it, but a person whose name is out.
    const isNamedOnly = entity.isRelative && !hasIdentity(entity);
    if (isNamedOnly && !isPerson(entity)) return;
    const at = position(entity.carried ? 0 : entity.line);
    index.recorder?.stands({ part, position: at });
    const prior = registeredPrior(entity, this.#document);
    const resolution = resolve(index, entity.traits, prior, namesakesOutside(prior));
    const matches = isNamedOnly ? [] : resolution.matches;
    const years = entity.years.from === 0 ? passage.years : entity.years;
    const categories = passage.categoriesOf(entity);
    for (const match of matches)
      if (!entity.isRelative || match.probability >= RELATIVE_IS_PATIENT)
        sightings.add(match, categories | passage.ownedBy(match.patient), years, part, at, 0, entity.carried);
    this.#noteOutsider(entity, resolution, categories, years, { part, position: at });
  }

  /** What a remark says of the person of its row; that it is medical its words alone say. */
  #seeSubject(patient: Match, entity: Entity, passage: Passage, { part, position }: Place): void {
    const said = (entity.categories | passage.ownedBy(patient.patient)) & ~CATEGORY_BIT.medical;
    if (said !== 0) this.#context.sightings.add(patient, said, entity.years, part, position, 0, true);
  }

  #noteOutsider(
    entity: Entity,
    { matches, oneOfMany }: Resolution,
    categories: CategorySet,
    years: Years,
    place: Place,
  ): void {
    if ((matches[0]?.probability ?? 0) >= LIKELY) return;
    if (!isPerson(entity) && (oneOfMany === null || entity.carried || entity.isRelative)) return;
    const { name, traits } = entity;
    const { birthDate } = traits;
    const probability = outsideOf({ matches, oneOfMany });
    this.#context.outsider({ name, birthDate, categories, years, place, probability, oneOfMany });
  }
}

/** A nameless number or a capitalised pair is no outsider; a labelled name, one in a column of names, or a name with a date or NIR, is. */
function isPerson(entity: Entity): boolean {
  const { traits } = entity;
  const words = traits.nameParts.length + traits.unknownNameWords.length;
  return (
    words > 0 &&
    !entity.carried &&
    (traits.birthDate !== 0 || traits.hasNir || ((entity.introduced || entity.listed) && words > 1))
  );
}
