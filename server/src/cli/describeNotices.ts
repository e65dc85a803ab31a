import { formatCount } from '../languages/formatNumber.ts';
import type { Words } from '../languages/words.ts';
import type { NoticeCount } from '../notify/listNotices.ts';
import { RULE_NAMES } from '../notify/select/selectionRules.ts';

const STATES = ['planned', 'built', 'approved', 'handed_over', 'queued', 'printed', 'spoiled', 'returned', 'superseded', 'closed', 'held', 'excluded']; // prettier-ignore

/** Counts of notices for a terminal: a line a state and rule, states in the order of the work. */
export function describeCounts(counts: readonly NoticeCount[], words: Words): string[] {
  const w = words.notices;
  const place = ({ state, rule }: NoticeCount): number =>
    100 * STATES.indexOf(state) + RULE_NAMES.findIndex((name) => name === rule);
  return counts
    .toSorted((a, b) => place(a) - place(b))
    .map((line) => {
      const rule = RULE_NAMES.find((name) => name === line.rule);
      const why = rule === undefined ? line.rule : w.rules[rule];
      return `  ${formatCount(line.notices, words).padStart(9)}  ${w.states[line.state] ?? line.state}: ${why}`;
    });
}
