import type { Scan } from '../detect/scan.ts';
import { addMention, type Entity, entityOf, isSamePerson, namelessEntity } from './entity.ts';
import { writtenName } from './findMentions.ts';
import type { NameIndex } from './joinMentions.ts';
import type { Mention } from './mention.ts';

/** A further mention means none of the persons before the last so many: by then it is rather a namesake. */
const REACH_PERSONS = 200;

/** What the line of a mention says besides the name: it tells namesakes apart. */
export interface LineIdentity {
  /** Labelled birth date, or the date in the place of one (YYYYMMDD); 0 when there is none. */
  readonly birthDate: number;
  /** Patient with the labelled number, -1 when there is none. */
  readonly numberOf: number;
}

/** The persons of one text, in the order in which they appear. */
export class Persons {
  readonly all: Entity[] = [];
  /** Persons by each part of their names, in the order in which they were named with it; and how many persons there were then. */
  readonly #bearers = new Map<number, { readonly entities: Entity[]; readonly persons: number[] }>();
  readonly #names: NameIndex;

  constructor(names: NameIndex) {
    this.#names = names;
  }

  add(entity: Entity): void {
    this.all.push(entity);
    this.#noteParts(entity);
  }

  /** Opens a person known by a number only. */
  addNameless(line: number): Entity {
    const entity = namelessEntity(line, this.all.length);
    this.add(entity);
    return entity;
  }

  /** The last persons who were named with a part. */
  bearing(part: number): Entity[] {
    return this.#bearers.get(part)?.entities.slice(-REACH_PERSONS) ?? [];
  }

  /** The person whom a mention means, made where it is new; null where the mention is too little for a person. */
  personFor(mention: Mention, scan: Scan, identity: LineIdentity): Entity | null {
    const known = this.known(mention, identity);
    if (known !== null) {
      addMention(known, mention);
      this.#noteParts(known);
      return known;
    }
    if (mention.signs || !isPlausible(mention)) return null;
    const entity = entityOf(mention, writtenName(scan.bytes, mention), this.all.length);
    this.add(entity);
    return entity;
  }

  /** The person last named whom the mention can mean: one who shares a part of the name and is not told apart by the line. */
  known(mention: Mention, identity: LineIdentity): Entity | null {
    let latest: Entity | null = null;
    const reached = this.all.length - REACH_PERSONS;
    for (const part of mention.nameParts) {
      const bearers = this.#bearers.get(part);
      if (bearers === undefined) continue;
      const { entities, persons } = bearers;
      const first = Math.max(0, entities.length - REACH_PERSONS);
      // Whoever was named before there were so many persons is out of reach, and so is everybody before.
      for (let i = entities.length - 1; i >= first && persons[i]! > reached; i--) {
        const entity = entities[i]!;
        if (entity.ordinal < Math.max(latest?.ordinal ?? 0, reached)) continue;
        if (isSamePerson(entity, mention, this.#names) && !isToldApart(entity, mention, identity))
          latest = entity;
      }
    }
    return latest;
  }

  #noteParts(entity: Entity): void {
    for (const part of entity.traits.nameParts) {
      let bearers = this.#bearers.get(part);
      if (bearers === undefined) this.#bearers.set(part, (bearers = { entities: [], persons: [] }));
      if (bearers.entities.at(-1) === entity) continue;
      bearers.entities.push(entity);
      bearers.persons.push(this.all.length);
    }
  }
}

function isToldApart(
  { traits, nearDate }: Entity,
  { inColumn, nameParts }: Mention,
  { birthDate, numberOf }: LineIdentity,
): boolean {
  const known = traits.birthDate === 0 ? nearDate : traits.birthDate;
  if (birthDate !== 0 && known !== 0 && birthDate !== known) return true;
  // Another row of a table with the same surname and nothing more is another person.
  if (inColumn && nameParts.length < traits.nameParts.length && birthDate !== known) return true;
  return numberOf >= 0 && traits.numberOf >= 0 && traits.numberLabelled && numberOf !== traits.numberOf;
}

/** A name worth a person: two words, or one with a civility, a label or an initial; words that no patient bears need more than 'Objet :' before them. */
function isPlausible({ nameParts, unknownWords, introduced, field, sex, initial }: Mention): boolean {
  const known = nameParts.length;
  const words = known + unknownWords.length;
  if (known === 0) return introduced && (field !== null || sex !== 0 || words > 1);
  return introduced || words > 1 || initial !== 0;
}
