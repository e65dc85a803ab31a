import { decode } from '../text/windows1252.ts';
import { type Format, type Member, ReadFault, type Source } from './format.ts';
import { cellStart } from './segment.ts';

/** What a format made of a source, for tests. */
export interface ReadForTest {
  readonly parts: readonly string[];
  /** The text and the cells in order; cells of a row are separated by '|'. */
  readonly text: string;
  readonly members: readonly Member[];
  /** Fates of reading the text and of listing the members, '' where all went well. */
  readonly fates: readonly [text: string, members: string];
}

/** Reads a source with a format: its own text, then its members. */
export async function readForTest(format: Format, source: Source): Promise<ReadForTest> {
  const parts: string[] = [];
  let text = '';
  const members: Member[] = [];
  const context = { passwords: [] };
  const textFate = await fateOf(async () => {
    await format.read?.(
      source,
      {
        segment(segment) {
          if (segment.kind === 'part') parts.push(segment.name);
          else if (segment.kind === 'text') text += decode(segment.bytes);
          else if (segment.kind === 'rows')
            segment.cellEnds.forEach(
              (end, c) => (text += `${decode(segment.bytes, cellStart(segment.cellEnds, c), end)}|`),
            );
        },
      },
      context,
    );
  });
  const memberFate = await fateOf(async () => {
    for await (const member of format.members?.(source, context) ?? []) members.push(member);
  });
  return { parts, text, members, fates: [textFate, memberFate] };
}

async function fateOf(act: () => Promise<void>): Promise<string> {
  try {
    await act();
    return '';
  } catch (error) {
    if (!(error instanceof ReadFault)) throw error;
    return `${error.fate} ${error.reason}`;
  }
}
