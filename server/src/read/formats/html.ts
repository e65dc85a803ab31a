import { decode } from '../../text/windows1252.ts';
import type { Encoding } from '../detectEncoding.ts';
import type { Format } from '../format.ts';
import { LineBuilder } from '../emitLines.ts';
import { headText, looksLikeText } from '../looksLikeText.ts';
import { type MarkupHandler, parseMarkup } from '../parseMarkup.ts';

const BLOCKS = new Set(
  'address article aside blockquote br center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol option p pre section table tbody tfoot thead title tr ul'.split(
    ' ',
  ),
);
const SKIPPED = new Set(['script', 'style', 'template']);

/** HTML pages: blocks become lines, cells are cut by tabs. */
export const html: Format = {
  name: 'html',
  recognise(head, extension) {
    if (!looksLikeText(head)) return 0;
    const start = headText(head, 4096);
    if (/<!doctype html|<html[\s>]/i.test(start)) return 0.9;
    return /^html?$|^xhtml$/.test(extension) && /<[a-z]+[\s>]/i.test(start) ? 0.7 : 0;
  },
  async read(source, sink) {
    const lines = new LineBuilder(sink);
    await lines.page();
    await parseHtml(source.stream(), lines);
    await lines.end();
  },
};

/** Writes the text of an HTML document as lines; the encoding is told from the bytes where it is not given. */
export async function parseHtml(
  chunks: AsyncIterable<Uint8Array>,
  lines: LineBuilder,
  encoding?: Encoding,
): Promise<void> {
  await parseMarkup(chunks, 'html', htmlHandler(lines), () => lines.flushLines(), encoding);
}

/** The text of an HTML document that is in memory, as Windows-1252. */
export async function htmlToText(html: Uint8Array): Promise<string> {
  return decode(await htmlLines(oneChunk(html)));
}

/** The lines of an HTML document, as Windows-1252: for texts that are held. */
export async function htmlLines(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  const lines = new LineBuilder({
    segment: (segment) => {
      if (segment.kind === 'text') parts.push(segment.bytes.slice());
    },
  });
  await parseHtml(chunks, lines, 'windows-1252');
  await lines.end();
  return Buffer.concat(parts);
}

async function* oneChunk(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

/** Values of attributes that programs read and readers do not see: numbers of five digits and more. */
const HIDDEN_NUMBER = /^[A-Z]{0,3}\d{5,15}$/i;
/** Longest title of an element that is read, characters. */
const TITLE_LIMIT = 300;

/** Turns the markup of a page into lines. */
export function htmlHandler(lines: LineBuilder): MarkupHandler {
  let skipped = 0;
  let cellDepth = 0;
  /** The inline element that has just ended, with nothing behind it yet. */
  let ended: string | null = null;
  /** Last character of the text so far on the line. */
  let last = '';
  let notes: string[] = [];
  const handler: MarkupHandler = {
    open(name, attributes) {
      if (SKIPPED.has(name)) skipped++;
      if (name === 'td' || name === 'th') openCell();
      else if (BLOCKS.has(name)) breakLine(name);
      else if (ended !== null && ended !== name) separate();
      if (name === 'input' && attributes['value'] !== undefined && attributes['type'] !== 'hidden')
        write(` ${attributes['value']} `);
      if (attributes['alt'] !== undefined) write(` ${attributes['alt']} `);
      if (name === 'meta' && /^(?:author|description|keywords|subject)$/i.test(attributes['name'] ?? ''))
        write(attributes['content'] ?? '');
      notes.push(...hiddenNotes(attributes));
    },
    text(text) {
      if (skipped > 0 || text === '') return;
      if (ended !== null && isSeam(last, text[0]!)) separate();
      write(text);
    },
    close(name) {
      if (SKIPPED.has(name)) skipped = Math.max(0, skipped - 1);
      if (name === 'td' || name === 'th') {
        writeNotes();
        cellDepth = Math.max(0, cellDepth - 1);
        lines.tab();
        last = '';
      } else if (BLOCKS.has(name)) breakLine(name);
      else ended = name;
    },
  };
  return handler;

  function write(text: string): void {
    lines.text(text);
    ended = null;
    last = text.at(-1) ?? last;
  }
  /** Elements side by side are set apart by the style sheet, if not by a blank. */
  function separate(): void {
    lines.blank();
    ended = null;
  }
  /** A cell that begins where the one before has not been ended. */
  function openCell(): void {
    if (cellDepth > 0) {
      writeNotes();
      lines.tab();
    } else cellDepth++;
    ended = null;
  }
  /** Blocks inside a cell stay on the line of its row. */
  function breakLine(name: string): void {
    writeNotes();
    ended = null;
    last = '';
    if (cellDepth > 0 && name !== 'tr' && name !== 'table') lines.blank();
    else {
      if (name === 'tr' || name === 'table') cellDepth = 0;
      lines.endLine();
    }
  }
  /** What the attributes of a line's elements say stands at its end, so that it does not tear names apart. */
  function writeNotes(): void {
    if (notes.length > 0 && skipped === 0) lines.text(` ${[...new Set(notes)].join(' ')} `);
    notes = [];
  }
}

/** Titles of elements (shown where the pointer rests), numbers in links and in data attributes. */
function hiddenNotes(attributes: Readonly<Record<string, string>>): string[] {
  const notes: string[] = [];
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'title' && value.length <= TITLE_LIMIT) notes.push(`(${value})`);
    else if (name.startsWith('data-') && HIDDEN_NUMBER.test(value))
      notes.push(`(${name.slice(5)} : ${value})`);
    else if (name === 'href') {
      for (const [, key, number] of value.matchAll(/[?&;]([\w-]{1,20})=([^&;#]*)/g))
        if (HIDDEN_NUMBER.test(number!)) notes.push(`(${key!} : ${number!})`);
    }
  }
  return notes;
}

/** Where two texts without a blank between them are two words: 'Saïd' and 'J2', '117' and 'PIETRI'. */
function isSeam(before: string, after: string): boolean {
  return (/\p{Ll}/u.test(before) && /\p{Lu}/u.test(after)) || (/\d/.test(before) && /\p{L}/u.test(after));
}
