import { dayNumber, isHoliday, weekday } from './calendar.ts';
import type { DropSettings } from './dropPlan.ts';

/** After so many days a letter is taken to bring no more calls. */
export const CALL_DAYS = 180;

/** Whether the line is open. */
export function isOpen(number: number, settings: Pick<DropSettings, 'agents' | 'alsaceMoselle'>): boolean {
  return settings.agents[weekday(number)]! > 0 && !isHoliday(number, settings.alsaceMoselle);
}

/**
 * Calls by day that one letter brings, from the day of its arrival on: r·q^k on the k-th day after it; what would come on closed days comes on the next
 * open one. Of two arrays: days (numbers) and calls on them.
 */
export function callsOfLetter(
  arrives: number,
  settings: Pick<DropSettings, 'agents' | 'alsaceMoselle' | 'rate' | 'decay'>,
): { readonly days: readonly number[]; readonly calls: readonly number[] } {
  const days: number[] = [];
  const calls: number[] = [];
  let waiting = 0;
  // A week beyond the end, for what is carried over closed days.
  for (let age = 0; age < CALL_DAYS + 14; age++) {
    if (age < CALL_DAYS) waiting += settings.rate * settings.decay ** age;
    if (waiting === 0 || !isOpen(arrives + age, settings)) continue;
    days.push(arrives + age);
    calls.push(waiting);
    waiting = 0;
  }
  return { days, calls };
}

/** Calls that drops bring, by day number. */
export function forecastCalls(
  drops: readonly { readonly arrives: string; readonly letters: number }[],
  settings: Pick<DropSettings, 'agents' | 'alsaceMoselle' | 'rate' | 'decay'>,
): Map<number, number> {
  const expected = new Map<number, number>();
  for (const { arrives, letters } of drops) {
    const { days, calls } = callsOfLetter(dayNumber(arrives), settings);
    for (const [i, day] of days.entries()) expected.set(day, (expected.get(day) ?? 0) + letters * calls[i]!);
  }
  return expected;
}
