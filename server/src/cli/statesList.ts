import type { StateLine } from '@constat/contract/state.ts';
import { stateLines } from '../exposure/states/stateLines.ts';
import { formatMoment } from '../languages/formatNumber.ts';
import { count, fill, type Words } from '../languages/words.ts';
import { openCase } from '../pipeline.ts';
import { CASE_OPTION, type Command } from './command.ts';

export const statesList: Command = {
  name: 'states list',
  positionals: [],
  options: {
    case: CASE_OPTION,
    json: { help: { fr: 'en JSON, un état par ligne', en: 'as JSON, one state a line' } },
  },
  help: {
    fr: 'Montre l’état de l’affaire à la fin de chaque évaluation : combien de personnes, et ce qui diffère du précédent.',
    en: 'Shows the state of the case at the end of each assessment: how many persons, and what differs from the one before.',
  },
  examples: ['constat states list --case /srv/constat/hopital'],
  async run({ value, flag, words, out }) {
    const open = await openCase(value('case'));
    try {
      const states = await stateLines(open.database);
      if (flag('json')) for (const state of states) out.write(`${JSON.stringify(state)}\n`);
      else out.write(statesText(states, words));
    } finally {
      await open.close();
    }
  },
};

function statesText(states: readonly StateLine[], words: Words): string {
  if (states.length === 0) return `${words.states.none}\n`;
  return `${states.map((state) => stateText(state, words).join('\n')).join('\n')}\n`;
}

function stateText(state: StateLine, words: Words): string[] {
  const { summary, states: w } = words;
  const sure = [
    count(summary.certain, state.certain, words),
    count(summary.probable, state.probable, words),
    count(summary.possible, state.possible, words),
  ];
  const different = (['newly_concerned', 'more', 'less', 'no_longer_concerned', 'merged'] as const)
    .filter((change) => state[change] > 0)
    .map((change) => count(w.changes[change], state[change], words));
  const causes = state.causes.map((cause) => w.reasons[cause]).join(', ');
  const against =
    state.version === 1
      ? w.first
      : `${different.join(', ') || w.unchanged}${causes === '' ? '' : ` (${causes})`}`;
  return [
    `${fill(w.state, state.version, formatMoment(state.made, words))} ${sure.join(' · ')}`,
    `  ${against}`,
  ];
}
