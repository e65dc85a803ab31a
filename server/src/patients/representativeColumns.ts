import { columnSenses } from '../columns/columnSenses.ts';
import { columnWords } from '../columns/columnWords.ts';
import type { Sense } from '../columns/lexicon.ts';
import { STANDINGS, type Standing } from './patient.ts';

/** What a register may say of somebody who stands for a patient. '': the name. */
export const REPRESENTATIVE_PARTS = [
  '',
  'GivenNames',
  'Address',
  'AddressMore',
  'Postcode',
  'City',
  'Country',
] as const;
export type RepresentativePart = (typeof REPRESENTATIVE_PARTS)[number];
export type RepresentativeField = `${Standing}${RepresentativePart}`;

/** All fields of those who stand for a patient: 'guardian', 'guardianGivenNames' … 'parent2Country'. */
export const REPRESENTATIVE_FIELDS: readonly RepresentativeField[] = STANDINGS.flatMap((standing) =>
  REPRESENTATIVE_PARTS.map((part): RepresentativeField => `${standing}${part}`),
);

/** What a column about somebody who stands for the patient fills; 'protection': which measure protects an adult; null: nothing that is needed. */
export type RepresentativeColumn = RepresentativeField | 'protection' | null;

/** Words that say of whom a column is: what they are is in {@link standingOf}. */
const CURATOR = /\b(?:CURATEURS?|CURATRICES?|CURATELLE|CURATORS?)\b/;
const GUARDIAN = /\b(?:TUTEURS?|TUTRICES?|TUTELLE|GUARDIANS?|MANDATAIRES?|MJPM)\b/;
const REPRESENTATIVE =
  /\b(?:REPRESENTANTE?S?|REPR|REP LEGAL|RESP LEGAL|RESPONSABLES?|LEGAL REP|REPRESENTATIVES?|TITULAIRES? AUTORITE PARENTALE|AUTORITE PARENTALE|RL(?= ?\d))\b/;
const PARENT = /\bPARENTS?(?= ?\d)|(?<=\d )PARENT\b/;
const MOTHER = /\b(?:MERE|MOTHER)\b/;
const FATHER = /\b(?:PERE|FATHER)\b/;
/** Words that belong to those above and say nothing of their own. */
const BESIDE = /\b(?:LEGAL|LEGALE|LEGAUX|JUDICIAIRE|FAMILIAL|PATIENT|ENFANT|CHILD)\b/g;
/** The measure that protects an adult: 'Mesure de protection', 'Régime de protection juridique', 'Majeur protégé'. */
const PROTECTION = /\b(?:PROTECTION (?:JURIDIQUE|LEGALE|MAJEURS?)|MAJEURS? PROTEGES?)\b/;
/** The same where a word for a kind of measure stands before it. */
const MEASURE = /\b(?:MESURE|REGIME|TYPE|NATURE)\b/;
const PROTECTS = /\b(?:PROTECTION|TUTELLE|CURATELLE)\b/;
/** Which kind of measure, in a column of the guardian. */
const KIND = /\b(?:MESURE|REGIME|TYPE|NATURE|STATUT)\b/;

/** What a name says of the field, by the senses of its words; the first that fits. Without a sense of these, and with no word left, it is the name. */
const PARTS: readonly (readonly [readonly Sense[], RepresentativePart | null])[] = [
  [['phone', 'mobile', 'landline', 'fax', 'email', 'birth', 'birth_date', 'maiden', 'social_security', 'sex', 'civility', 'link', 'date', 'identity_document', 'death', 'id', 'number'], null],
  [['postcode'], 'Postcode'],
  [['town'], 'City'],
  [['country'], 'Country'],
  [['more'], 'AddressMore'],
  [['address', 'street'], 'Address'],
  [['given'], 'GivenNames'],
  [['name', 'surname', 'full_name', 'usage', 'label'], ''],
]; // prettier-ignore

/** Parts that make an address. */
const PLACES: readonly RepresentativePart[] = ['Address', 'Postcode', 'City'];

/**
 * The columns of a register that are about somebody who stands for the patient, by their names: a guardian or curator ('TUTEUR', 'Adresse du curateur'), or the
 * first and second legal representative of a minor ('REPR1_NOM', 'Responsable légal 2 - CP', 'PARENT1_VILLE', 'Guardian 1 city'). Mother and father count where
 * the register has an address of theirs: without one, nothing says that they are more than names in a family record. Each field is filled by the first column.
 */
export function representativeColumns(names: readonly string[]): ReadonlyMap<number, RepresentativeColumn> {
  const read = names.map(readName);
  const withPlace = new Set(read.flatMap((one) => (one?.kin === true && isPlace(one.part) ? [one.standing] : [])));
  const columns = new Map<number, RepresentativeColumn>();
  const taken = new Set<RepresentativeColumn>();
  for (const [c, one] of read.entries()) {
    if (one === null || (one.kin && !withPlace.has(one.standing))) continue;
    const field = one.part === null ? null : one.part === 'protection' ? 'protection' : (`${one.standing}${one.part}` as const);
    const isFirst = field === null || !taken.has(field);
    columns.set(c, isFirst ? field : null);
    taken.add(field);
  }
  return columns;
} // prettier-ignore

const isPlace = (part: NameReading['part']): boolean => PLACES.some((place) => place === part);

interface NameReading {
  readonly standing: Standing;
  readonly part: RepresentativePart | 'protection' | null;
  /** Mother or father, who stand for the patient only as the register shows it. */
  readonly kin: boolean;
}

/** Null for a column that is about nobody who stands for the patient. */
function readName(name: string): NameReading | null {
  const words = columnWords(name).filter((word) => !SMALL.has(word));
  const text = words.join(' ');
  if (isProtection(text)) return { standing: 'guardian', part: 'protection', kin: false };
  const { senses } = columnSenses(name);
  if (senses.has('professional') || senses.has('insured') || senses.has('ward')) return null;
  const standing = standingOf(text);
  if (standing === null) return null;
  const kin = MOTHER.test(text) || FATHER.test(text);
  const rest = [CURATOR, GUARDIAN, REPRESENTATIVE, PARENT, MOTHER, FATHER]
    .reduce((left, group) => left.replace(new RegExp(group, 'g'), ' '), text)
    .replace(BESIDE, ' ')
    .split(' ')
    .filter((word) => word !== '' && !/^\d+$/.test(word));
  // A second guardian beside the first is not written to.
  const isFurther = standing === 'guardian' && /[2-9]/.test(ordinalOf(text));
  return { standing, part: isFurther ? null : partOf(rest, text), kin };
}

function isProtection(text: string): boolean {
  if (PROTECTION.test(text)) return true;
  const measure = text.search(MEASURE);
  return measure >= 0 && PROTECTS.test(text.slice(measure));
}

const SMALL = new Set('DE DU DES D LA L LE LES AU AUX ET OU OF THE AND SON SA'.split(' '));

/** Whom of those who stand for a patient the words name; null for nobody. */
function standingOf(text: string): Standing | null {
  const ordinal = ordinalOf(text);
  const numbered = ordinal === '1' ? 'parent1' : ordinal === '2' ? 'parent2' : null;
  if (CURATOR.test(text) && !GUARDIAN.test(text)) return 'curator';
  if (/\bGUARDIANS?\b/.test(text)) return numbered ?? 'guardian';
  if (GUARDIAN.test(text)) return 'guardian';
  if (REPRESENTATIVE.test(text)) return numbered ?? 'guardian';
  if (PARENT.test(text)) return numbered;
  if (MOTHER.test(text) !== FATHER.test(text)) return MOTHER.test(text) ? 'parent1' : 'parent2';
  return null;
}

const SOMEBODY = '(?:TUT[A-Z]+|GUARDIANS?|REP[A-Z]*|RESP[A-Z]*|PARENTS?|RL|PARENTALE)';
const NUMBERED = new RegExp(
  `\\b${SOMEBODY}(?: LEGA[A-Z]*| REP)?(?: NUMERO| NO)? ([1-9])\\b|\\b([1-9])(?: ER| E| EME)? ${SOMEBODY}\\b`,
);

/** The number beside the words for somebody: 2 of 'REPR2_ADR', none of 'REPR_ADR2'. */
function ordinalOf(text: string): string {
  const [, behind, before] = NUMBERED.exec(text) ?? [];
  return behind ?? before ?? '';
}

function partOf(rest: readonly string[], text: string): NameReading['part'] {
  if (rest.length === 0) return '';
  if (KIND.test(rest.join(' '))) return 'protection';
  const { senses, ordinal } = columnSenses(rest.join(' '));
  const [, part] = PARTS.find(([meant]) => meant.some((sense) => senses.has(sense))) ?? [[], null];
  // 'TUTEUR_ADR2' is the second line of an address; the number of 'REPR2_ADR' is the person's.
  const lineNumber = /\b(?:ADR|ADRESSE|ADDRESS|LIGNE|LINE)S? ?([2-9])\b/.test(text);
  return part === 'Address' && (lineNumber || ordinal > 1) ? 'AddressMore' : part;
}
