import type { Summary } from '@constat/contract/summary.ts';
import { formatBytes, formatCount, formatMoment, formatShare } from '../languages/formatNumber.ts';
import { custodySentences } from '../languages/describeCustody.ts';
import { checkSentences } from '../languages/describeChecks.ts';
import { describeCircumstances } from '../languages/describeCircumstances.ts';
import { concernedSentence, unsettledSentences } from '../languages/describeReading.ts';
import { sharedSentence } from '../languages/sharedSentence.ts';
import { count, fill, type Words } from '../languages/words.ts';
import { breakable, escape, htmlPage } from './htmlPage.ts';
import { exceptionLines, outsiderSentence, scanSentences } from './summaryText.ts';

/** The summary as one page that needs nothing else: no script, no picture from elsewhere; prints in grey; light and dark. */
export function summaryPage(summary: Summary, words: Words): string {
  const w = words.summary;
  return htmlPage(
    {
      title: w.title,
      head: `${summary.case.name} · ${fill(w.made, formatMoment(summary.made, words))}`,
      main: `${headline(summary, words)}
<div class="grid">
${dataSection(summary, words)}
${yearsSection(summary, words)}
${severitySection(summary, words)}
${foldersSection(summary, words)}
${formatsSection(summary, words)}
</div>
${readSection(summary, words)}
${unreadSection(summary, words)}
<section><h2>${escape(outsiderSentence(summary, words))}</h2><p class="note">${escape(w.outsidersNote)}</p></section>
<section><h2>${escape(w.checked)}</h2>${checkSentences(summary, words)
        .map((line) => `<p class="note">${escape(line)}</p>`)
        .join('')}</section>
${custodySection(summary, words)}
<section><h2>${escape(w.method)}</h2><p class="note">${escape(w.methodText)}</p>${exceptionLines(
        summary,
        words,
      )
        .map((line) => `<p class="note">${escape(line)}</p>`)
        .join('')}<p class="note">Constat ${escape(summary.version)}</p></section>`,
    },
    words,
  );
}

/** What is missing of the custody of evidence: nothing where all is stated. */
function custodySection(summary: Summary, words: Words): string {
  const [title, ...sentences] = custodySentences(summary, words);
  if (title === undefined) return '';
  return `<section><h2>${escape(title)}</h2>${sentences.map((line) => `<p class="note">${escape(line)}</p>`).join('')}</section>`;
}

function headline(summary: Summary, words: Words): string {
  const { persons, register, merged } = summary;
  const w = words.summary;
  const concerned = Math.round(persons.expected);
  const rings = [
    [persons.certain, w.certain],
    [persons.probable, w.probable],
    [persons.possible, w.possible],
  ] as const;
  return `<section class="headline">
<h1>${escape(concernedSentence(summary, words))}</h1>
${unsettled(summary, words)}${concerned === 0 ? '' : `<p class="interval">${escape(fill(w.interval, formatCount(persons.low, words), formatCount(persons.high, words)))}</p>`}
<ul class="rings">${rings.map(([value, name]) => `<li>${escape(count(name, value, words)).replace(/^\d(?:[\d\s.,]*\d)?/, '<strong>$&</strong>')}</li>`).join('')}</ul>
${
  summary.persons.shared.mentions > 0
    ? `<p class="note">${escape(sharedSentence(summary, words))}</p>
`
    : ''
}<p class="note">${escape(count(w.register, register, words))}${merged > 0 ? ` ${escape(count(w.merged, merged, words))}` : ''}${persons.possible > 0 ? ` ${escape(w.possibleNote)}` : ''}</p>
</section>`;
}

/** That the count is provisional, where it is: above everything that is counted. */
function unsettled(summary: Summary, words: Words): string {
  const sentences = unsettledSentences(summary, words);
  return sentences.length === 0 ? '' : `<p class="warn">${escape(sentences.join(' '))}</p>\n`;
}

interface Bar {
  readonly name: string;
  readonly value: number;
  readonly more?: string;
}

/** A chart of bars with its table behind it. */
function barSection(
  title: string,
  bars: readonly Bar[],
  columns: readonly [string, string],
  words: Words,
  note = '',
): string {
  if (bars.length === 0) return '';
  const most = Math.max(...bars.map((bar) => bar.value), 1);
  const rows = bars.map(
    (bar) =>
      `<tr><th scope="row">${breakable(escape(bar.name))}</th><td class="bar"><span style="width:${((bar.value / most) * 100).toFixed(1)}%"></span></td><td class="n">${formatCount(bar.value, words)}</td><td class="n more">${escape(bar.more ?? '')}</td></tr>`,
  );
  return `<section><h2>${escape(title)}</h2><table class="bars"><thead><tr><th scope="col">${escape(columns[0])}</th><td></td><th scope="col" class="n">${escape(columns[1])}</th><td></td></tr></thead><tbody>${rows.join('')}</tbody></table>${note === '' ? '' : `<p class="note">${escape(note)}</p>`}</section>`;
}

function dataSection(summary: Summary, words: Words): string {
  const whole = summary.persons.certain + summary.persons.probable;
  const bars = summary.categories
    .filter((c) => c.persons > 0)
    .sort((a, b) => b.persons - a.persons)
    .map((c) => ({
      name: words.categories[c.category],
      value: c.persons,
      more: formatShare(c.persons, whole, words),
    }));
  return barSection(words.summary.whichData, bars, [words.summary.category, words.summary.persons], words);
}

/** The highest band first, as it is reported. */
function severitySection({ persons, severity }: Summary, words: Words): string {
  const whole = persons.certain + persons.probable;
  const bars = severity.bands
    .filter((b) => b.persons > 0)
    .toReversed()
    .map((b) => ({
      name: words.bands[b.band],
      value: b.persons,
      more: formatShare(b.persons, whole, words),
    }));
  const w = words.summary;
  const note = fill(w.severityNote, describeCircumstances(severity.circumstances, words));
  return barSection(w.howSevere, bars, [w.band, w.persons], words, note);
}

function foldersSection(summary: Summary, words: Words): string {
  const bars = summary.folders
    .filter((f) => f.persons > 0)
    .slice(0, 15)
    .map((f) => ({ name: f.folder === '/' ? words.summary.rootFolder : f.folder, value: f.persons }));
  return barSection(words.summary.whichFolders, bars, [words.summary.folder, words.summary.persons], words);
}

function formatsSection(summary: Summary, words: Words): string {
  const bars = summary.formats
    .filter((f) => f.persons > 0)
    .toSorted((a, b) => b.persons - a.persons)
    .map((f) => ({
      name: formatName(f.format, words),
      value: f.persons,
      more: count(words.summary.countItems, f.items, words),
    }));
  return barSection(words.summary.whichFormats, bars, [words.summary.format, words.summary.persons], words);
}

const CHART = { width: 560, height: 150, base: 128 };

/** Columns over the years, with the figures behind. */
function yearsSection({ years }: Summary, words: Words): string {
  if (years.length === 0) return '';
  const first = years[0]!.year;
  const last = years.at(-1)!.year;
  const span = last - first + 1;
  const most = Math.max(...years.map((y) => y.persons));
  const step = CHART.width / span;
  const columns = years.map(({ year, persons }) => {
    const height = Math.max(2, (persons / most) * (CHART.base - 14));
    return `<rect x="${((year - first) * step + step * 0.1).toFixed(1)}" y="${(CHART.base - height).toFixed(1)}" width="${(step * 0.8).toFixed(1)}" height="${height.toFixed(1)}"><title>${year} : ${formatCount(persons, words)}</title></rect>`;
  });
  const every = Math.max(1, Math.ceil(span / 8));
  const labels = Array.from({ length: span }, (_, i) => first + i)
    .filter((year) => (year - first) % every === 0)
    .map(
      (year) =>
        `<text x="${((year - first) * step + (year === first ? 0 : step / 2)).toFixed(1)}" y="${CHART.height - 6}" text-anchor="${year === first ? 'start' : 'middle'}">${year}</text>`,
    );
  const rows = years.map(
    ({ year, persons }) =>
      `<tr><th scope="row">${year}</th><td class="n">${formatCount(persons, words)}</td></tr>`,
  );
  return `<section><h2>${escape(words.summary.whichYears)}</h2>
<svg viewBox="0 0 ${CHART.width} ${CHART.height}" role="img" aria-label="${escape(words.summary.whichYears)}"><line x1="0" y1="${CHART.base}" x2="${CHART.width}" y2="${CHART.base}"/>${columns.join('')}${labels.join('')}<text class="most" x="${CHART.width}" y="10" text-anchor="end">${escape(count(words.summary.countPersons, most, words))}</text></svg>
<p class="note">${escape(words.summary.unknownYears)}</p>
<details><summary>${escape(words.summary.table)}</summary><table><thead><tr><th scope="col">${escape(words.summary.year)}</th><th scope="col" class="n">${escape(words.summary.persons)}</th></tr></thead><tbody>${rows.join('')}</tbody></table></details></section>`;
}

function readSection(summary: Summary, words: Words): string {
  const w = words.summary;
  const { items } = summary;
  const sentence = fill(
    w.accounted,
    count(w.countFiles, items.files, words),
    count(w.countItems, items.items, words),
    formatBytes(items.bytes, words),
  );
  const bars = summary.fates.map((f) => ({
    name: words.fates[f.fate],
    value: f.items,
    more: formatShare(f.items, items.items, words),
  }));
  const waiting = items.waiting > 0 ? ` ${count(w.waiting, items.waiting, words)}` : '';
  const scans = scanSentences(summary, words);
  return barSection(w.whatRead, bars, [w.fate, w.items], words, [sentence + waiting, ...scans].join(' '));
}

function unreadSection(summary: Summary, words: Words): string {
  const w = words.summary;
  if (summary.unread.length === 0)
    return `<section><h2>${escape(w.whatUnread)}</h2><p>${escape(w.allRead)}</p></section>`;
  const rows = summary.unread.map((u) => {
    const reason = words.readReasons[u.reason as keyof Words['readReasons']];
    return `<tr><th scope="row">${breakable(escape(u.folder === '/' ? w.rootFolder : u.folder))}</th><td>${escape(formatName(u.format, words))}</td><td>${escape(words.fates[u.fate])}</td><td>${escape(reason)}</td><td class="n">${formatCount(u.items, words)}</td><td class="n">${u.expected === null ? '–' : formatCount(u.expected, words)}</td></tr>`;
  });
  const head = `<thead><tr><th scope="col">${escape(w.folder)}</th><th scope="col">${escape(w.format)}</th><th scope="col">${escape(w.fate)}</th><th scope="col">${escape(w.reason)}</th><th scope="col" class="n">${escape(w.items)}</th><th scope="col" class="n">${escape(w.expected)}</th></tr></thead>`;
  const shown = rows.slice(0, 12).join('');
  const rest =
    rows.length > 12
      ? `<details><summary>${escape(count(words.import.more, rows.length - 12, words))}</summary><div class="scroll"><table>${head}<tbody>${rows.slice(12).join('')}</tbody></table></div></details>`
      : '';
  return `<section><h2>${escape(w.whatUnread)}</h2><p class="warn">${escape(w.unreadNote)} ${escape(count(w.unreadExpected, expectedMentions(summary), words))}</p><div class="scroll"><table>${head}<tbody>${shown}</tbody></table></div>${rest}</section>`;
}

/** Mentions of patients that all unread items together may hold. */
export function expectedMentions({ unread }: Summary): number {
  return Math.round(unread.reduce((sum, group) => sum + (group.expected ?? 0), 0));
}

function formatName(format: string, words: Words): string {
  return format === 'unknown' ? words.summary.unknownFormat : format;
}
