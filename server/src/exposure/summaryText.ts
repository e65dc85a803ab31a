import type { Summary } from '@constat/contract/summary.ts';
import { sharedSentence } from '../languages/sharedSentence.ts';
import { concernedSentence, unsettledSentences } from '../languages/describeReading.ts';
import { custodySentences } from '../languages/describeCustody.ts';
import { checkSentences } from '../languages/describeChecks.ts';
import { formatBytes, formatCount, formatMoment } from '../languages/formatNumber.ts';
import { expectedMentions } from './summaryPage.ts';
import { count, fill, type Words } from '../languages/words.ts';

const BAR = 28;
const FOLDERS = 8;
const UNREAD = 8;

/** The summary for a terminal of 80 columns. */
export function summaryText(summary: Summary, words: Words): string {
  const w = words.summary;
  const { persons, items } = summary;
  const concerned = Math.round(persons.expected);
  const lines = [
    `${w.title}  ${summary.case.name}`,
    '',
    concernedSentence(summary, words),
    ...unsettledSentences(summary, words),
    ...(concerned === 0
      ? []
      : [fill(w.interval, formatCount(persons.low, words), formatCount(persons.high, words))]),
    ...(persons.shared.mentions > 0 ? [sharedSentence(summary, words)] : []),
    [
      count(w.certain, persons.certain, words),
      count(w.probable, persons.probable, words),
      count(w.possible, persons.possible, words),
    ].join(' · '),
    count(w.register, summary.register, words),
    ...(summary.merged > 0 ? [count(w.merged, summary.merged, words)] : []),
  ];
  const section = (title: string, rows: readonly (readonly [string, number])[]): void => {
    if (rows.length > 0) lines.push('', title, ...bars(rows, words));
  };
  section(
    w.whichData,
    summary.categories
      .filter((c) => c.persons > 0)
      .sort((a, b) => b.persons - a.persons)
      .map((c) => [words.categories[c.category], c.persons]),
  );
  section(
    w.whichFolders,
    summary.folders
      .filter((f) => f.persons > 0)
      .slice(0, FOLDERS)
      .map((f) => [f.folder === '/' ? w.rootFolder : f.folder, f.persons]),
  );
  section(
    w.howSevere,
    summary.severity.bands
      .filter((b) => b.persons > 0)
      .toReversed()
      .map((b) => [words.bands[b.band], b.persons]),
  );
  if (summary.years.length > 0) lines.push('', w.whichYears, ...yearLine(summary));
  lines.push(
    '',
    w.whatRead,
    fill(
      w.accounted,
      count(w.countFiles, items.files, words),
      count(w.countItems, items.items, words),
      formatBytes(items.bytes, words),
    ),
  );
  lines.push(summary.fates.map(({ fate, items: n }) => count(words.countFates[fate], n, words)).join(' · '));
  if (items.waiting > 0) lines.push(count(w.waiting, items.waiting, words));
  lines.push(...scanSentences(summary, words));
  if (summary.unread.length > 0) {
    lines.push(
      '',
      w.whatUnread,
      ...summary.unread
        .slice(0, UNREAD)
        .map(
          (u) =>
            `  ${formatCount(u.items, words).padStart(6)}  ${u.folder} · ${u.format === 'unknown' ? w.unknownFormat : u.format} · ${words.fates[u.fate]}`,
        ),
    );
    if (summary.unread.length > UNREAD)
      lines.push(`  ${count(words.import.more, summary.unread.length - UNREAD, words)}`);
    lines.push(count(w.unreadExpected, expectedMentions(summary), words));
  }
  lines.push('', outsiderSentence(summary, words));
  lines.push('', w.checked, ...checkSentences(summary, words));
  if (summary.custody.length > 0) lines.push('', ...custodySentences(summary, words));
  if (summary.exceptions.length > 0) lines.push('', ...exceptionLines(summary, words));
  return `${lines.join('\n')}\n`;
}

/** How many persons are not in the register: one number where names and birth dates tell, else a range. */
export function outsiderSentence({ outsiders }: Summary, words: Words): string {
  const w = words.summary;
  const mentions = count(w.outsiderMentions, outsiders.mentions, words);
  return outsiders.low === outsiders.high
    ? count(w.outsiders, outsiders.high, words, mentions)
    : fill(
        w.outsidersBetween,
        formatCount(outsiders.low, words),
        formatCount(outsiders.high, words),
        mentions,
      );
}

/** The exceptions recorded in the case, as sentences. */
export function exceptionLines({ exceptions }: Summary, words: Words): string[] {
  return exceptions.map(({ what, reason, by, recorded }) =>
    fill(words.summary.exceptions[what], formatMoment(recorded, words), by, reason),
  );
}

/** What is recognised of scans, and what waits. */
export function scanSentences({ scans }: Summary, words: Words): string[] {
  const w = words.summary;
  return [
    ...(scans.pages > 0 ? [count(w.scansRead, scans.pages, words)] : []),
    ...(scans.waiting > 0
      ? [count(w.scansWaiting, scans.waiting, words, count(w.countItems, scans.items, words))]
      : []),
  ];
}

function bars(rows: readonly (readonly [string, number])[], words: Words): string[] {
  const most = Math.max(...rows.map(([, value]) => value));
  const width = Math.min(34, Math.max(...rows.map(([name]) => name.length)));
  return rows.map(([name, value]) => {
    const label = name.length > width ? `${name.slice(0, width - 1)}…` : name.padEnd(width);
    return `  ${label}  ${'█'.repeat(Math.max(1, Math.round((value / most) * BAR))).padEnd(BAR)} ${formatCount(value, words)}`;
  });
}

const STEPS = '▁▂▃▄▅▆▇█';

function yearLine({ years }: Summary): string[] {
  const first = years[0]!.year;
  const last = years.at(-1)!.year;
  const most = Math.max(...years.map((y) => y.persons));
  const byYear = new Map(years.map((y) => [y.year, y.persons]));
  let line = '';
  for (let year = first; year <= last && line.length < 100; year++) {
    const persons = byYear.get(year) ?? 0;
    line += persons === 0 ? ' ' : STEPS[Math.min(7, Math.floor((persons / most) * 7.99))]!;
  }
  return [`  ${first} ${line} ${last}`];
}
