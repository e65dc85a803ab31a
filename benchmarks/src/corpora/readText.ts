import type { Fate } from '@constat/contract/item.ts';
import { VolumeFinder } from '@constat/server/collect/walkFiles.ts';
import type { Reader } from '@constat/server/read/reader.ts';
import { cellStart } from '@constat/server/read/segment.ts';
import { decode } from '@constat/server/text/windows1252.ts';
import { readAll } from '../readAll.ts';

/** What the reader makes of a file. */
export interface ReadText {
  readonly format: string;
  readonly fate: Fate | null;
  readonly reason: string;
  /** All its text and that of its members, with the names of the members. */
  readonly text: string;
  /** The filled cells of the file itself, in order. */
  readonly cells: readonly string[];
}

const finder = new VolumeFinder();

/** Reads a file with its members behind the wall, as the commands do. */
export async function readText(reader: Reader, path: string): Promise<ReadText> {
  const pieces: string[] = [];
  const cells: string[] = [];
  const volumes = await finder.of(Buffer.from(path));
  const read = await readAll(reader, path, volumes, (segment, chain) => {
    if (segment.kind === 'part') pieces.push(segment.name);
    else if (segment.kind === 'columns') pieces.push(segment.names.join('\t'));
    else pieces.push(decode(segment.bytes));
    if (segment.kind === 'rows' && chain.length === 0)
      segment.cellEnds.forEach((end, c) => {
        const cell = decode(segment.bytes, cellStart(segment.cellEnds, c), end);
        if (cell !== '') cells.push(cell);
      });
  });
  const names = read.items.filter(({ chain }) => chain.length > 0).map(({ displayName }) => displayName);
  return {
    format: read.items[0]?.format ?? 'unknown',
    fate: read.fates[0] ?? null,
    reason: read.reasons[0] ?? '',
    text: [...pieces, ...names].join('\n'),
    cells,
  };
}
