import { LineBuilder } from '../emitLines.ts';
import type { Format, Member } from '../format.ts';
import { DrawingMarkup } from '../office/drawingMarkup.ts';
import { outsideTargets, OfficePackage } from '../office/officePackage.ts';
import { writePackageData } from '../office/writePackageData.ts';
import { SlideComments } from '../office/slideComments.ts';
import { looksLikeOffice } from '../officePackage.ts';
import { localName } from '../parseMarkup.ts';

const PRESENTATION = /^ppt\/presentation\d*\.xml$/;
const SLIDES = /^ppt\/slides\/[^/]*\.xml$/;
const MASTERS = /^ppt\/(?:slideMasters|slideLayouts|notesMasters|handoutMasters)\/[^/]*\.xml$/;
/** What a slide links to that is text: charts, diagrams. */
const DRAWINGS = new Set(['chart', 'diagramData']);

/** PowerPoint 2007 and later: a page for each slide (hidden ones too) with its notes, comments, charts and diagrams; masters, properties. Pictures and embedded files are members. */
export const pptx: Format = {
  name: 'pptx',
  recognise: (head, extension) =>
    looksLikeOffice(head, extension, 'ppt/', ['pptx', 'pptm', 'ppsx', 'ppsm', 'potx', 'potm']),
  async read(source, sink, context) {
    const file = await OfficePackage.open(source, PRESENTATION, context);
    const lines = new LineBuilder(sink);
    const writer = new SlideWriter(file, lines);
    for (const slide of await slidesInOrder(file)) await writer.slide(slide);
    await writer.masters();
    await writePackageData(file, lines);
    await lines.end();
    file.finish();
  },
  async *members(source, context): AsyncGenerator<Member> {
    yield* (await OfficePackage.open(source, PRESENTATION, context)).members();
  },
};

/** The slides as they are shown, then those that were taken out of the presentation but not out of the file. */
async function slidesInOrder(file: OfficePackage): Promise<string[]> {
  const presentation = file.matching(PRESENTATION)[0]!;
  const relations = await file.relations(presentation);
  const slides = new Set<string>();
  await file.parse(presentation, {
    open(name, attributes) {
      if (localName(name) !== 'sldId') return;
      const id = Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1];
      const slide = relations.find((relation) => relation.id === id)?.target;
      if (slide !== undefined && file.has(slide)) slides.add(slide);
    },
  });
  const rest = file.matching(SLIDES).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return [...slides.union(new Set(rest))];
}

class SlideWriter {
  readonly #file: OfficePackage;
  readonly #lines: LineBuilder;
  readonly #comments: SlideComments;

  constructor(file: OfficePackage, lines: LineBuilder) {
    this.#file = file;
    this.#lines = lines;
    this.#comments = new SlideComments(file, lines);
  }

  async slide(slide: string): Promise<void> {
    const lines = this.#lines;
    await lines.page();
    const relations = await this.#file.relations(slide);
    const drawing = await this.#drawing(slide);
    for (const { type, target } of relations) if (DRAWINGS.has(type)) await this.#drawing(target);
    for (const text of drawing.names.take()) this.#line(text);
    for (const address of outsideTargets(relations)) this.#line(address);
    for (const { type, target } of relations) {
      if (type === 'notesSlide') await this.#drawing(target);
      else if (type === 'comments') await this.#comments.write(target);
    }
    await lines.flush();
  }

  async masters(): Promise<void> {
    const masters = this.#file.matching(MASTERS);
    if (masters.length === 0) return;
    await this.#lines.part('masters');
    for (const master of masters) await this.#drawing(master);
    await this.#lines.flush();
  }

  async #drawing(part: string): Promise<DrawingMarkup> {
    const markup = new DrawingMarkup(this.#lines);
    await this.#file.parse(part, markup, () => this.#lines.flushLines());
    this.#lines.endLine();
    return markup;
  }

  #line(text: string): void {
    this.#lines.text(text);
    this.#lines.endLine();
  }
}
