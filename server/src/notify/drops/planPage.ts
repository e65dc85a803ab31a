import { escape, htmlPage } from '../../exposure/htmlPage.ts';
import { formatCount, formatShare } from '../../languages/formatNumber.ts';
import { fill, type Words } from '../../languages/words.ts';
import { dayNumber, dayOf, isHoliday, weekday } from './calendar.ts';
import type { Drop, DropPlan, PlannedDay } from './dropPlan.ts';
import { assumptions, formatDay, headline } from './planText.ts';

/** The plan as one page that needs nothing else: a calendar of letters, calls against what can be answered, waiting, with the figures behind them. */
export function planPage(plan: DropPlan, caseName: string, words: Words): string {
  const w = words.drops;
  const warnings = plan.warnings.map((warning) => `<p class="warn">${escape(w.warnings[warning])}</p>`);
  const charts =
    plan.drops.length === 0
      ? ''
      : `${calendarSection(plan, words)}\n${callsSection(plan, words)}\n${waitSection(plan, words)}\n${tableSection(plan, words)}`;
  return htmlPage(
    {
      title: w.title,
      head: caseName,
      main: `<style>${STYLE}</style>
<section><h1>${escape(w.title)}</h1><p class="lead">${escape(headline(plan, words))}</p>${warnings.join('')}</section>
${charts}
<section><h2>${escape(w.assumptionsTitle)}</h2><ul>${assumptions(plan, words)
        .map((line) => `<li>${escape(line)}</li>`)
        .join('')}</ul></section>`,
    },
    words,
  );
}

const STYLE = `
.months{display:grid;grid-template-columns:repeat(auto-fill,minmax(26rem,1fr));gap:1rem 2rem}
.month caption{text-align:left;font-weight:600;padding:.25rem 0}.month{table-layout:fixed}.month th,.month td{width:14.28%;text-align:center;padding:.2rem;font-size:.8rem;border:1px solid var(--line)}
.month tbody td{height:2.9rem;vertical-align:top;color:var(--soft)}.month .shut{background:var(--back)}.month .drop{color:var(--ink);border:2px solid var(--accent)}.month .drop strong{display:block;font-size:.85rem;letter-spacing:-.01em;white-space:nowrap}
.calls{fill:none;stroke:var(--accent);stroke-width:2.5}.dot{fill:var(--accent)}.limit{fill:none;stroke:var(--ink);stroke-width:1.5;stroke-dasharray:5 4}
.legend{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;list-style:none;padding:0;margin:.5rem 0 0;color:var(--soft);font-size:.92rem}.legend svg{display:inline-block;width:2.2rem;height:.8rem;vertical-align:middle;margin-right:.4rem}
.chart{overflow-x:auto}.chart svg{min-width:36rem}
@media (max-width:34rem){.months{grid-template-columns:minmax(0,1fr)}.month .drop strong{font-size:.7rem}}
@media print{.months{grid-template-columns:repeat(2,1fr)}.month tbody td{height:2.2rem}}
`;

function calendarSection({ drops, settings }: DropPlan, words: Words): string {
  const w = words.drops;
  const byDay = new Map<string, Drop[]>();
  for (const drop of drops) byDay.set(drop.departs, [...(byDay.get(drop.departs) ?? []), drop]);
  const months = [...new Set([...byDay.keys()].map((day) => day.slice(0, 7)))];
  const tables = monthsBetween(months[0]!, months.at(-1)!).map((month) =>
    monthTable(month, byDay, settings.alsaceMoselle, words),
  );
  return `<section><h2>${escape(w.calendarTitle)}</h2><div class="months">${tables.join('')}</div><p class="note">${escape(w.calendarNote)}</p></section>`;
}

function monthsBetween(first: string, last: string): string[] {
  const months: string[] = [];
  for (let day = dayNumber(`${first}-01`); dayOf(day).slice(0, 7) <= last; day = nextMonth(day))
    months.push(dayOf(day).slice(0, 7));
  return months;
}

function nextMonth(firstDay: number): number {
  return dayNumber(`${dayOf(firstDay + 31).slice(0, 7)}-01`);
}

function monthTable(
  month: string,
  byDay: ReadonlyMap<string, readonly Drop[]>,
  isAlsaceMoselle: boolean,
  words: Words,
): string {
  const first = dayNumber(`${month}-01`);
  const end = nextMonth(first);
  const cells: string[] = Array<string>(weekday(first)).fill('<td></td>');
  for (let day = first; day < end; day++)
    cells.push(dayCell(day, byDay.get(dayOf(day)) ?? [], isAlsaceMoselle, words));
  while (cells.length % 7 > 0) cells.push('<td></td>');
  const weeks = Array.from(
    { length: cells.length / 7 },
    (_, i) => `<tr>${cells.slice(i * 7, i * 7 + 7).join('')}</tr>`,
  );
  const name = new Intl.DateTimeFormat(words.locale, {
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(`${month}-01T00:00:00Z`));
  const head = words.drops.weekdays.map((each) => `<th scope="col">${escape(each)}</th>`).join('');
  return `<table class="month"><caption>${escape(name)}</caption><thead><tr>${head}</tr></thead><tbody>${weeks.join('')}</tbody></table>`;
}

function dayCell(day: number, drops: readonly Drop[], isAlsaceMoselle: boolean, words: Words): string {
  const number = Number(dayOf(day).slice(8));
  const letters = drops.reduce((all, drop) => all + drop.letters, 0);
  const isShut = weekday(day) > 4 || isHoliday(day, isAlsaceMoselle);
  if (letters === 0) return `<td class="${isShut ? 'shut' : ''}">${number}</td>`;
  const pilot = drops.some(({ isPilot }) => isPilot) ? ` ${escape(words.drops.pilotMark)}` : '';
  return `<td class="drop">${number}${pilot}<strong>${formatCount(letters, words)}</strong></td>`;
}

const CHART = { width: 960, height: 260, left: 56, base: 226, top: 14 };

/** A scale from nought to a round number not below `most`. */
function scaleOf(most: number): { readonly top: number; readonly step: number } {
  const raw = Math.max(most, 1) / 4;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((each) => each >= raw)!;
  return { top: step * Math.ceil(Math.max(most, 1) / step - 1e-9), step };
}

interface Frame {
  readonly x: (index: number) => number;
  readonly y: (value: number) => number;
  readonly width: number;
  readonly axes: string;
}

function frameOf(days: readonly PlannedDay[], most: number, words: Words): Frame {
  const { top, step } = scaleOf(most);
  const width = (CHART.width - CHART.left) / Math.max(days.length, 1);
  const x = (index: number): number => CHART.left + index * width;
  const y = (value: number): number => CHART.base - (Math.min(value, top) / top) * (CHART.base - CHART.top);
  const lines = Array.from({ length: Math.round(top / step) + 1 }, (_, i) => {
    const at = y(i * step).toFixed(1);
    return `<line x1="${CHART.left}" y1="${at}" x2="${CHART.width}" y2="${at}"/><text x="${CHART.left - 6}" y="${(Number(at) + 4).toFixed(1)}" text-anchor="end">${formatCount(i * step, words)}</text>`;
  });
  const every = Math.max(7, Math.ceil(days.length / 12 / 7) * 7);
  const monday = days.findIndex(({ day }) => weekday(dayNumber(day)) === 0);
  const labels = days.flatMap(({ day }, i) =>
    i >= monday && (i - monday) % every === 0 && x(i) < CHART.width - 40
      ? [
          `<text x="${x(i).toFixed(1)}" y="${CHART.base + 18}">${escape(formatDay(day, words).slice(0, 5))}</text>`,
        ]
      : [],
  );
  return { x, y, width, axes: `${lines.join('')}${labels.join('')}` };
}

function callsSection({ days }: DropPlan, words: Words): string {
  const w = words.drops;
  const { x, y, width, axes } = frameOf(
    days,
    Math.max(...days.map(({ calls, capacity }) => Math.max(calls, capacity))),
    words,
  );
  const open = days.flatMap((day, i) => (day.isOpen ? [{ ...day, at: i }] : []));
  const calls = open
    .map(({ calls: some, at }) => `${(x(at) + width / 2).toFixed(1)},${y(some).toFixed(1)}`)
    .join(' ');
  const dots = open
    .map(
      ({ calls: some, at, day }) =>
        `<circle class="dot" cx="${(x(at) + width / 2).toFixed(1)}" cy="${y(some).toFixed(1)}" r="3"><title>${escape(`${formatDay(day, words)} : ${formatCount(some, words)}`)}</title></circle>`,
    )
    .join('');
  const limits = open
    .map(({ capacity, at }) => `M${x(at).toFixed(1)} ${y(capacity).toFixed(1)}h${width.toFixed(1)}`)
    .join('');
  const legend = [
    '<svg viewBox="0 0 36 12" aria-hidden="true"><polyline class="calls" points="0,6 36,6"/></svg>',
    '<svg viewBox="0 0 36 12" aria-hidden="true"><path class="limit" d="M0 6h36"/></svg>',
  ].map((mark, i) => `<li>${mark}${escape(w.callsLegend[i === 0 ? 0 : 1])}</li>`);
  return `<section><h2>${escape(w.callsTitle)}</h2><div class="chart"><svg viewBox="0 0 ${CHART.width} ${CHART.height}" role="img" aria-label="${escape(w.callsTitle)}">${axes}<path class="limit" d="${limits}"/><polyline class="calls" points="${calls}"/>${dots}</svg></div><ul class="legend">${legend.join('')}</ul></section>`;
}

/** Longer waits are drawn as the longest that fits. */
const LONGEST_WAIT = 600;

function waitSection({ days, settings }: DropPlan, words: Words): string {
  const w = words.drops;
  const waits = days.map(({ wait }) => Math.min(wait ?? LONGEST_WAIT, LONGEST_WAIT));
  const { x, y, width, axes } = frameOf(days, Math.max(settings.within, ...waits), words);
  const bars = days.flatMap(({ isOpen, day, wait }, i) =>
    isOpen
      ? [
          `<rect x="${(x(i) + width * 0.1).toFixed(1)}" y="${y(waits[i]!).toFixed(1)}" width="${(width * 0.8).toFixed(1)}" height="${(CHART.base - y(waits[i]!)).toFixed(1)}"><title>${escape(`${formatDay(day, words)} : ${waitText(wait, words)}`)}</title></rect>`,
        ]
      : [],
  );
  return `<section><h2>${escape(w.waitTitle)}</h2><div class="chart"><svg viewBox="0 0 ${CHART.width} ${CHART.height}" role="img" aria-label="${escape(w.waitTitle)}">${axes}${bars.join('')}</svg></div><p class="note">${escape(w.waitNote)}</p></section>`;
}

function waitText(wait: number | null, words: Words): string {
  return wait === null ? words.drops.endless : fill(words.drops.seconds, formatCount(wait, words));
}

function tableSection({ days }: DropPlan, words: Words): string {
  const w = words.drops;
  const head = w.columns
    .map((name, i) => `<th scope="col"${i > 0 ? ' class="n"' : ''}>${escape(name)}</th>`)
    .join('');
  const rows = days.map((day) => {
    const cells = day.isOpen
      ? [
          formatCount(day.letters, words),
          formatCount(day.calls, words),
          formatCount(day.capacity, words),
          formatCount(day.agents, words),
          formatCount(day.needed, words),
          waitText(day.wait, words),
          formatShare(day.serviceLevel, 1, words),
          formatShare(day.occupancy, 1, words),
        ]
      : [formatCount(day.letters, words), w.closed, '', '', '', '', '', ''];
    return `<tr><th scope="row">${escape(formatDay(day.day, words))}</th>${cells.map((cell) => `<td class="n">${escape(cell)}</td>`).join('')}</tr>`;
  });
  return `<section><details><summary>${escape(w.table)}</summary><div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div></details></section>`;
}
