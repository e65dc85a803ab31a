import type { LineBuilder } from '../emitLines.ts';
import { ReadFault } from '../format.ts';
import { findStream } from '../compoundFile.ts';
import { lastDocument, type Presentation } from './pptFile.ts';
import { findRecord, type PptRecord, recordsIn } from './pptRecords.ts';
import { slideLines, textOf } from './pptTexts.ts';
import { readableRuns } from './readableRuns.ts';
import { shapeTexts } from './shapeTexts.ts';

const TEXT_LIMIT = 512 << 20;

const SLIDE = 0x03ee;
const NOTES = 0x03f0;
const NOTES_HEAD = 0x03f1;
const MASTER = 0x03f8;
const HANDOUT = 0x0fc9;
const SLIDE_LIST = 0x0ff0;
const SLIDE_ENTRY = 0x03f3;

/** The lists of the document, by the instance of their record. */
const SLIDES = 0;
const MASTERS = 1;
const NOTES_LIST = 2;

/** A slide as a list of the document names it. */
interface Entry {
  readonly object: number;
  readonly slideId: number;
  /** Texts that the list holds for it. */
  readonly texts: string[];
}

/** Writes the text of a presentation: a page for each slide with its notes, then masters, then what earlier saves left in the file. */
export async function writePresentation(presentation: Presentation, lines: LineBuilder): Promise<void> {
  const { stream } = presentation;
  const document = presentation.document ?? lastDocument(stream);
  const writer = new PresentationWriter(presentation, lines);
  if (document !== null) await writer.current(document);
  if (!presentation.isEncrypted) await writer.earlier();
  if (writer.isEmpty && document === null) await writeUnstructured(presentation, lines);
}

/** A presentation without records that we know (PowerPoint 95): whatever reads like text. */
async function writeUnstructured({ root, stream }: Presentation, lines: LineBuilder): Promise<void> {
  const other = await findStream(root, 'Text_Content')?.bytes(TEXT_LIMIT);
  const texts = [stream, other ?? new Uint8Array(0)].flatMap(readableRuns);
  if (texts.length === 0) throw new ReadFault('corrupt', 'damaged_structure');
  await lines.part('');
  for (const text of texts) {
    lines.text(text);
    lines.newline();
  }
  await lines.flush();
  throw new ReadFault('read_in_part', 'no_reader');
}

class PresentationWriter {
  readonly #presentation: Presentation;
  readonly #lines: LineBuilder;
  /** Lines that were written: an earlier version repeats most of them. */
  readonly #written = new Set<string>();

  constructor(presentation: Presentation, lines: LineBuilder) {
    this.#presentation = presentation;
    this.#lines = lines;
  }

  get isEmpty(): boolean {
    return this.#written.size === 0;
  }

  /** The presentation as it is shown. */
  async current(document: PptRecord): Promise<void> {
    const notes = this.#notesBySlide(document);
    for (const entry of listOf(document, SLIDES)) {
      await this.#lines.page();
      this.#write(this.#linesOf(entry));
      this.#write(notes.get(entry.slideId) ?? []);
    }
    const masters = listOf(document, MASTERS).flatMap((entry) => this.#linesOf(entry));
    await this.#writePart('masters', [...masters, ...slideLines(withoutLists(document))]);
    await this.#lines.flush();
  }

  /** Slides and notes that the last save no longer refers to. */
  async earlier(): Promise<void> {
    const { stream, places } = this.#presentation;
    const old: string[] = [];
    for (const record of recordsIn(stream))
      if ([SLIDE, NOTES, MASTER, HANDOUT].includes(record.type) && !places.has(record.position))
        old.push(...contentLines(record));
    await this.#writePart(
      'earlier versions',
      old.filter((line) => !this.#written.has(line)),
    );
  }

  #notesBySlide(document: PptRecord): Map<number, string[]> {
    const notes = new Map<number, string[]>();
    for (const entry of listOf(document, NOTES_LIST)) {
      const record = this.#presentation.object(entry.object);
      const head = record === null ? undefined : findRecord(record.body, NOTES_HEAD);
      const slide = head !== undefined && head.body.length >= 4 ? head.body.readUInt32LE(0) : 0;
      notes.set(slide, [...(notes.get(slide) ?? []), ...this.#linesOf(entry)]);
    }
    return notes;
  }

  #linesOf({ object, texts }: Entry): string[] {
    const record = this.#presentation.object(object);
    return record === null ? texts : contentLines(record, texts);
  }

  async #writePart(name: string, texts: readonly string[]): Promise<void> {
    if (texts.length === 0) return;
    await this.#lines.part(name);
    this.#write(texts);
    await this.#lines.flush();
  }

  #write(texts: readonly string[]): void {
    for (const text of texts) {
      this.#written.add(text);
      for (const [i, cell] of text.split('\t').entries()) {
        if (i > 0) this.#lines.tab();
        this.#lines.text(cell);
      }
      this.#lines.newline();
    }
  }
}

/** The text of a slide and of its shapes (WordArt, alternative texts). */
function contentLines(record: PptRecord, outline: readonly string[] = []): string[] {
  return [...slideLines(record.body, outline), ...shapeTexts(record.body)];
}

/** The entries of one of the lists of a document ([MS-PPT] 2.4.14.3): each is followed by its texts. */
function listOf(document: PptRecord, list: number): Entry[] {
  const entries: Entry[] = [];
  for (const { type, instance, body } of recordsIn(document.body)) {
    if (type !== SLIDE_LIST || instance !== list) continue;
    for (const record of recordsIn(body)) {
      const text = textOf(record);
      if (text !== null) entries.at(-1)?.texts.push(text);
      else if (record.type === SLIDE_ENTRY && record.body.length >= 16)
        entries.push({
          object: record.body.readUInt32LE(0),
          slideId: record.body.readUInt32LE(12),
          texts: [],
        });
    }
  }
  return entries;
}

/** What a document says besides its lists of slides: headers and footers, links. */
function withoutLists(document: PptRecord): Buffer {
  const kept: Buffer[] = [];
  for (const { type, position, body } of recordsIn(document.body))
    if (type !== SLIDE_LIST) kept.push(document.body.subarray(position, position + 8 + body.length));
  return Buffer.concat(kept);
}
