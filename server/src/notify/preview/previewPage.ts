import { escape, htmlPage } from '../../exposure/htmlPage.ts';
import { formatDecimal } from '../../languages/formatNumber.ts';
import { count, fill, type Words } from '../../languages/words.ts';
import type { LintReport } from '../lint/lintNotice.ts';
import type { LintFinding } from '../lint/lintRules.ts';
import type { TemplateFinding } from '../lint/lintTemplates.ts';
import { READABILITY_TARGETS } from '../lint/readability.ts';
import { NOTICE_LANGUAGES, type NoticeContent } from '../noticeContent.ts';
import { noticeBodyHtml } from '../texts/noticeHtml.ts';
import { noticeText } from '../texts/noticeText.ts';
import { fileName } from './previewFiles.ts';
import type { RenderedExample } from './renderPreview.ts';

/** All examples on one page, to look through without a script: each letter beside its e-mails, its readability and what the linter says. */
export function previewPage(
  hospital: string,
  examples: readonly RenderedExample[],
  findings: readonly TemplateFinding[],
  words: Words,
): string {
  const w = words.noticeTexts.preview;
  return htmlPage(
    {
      title: w.title,
      head: hospital,
      main: `<style>${STYLE}</style>
<section><h1>${escape(w.title)}</h1><p>${escape(w.lead)}</p>${contents(examples, words)}</section>
${findingsSection(findings, words)}
${examples.map((example) => exampleSection(example, words)).join('\n')}`,
    },
    words,
  );
}

const STYLE = `
.example{display:grid;grid-template-columns:minmax(0,3fr) minmax(0,2fr);gap:1.5rem}.example h2{grid-column:1/-1;margin:0}
.sheet{background:#fff;color:#111;border:1px solid var(--line);padding:1.5rem;font-size:.9rem}.sheet .to{margin:0 0 1rem auto;width:17rem}
pre{white-space:pre-wrap;font-size:.8rem;background:var(--back);padding:.75rem;overflow-wrap:anywhere}
.error{color:#b3261e;font-weight:600}@media (prefers-color-scheme:dark){.error{color:#ff9a8f}}.fine{color:var(--soft)}
.toc{columns:2 18rem;padding-left:1.2rem}.toc a,.example a{color:var(--accent)}
@media (max-width:46rem){.example{grid-template-columns:minmax(0,1fr)}}
@media print{.example{break-before:page;display:block}}
`;

function contents(examples: readonly RenderedExample[], words: Words): string {
  const { languages } = words.noticeTexts.preview;
  return NOTICE_LANGUAGES.map((language) => {
    const items = examples
      .filter(({ content }) => content.language === language)
      .map(
        (each) =>
          `<li><a href="#${fileName(each)}">${escape(words.noticeTexts.preview.examples[each.example])}</a>${mark(each)}</li>`,
      );
    return `<h2>${escape(languages[language])}</h2><ul class="toc">${items.join('')}</ul>`;
  }).join('');

  function mark(each: RenderedExample): string {
    const errors = [each.letterReport, ...each.emails.map(({ report }) => report)]
      .flatMap(({ findings }) => findings)
      .filter(({ level }) => level === 'E').length;
    return errors === 0
      ? ''
      : ` <span class="error">${escape(count(words.noticeTexts.preview.errors, errors, words))}</span>`;
  }
}

function findingsSection(findings: readonly TemplateFinding[], words: Words): string {
  const w = words.noticeTexts.preview;
  if (findings.length === 0)
    return `<section><h2>${escape(w.findings)}</h2><p>${escape(w.nothing)}</p></section>`;
  const rows = findings.map(
    (each) =>
      `<tr><td>${each.rule}</td><td class="${each.level === 'E' ? 'error' : ''}">${escape(w.levels[each.level])}</td><td>${escape(sentence(each, words))}</td><td>${escape(`${each.first.language} · ${w.versions[each.first.version]} · ${w.variants[each.first.variant]}`)}</td><td class="n">${each.notices}</td></tr>`,
  );
  const head = w.columns.map((name) => `<th scope="col">${escape(name)}</th>`).join('');
  return `<section><h2>${escape(w.findings)}</h2><div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></div></section>`;
}

/** What to change, as a sentence. */
export function sentence({ code, subject }: LintFinding, words: Words): string {
  return fill(words.noticeTexts.lint[code], subject);
}

function exampleSection(each: RenderedExample, words: Words): string {
  const w = words.noticeTexts.preview;
  const { content, letter } = each;
  const name = fileName(each);
  const emails = each.emails.map(
    ({ notice, report }, i) =>
      `<details><summary>${escape(w.emails[i === 0 ? 0 : 1])}</summary>${reportHtml(report, content, words)}<p><strong>${escape(notice.subject)}</strong></p><pre lang="${content.language}">${escape(noticeText(notice))}</pre></details>`,
  );
  return `<section class="example" id="${name}"><h2>${escape(`${w.examples[each.example]} · ${w.languages[content.language]}`)}</h2>
<div class="sheet" lang="${content.language}"><p class="to">${content.addressBlock.map(escape).join('<br>')}</p>
<h3>${escape(letter.subject)}</h3>
${noticeBodyHtml(letter)}</div>
<div><p><a href="${name}.pdf">${escape(`${w.pdf} (${count(w.pages, each.pages, words)})`)}</a></p>${reportHtml(each.letterReport, content, words)}${emails.join('')}</div></section>`;
}

function reportHtml(
  { readability, findings }: LintReport,
  { version, language }: Pick<NoticeContent, 'version' | 'language'>,
  words: Words,
): string {
  const w = words.noticeTexts.preview;
  const target = READABILITY_TARGETS[version];
  const measures = fill(
    w.readability,
    String(readability.score),
    String(target.score[language]),
    formatDecimal(readability.meanSentence, words, 1),
    String(target.mean),
    String(readability.longestSentence),
    String(target.longest),
    String(readability.words),
  );
  const items = findings.map(
    (each) =>
      `<li><span class="${each.level === 'E' ? 'error' : ''}">${each.rule} ${escape(w.levels[each.level])}</span> ${escape(sentence(each, words))}</li>`,
  );
  return `<p>${escape(measures)}</p>${items.length === 0 ? `<p class="fine">${escape(w.sound)}</p>` : `<ul>${items.join('')}</ul>`}`;
}
