import { formatCount, formatPercent } from '../../languages/formatNumber.ts';
import { count, fill, type Words } from '../../languages/words.ts';
import type { Day } from './calendar.ts';
import type { DropPlan } from './dropPlan.ts';
import { requiredAgents, rosteredAgents } from './erlang.ts';

/** A day as people write it: 30/11/2026. */
export function formatDay(day: Day, words: Pick<Words, 'locale'>): string {
  return new Intl.DateTimeFormat(words.locale, {
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(`${day}T00:00:00Z`));
}

/** The plan in one sentence. */
export function headline({ drops }: DropPlan, words: Words): string {
  const w = words.drops;
  const [first] = drops;
  if (first === undefined) return w.nothing;
  const letters = drops.reduce((all, drop) => all + drop.letters, 0);
  return fill(
    w.headline,
    count(w.countLetters, letters, words),
    count(w.countDrops, drops.length, words),
    formatDay(first.departs, words),
    formatDay(drops.at(-1)!.arrives, words),
  );
}

/** What the plan rests on, sentence by sentence. */
export function assumptions({ settings, drops, days }: DropPlan, words: Words): string[] {
  const w = words.drops;
  const percent = (value: number): string => formatPercent(value, words);
  const busiest = Math.max(settings.busiestHour, 1 / settings.hours);
  const most = Math.max(
    0,
    ...days
      .filter(({ isOpen }) => isOpen)
      .map(({ calls }) => requiredAgents(calls * busiest, settings.handling, settings)),
  );
  const tenDrops = (1 - settings.decay ** 10) / (10 * (1 - settings.decay));
  return [
    fill(w.model, percent(settings.rate), percent(settings.decay), percent(tenDrops)),
    fill(
      w.line,
      formatCount(settings.handling / 60, words),
      percent(busiest),
      percent(settings.serviceLevel),
      String(settings.within),
      percent(settings.occupancy),
    ),
    fill(
      w.roster,
      formatCount(most, words),
      formatCount(rosteredAgents(most, settings.shrinkage), words),
      percent(settings.shrinkage),
    ),
    count(w.calendarRule, settings.delay, words),
    ...(drops[0]?.isPilot === true
      ? [fill(w.pilot, formatCount(drops[0].letters, words), String(settings.pilotDays))]
      : []),
  ];
}

/** The plan for the terminal: sentence, warnings, a line for each drop. */
export function planText(plan: DropPlan, words: Words): string {
  const w = words.drops;
  const rows = [
    [...w.dropColumns.slice(0, 3), ...plan.settings.letters.map((_, rank) => fill(w.rank, rank + 1))],
    ...plan.drops.map(({ departs, arrives, letters, byRank, isPilot }) => [
      formatDay(departs, words),
      formatDay(arrives, words),
      formatCount(letters, words),
      ...byRank.map((some) => formatCount(some, words)),
      ...(isPilot ? [w.pilotMark] : []),
    ]),
  ];
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  const lines = rows.map((row) =>
    row
      .map((cell, i) => (i < 2 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  return `${[headline(plan, words), ...plan.warnings.map((warning) => w.warnings[warning]), ...(plan.drops.length > 0 ? lines : [])].join('\n')}\n`;
}

/** The drops as CSV with semicolons, days as YYYY-MM-DD. */
export function planCsv({ settings, drops }: DropPlan): string {
  const head = [
    'departs',
    'arrives',
    'letters',
    'pilot',
    ...settings.letters.map((_, rank) => `rank_${rank + 1}`),
  ];
  const rows = drops.map(({ departs, arrives, letters, byRank, isPilot }) => [
    departs,
    arrives,
    letters,
    isPilot ? 1 : 0,
    ...byRank,
  ]);
  return [head, ...rows].map((row) => `${row.join(';')}\r\n`).join('');
}
