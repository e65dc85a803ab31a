import { wordsMeaning } from './columnSenses.ts';
import { foldWords } from '../text/foldWords.ts';
import {
  type DateOrder,
  type DateReading,
  dateOrderOf,
  isSerialDate,
  isShortDate,
  parseBirthDate,
  type ShortOrder,
  shortOrderOf,
} from './parseBirthDate.ts';
import { GIVEN_NAMES } from './givenNames.ts';
import { hasRightCheck } from './ibanCheck.ts';
import { nirKey } from './nirKey.ts';

/**
 * What a cell can look like; it may look like several things. A 'cut_phone' lost its zero, a 'mention' names a person among other words, a 'label'
 * is a name with a date or a number, 'care' are words of stays, wards and medicine, a 'relative' is somebody with a kinship, a 'kinship' that alone.
 */
export const SHAPES = [
  'email', 'iban', 'nir', 'phone', 'cut_phone', 'foreign_phone', 'date', 'serial_date', 'short_date', 'postcode', 'foreign_postcode', 'postcode_city', 'address', 'whole_address', 'sex', 'civility', 'medical_code',
  'number', 'digits', 'time', 'timestamp', 'words', 'name', 'given_name', 'name_and_given', 'two_words', 'mention', 'label', 'care', 'job', 'relative', 'kinship', 'professional', 'text', 'long',
] as const; // prettier-ignore
export type Shape = (typeof SHAPES)[number];

/** What the cells of a column look like together. */
export interface ColumnCells {
  readonly filled: number;
  /** Share of the filled cells that have each shape, 0 to 1. */
  readonly share: Readonly<Record<Shape, number>>;
  /** How its dates are written; null where none shows it. */
  readonly dateOrder: DateOrder | null;
  /** The same of dates of six digits. */
  readonly shortOrder: ShortOrder | null;
  /** Years between the first and the last tenth of the dates, and the middle one; 0 without dates. */
  readonly yearSpread: number;
  readonly middleYear: number;
  /** Share of the filled cells that differ from all others. */
  readonly distinct: number;
  /** How many different ones there are. */
  readonly kinds: number;
  readonly longest: number;
  readonly shortest: number;
}

/** Whether a folded word is rather a given name than anything else. */
export type IsGivenName = (word: string) => boolean;

/** {@link IsGivenName} without a register: by the list of frequent ones. */
export const isFrequentGivenName: IsGivenName = (word) => GIVEN_NAMES.has(word);

/** Measures the cells of one column; empty ones, and those of dashes, do not count. */
export function measureCells(cells: readonly string[], isGivenName = isFrequentGivenName): ColumnCells {
  const filled = cells.map((cell) => cell.trim()).filter((cell) => /[\p{L}\d]/u.test(cell));
  const count = Object.fromEntries(SHAPES.map((shape) => [shape, 0])) as Record<Shape, number>;
  for (const cell of filled) for (const shape of shapesOf(cell, isGivenName)) count[shape]++;
  const kinds = new Set(filled).size;
  const share = Object.fromEntries(
    SHAPES.map((shape) => [shape, filled.length === 0 ? 0 : count[shape] / filled.length]),
  ) as Record<Shape, number>;
  const shortOrder = share.short_date > 0 ? shortOrderOf(filled) : null;
  return {
    filled: filled.length,
    share,
    dateOrder: share.date > 0 ? dateOrderOf(filled) : null,
    shortOrder,
    ...yearsOf(filled, share, shortOrder),
    distinct: filled.length === 0 ? 0 : kinds / filled.length,
    kinds,
    longest: Math.max(0, ...filled.map((cell) => cell.length)),
    shortest: filled.length === 0 ? 0 : Math.min(...filled.map((cell) => cell.length)),
  };
}

const EMAIL = /^[^\s@;,<>]+@[^\s@;,<>]+\.[a-z]{2,}$/i;
const IBAN = /^[A-Z]{2}\d\d[\dA-Z ]{10,34}$/i;
const NIR = /^[1-478]\d{2}(?:0[1-9]|1[0-2]|[2-9]\d)(?:\d{2}|2[AB])\d{6}(?:\d{2})?$/;
const PHONE = /^(?:(?:\+|00[ .]?)\d{1,3}[ .(]*(?:0\)?[ .]*)?|0[ .]*)[1-9](?:[ .\-/()]*\d){8}$/;
/** A phone whose leading zero a spreadsheet took away. */
const CUT_PHONE = /^[1-9]\d{8}(?:\.0)?$/;
/** Digits with signs between them as countries write them, perhaps with an extension: '(463) 555-9543', '+1 463-555-9543 x12'. */
const FOREIGN_PHONE = /^(?:\+|00)?[ (]*\d(?:[ ().\-/]{0,2}\d){6,13}(?: ?(?:x|ext\.?) ?\d{1,5})?$/i;
/** 'LS1 2AB', '97205-1234', '1012 AB', 'H3Z 2Y7'. */
const FOREIGN_POSTCODE =
  /^(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|\d{5}-\d{4}|\d{4} ?[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d|(?:[A-Z]{1,2}-)?\d{4,5})$/i;
/** A moment to the second in a log: '2023-09-11T10:30:26.615Z'. */
const TIMESTAMP = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)$/;
const DATE =
  /^(?:\d{1,2}[/.\- ]\d{1,2}[/.\- ](?:\d{4}|\d{2})|\d{4}[/.-]\d{1,2}[/.-]\d{1,2})(?:[T ]\d{1,2}[:h]\d{2}.*)?$/;
const COMPACT_DATE =
  /^(?:(?:18|19|20)\d{2}(?:0\d|1[0-2])(?:[0-2]\d|3[01])(?:\d{4,6})?|(?:[0-2]\d|3[01])(?:0\d|1[0-2])(?:19|20)\d{2})$/;
const POSTCODE = /^(?:0[1-9]|[1-8]\d|9[0-8])\d{3}$/;
const POSTCODE_CITY = /^(?:F-)?(?:0[1-9]|[1-8]\d|9[0-8])\d{3}[ ,-]+\p{L}{2}/u;
const STREET_WORD =
  'rue|av|avenue|bd|bld|boul|boulevard|all[eé]es?|imp|impasse|ch|chem|chemin|route|rte|place|pl|quai|square|sq|cours|r[eé]s|r[eé]sidence|passage|cit[eé]|sentier?|ruelle|mont[eé]e|lot|lotissement|hameau|lieu[- ]dit|villa|faubourg|fg|voie|cit[eé]|b[aâ]t|esplanade|promenade|traverse|mail|parvis|venelle|clos|domaine|zone|z\\.?[ai]\\.?|bp|chez';
const STREET = new RegExp(
  `^(?:\\d{1,4}(?: ?(?:bis|ter|quater|[a-d]))?(?: ?[-/à] ?\\d{1,4})?[ ,]+)?(?:${STREET_WORD})\\b`,
  'i',
);
const WHOLE_ADDRESS = /[^\d](?:0[1-9]|[1-8]\d|9[0-8]) ?\d{3}[ ,-]+\p{L}{2}/u;
const SEX = /^(?:[MFHI12]|male|female|masculin|f[eé]minin|homme|femme|mas|fem)$/i;
const CIVILITY =
  /^(?:m|mr|mme|mlle|melle|monsieur|madame|mademoiselle|mrs|ms|miss|enf|enfant|b[eé]b[eé])\.?$/i;
const MEDICAL_CODE = /^(?:[A-Z]\d\d(?:\.?\d{1,2}|\+\d)?|[A-Z]{4}\d{3})$/;
const NUMBER = /^(?=.*\d)[A-Z]{0,3}[ -]?\d[\d .-]{2,19}[A-Z]?(?:\.0)?$/i;
const TIME = /^\d{1,2}[:hH]\d{2}(?::\d{2})?$/;
const WORDS = /^[\p{L}][\p{L}'’ .,()-]*$/u;
const PROFESSIONAL = /^(?:dr|drs|docteur|pr|professeur|ide|iade|ibode|sf|kin[eé])\b/i;
const LONG_CELL = 45;
const LETTERS = /\p{L}{2}/u;
/** Several words, not all of them names. */
const TEXT = /(?:^|\s)\p{Ll}{3,}(?:\s.*\S|$)|\S\s+\p{Ll}{3,}/u;

function shapesOf(cell: string, isGivenName: IsGivenName): Shape[] {
  const shapes: Shape[] = [];
  const add = (shape: Shape, fits: boolean): void => {
    if (fits) shapes.push(shape);
  };
  if (cell.length > MENTION_LENGTH) return ['long', 'text'];
  add('long', cell.length > LONG_CELL);
  if (LETTERS.test(cell)) {
    add('text', TEXT.test(cell));
    addMention(cell, isGivenName, add);
  }
  if (cell.includes('@')) add('email', EMAIL.test(cell));
  const digits = cell.replace(/\D/g, '').length;
  if (digits === 0) addWords(cell, isGivenName, add);
  else addDigits(cell, digits, add);
  return shapes;
}

const CAPITALISED = /\p{Lu}[\p{L}'’]+/gu;
const CIVILITY_BEFORE = /(?:^|\s)(?:M\.|Mr|Mme|Mlle|Monsieur|Madame|Mademoiselle|Enfant)\s+\p{Lu}/u;
const KINSHIP =
  /(?:^|[\s(:/-])(?:fils|fille|[ée]poux|[ée]pouse|conjointe?|m[èe]re|p[èe]re|fr[èe]re|s(?:œ|oe)ur|ni[èe]ce|neveu|cousine?|tante|oncle|grand-m[èe]re|grand-p[èe]re|petite?-fil(?:s|le)|belle-(?:fille|m[èe]re|s(?:œ|oe)ur)|beau-(?:fils|p[èe]re|fr[èe]re)|amie?|voisine?|compagn(?:e|on)|mari|femme|concubine?|tut(?:eur|rice)|curat(?:eur|rice)|mother|father|son|daughter|brother|sister|wife|husband)(?:$|[\s),.:/-])/iu;
const MENTION_LENGTH = 200;

/** Whether a cell tells a kinship: 'nièce : …'. */
export function tellsKinship(cell: string): boolean {
  return KINSHIP.test(cell);
}

/** A word in small letters that is none of those in a label ('née le 14/07/1984'). */
const LOWER_WORD = /(?<!\p{L})(?!n[ée]e?s?(?!\p{L})|le(?!\p{L})|de(?!\p{L}))\p{Ll}{2,}/u;
/** What people do who work in a hospital. */
const JOB =
  /\b(?:infirmi[eè]re?s?|aides?[- ]soignante?s?|ash|asd?|ide|ibode|iade|brancardi(?:er|[eè]re)s?|secr[ée]taires?|techniciens?|technicienne|kin[ée]sith[ée]rapeutes?|sages?-femmes?|cadre de sant[ée]|adjoint(?:e)? administrati(?:f|ve)|assistante? soci(?:al|ale)|manipulat(?:eur|rice)s?|cuisini(?:er|[eè]re)|ouvriers?|psychologue|di[ée]t[ée]ticien(?:ne)?|pharmacien(?:ne)?|pr[ée]parat(?:eur|rice)|ambulancier|praticien hospitalier|interne|ergoth[ée]rapeute|orthophoniste|auxiliaire|agent (?:d|de|des|technique|hospitalier|administratif)|attach[ée]e?|directeur|directrice|nurse|ing[ée]nieur)\b/i;

/** Two capitalised words of which one is a given name, or a civility before one. */
function addMention(
  cell: string,
  isGivenName: IsGivenName,
  add: (shape: Shape, fits: boolean) => void,
): void {
  const words = cell.match(CAPITALISED) ?? [];
  const mentions =
    CIVILITY_BEFORE.test(cell) ||
    (words.length > 1 && words.some((word) => foldWords(word).some(isGivenName)));
  add('mention', mentions);
  add('relative', mentions && KINSHIP.test(cell));
  add('kinship', !mentions && cell.length < MENTION_LENGTH && KINSHIP.test(cell));
  add('label', mentions && /\d{4}|\d[/.-]\d/.test(cell) && !LOWER_WORD.test(cell));
  if (cell.length > LONG_CELL) return;
  add('job', JOB.test(cell));
  const all = foldWords(cell);
  add('care', all.length <= CARE_WORDS && all.some((word) => CARE.has(word)));
}

/** Words about stays, wards and medicine. */
export const CARE: ReadonlySet<string> = new Set([
  ...wordsMeaning(['ward', 'medical', 'visit'], 3),
  ...wordsMeaning(['stay'], 2),
]);
/** Cells of more words say more than that. */
const CARE_WORDS = 4;

function addDigits(cell: string, digits: number, add: (shape: Shape, fits: boolean) => void): void {
  if (digits >= 13) add('nir', isNir(cell));
  if (digits >= 12) add('iban', IBAN.test(cell) && hasRightCheck(cell.replace(/\s/g, '').toUpperCase()));
  if (digits >= 9 && digits <= 15) add('phone', PHONE.test(cell));
  add('cut_phone', CUT_PHONE.test(cell));
  if (digits >= 7 && digits <= 20) add('foreign_phone', FOREIGN_PHONE.test(cell));
  add(
    'date',
    DATE.test(cell) || COMPACT_DATE.test(cell) || (/\p{L}/u.test(cell) && parseBirthDate(cell) !== null),
  );
  add('serial_date', isSerialDate(cell));
  if (digits === 6) add('short_date', isShortDate(cell));
  add('postcode', POSTCODE.test(cell) || /^[1-9]\d{3}$/.test(cell));
  add('foreign_postcode', FOREIGN_POSTCODE.test(cell));
  add('postcode_city', POSTCODE_CITY.test(cell));
  add('address', STREET.test(cell));
  add('whole_address', WHOLE_ADDRESS.test(cell));
  add('sex', SEX.test(cell));
  add('medical_code', MEDICAL_CODE.test(cell));
  add('number', NUMBER.test(cell));
  add('digits', /^[\d .,-]+$/.test(cell));
  add('time', TIME.test(cell));
  if (digits > 13) add('timestamp', TIMESTAMP.test(cell));
}

function addWords(cell: string, isGivenName: IsGivenName, add: (shape: Shape, fits: boolean) => void): void {
  add('sex', SEX.test(cell));
  add('civility', CIVILITY.test(cell));
  add('address', STREET.test(cell) && cell.includes(' '));
  add('professional', PROFESSIONAL.test(cell));
  if (!WORDS.test(cell)) return;
  add('words', true);
  if (cell.length > LONG_CELL || CIVILITY.test(cell)) return;
  const words = foldWords(cell).filter((word) => word.length > 1 && !CIVILITY.test(word));
  const given = words.filter(isGivenName).length;
  add('name', words.length > 0 && words.length <= 6 && /^\p{Lu}/u.test(cell));
  add('given_name', words.length > 0 && given === words.length);
  add('name_and_given', words.length > 1 && words.length <= 6 && given > 0);
  add('two_words', words.length > 1 && words.length <= 6);
}

function isNir(cell: string): boolean {
  const text = cell.replace(/[\s.\u00a0-]/g, '').toUpperCase();
  if (!NIR.test(text)) return false;
  return text.length === 13 || nirKey(text.slice(0, 13)) === Number(text.slice(13)) || /^[12]/.test(text);
}

function yearsOf(
  filled: readonly string[],
  share: Readonly<Record<Shape, number>>,
  short: ShortOrder | null,
): Pick<ColumnCells, 'yearSpread' | 'middleYear'> {
  if (share.date + share.serial_date + share.short_date < 0.3) return { yearSpread: 0, middleYear: 0 };
  const reading: DateReading = {
    order: 'day_first',
    short,
    serial: share.serial_date > share.date,
  };
  const years = filled
    .map((cell) => parseBirthDate(cell, reading)?.year ?? 0)
    .filter((year) => year > 0)
    .sort((a, b) => a - b);
  if (years.length === 0) return { yearSpread: 0, middleYear: 0 };
  const at = (part: number): number => years[Math.floor((years.length - 1) * part)]!;
  return { yearSpread: at(0.9) - at(0.1), middleYear: at(0.5) };
}
