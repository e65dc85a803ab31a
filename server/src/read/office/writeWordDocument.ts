import type { LineBuilder } from '../emitLines.ts';
import { ReadFault } from '../format.ts';
import { readableRuns } from './readableRuns.ts';
import { shapeTexts } from './shapeTexts.ts';
import { type CommentHead, commentHeads } from './wordComments.ts';
import { type Piece, STORIES, type Story, type WordFile } from './wordFile.ts';
import { type ParagraphMarks, WordLines } from './wordLines.ts';
import { WordLists } from './wordLists.ts';
import { WordParagraphs } from './wordParagraphs.ts';
import { CHARACTER_PAGES, formattingPlaces, PAGE_BYTES, PARAGRAPH_PAGES } from './wordProperties.ts';
import { WordRevisions } from './wordRevisions.ts';
import { stringTable } from './wordStrings.ts';

/** The header names the patient before the body speaks of him; what is hidden comes last. */
const ORDER: readonly Story[] = [
  'headers',
  'body',
  'footnotes',
  'endnotes',
  'comments',
  'text boxes',
  'text boxes in headers',
  'macros',
];
/** Pieces may lie on one another: more text than so many times the file is a trick. */
const EXPANSION_LIMIT = 4;
/** Characters decoded at once. */
const WINDOW = 65_536;

/** Numbers of tables with drawings, with names and paths of the last saves, and with variables ([MS-DOC] 2.5.6). */
const DRAWINGS = 50;
const SAVED_BY = 71;
const VARIABLES = 60;

/** Writes all text of a Word document before 2007: its stories, its variables, and what it no longer shows. */
export async function writeWordDocument(
  file: WordFile,
  data: Uint8Array | null,
  lines: LineBuilder,
): Promise<void> {
  const format = {
    paragraphs: new WordParagraphs(file, data),
    revisions: new WordRevisions(file),
    lists: new WordLists(file),
  };
  const stories = cutIntoStories(file);
  for (const story of ORDER) await writeStory(story, stories.get(story) ?? [], file, format, lines);
  await lines.list('shapes', drawings(file, data).flatMap(shapeTexts));
  await lines.list('variables', stringTable(file.table(VARIABLES)));
  await lines.list('saved by', savedBy(file));
  await lines.list('deleted text', unusedText(file));
  if (isExpanded(file)) throw new ReadFault('read_in_part', 'output_limit');
}

/** What is known of the formatting of the text. */
interface Formatting {
  readonly paragraphs: WordParagraphs;
  readonly revisions: WordRevisions;
  readonly lists: WordLists;
}

/** What holds the properties of shapes: those that float, and those that stand in the text. */
function drawings(file: WordFile, data: Uint8Array | null): Uint8Array[] {
  return [file.table(DRAWINGS), data].filter((stream) => stream !== null);
}

/** The last saves: who, and under which path. */
function savedBy(file: WordFile): string[] {
  return stringTable(file.table(SAVED_BY)).map((text, i) => (i % 2 === 0 ? `Saisi par : ${text}` : text));
}

/** The pieces of each story. What lies behind the last one belongs to the body. */
function cutIntoStories(file: WordFile): Map<Story, Piece[]> {
  const stories = new Map<Story, Piece[]>();
  const pieces = [...file.pieces].reverse();
  let left = file.main.length * EXPANSION_LIMIT;
  const take = (count: number): Piece[] => {
    const taken: Piece[] = [];
    for (let open = Math.min(count, left); open > 0 && pieces.length > 0;) {
      const piece = pieces.pop()!;
      const characters = Math.min(piece.characters, open);
      taken.push({ ...piece, characters });
      if (characters < piece.characters)
        pieces.push({
          ...piece,
          offset: piece.offset + characters * piece.width,
          characters: piece.characters - characters,
        });
      open -= characters;
      left -= characters;
    }
    return taken;
  };
  for (const [i, story] of STORIES.entries()) stories.set(story, take(file.lengths[i] ?? 0));
  stories.get('body')!.push(...take(Infinity));
  return stories;
}

function isExpanded(file: WordFile): boolean {
  let characters = 0;
  for (const piece of file.pieces) characters += piece.characters;
  return characters > file.main.length * EXPANSION_LIMIT;
}

async function writeStory(
  story: Story,
  pieces: readonly Piece[],
  file: WordFile,
  format: Formatting,
  lines: LineBuilder,
): Promise<void> {
  if (pieces.length === 0) return;
  if (story === 'body') await lines.page();
  else await lines.part(story);
  const writer = new StoryWriter(file, format, lines, story === 'comments' ? commentHeads(file) : []);
  for (const piece of pieces) await writer.piece(piece);
  await writer.end();
}

/** Writes the pieces of one story, a window of characters at a time. */
class StoryWriter {
  readonly #file: WordFile;
  readonly #format: Formatting;
  readonly #lines: LineBuilder;
  readonly #writer: WordLines;
  /** Who wrote the comments that are still to come. */
  readonly #heads: CommentHead[];
  #position = 0;
  #last = '';

  constructor(file: WordFile, format: Formatting, lines: LineBuilder, heads: CommentHead[]) {
    this.#file = file;
    this.#format = format;
    this.#lines = lines;
    this.#writer = new WordLines(lines);
    this.#heads = heads;
  }

  async piece({ offset, width, characters }: Piece): Promise<void> {
    for (let done = 0; done < characters;) {
      this.#writeHeads();
      const untilHead = (this.#heads[0]?.position ?? Infinity) - this.#position;
      const at = offset + done * width;
      const { change, end } = this.#format.revisions.at(at);
      const unchanged = Math.max(1, Math.ceil((end - at) / width));
      const count = Math.min(WINDOW, characters - done, untilHead, unchanged);
      const text = charactersAt(this.#file, at, count, width);
      this.#writer.add(text, change, marksOf(this.#format, text, at, width, this.#last));
      this.#last = text.at(-1) ?? '';
      this.#position += count;
      done += count;
      await this.#lines.flushLines();
    }
  }

  #writeHeads(): void {
    while (this.#heads.length > 0 && this.#heads[0]!.position <= this.#position) {
      this.#lines.text(`Auteur : ${this.#heads.shift()!.author}`);
      this.#lines.newline();
    }
  }

  end(): Promise<void> {
    return this.#writer.end();
  }
}

function charactersAt(file: WordFile, offset: number, count: number, width: 1 | 2): string {
  const bytes = file.main.subarray(offset, offset + count * width);
  if (width === 1) return file.decode(bytes);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf16le');
}

/** Where tables and rows end, and numbers of lists: by the properties of paragraphs; where those are lost, two marks in a row end a table's row. */
function marksOf(
  { paragraphs, lists }: Formatting,
  text: string,
  offset: number,
  width: number,
  last: string,
): ParagraphMarks {
  if (paragraphs.isKnown)
    return {
      isInTable: (index) => paragraphs.isInTable(offset + index * width),
      isRowEnd: (index) => paragraphs.isRowEnd(offset + index * width),
      label: (index) => (lists.isEmpty ? '' : lists.next(paragraphs.formatAt(offset + index * width))),
    };
  return {
    isInTable: () => false,
    isRowEnd: (index) => (index === 0 ? last : text[index - 1]) === '\u0007',
    label: () => '',
  };
}

/** Text that no piece uses any more: fast saves leave it in the file, between pages of formatting. */
function unusedText(file: WordFile): string[] {
  const { from, to } = file.textArea;
  const end = Math.min(to, file.main.length);
  const used = [
    ...file.pieces.map(({ offset, width, characters }) => ({
      start: offset,
      end: offset + width * characters,
    })),
    ...[CHARACTER_PAGES, PARAGRAPH_PAGES]
      .flatMap((table) => [...formattingPlaces(file, table)])
      .map((start) => ({ start, end: start + PAGE_BYTES })),
    { start: end, end },
  ].sort((a, b) => a.start - b.start);
  const texts: string[] = [];
  let at = from;
  for (const range of used) {
    if (range.start > end) break;
    if (range.start > at) texts.push(...readableRuns(file.main.subarray(at, range.start)));
    at = Math.max(at, range.end);
  }
  return texts;
}
