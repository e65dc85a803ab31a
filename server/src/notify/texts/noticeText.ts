import { type ComposedNotice, type NoticePart, plainText } from './composedNotice.ts';

/** Longest line of a text e-mail (RFC 5322 section 2.1.1 recommends 78 characters). */
const LINE = 76;

/** The notice as plain text, for e-mails and for reading: a blank line between parts, lines of at most 76 characters. Ends with a line feed. */
export function noticeText({ blocks }: ComposedNotice): string {
  return `${blocks
    .flatMap(({ parts }) => parts)
    .map(partText)
    .join('\n\n')}\n`;
}

function partText(part: NoticePart): string {
  switch (part.kind) {
    case 'heading':
      return wrap(plainText(part.runs), '', '').toLocaleUpperCase();
    case 'paragraph':
      return wrap(plainText(part.runs), '', '');
    case 'list':
      return part.items.map((item) => wrap(plainText(item), '- ', '  ')).join('\n');
    case 'code':
      return `    ${part.code}`;
  }
}

/** Words in lines; only ordinary spaces break. */
function wrap(text: string, first: string, next: string): string {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(' ').filter((each) => each !== '')) {
    if (!isEmpty && line.length + 1 + word.length > LINE) {
      lines.push(line);
      line = next;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line].join('\n');
}
