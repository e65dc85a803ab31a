import type { Day } from './calendar.ts';

/** What a campaign is planned from. */
export interface DropSettings {
  /** Letters by rank, the most urgent first. */
  readonly letters: readonly number[];
  /** First day on which letters may leave. */
  readonly start: Day;
  /** Days of post from hand-over to letter box. */
  readonly delay: number;
  /** Agents at the telephone from Monday to Sunday; 0: closed. Who is on a break is not at the telephone. */
  readonly agents: readonly number[];
  /** Hours for which the line is open on a day. */
  readonly hours: number;
  /** Share of the day's calls that come in its busiest hour. */
  readonly busiestHour: number;
  /** Seconds that a call takes, with what follows it. */
  readonly handling: number;
  /** Share of their time for which agents may talk. */
  readonly occupancy: number;
  /** Share of calls to be answered within so many seconds in the busiest hour. */
  readonly serviceLevel: number;
  readonly within: number;
  /** Share of time for breaks, training, debriefing: for the roster only. */
  readonly shrinkage: number;
  /** Calls on the day of arrival for each letter (r), and what share of them is left a day later (q). */
  readonly rate: number;
  readonly decay: number;
  /** Calls a day that come anyway. */
  readonly otherCalls: number;
  /** Letters of the pilot drop, 0 for none; days between its arrival and that of the next drop. */
  readonly pilot: number;
  readonly pilotDays: number;
  /** Most letters of a drop: what is printed a day. Fewest: a smaller one is not worth a day, the last excepted. */
  readonly largest: number;
  readonly smallest: number;
  readonly alsaceMoselle: boolean;
  /** Days from the start after which telling people is no longer "without undue delay" (Article 34(1) GDPR): a warning. */
  readonly limit: number;
}

/** What is usual, or assumed where nothing was measured (see docs/notices.md). */
export const USUAL_SETTINGS: Omit<DropSettings, 'letters' | 'start' | 'agents'> = {
  delay: 3,
  hours: 9,
  busiestHour: 0.15,
  handling: 480,
  occupancy: 0.85,
  serviceLevel: 0.8,
  within: 60,
  shrinkage: 0.3,
  rate: 0.0089,
  decay: 0.85,
  otherCalls: 0,
  pilot: 500,
  pilotDays: 7,
  largest: 1_000_000,
  smallest: 100,
  alsaceMoselle: false,
  limit: 30,
};

/** Letters that leave on one day. */
export interface Drop {
  readonly departs: Day;
  readonly arrives: Day;
  readonly letters: number;
  /** Of each rank. */
  readonly byRank: readonly number[];
  readonly isPilot: boolean;
}

/** A day of the hotline as it is expected. */
export interface PlannedDay {
  readonly day: Day;
  readonly isOpen: boolean;
  /** Letters that arrive. */
  readonly letters: number;
  /** Calls expected; what would come on closed days comes on the next open one. */
  readonly calls: number;
  /** Calls that can be answered as well as was asked for. */
  readonly capacity: number;
  readonly agents: number;
  /** In the busiest hour: agents that would be enough, mean wait in seconds (null where the queue grows), share answered in time, share of time talking. */
  readonly needed: number;
  readonly wait: number | null;
  readonly serviceLevel: number;
  readonly occupancy: number;
}

/** Something that whoever approves the plan must know. */
export type PlanWarning =
  /** Letters that no day could take. */
  | 'unscheduled'
  | 'undue_delay'
  | 'not_enough_calls'
  /** What has left already brings more calls than can be answered. */
  | 'over_capacity';

export interface DropPlan {
  readonly settings: DropSettings;
  readonly drops: readonly Drop[];
  readonly days: readonly PlannedDay[];
  readonly unscheduled: number;
  readonly warnings: readonly PlanWarning[];
}

/** Calls that were counted on a day from people whose letter arrived on another: by their code. */
export interface ObservedCalls {
  readonly arrived: Day;
  readonly day: Day;
  readonly calls: number;
}
