import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fromSystemError } from '../case/caseError.ts';
import { csvText } from './csvText.ts';
import { xlsxBytes } from './xlsxBytes.ts';

export const EXPORT_FORMATS = ['jsonl', 'csv', 'xlsx'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** A cell value of an export. */
export type Cell = string | number | boolean | null | readonly (string | number)[];
export type Line = Readonly<Record<string, Cell>>;

/**
 * Writes lines to a file, or to `out` when the path is '-'. The file appears whole or not at all: it is written beside its place, synced and renamed.
 * @returns number of lines.
 */
export async function writeTable(
  lines: AsyncIterable<Line>,
  columns: readonly string[],
  format: ExportFormat,
  path: string,
  out: Writable,
): Promise<number> {
  const counted = new CountedLines(lines);
  const bytes = Readable.from(encodeLines(counted, columns, format), { objectMode: false });
  if (path === '-') {
    await pipeline(bytes, out, { end: false });
    return counted.count;
  }
  const draft = `${path}.${process.pid}.part`;
  try {
    await pipeline(bytes, createWriteStream(draft, { flags: 'wx', mode: 0o600 }));
    const handle = await open(draft, 'r');
    await handle.sync();
    await handle.close();
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw fromSystemError(error, path);
  }
  return counted.count;
}

class CountedLines {
  readonly #lines: AsyncIterable<Line>;
  count = 0;

  constructor(lines: AsyncIterable<Line>) {
    this.#lines = lines;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Line> {
    for await (const line of this.#lines) {
      this.count++;
      yield line;
    }
  }
}

/** The bytes of a table, piece by piece. */
export function encodeLines(
  lines: AsyncIterable<Line>,
  columns: readonly string[],
  format: ExportFormat,
): AsyncIterable<string | Uint8Array> {
  switch (format) {
    case 'jsonl':
      return jsonLines(lines);
    case 'csv':
      return csvText(lines, columns);
    case 'xlsx':
      return xlsxBytes(lines, columns);
  }
}

async function* jsonLines(lines: AsyncIterable<Line>): AsyncGenerator<string> {
  for await (const line of lines) yield `${JSON.stringify(line)}\n`;
}
