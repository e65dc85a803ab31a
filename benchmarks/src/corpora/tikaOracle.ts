import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import type { Reader } from '@constat/server/read/reader.ts';
import { decode, encode } from '@constat/server/text/windows1252.ts';
import { corpusFiles } from '../corpusFiles.ts';
import { atLeast } from '../measure.ts';
import { type ReadText, readText } from './readText.ts';
import type { Section } from './runCorpus.ts';
import { KNOWN_MISSES, NO_TEXT, OTHERWISE_WRITTEN, UNNAMED } from './tikaTriage.ts';

const oracleSchema = z.record(z.string(), z.array(z.object({ contains: z.array(z.string()) })));

/** What became of a string that Tika finds in a file. */
type Outcome =
  | 'found'
  /** Of no format that this project set out to read. */
  | 'other format'
  /** Tika's own words: metadata, exceptions, what only one of its options makes of the file. */
  | 'not in the text'
  /** Written in a script of which Windows-1252 keeps nothing. */
  | 'other script'
  | 'encrypted'
  | 'unsupported'
  | 'corrupt'
  | 'missing';

interface Judged {
  readonly file: string;
  readonly text: string;
  readonly outcome: Outcome;
  readonly why: string;
}

/** The strings that Tika's tests find in its documents, looked for in what our reader makes of them. */
export async function compareWithTika(reader: Reader, corpora: string | undefined): Promise<Section> {
  const files = corpusFiles('formats/tika', corpora);
  const oracle = files.find((file) => file.endsWith('/ORACLE-contains.json'));
  if (oracle === undefined) return { figures: {}, table: ['no oracle of Tika: not compared'], bars: [] };
  const documents = oracleSchema.parse(JSON.parse(await readFile(oracle, 'utf8')));
  const judged: Judged[] = [];
  let markup = 0;
  for (const [name, tests] of Object.entries(documents)) {
    const paths = files.filter((file) => basename(file) === name);
    if (paths.length === 0) continue;
    const strings = new Set(tests.flatMap(({ contains }) => contains));
    const plain = [...strings].filter((text) => !isMarkup(text));
    markup += strings.size - plain.length;
    if (plain.length === 0) continue;
    const read: ReadText[] = [];
    for (const path of paths) read.push(await readText(reader, path));
    for (const text of plain) judged.push(judge(name, text, read));
  }
  return report(judged, markup);
}

/** Elements and attributes of the XHTML that Tika writes. */
function isMarkup(text: string): boolean {
  return /<[/!a-z]/i.test(text) || /(?:^|\s)[a-z-]+="/.test(text) || /\w<$/.test(text);
}

function judge(file: string, text: string, read: readonly ReadText[]): Judged {
  const [first] = read;
  const wanted = [text, ...(OTHERWISE_WRITTEN[file]?.[text] ?? [])].map(normalise);
  const isFound = wanted.some((key) => key !== '' && read.some((one) => normalise(one.text).includes(key)));
  const why = NO_TEXT[file]?.[text] ?? '';
  const fate = `${first!.format} ${first!.fate ?? 'no fate'} ${first!.reason}`.trim();
  const outcome = (): Outcome => {
    if (UNNAMED.test(file)) return 'other format';
    if (!/[\p{L}\p{N}]/u.test(normalise(text).replaceAll('?', ''))) return 'other script';
    if (isFound) return 'found';
    if (why !== '') return 'not in the text';
    if (first!.fate === 'encrypted' || first!.fate === 'unsupported' || first!.fate === 'corrupt')
      return first!.fate;
    return 'missing';
  };
  return { file, text, outcome: outcome(), why: why || (KNOWN_MISSES[file]?.[text] ?? fate) };
}

/**
 * Without what may differ: characters as the product keeps them (decision 0004), case, white space, hyphens that show only at the end of a line.
 * Entities and the closing '>' of an element in front are left over from Tika's XHTML.
 */
function normalise(text: string): string {
  const plain = text.replace(/^>/, '').replaceAll('&gt;', '>').replaceAll('&amp;', '&').replaceAll('\0', '');
  return decode(encode(plain))
    .replace(/[\s\u00ad]+/g, '')
    .toLowerCase();
}

const COUNTED: readonly Outcome[] = ['found', 'encrypted', 'unsupported', 'corrupt', 'missing'];

function report(judged: readonly Judged[], markup: number): Section {
  const of = (outcome: Outcome): Judged[] => judged.filter((one) => one.outcome === outcome);
  const counted = judged.filter(({ outcome }) => COUNTED.includes(outcome));
  const misses = counted.filter(({ outcome }) => outcome !== 'found');
  const share = of('found').length / Math.max(1, counted.length);
  const outcomes = [...new Set(judged.map(({ outcome }) => outcome))].sort();
  const counts = Object.fromEntries(outcomes.map((outcome) => [outcome, of(outcome).length]));
  const files = new Set(judged.map(({ file }) => file)).size;
  return {
    figures: { files, counts, markup, share, misses },
    table: [
      `Tika: ${judged.length} strings of ${files} files (${markup} more are markup): ${outcomes
        .map((outcome) => `${outcome} ${counts[outcome]}`)
        .join(' · ')}`,
      `  ${share.toFixed(3)} found`,
      ...misses.map((one) => `  ${one.outcome}: ${one.file}: ${JSON.stringify(one.text)} (${one.why})`),
      ...of('not in the text').map(
        ({ file, text, why }) => `  not in the text: ${file}: ${JSON.stringify(text)} (${why})`,
      ),
    ],
    bars: [atLeast('share of the strings that Tika finds', share, 0.95)],
  };
}
