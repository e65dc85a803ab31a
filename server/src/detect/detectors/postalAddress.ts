import { CLASS, hashWord, OTHER } from '../../text/fold.ts';
import type { DetectionContext, Detector, DigitRun } from '../detector.ts';
import type { Finding } from '../scan.ts';
import { Beginnings } from '../beginnings.ts';
import { wordAt } from '../vocabulary.ts';

const LF = 0x0a;

const STREET =
  /^\d{1,4}(?: ?(?:bis|ter|quater|[A-D])(?![a-z]))?,? ?(?:rue|avenue|av\.?|boulevard|bd\.?|blvd|bld|place|pl\.?|all[e\u00e9]es?|impasse|imp\.?|chemin|che?\.?|route|rte\.?|quai|square|cours|sentier|sente|ruelle|villa|cit[e\u00e9]|r[e\u00e9]sidence|passage|faubourg|hameau|lotissement|clos|mail|parvis|esplanade|venelle|mont[e\u00e9]e|rond.point|r\.|street|road)[ .]/i;
const POSTCODE_TOWN =
  /(?:^|[^\d])((?:0[1-9]|[1-8]\d|9[0-8])\d{3})[ \u00a0-]{1,3}[A-Z\u00c0-\u00dd](?:(?! {3})[^\n\t\d;,|]){1,40}/;

/** How far behind the street the postcode may stand: the rest of its line and two more lines. */
const REACH = 160;

/** The words with which a street begins, and those between its number and them: asked before the costly patterns. */
const STREET_WORDS =
  'RUE AVENUE AV BOULEVARD BD BLVD BLD PLACE PL ALLEE ALLEES ALL IMPASSE IMP CHEMIN CH CHE ROUTE RTE QUAI SQUARE COURS SENTIER SENTE RUELLE VILLA CITE RESIDENCE PASSAGE FAUBOURG HAMEAU LOTISSEMENT CLOS MAIL PARVIS ESPLANADE VENELLE MONTEE ROND R STREET ROAD'.split(
    ' ',
  );
/** Bytes of a word that are looked at. */
const LONGEST = 14;
const REPEATS = ['BIS', 'TER', 'QUATER', 'A', 'B', 'C', 'D'];
const BEGINNINGS = new Beginnings([...STREET_WORDS, ...REPEATS]);
const STREET_HASHES: ReadonlySet<number> = new Set(STREET_WORDS.map(signedHash));
const REPEAT_HASHES: ReadonlySet<number> = new Set(REPEATS.map(signedHash));

/** Signed 32 bits: a set finds these without allocating a number. */
function signedHash(word: string): number {
  return hashWord(word) | 0;
}

/** A street with its number, with the postcode and town that follow; or postcode and town alone. The value is the postcode. */
export const postalAddress: Detector = {
  kind: 'postal_address',
  digits: { min: 1, max: 40 },
  detect(context, run) {
    const width = run.end - run.start;
    if (width === 5) return townAlone(context, run);
    if (width > 4 || !isStreetAt(context, run.end)) return null;
    const text = context.text(run.start, run.start + REACH);
    if (!STREET.test(text)) return null;
    const lines = text.split('\n').slice(0, 4);
    let length = 0;
    for (const [i, line] of lines.entries()) {
      const town = POSTCODE_TOWN.exec(line);
      if (town !== null)
        return found(run.start, run.start + length + town.index + town[0].length, town[1]!, town[0]);
      if (i > 0 && line.trim() === '') break;
      length += line.length + 1;
    }
    return found(run.start, run.start + cut(lines[0]!), '', '');
  },
};

/** Whether a word of streets stands behind the number. */
function isStreetAt(context: DetectionContext, end: number): boolean {
  const { bytes, length } = context;
  const start = nextWord(bytes, end);
  if (!BEGINNINGS.mayBeginAt(bytes, start)) return false;
  const first = wordAt(bytes, start, Math.min(length, start + LONGEST));
  if (STREET_HASHES.has(first.hash | 0)) return true;
  if (!REPEAT_HASHES.has(first.hash | 0)) return false;
  const next = nextWord(bytes, first.end);
  return STREET_HASHES.has(wordAt(bytes, next, Math.min(length, next + LONGEST)).hash | 0);
}

function nextWord(bytes: Uint8Array, at: number): number {
  let start = at;
  while (start < at + 2 && (bytes[start] === 0x20 || bytes[start] === 0x2c)) start++;
  return start;
}

/** The street alone ends at a wide gap, a tab or a semicolon. */
function cut(line: string): number {
  const end = line.search(/\t|;| {3,}| - /);
  return end < 0 ? line.length : end;
}

function townAlone(context: DetectionContext, { start, end }: DigitRun): Finding | null {
  if (CLASS[context.bytes[end]!] !== OTHER || context.bytes[end] === LF) return null;
  const town = POSTCODE_TOWN.exec(context.text(start, start + 60).split('\n')[0]!);
  if (town?.index !== 0) return null;
  return { ...found(start, start + town[0].length, town[1]!, town[0]), confidence: 0.5 };
}

function found(start: number, end: number, postcode: string, town: string): Finding {
  const organisation = /cedex/i.test(town);
  return {
    kind: 'postal_address',
    start,
    end,
    value: postcode,
    confidence: organisation ? 0.2 : 0.85,
    labelled: false,
  };
}
