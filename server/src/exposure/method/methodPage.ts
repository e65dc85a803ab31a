import { formatMoment } from '../../languages/formatNumber.ts';
import { fill, type Words } from '../../languages/words.ts';
import { escape, htmlPage } from '../htmlPage.ts';
import type { MethodFacts } from './methodFacts.ts';
import { type Block, methodStatement } from './methodStatement.ts';

/** The method statement as one page that needs nothing else, to be printed and signed. */
export function methodPage(facts: MethodFacts, words: Words): string {
  const { summary } = facts;
  const sections = methodStatement(facts, words).map(
    ({ title, blocks }) => `<section><h2>${escape(title)}</h2>${blocks.map(blockHtml).join('\n')}</section>`,
  );
  const w = words.method;
  return htmlPage(
    {
      title: w.title,
      head: `${summary.case.name} · ${fill(words.summary.made, formatMoment(summary.made, words))}`,
      main: `<div class="statement"><section><h1>${escape(w.title)}</h1><p class="note">${escape(w.subtitle)}</p></section>\n${sections.join('\n')}</div>`,
    },
    words,
  );
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'lead':
      return `<p class="lead"><strong>${escape(block.text)}</strong></p>`;
    case 'text':
      return `<p>${escape(block.text)}</p>`;
    case 'hash':
      return `<p class="hash">${escape(block.text)}</p>`;
    case 'list':
      return `<ul>${block.lines.map((line) => `<li>${escape(line)}</li>`).join('')}</ul>`;
    case 'table':
    case 'signatures':
      return tableHtml(block.columns, block.rows, block.kind === 'signatures');
  }
}

function tableHtml(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  toSign: boolean,
): string {
  const head = columns.map(
    (name, i) => `<th scope="col"${i > 0 && !toSign ? ' class="n"' : ''}>${escape(name)}</th>`,
  );
  const body = rows.map(
    (row) =>
      `<tr>${row.map((cell, i) => (i === 0 ? `<th scope="row">${escape(cell)}</th>` : `<td class="${/^[0-9a-f]{64}$/.test(cell) ? 'hash' : toSign ? '' : 'n'}">${escape(cell)}</td>`)).join('')}</tr>`,
  );
  return `<div class="scroll"><table${toSign ? ' class="sign"' : ''}><thead><tr>${head.join('')}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
}
