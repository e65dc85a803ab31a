import type { PlanWarning } from '../notify/drops/dropPlan.ts';

/** What is said of a plan of drops. */
export interface DropWords {
  readonly title: string;
  readonly nothing: string;
  /** Counted letters, counted drops, first departure, last arrival. */
  readonly headline: string;
  readonly countLetters: string;
  readonly countDrops: string;
  readonly warnings: Readonly<Record<PlanWarning, string>>;
  readonly assumptionsTitle: string;
  /** r in per cent, q, share of the peak day when letters leave in ten days instead of one. */
  readonly model: string;
  /** Handling in minutes, share of the busiest hour, share to be answered, seconds, occupancy. */
  readonly line: string;
  /** Agents at the telephone at most, agents on the roster, shrinkage. */
  readonly roster: string;
  /** Days of post. */
  readonly calendarRule: string;
  readonly pilot: string;
  readonly calendarTitle: string;
  readonly calendarNote: string;
  readonly weekdays: readonly [string, string, string, string, string, string, string];
  readonly pilotMark: string;
  readonly callsTitle: string;
  readonly callsLegend: readonly [string, string];
  readonly waitTitle: string;
  readonly waitNote: string;
  readonly seconds: string;
  readonly table: string;
  readonly columns: readonly [string, string, string, string, string, string, string, string, string];
  readonly dropColumns: readonly [string, string, string, string];
  readonly rank: string;
  readonly closed: string;
  readonly endless: string;
  readonly kept: string;
  readonly forgotten: string;
  readonly written: string;
}
