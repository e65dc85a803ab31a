import type { Writable } from 'node:stream';
import { CHANGES, type ChangeLine } from '@constat/contract/state.ts';
import { changeLines, countChanges, rangeOf, type StateRange } from '../exposure/states/stateLines.ts';
import { EXPORT_FORMATS, type ExportFormat, writeTable } from '../exposure/writeTable.ts';
import { count, fill, type Words } from '../languages/words.ts';
import { type OpenCase, openCase } from '../pipeline.ts';
import { CASE_OPTION, type Command, UsageError } from './command.ts';
import { putOnRecord } from './putOnRecord.ts';
import { isFormat } from './export.ts';

/** Persons shown one by one; all of them are counted. */
const SHOWN = 40;
const COLUMNS = ['patient', 'change', 'merged_with', 'before', 'after', 'gained', 'lost', 'reasons'];

export const statesCompare: Command = {
  name: 'states compare',
  positionals: [],
  options: {
    case: CASE_OPTION,
    from: {
      value: 'N',
      help: {
        fr: 'état de départ (sinon celui d’avant ; 0 : avant le premier)',
        en: 'the earlier state (else the one before; 0: before the first)',
      },
    },
    to: {
      value: 'N',
      help: { fr: 'état d’arrivée (sinon le dernier)', en: 'the later state (else the last)' },
    },
    json: { help: { fr: 'en JSON, une personne par ligne', en: 'as JSON, one person a line' } },
    format: {
      value: 'jsonl|csv|xlsx',
      help: { fr: 'format du fichier de --out', en: 'format of the file of --out' },
    },
    out: {
      value: 'FILE',
      help: {
        fr: 'écrit toutes les différences dans un fichier, « - » pour la sortie standard',
        en: 'writes all differences to a file, "-" for standard output',
      },
    },
  },
  help: {
    fr: 'Compare deux états : qui est nouvellement concerné, qui a du nouveau, qui ne l’est plus, et pourquoi.',
    en: 'Compares two states: who is newly concerned, who has something new, who is no longer, and why.',
  },
  examples: [
    'constat states compare --case /srv/constat/hopital',
    'constat states compare --from 1 --to 4 --format csv --out differences.csv --case /srv/constat/hopital',
  ],
  async run({ value, flag, words, out, err }) {
    const from = versionOf('from', value('from'));
    const to = versionOf('to', value('to'));
    const format = value('format') || 'jsonl';
    if (!isFormat(format)) throw new UsageError('not_allowed', '--format', format, EXPORT_FORMATS.join(', '));
    const path = flag('json') ? '-' : value('out');
    if (path === '' && value('format') !== '') throw new UsageError('needed_together', '--format, --out');
    const open = await openCase(value('case'));
    try {
      await putOnRecord(open, { action: 'states_viewed' });
      const range = await rangeOf(open.database, from, to);
      if (path === '') out.write(await comparison(open, range, words));
      else {
        const lines = await writeChanges(open, range, flag('json') ? 'jsonl' : format, path, out);
        if (path !== '-') err.write(`${count(words.exported, lines, words, path)}\n`);
      }
    } finally {
      await open.close();
    }
  },
};

function versionOf(option: string, text: string): number | null {
  if (text === '') return null;
  if (!/^\d{1,9}$/.test(text)) throw new UsageError('not_a_number', `--${option}`, text, '0', '999999999');
  return Number(text);
}

async function writeChanges(
  { database, opened }: OpenCase,
  range: StateRange,
  format: ExportFormat,
  path: string,
  out: Writable,
): Promise<number> {
  return await writeTable(changeLines(database, opened.keys, range), COLUMNS, format, path, out);
}

/** The differences for a terminal: how many of each kind, then the first persons. */
async function comparison({ database, opened }: OpenCase, range: StateRange, words: Words): Promise<string> {
  const w = words.states;
  const counted = new Map(
    (await countChanges(database, range)).map(({ change, persons }) => [change, persons]),
  );
  const kinds = CHANGES.filter((change) => counted.has(change));
  const lines = [
    fill(w.compared, range.to, range.from),
    ...kinds.map((change) => `  ${count(w.changes[change], counted.get(change)!, words)}`),
  ];
  if (kinds.length === 0) lines.push(`  ${w.nobody}`);
  let persons = 0;
  for await (const line of changeLines(database, opened.keys, range)) {
    if (persons === 0) lines.push('');
    if (++persons > SHOWN) break;
    lines.push(`  ${describeChange(line, words)}`);
  }
  const more = [...counted.values()].reduce((sum, n) => sum + n, 0) - SHOWN;
  if (more > 0) lines.push(`  ${count(words.import.more, more, words)}`);
  return `${lines.join('\n')}\n`;
}

/** '84000001  not concerned → certain · now: name, birth date (new evidence)' */
function describeChange(line: ChangeLine, words: Words): string {
  const { patient, merged_with, before, after, gained, lost, reasons } = line;
  const w = words.states;
  const named = (sentence: string, categories: ChangeLine['gained']): string[] =>
    categories.length === 0
      ? []
      : [fill(sentence, categories.map((category) => words.categories[category]).join(', '))];
  const was = w.certainties[before ?? 'none'];
  const is = merged_with === null ? w.certainties[after ?? 'none'] : fill(w.mergedWith, merged_with);
  // Whoever stands for both has the categories of both.
  const lacks = merged_with === null ? named(w.lost, lost) : [];
  const said = [was === is ? is : `${was} → ${is}`, ...named(w.gained, gained), ...lacks];
  return `${patient}  ${said.join(' · ')} (${reasons.map((reason) => w.reasons[reason]).join(', ')})`;
}
