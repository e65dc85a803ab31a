import { formatMoment } from '../../languages/formatNumber.ts';
import { fill, type Words } from '../../languages/words.ts';
import type { MethodFacts } from './methodFacts.ts';
import { type Block, methodStatement } from './methodStatement.ts';

const WIDTH = 100;

/** The method statement as plain text. */
export function methodText(facts: MethodFacts, words: Words): string {
  const { summary } = facts;
  const sections = methodStatement(facts, words).map(
    ({ title, blocks }, i) => `${i + 1}. ${title}\n\n${blocks.map(blockText).join('\n\n')}`,
  );
  const made = fill(words.summary.made, formatMoment(summary.made, words));
  return `${words.method.title}\n${words.method.subtitle}\n${summary.case.name} · ${made}\n\n${sections.join('\n\n\n')}\n`;
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'lead':
    case 'text':
    case 'hash':
      return wrap(block.text, '');
    case 'list':
      return block.lines.map((line) => `- ${wrap(line, '  ')}`).join('\n');
    case 'table':
    case 'signatures':
      return tableText(block.columns, block.rows);
  }
}

function tableText(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map((name, c) => Math.max(name.length, ...rows.map((row) => row[c]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `  ${cells.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!))).join('  ')}`.trimEnd();
  return [columns, ...rows].map(line).join('\n');
}

/** Breaks a sentence at blanks; further lines begin with `indent`. A word longer than a line stays whole. */
function wrap(sentence: string, indent: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of sentence.split(' ')) {
    if (line !== '' && line.length + word.length + 1 > WIDTH) {
      lines.push(line);
      line = indent + word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join('\n');
}
