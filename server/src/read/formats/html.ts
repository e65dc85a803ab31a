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
    const start = headText(head.subarray(0, 4096));
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

function htmlHandler(lines: LineBuilder): MarkupHandler {
  let skipped = 0;
  let cellDepth = 0;
  const handler: MarkupHandler = {
    open(name, attributes) {
      if (SKIPPED.has(name)) skipped++;
      if (name === 'td' || name === 'th') cellDepth++;
      else if (BLOCKS.has(name)) breakLine(name);
      if (name === 'input' && attributes['value'] !== undefined && attributes['type'] !== 'hidden')
        lines.text(` ${attributes['value']} `);
      if (attributes['alt'] !== undefined) lines.text(` ${attributes['alt']} `);
      if (name === 'meta' && /^(?:author|description|keywords|subject)$/i.test(attributes['name'] ?? ''))
        lines.text(attributes['content'] ?? '');
    },
    text(text) {
      if (skipped === 0) lines.text(text);
    },
    close(name) {
      if (SKIPPED.has(name)) skipped = Math.max(0, skipped - 1);
      if (name === 'td' || name === 'th') {
        cellDepth = Math.max(0, cellDepth - 1);
        lines.tab();
      } else if (BLOCKS.has(name)) breakLine(name);
    },
  };
  /** Blocks inside a cell stay on the line of its row. */
  function breakLine(name: string): void {
    if (cellDepth > 0 && name !== 'tr' && name !== 'table') lines.blank();
    else lines.endLine();
  }
  return handler;
}
