import type { DuplicateLine } from '@constat/contract/duplicate.ts';
import { duplicateLines } from '../exposure/duplicates/duplicateLines.ts';
import { formatShare } from '../languages/formatNumber.ts';
import { count, type Words } from '../languages/words.ts';
import { openCase } from '../pipeline.ts';
import { CASE_OPTION, type Command } from './command.ts';
import { putOnRecord, REASON_OPTION } from './putOnRecord.ts';

/** Pairs shown one by one; all of them are counted. */
const SHOWN = 50;

export const duplicatesList: Command = {
  name: 'duplicates list',
  positionals: [],
  options: {
    case: CASE_OPTION,
    all: { help: { fr: 'aussi ce qui est décidé', en: 'also what is decided' } },
    reason: REASON_OPTION,
    json: { help: { fr: 'toutes les paires en JSON, une par ligne', en: 'all pairs as JSON, one a line' } },
  },
  help: {
    fr: 'Propose des numéros de patient qui sont peut-être une seule personne, avec une probabilité et les raisons. Rien n’est fusionné sans décision.',
    en: 'Proposes patient numbers that may be one person, with a probability and the reasons. Nothing is merged without a decision.',
  },
  examples: [
    'constat duplicates list --case /srv/constat/hopital',
    'constat duplicates list --all --json --case /srv/constat/hopital',
  ],
  async run({ value, flag, words, out }) {
    const open = await openCase(value('case'));
    try {
      await putOnRecord(open, { action: 'duplicates_viewed', reason: value('reason') });
      const lines = await Array.fromAsync(duplicateLines(open.database, open.opened.keys));
      const shown = flag('all') ? lines : lines.filter(({ state }) => state === 'open');
      if (flag('json')) for (const line of shown) out.write(`${JSON.stringify(line)}\n`);
      else out.write(duplicatesText(shown, words));
    } finally {
      await open.close();
    }
  },
};

/** The pairs for a terminal. */
function duplicatesText(lines: readonly DuplicateLine[], words: Words): string {
  const w = words.duplicates;
  if (lines.length === 0) return `${w.none}\n`;
  const shown = lines.slice(0, SHOWN);
  const width = Math.max(...shown.flatMap(({ first, second }) => [first.length, second.length]));
  const rows = shown.map(({ first, second, score, reasons, state }) => {
    const share = score === null ? '–' : formatShare(score, 1, words);
    const why = reasons.map((reason) => w.reasons[reason]).join(', ');
    return `  ${first.padEnd(width)}  ${second.padEnd(width)}  ${share.padStart(6)}  ${state === 'open' ? '' : `[${w.states[state]}] `}${why}`.trimEnd();
  });
  const more = lines.length - shown.length;
  return [
    count(w.found, lines.length, words),
    ...rows,
    ...(more > 0 ? [`  ${count(words.import.more, more, words)}`] : []),
    '',
  ].join('\n');
}
