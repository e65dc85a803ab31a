import { fill, type Words } from '../languages/words.ts';
import type { ProbeResult, SelfTest } from '../sandbox/selfTest.ts';
import { searchWall } from '../sandbox/settleWall.ts';
import type { Command } from './command.ts';

export const sandboxCheck: Command = {
  name: 'sandbox check',
  positionals: [],
  options: {},
  help: {
    fr: 'Essaie de sortir du bac à sable dans lequel les fichiers volés sont lus, et dit ce qui l’a arrêté.',
    en: 'Tries to break out of the sandbox in which stolen files are read, and says what stopped it.',
  },
  examples: ['constat sandbox check'],
  async run({ words, out }) {
    const { tests, error } = await searchWall();
    for (const test of tests) out.write(`${report(test, words).join('\n')}\n`);
    if (error !== null) throw error;
  },
};

/** One wall that was tried: a line for each attempt, then what follows from them. */
function report(test: SelfTest, words: Words): string[] {
  const w = words.sandbox;
  const { wall, results } = test;
  const width = Math.max(...Object.values(w.probes).map((name) => name.length));
  const lines = results.map((result) => {
    const { name, from, detail } = result;
    const why = detail === '' ? '' : ` · ${detail}`;
    return `  ${w.probes[name].padEnd(width)}  ${verdictOf(result, words).padEnd(8)} ${w.from[from]}${why}`;
  });
  const how = `${wall.asRoot ? w.asRoot : w.asUser}, ${wall.filter === null ? w.withoutFilter : w.withFilter}`;
  if (results.length === 0) return [fill(w.failsToStart, wall.kind, how, test.fault)];
  const holds = results.every(({ held }) => held);
  const verdict = holds ? w.stands : w.fails;
  return [...lines, '', fill(verdict, wall.kind, how, results.length, Math.round(test.milliseconds))];
}

function verdictOf({ from, held }: ProbeResult, { sandbox }: Words): string {
  if (from === 'outside') return held ? sandbox.inPlace : sandbox.missing;
  return held ? sandbox.held : sandbox.open;
}
