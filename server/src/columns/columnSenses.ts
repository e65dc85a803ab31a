import { columnWords } from './columnWords.ts';
import { GIVEN_NAMES } from './givenNames.ts';
import { LEXICON, type Sense, SMALL_WORDS } from './lexicon.ts';

/** What the words of a column's name mean together. */
export interface ColumnSenses {
  readonly senses: ReadonlySet<Sense>;
  /** Words of the name that count, small words and numbers left out. */
  readonly words: number;
  /** Those of them that are in no lexicon. */
  readonly unknown: number;
  /** The last number in the name ('ADR2'); 0 without one. */
  readonly ordinal: number;
}

interface Meaning {
  readonly senses: readonly Sense[];
  /** Senses inside a glued word; as a rule the same. */
  readonly glued: readonly Sense[];
}

/** Senses whose short words may be glued to others ('NOMPAT', 'DTNAIS'); of the others only long words may. */
const GLUED: ReadonlySet<Sense> = new Set([
  'name', 'surname', 'given', 'birth', 'birth_date', 'maiden', 'usage', 'number', 'id', 'code', 'key', 'patient', 'permanent', 'file',
  'social_security', 'address', 'street', 'more', 'postcode', 'town', 'country', 'place', 'phone', 'mobile', 'landline', 'fax', 'email', 'iban',
  'sex', 'civility', 'death', 'relative', 'professional', 'date', 'visit', 'stay', 'label', 'insured', 'kind', 'department',
]); // prettier-ignore
const LONG_WORD = 4;
/** The only two-letter words that are glued to others; single letters stand only before a long word ('DNAISS', 'CPOST'). */
const SHORT_GLUED: ReadonlySet<string> = new Set('DT NO NM CD CP LB AD NE JF ID SS US NB SX'.split(' '));
/** Small words that stand inside a glued word: 'DATEDENAISSANCE'. */
const GLUE: ReadonlySet<string> = new Set('DE DU DES LA ET AU'.split(' '));
/** A word that a table cut off ('NAISSANC', 'TELEPHON') is known by so many letters. */
const CUT_LENGTH = 4;
const PHRASE_LIMIT = 4;
/** Longer words are no names of columns. */
const WORD_LIMIT = 40;

const MEANINGS = readLexicon();

function readLexicon(): ReadonlyMap<string, Meaning> {
  const meanings = new Map<string, { senses: Sense[]; glued: Sense[] }>();
  for (const [sense, list] of Object.entries(LEXICON) as [Sense, string][])
    for (const entry of list.split(', ')) {
      const phrase = entry.replace('~', '');
      const meaning = meanings.get(phrase) ?? { senses: [], glued: [] };
      meanings.set(phrase, meaning);
      if (entry.startsWith('~')) meaning.glued.unshift(sense);
      else meaning.senses.push(sense);
    }
  // What has a meaning of its own inside glued words means nothing else there.
  for (const meaning of meanings.values()) if (meaning.glued.length === 0) meaning.glued = meaning.senses;
  return meanings;
}

/** Reads what the words of a name mean. Names come again and again (each file has its own tables): the last ones are remembered. */
export function columnSenses(written: string): ColumnSenses {
  const name = written.slice(0, NAME_LIMIT);
  const known = remembered.get(name);
  if (known !== undefined) return known;
  const senses = readSenses(columnWords(name), mayBeCut(name));
  if (remembered.size >= REMEMBERED_LIMIT) remembered.clear();
  remembered.set(name, senses);
  return senses;
}

const NAME_LIMIT = 120;
const REMEMBERED_LIMIT = 10_000;
const remembered = new Map<string, ColumnSenses>();

/** All single words of the lexicon with one of these senses, of so many letters and more: shorter ones mean too much else in data. */
export function wordsMeaning(senses: readonly Sense[], least: number): ReadonlySet<string> {
  const words = new Set<string>();
  for (const [word, meaning] of MEANINGS)
    if (word.length >= least && !word.includes(' ') && senses.some((sense) => meaning.senses.includes(sense)))
      words.add(word);
  return words;
}

/** Lengths at which file formats and programs cut the names of columns (dBase 10, SAS 8, SPSS 8 …), or one more. */
const CUT_NAMES: ReadonlySet<number> = new Set([8, 10, 11, 16, 18, 20, 30, 31, 32]);

/** Which words of a name may be the beginnings of longer ones: those before a full stop ('Presc.'), and the last of a name that was cut. */
function mayBeCut(name: string): (word: string, isLast: boolean) => boolean {
  const isCutName = CUT_NAMES.has(name.trim().length);
  const shortened = new Set(
    [...name.matchAll(/(?<!\p{L})(\p{L}{3,})\./gu)].flatMap((match) => columnWords(match[1]!)),
  );
  return (word, isLast) => (isLast && isCutName) || shortened.has(word);
}

interface Piece {
  readonly word: string;
  /** As it stands in the name, where `word` is another form of it. */
  readonly written?: string;
  readonly glued: boolean;
}

function readSenses(
  words: readonly string[],
  mayComplete: (word: string, isLast: boolean) => boolean,
): ColumnSenses {
  const pieces: Piece[] = [];
  let ordinal = 0;
  words.forEach((word, w) => {
    if (/^\d+$/.test(word)) ordinal = pieces.length === 0 ? ordinal : Number(word.slice(0, 3));
    else pieces.push(...piecesOf(word, mayComplete(word, w === words.length - 1)));
  });
  const telling = pieces.filter(({ word, glued }) => glued || !SMALL_WORDS.has(word));
  const { senses, unknown } = readPhrases(telling.length === 0 ? pieces : telling);
  return { senses, words: Math.max(telling.length, 1), unknown, ordinal };
}

/** A known word as it is, else the known words that are glued together in it, else the word. */
function piecesOf(word: string, mayComplete: boolean): Piece[] {
  if (MEANINGS.get(word)?.senses.length || SMALL_WORDS.has(word)) return [{ word, glued: false }];
  if (SHORT_KEY.test(word))
    return [
      { word: word[0]!, glued: false },
      { word: 'ID', glued: false },
    ];
  const whole = inflected(word) ?? (mayComplete ? completed(word) : null);
  const parts = word.length > WORD_LIMIT ? null : cut(word, mayComplete);
  // 'NAISSANC' is a cut NAISSANCE, not NAISS + AN + C; but 'NOMPATIEN' is NOM + a cut PATIENT.
  if (whole !== null) return [{ word: whole, written: word, glued: false }];
  return parts === null ? [{ word, glued: false }] : parts.map((part) => ({ word: part, glued: true }));
}

/** 'pid', 'vid': the key of a table that is called by its first letter. */
const SHORT_KEY = /^[A-Z]ID$/;

/** The known word of which this is a plural or a feminine form. */
function inflected(word: string): string | null {
  // 'Marie' is not the feminine of 'mari'.
  if (GIVEN_NAMES.has(word)) return null;
  for (const ending of ['S', 'E', 'ES', 'X'])
    if (word.length > 4 && word.endsWith(ending)) {
      const stem = word.slice(0, -ending.length);
      if (MEANINGS.get(stem)?.senses.length) return stem;
    }
  return null;
}

/** The known word that was cut off here, where all known words that begin so share a sense. */
function completed(word: string): string | null {
  if (word.length < CUT_LENGTH) return null;
  let found: string | null = null;
  let shared: readonly Sense[] = [];
  for (const [phrase, { senses }] of MEANINGS) {
    if (senses.length === 0 || phrase.includes(' ') || !phrase.startsWith(word)) continue;
    shared = found === null ? senses : shared.filter((sense) => senses.includes(sense));
    if (shared.length === 0) return null;
    found = phrase;
  }
  return found;
}

/** More words are not glued together. */
const PARTS = 4;

/** The fewest known words of which this one is made; null when it is not. */
function cut(word: string, mayComplete: boolean): string[] | null {
  const best: (string[] | undefined)[] = [[]];
  for (let end = 1; end <= word.length; end++)
    for (let start = 0; start < end; start++) {
      const before = best[start];
      if (before === undefined || before.length > PARTS) continue;
      const part = partAt(word, start, end, mayComplete);
      if (part === null) continue;
      const parts = part === '' ? before : [...before, part];
      if (parts.length < (best[end]?.length ?? Infinity)) best[end] = parts;
    }
  const parts = best[word.length];
  return parts === undefined || parts.length < 2 ? null : parts;
}

/** The known word at this place inside a glued word; '' for a small word; null for neither. */
function partAt(word: string, start: number, end: number, mayComplete: boolean): string | null {
  const part = word.slice(start, end);
  const isLast = end === word.length;
  if (part.length === 1) return start === 0 && word.length > LONG_WORD && 'DNC'.includes(part) ? part : null;
  if (start > 0 && !isLast && GLUE.has(part)) return '';
  const glued = MEANINGS.get(part)?.glued ?? [];
  // 'AGEPAT', but not 'VILLAGE'.
  if (start === 0 && part === 'AGE') return part;
  if (part.length === 2) return glued.length > 0 && SHORT_GLUED.has(part) ? part : null;
  if (glued.some((sense) => GLUED.has(sense)) || (glued.length > 0 && part.length >= LONG_WORD)) return part;
  return mayComplete && isLast && start > 0 && part.length > LONG_WORD ? completed(part) : null;
}

/** The senses of the longest phrases, from left to right. */
function readPhrases(pieces: readonly Piece[]): { senses: Set<Sense>; unknown: number } {
  const senses = new Set<Sense>();
  let unknown = 0;
  for (let i = 0; i < pieces.length;) {
    let length = Math.min(PHRASE_LIMIT, pieces.length - i);
    let found: readonly Sense[] = [];
    for (; length > 0; length--) {
      const part = pieces.slice(i, i + length);
      const meaning =
        MEANINGS.get(part.map(({ word, written }) => written ?? word).join(' ')) ??
        MEANINGS.get(part.map(({ word }) => word).join(' '));
      found = meaning === undefined ? [] : pieces[i]!.glued ? meaning.glued : meaning.senses;
      if (found.length > 0) break;
    }
    if (found.length === 0) unknown++;
    for (const sense of found) senses.add(sense);
    i += Math.max(1, length);
  }
  return { senses, unknown };
}
