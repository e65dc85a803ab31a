import type { Writable } from 'node:stream';
import type { MentionLine } from '@constat/contract/exposure.ts';
import { decisionLines, duplicateLines } from '../exposure/duplicates/duplicateLines.ts';
import { EXPOSURE_COLUMNS, exposureLines, fileLines, mentionLines } from '../exposure/exportLines.ts';
import { outsiderLines } from '../exposure/outsiders/outsiderLines.ts';
import { personLines } from '../exposure/personLines.ts';
import { unreadLines } from '../exposure/unreadLines.ts';
import { EXPORT_FORMATS, type ExportFormat, writeTable } from '../exposure/writeTable.ts';
import { localLocator } from '../languages/localLocator.ts';
import { count, type Words } from '../languages/words.ts';
import { type OpenCase, openCase } from '../pipeline.ts';
import { CASE_OPTION, type Command, UsageError } from './command.ts';
import { putOnRecord, REASON_OPTION } from './putOnRecord.ts';
import { TABLE_OPTIONS } from './tableOptions.ts';

const WHAT = {
  exposures: {
    lines: exposureLines,
    columns: EXPOSURE_COLUMNS,
  },
  persons: {
    lines: personLines,
    columns: [
      'patient', 'probability', 'certainty', 'expected_share', 'categories', 'years', 'items', 'reviewers', 'severity', 'band', 'context', 'ease', 'minor', 'deceased', 'same_person',
    ], // prettier-ignore
  },
  duplicates: {
    lines: duplicateLines,
    columns: ['first', 'second', 'score', 'reasons', 'state'],
  },
  decisions: {
    lines: decisionLines,
    columns: ['first', 'second', 'decision', 'by', 'at', 'reason'],
  },
  files: {
    lines: fileLines,
    columns: ['path', 'sha256', 'bytes', 'format', 'status', 'fate', 'limit', 'reason'],
  },
  unread: {
    lines: unreadLines,
    columns: [
      'path', 'bytes', 'format', 'fate', 'limit', 'reason', 'named_patients', 'expected_patients', 'likely_categories', 'compared_items', 'compared_folder',
    ], // prettier-ignore
  },
  outsiders: {
    lines: outsiderLines,
    columns: [
      'person', 'name', 'other_names', 'birth_date', 'other_birth_dates', 'at_most', 'mentions', 'categories', 'years', 'probability', 'places',
    ], // prettier-ignore
  },
  mentions: {
    lines: mentionLines,
    columns: ['name', 'birth_date', 'path', 'categories', 'years', 'probability', 'locator', 'reasons'],
  },
} as const;

export const exportCommand: Command = {
  name: 'export',
  positionals: ['persons|exposures|files|unread|outsiders|mentions|duplicates|decisions'],
  options: {
    case: CASE_OPTION,
    ...TABLE_OPTIONS,
    reason: REASON_OPTION,
  },
  help: {
    fr: 'Écrit qui est exposé et avec quelle gravité, où et avec quoi, le sort de chaque fichier, ce qui n’a pas été lu et ce qu’il peut contenir, les personnes hors du fichier des patients, chacune de leurs mentions, les numéros de patient qui sont peut-être une seule personne et ce qui en est décidé. La colonne expected_share des personnes dit ce que chaque ligne ajoute au nombre attendu : leur somme, avec la part des mentions de noms courants, est ce nombre.',
    en: 'Writes who is exposed and how severely, where and with what, the fate of each file, what was not read and what it may contain, the persons who are not in the register, each of their mentions, the patient numbers that may be one person and what is decided about them. The column expected_share of the persons says what each line adds to the expected number: their sum, with the part of mentions of common names, is that number.',
  },
  examples: [
    'constat export exposures --case /srv/constat/hopital --format csv --out expositions.csv',
    'constat export files --case /srv/constat/hopital --format jsonl --out -',
  ],
  async run({ positionals, value, words, out, err }) {
    const what = positionals[0]!;
    const format = value('format');
    if (!isKnown(what)) throw new UsageError('argument_not_allowed', what, EXPORTED.join(', '));
    if (!isFormat(format)) throw new UsageError('not_allowed', '--format', format, EXPORT_FORMATS.join(', '));
    const open = await openCase(value('case'));
    try {
      const lines = await writeExport(open, what, format, value('out'), out, words, value('reason'));
      if (value('out') !== '-') err.write(`${count(words.exported, lines, words, value('out'))}\n`);
    } finally {
      await open.close();
    }
  },
};

export type Exported = keyof typeof WHAT;
export const EXPORTED = Object.keys(WHAT) as readonly Exported[];

/** Puts an export on record and writes it to a file, or to `out` for '-'; returns the number of its lines. */
export async function writeExport(
  open: OpenCase,
  what: Exported,
  format: ExportFormat,
  path: string,
  out: Writable,
  words: Words,
  reason = '',
): Promise<number> {
  await putOnRecord(open, { action: 'exported', reason: reason === '' ? what : `${what}: ${reason}` });
  const { database, opened } = open;
  const lines =
    what === 'mentions' && format !== 'jsonl'
      ? placesIn(mentionLines(database, opened.keys), words)
      : WHAT[what].lines(database, opened.keys);
  return await writeTable(lines, WHAT[what].columns, format, path, out);
}

/** Tables of mentions are read by people, and nothing is approved by their bytes: places stand in the language of the reader. JSONL is for programs. */
async function* placesIn(lines: AsyncIterable<MentionLine>, words: Words): AsyncGenerator<MentionLine> {
  for await (const line of lines) yield { ...line, locator: localLocator(line.locator, words) };
}

function isKnown(what: string): what is Exported {
  return Object.hasOwn(WHAT, what);
}

/** Whether it is a format of exports. */
export function isFormat(format: string): format is ExportFormat {
  return (EXPORT_FORMATS as readonly string[]).includes(format);
}
