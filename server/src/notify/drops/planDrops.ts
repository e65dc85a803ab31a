import { dayNumber, dayOf, departureFor, isHoliday, weekday } from './calendar.ts';
import type { Drop, DropPlan, DropSettings, PlannedDay, PlanWarning } from './dropPlan.ts';
import { hourlyCapacity, lineState, requiredAgents } from './erlang.ts';
import { callsOfLetter, forecastCalls, isOpen } from './forecastCalls.ts';

/** A campaign that takes longer is none. */
const LONGEST = 730;
/** The curve is drawn until fewer calls than this come in a day, or than this share of the most. */
const FEW_CALLS = 1;
const SMALL_SHARE = 0.01;
const FRIDAY = 4;

/**
 * Spreads letters over days: each drop as large as the calls that it and all before it bring can be answered on every day to come; the most urgent ranks
 * first; a pilot drop of all ranks before them. No drop arrives on a Friday, at a week-end, on or before a public holiday, or where nobody is at the telephone.
 */
export function planDrops(settings: DropSettings): DropPlan {
  return continuePlan(settings, [], settings.letters, dayNumber(settings.start), []);
}

/** Plans what is left after the drops that have left already; `from` is the first day on which letters may leave. */
export function continuePlan(
  settings: DropSettings,
  gone: readonly Drop[],
  left: readonly number[],
  from: number,
  known: readonly PlanWarning[],
): DropPlan {
  const drops = [...gone];
  const remaining = [...left];
  const load = new LoadBook(settings, gone);
  const isOver = load.isOver();
  let earliest = from;
  if (gone.length === 0 && settings.pilot > 0 && sum(remaining) > settings.pilot) {
    const pilot = firstArrival(settings, from);
    if (pilot !== null) {
      const letters = Math.min(settings.pilot, load.room(pilot));
      const byRank = takeEvenly(remaining, letters);
      if (letters > 0) drops.push(load.add(pilot, byRank, true));
      earliest = pilot + settings.pilotDays;
    }
  }
  for (let arrival = earliest; sum(remaining) > 0 && arrival < from + LONGEST; arrival++) {
    if (!canArrive(arrival, from, settings)) continue;
    const letters = Math.min(load.room(arrival), settings.largest, sum(remaining));
    if (letters <= 0 || (letters < settings.smallest && letters < sum(remaining))) continue;
    drops.push(load.add(arrival, takeUrgent(remaining, letters), false));
  }
  const unscheduled = sum(remaining);
  const warnings: PlanWarning[] = [...known];
  if (unscheduled > 0) warnings.push('unscheduled');
  if (isOver) warnings.push('over_capacity');
  if (isLate(drops, settings)) warnings.push('undue_delay');
  return { settings, drops, days: plannedDays(drops, settings), unscheduled, warnings };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

/** Calls a day that can be answered as well as was asked for: bounded by the busiest hour, and by all hours together. */
export function dailyCapacity(number: number, settings: DropSettings): number {
  if (!isOpen(number, settings)) return 0;
  const anHour = hourlyCapacity(settings.agents[weekday(number)]!, settings.handling, settings);
  return anHour * Math.min(settings.hours, 1 / settings.busiestHour);
}

/** Whether a drop may arrive on a day. */
export function mayArrive(number: number, settings: DropSettings): boolean {
  return (
    weekday(number) < FRIDAY && isOpen(number, settings) && !isHoliday(number + 1, settings.alsaceMoselle)
  );
}

/** Whether a drop that leaves on a working day, not before `from`, arrives on a day on which it may. */
function canArrive(arrival: number, from: number, settings: DropSettings): boolean {
  if (!mayArrive(arrival, settings)) return false;
  const departs = departureFor(arrival, settings.delay, settings.alsaceMoselle);
  return departs >= from && weekday(departs) <= FRIDAY;
}

function firstArrival(settings: DropSettings, from: number): number | null {
  for (let day = from; day < from + 60; day++) if (canArrive(day, from, settings)) return day;
  return null;
}

/** Calls that are expected already, day by day. */
class LoadBook {
  readonly #settings: DropSettings;
  readonly #calls: Map<number, number>;
  readonly #capacities = new Map<number, number>();

  constructor(settings: DropSettings, drops: readonly Drop[]) {
    this.#settings = settings;
    this.#calls = forecastCalls(drops, settings);
  }

  /** Whether what is expected already is more than can be answered on some day. */
  isOver(): boolean {
    return [...this.#calls.keys()].some((day) => this.#free(day) < -1e-6);
  }

  /** Letters that may arrive on a day, whole. */
  room(arrival: number): number {
    const { days, calls } = callsOfLetter(arrival, this.#settings);
    const most = Math.min(...days.map((day, i) => this.#free(day) / Math.max(calls[i]!, 1e-12)));
    return Math.max(0, Math.floor(most + 1e-9));
  }

  add(arrival: number, byRank: readonly number[], isPilot: boolean): Drop {
    const letters = sum(byRank);
    const { days, calls } = callsOfLetter(arrival, this.#settings);
    for (const [i, day] of days.entries())
      this.#calls.set(day, (this.#calls.get(day) ?? 0) + letters * calls[i]!);
    const { delay, alsaceMoselle } = this.#settings;
    return {
      departs: dayOf(departureFor(arrival, delay, alsaceMoselle)),
      arrives: dayOf(arrival),
      letters,
      byRank,
      isPilot,
    };
  }

  #free(day: number): number {
    const known = this.#capacities.get(day) ?? dailyCapacity(day, this.#settings);
    this.#capacities.set(day, known);
    return known - this.#settings.otherCalls - (this.#calls.get(day) ?? 0);
  }
}

/** Takes letters from the most urgent rank on; `remaining` loses them. */
function takeUrgent(remaining: number[], letters: number): number[] {
  let wanted = letters;
  return remaining.map((count, rank) => {
    const taken = Math.min(count, wanted);
    wanted -= taken;
    remaining[rank] = count - taken;
    return taken;
  });
}

/** Takes letters from all ranks in proportion, so that a pilot tries every kind; `remaining` loses them. */
function takeEvenly(remaining: number[], letters: number): number[] {
  const total = sum(remaining);
  const shares = remaining.map((count) => (count * letters) / total);
  const taken = shares.map(Math.floor);
  const byRest = shares
    .map((share, rank) => [share - taken[rank]!, rank] as const)
    .sort((a, b) => b[0] - a[0]);
  for (const [, rank] of byRest.slice(0, letters - sum(taken))) taken[rank]!++;
  for (const [rank, count] of taken.entries()) remaining[rank]! -= count;
  return taken;
}

function isLate(drops: readonly Drop[], { start, limit }: DropSettings): boolean {
  return drops.some(({ arrives }) => dayNumber(arrives) - dayNumber(start) > limit);
}

function plannedDays(drops: readonly Drop[], settings: DropSettings): PlannedDay[] {
  const [first] = drops;
  if (first === undefined) return [];
  const expected = forecastCalls(drops, settings);
  const lastArrival = Math.max(...drops.map(({ arrives }) => dayNumber(arrives)));
  const few = Math.max(FEW_CALLS, SMALL_SHARE * Math.max(...expected.values()));
  const lastCalls = Math.max(
    lastArrival,
    ...[...expected].filter(([, calls]) => calls >= few).map(([day]) => day),
  );
  const days: PlannedDay[] = [];
  for (let day = dayNumber(first.departs); day <= lastCalls; day++)
    days.push(plannedDay(day, drops, expected.get(day) ?? 0, settings));
  return days;
}

function plannedDay(
  number: number,
  drops: readonly Drop[],
  fromLetters: number,
  settings: DropSettings,
): PlannedDay {
  const day = dayOf(number);
  const open = isOpen(number, settings);
  const calls = fromLetters + (open ? settings.otherCalls : 0);
  const agents = open ? settings.agents[weekday(number)]! : 0;
  const busiest = calls * Math.max(settings.busiestHour, 1 / settings.hours);
  const { meanWait, serviceLevel, occupancy } = lineState(
    busiest,
    settings.handling,
    agents,
    settings.within,
  );
  return {
    day,
    isOpen: open,
    letters: sum(drops.filter(({ arrives }) => arrives === day).map(({ letters }) => letters)),
    calls,
    capacity: dailyCapacity(number, settings),
    agents,
    needed: requiredAgents(busiest, settings.handling, settings),
    wait: Number.isFinite(meanWait) ? meanWait : null,
    serviceLevel,
    occupancy,
  };
}
