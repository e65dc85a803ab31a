import type { CategorySet } from '@constat/contract/category.ts';
import type { NameIndex } from './joinMentions.ts';
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
  /** True for a patient's relative: a patient only where number, NIR or birth date say so. */
  readonly isRelative: boolean;
  introduced: boolean;
  /** Whether the name stands in a column of names: a list of patients, where no house paper. */
  listed: boolean;
  /** Whether words of an illness or a care stand with the name, more than the name of a ward. */
  clinical: boolean;
  categories: CategorySet;
  years: Years;
  /** Line of the first mention. */
  readonly line: number;
  /** Last line that said something of this person. */
  lastLine: number;
  mentions: number;
  /** Dates without a label near the name: one of them may be the birth date (YYYYMMDD). */
  readonly dates: number[];
  /** The date that stands directly behind the name, as a birth date would; 0 when none does. */
  nearDate: number;
  /** Whether that date stands in brackets or behind a comma, with nothing else. */
  nearDateApart: boolean;
  /** True when the person came over from the text before (the page before). */
  carried: boolean;
  /** True when the format itself says that the text is about this person: then all of it is, however long. */
  readonly declared: boolean;
}

/** A person known by a name. Texts are full of them: nothing is made that is not kept. */
export function entityOf(mention: Mention, name: string, ordinal: number): Entity {
  const traits = noTraits();
  traits.nameParts = [...mention.nameParts];
  traits.unknownNameWords = [...mention.unknownWords];
  traits.surnameParts = [...mention.surnameParts];
  traits.givenParts = [...mention.givenParts];
  traits.capitalParts = [...mention.capitalParts];
  traits.initial = mention.initial;
  traits.hasGivenName = mention.hasGivenName;
  traits.sex = mention.sex;
  const { introduced, inColumn, role } = mention;
  const entity = newEntity(traits, name, role === 'relative', mention.line, ordinal);
  entity.introduced = introduced;
  entity.listed = inColumn;
  entity.mentions = 1;
  return entity;
}

/** A person known by a number only, so far. */
export function namelessEntity(line: number, ordinal: number): Entity {
  return newEntity(noTraits(), '', false, line, ordinal);
}

function newEntity(traits: Traits, name: string, isRelative: boolean, line: number, ordinal: number): Entity {
  return {
    ordinal,
    traits,
    name,
    isRelative,
    introduced: true,
    listed: false,
    clinical: false,
    categories: 0,
    years: NO_YEARS,
    line,
    lastLine: line,
    mentions: 0,
    dates: [],
    nearDate: 0,
    nearDateApart: false,
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
      unknownSurnameWords: [...traits.unknownSurnameWords],
      unknownGivenWords: [...traits.unknownGivenWords],
      surnameParts: [...traits.surnameParts],
      givenParts: [...traits.givenParts],
      otherParts: [...traits.otherParts],
      capitalParts: [...traits.capitalParts],
      nirOf: [...traits.nirOf],
    },
    name,
    carried: true,
    declared: true,
  };
}

/** The subject of one text as it goes into the next one. */
export function carryOver(entity: Entity): Entity {
  return {
    ...entity,
    ordinal: 0,
    categories: 0,
    line: 0,
    lastLine: 0,
    mentions: 0,
    dates: [],
    nearDate: 0,
    carried: true,
  };
}

/** Whether a further mention can mean this person: its words are among the known ones, or the known ones among its. */
export function isSamePerson(entity: Entity, mention: Mention, names: NameIndex): boolean {
  const { traits } = entity;
  if (traits.nameParts.length === 0 && traits.unknownNameWords.length === 0) return false;
  if (mention.sex !== 0 && traits.sex !== 0 && mention.sex !== traits.sex) return false;
  const known = traits.nameParts;
  const written = mention.nameParts;
  if (mention.unknownWords.length > 0 && traits.unknownNameWords.length === 0) return false;
  if (written.length > 0 && written.every((part) => known.includes(part)))
    return written.length > 1 ? isSameGivenName(known, written, mention, names) : mention.introduced;
  return (
    known.length > 1 &&
    known.every((part) => written.includes(part)) &&
    isSameGivenName(written, known, mention, names)
  );
}

/** 'LE BRIS Marie' and 'LE BRIS Anne-Marie' are two, 'LE BRIS Marie' and 'LE BRIS-MARTIN Marie' may be one. */
function isSameGivenName(
  more: readonly number[],
  less: readonly number[],
  { isWhole }: Mention,
  names: NameIndex,
): boolean {
  return (
    !isWhole ||
    !more.some((part) => !less.includes(part) && names.isGiven(part)) ||
    !less.some((part) => names.isGiven(part))
  );
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

/** Whether number, NIR or birth date say who it is. */
export function hasIdentity({ traits }: Entity): boolean {
  return traits.birthDate !== 0 || traits.hasNir || (traits.numberOf !== -1 && traits.numberLabelled);
}
