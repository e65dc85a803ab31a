import type { CategorySet } from '@constat/contract/category.ts';
import type { Mention } from './mention.ts';
import { NO_YEARS, type Years } from './sighting.ts';
import { noTraits, type Traits } from './traits.ts';

/** One person of a text: the mentions that mean the same, and the data that stand with them. */
export interface Entity {
  /** Position among the persons of its text. */
  readonly ordinal: number;
  readonly traits: Traits;
  /** Name as first written; '' for somebody known by a number only. */
  readonly name: string;
  introduced: boolean;
  categories: CategorySet;
  years: Years;
  /** Line of the first mention. */
  readonly line: number;
  /** Last line that said something of this person. */
  lastLine: number;
  mentions: number;
  /** Dates without a label near the name: one of them may be the birth date (YYYYMMDD). */
  readonly dates: number[];
  /** True when the person came over from the text before (the page before). */
  carried: boolean;
  /** True when the format itself says that the text is about this person: then all of it is, however long. */
  readonly declared: boolean;
}

/** A person known by a name. */
export function entityOf(mention: Mention, name: string, ordinal: number): Entity {
  const traits = noTraits();
  Object.assign(traits, {
    nameParts: [...mention.nameParts],
    unknownNameWords: [...mention.unknownWords],
    surnameParts: [...mention.surnameParts],
    givenParts: [...mention.givenParts],
    hasGivenName: mention.hasGivenName,
    sex: mention.sex,
  });
  return {
    ordinal,
    traits,
    name,
    introduced: mention.introduced,
    categories: 0,
    years: NO_YEARS,
    line: mention.line,
    lastLine: mention.line,
    mentions: 1,
    dates: [],
    carried: false,
    declared: false,
  };
}

/** A person known by a number only, so far. */
export function namelessEntity(line: number, ordinal: number): Entity {
  return {
    ordinal,
    traits: noTraits(),
    name: '',
    introduced: true,
    categories: 0,
    years: NO_YEARS,
    line,
    lastLine: line,
    mentions: 0,
    dates: [],
    carried: false,
    declared: false,
  };
}

/** The person of a row, as the subject of the text behind it. */
export function rowEntity(traits: Traits, name: string): Entity {
  return {
    ...namelessEntity(0, 0),
    traits: {
      ...traits,
      nameParts: [...traits.nameParts],
      unknownNameWords: [...traits.unknownNameWords],
      surnameParts: [...traits.surnameParts],
      givenParts: [...traits.givenParts],
      otherParts: [...traits.otherParts],
      nirOf: [...traits.nirOf],
    },
    name,
    carried: true,
    declared: true,
  };
}

/** Whether a further mention can mean this person: its words are among the known ones, or the known ones among its. */
export function isSamePerson(entity: Entity, mention: Mention): boolean {
  const { traits } = entity;
  if (traits.nameParts.length === 0 && traits.unknownNameWords.length === 0) return false;
  if (mention.sex !== 0 && traits.sex !== 0 && mention.sex !== traits.sex) return false;
  const known = traits.nameParts;
  const written = mention.nameParts;
  if (mention.unknownWords.length > 0 && traits.unknownNameWords.length === 0) return false;
  if (written.length > 0 && written.every((part) => known.includes(part)))
    return written.length > 1 || mention.introduced;
  return known.length > 1 && known.every((part) => written.includes(part));
}

/** Adds what a further mention says. */
export function addMention(entity: Entity, mention: Mention): void {
  const { traits } = entity;
  entity.mentions++;
  entity.lastLine = mention.line;
  entity.introduced ||= mention.introduced;
  for (const part of mention.nameParts) if (!traits.nameParts.includes(part)) traits.nameParts.push(part);
  if (traits.sex === 0) traits.sex = mention.sex;
  traits.hasGivenName ||= mention.hasGivenName;
}
