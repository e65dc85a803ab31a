import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { recogniseFormat } from '@constat/server/read/recogniseFormat.ts';
import { cellStart, type Segment } from '@constat/server/read/segment.ts';
import { memorySource } from '@constat/server/read/source.ts';
import { decode } from '@constat/server/text/windows1252.ts';

/** One cell that a format sent: the part and the row it stands in, its column, and what the format says that it is. */
export interface ReadCell {
  readonly part: string;
  readonly row: number;
  readonly column: string;
  /** '' where the format says nothing. */
  readonly role: string;
  readonly subject: string;
  readonly text: string;
}

/** Reads a file as the reading child would; its filled cells in order. Throws what the format throws. */
export async function readCells(path: string): Promise<{ format: string; cells: ReadCell[] }> {
  const source = memorySource(await readFile(path), basename(path));
  const { format, name } = recogniseFormat(source.head, source.name, source.size);
  const cells: ReadCell[] = [];
  let part = '';
  let columns: readonly { name: string; role: string; subject: string }[] = [];
  let row = 0;
  const take = (segment: Segment): void => {
    if (segment.kind === 'part') {
      part = segment.name;
      columns = [];
    } else if (segment.kind === 'columns')
      columns = segment.names.map((column, c) => ({
        name: column,
        role: segment.declared?.[c]?.role ?? '',
        subject: segment.declared?.[c]?.subject ?? 'person',
      }));
    else if (segment.kind === 'rows') {
      let c = 0;
      for (const end of segment.rowEnds) {
        row++;
        for (; c < end; c++) {
          const text = decode(segment.bytes, cellStart(segment.cellEnds, c), segment.cellEnds[c]);
          const column = columns[segment.cellColumns[c]!];
          if (text !== '')
            cells.push({
              part,
              row,
              column: column?.name ?? '',
              role: column?.role ?? '',
              subject: column?.subject ?? 'person',
              text,
            });
        }
      }
    }
  };
  await format?.read?.(source, { segment: take }, { passwords: [] });
  return { format: name, cells };
}
