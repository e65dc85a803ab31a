import { type Day, dayNumber } from './calendar.ts';
import type { DropPlan, ObservedCalls } from './dropPlan.ts';
import { estimateCalls } from './estimateCalls.ts';
import { continuePlan } from './planDrops.ts';

/**
 * The plan from a day on, with what was learnt from calls: what left before the day stays as it is, everything else is planned anew. Where too few calls were
 * counted the former r and q hold, and a warning says so.
 */
export function replan(plan: DropPlan, observed: readonly ObservedCalls[], from: Day): DropPlan {
  const gone = plan.drops.filter(({ departs }) => departs < from);
  const learnt = estimateCalls(gone, observed, plan.settings);
  const settings =
    learnt === null ? plan.settings : { ...plan.settings, rate: learnt.rate, decay: learnt.decay };
  const left = plan.settings.letters.map(
    (letters, rank) => letters - gone.reduce((all, drop) => all + drop.byRank[rank]!, 0),
  );
  return continuePlan(
    settings,
    gone,
    left,
    dayNumber(from),
    learnt === null && observed.length > 0 ? ['not_enough_calls'] : [],
  );
}
