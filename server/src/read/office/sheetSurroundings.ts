import { localName, type MarkupHandler } from '../parseMarkup.ts';
import { outsideTargets, type OfficePackage } from './officePackage.ts';
import { escapedText } from './sheetMarkup.ts';
import type { SheetTexts } from './sheetTexts.ts';

/** Parts beside the sheets that hold text. */
const SURROUNDINGS =
  /^xl\/(?:comments|threadedComments|drawings|charts|diagrams)[^/]*(?:\/[^/]+)?\.(?:xml|vml)$/i;
const PERSONS = /^xl\/persons\/[^/]*\.xml$/;
const VALUE_LIMIT = 1 << 20;

/** Gathers the text around the cells of sheets: comments and answers to them, text boxes, shapes, charts, addresses. */
export class SheetSurroundings {
  readonly #file: OfficePackage;
  readonly #seen = new Set<string>();
  #persons: Promise<Map<string, string>> | null = null;

  constructor(file: OfficePackage) {
    this.#file = file;
  }

  /** What belongs to a sheet, by its links and by theirs. */
  async gather(sheet: string, texts: SheetTexts): Promise<void> {
    const relations = await this.#file.relations(sheet);
    for (const address of outsideTargets(relations)) texts.add(address);
    for (const { target, isExternal } of relations) {
      if (isExternal || this.#seen.has(target) || !SURROUNDINGS.test(target)) continue;
      await this.#read(target, texts);
      await this.gather(target, texts);
    }
  }

  /** What no sheet refers to. */
  async gatherRest(texts: SheetTexts): Promise<void> {
    for (const name of this.#file.matching(SURROUNDINGS))
      if (!this.#seen.has(name)) await this.#read(name, texts);
  }

  async #read(name: string, texts: SheetTexts): Promise<void> {
    this.#seen.add(name);
    if (/\.vml$/i.test(name)) await this.#file.parse(name, vmlHandler(texts));
    else if (/comments/i.test(name)) await this.#file.parse(name, commentHandler(texts, await this.#names()));
    else await this.#file.parse(name, drawingHandler(texts));
  }

  /** Names of those who wrote answers to comments, by their ids. */
  #names(): Promise<Map<string, string>> {
    this.#persons ??= (async () => {
      const names = new Map<string, string>();
      const open: MarkupHandler['open'] = (name, attributes) => {
        if (localName(name) === 'person') names.set(attributes['id'] ?? '', attributes['displayName'] ?? '');
      };
      for (const part of this.#file.matching(PERSONS)) await this.#file.parse(part, { open });
      return names;
    })();
    return this.#persons;
  }
}

/** Comments (with a list of authors) and answers to them (with ids of persons). */
function commentHandler(texts: SheetTexts, persons: ReadonlyMap<string, string>): MarkupHandler {
  const authors: string[] = [];
  let cell = '';
  let author = '';
  let value = '';
  let isReading = false;
  return {
    open(name, attributes) {
      const local = localName(name);
      isReading = local === 't' || local === 'text' || local === 'author';
      if (local === 'author') value = '';
      if (local !== 'comment' && local !== 'threadedComment') return;
      cell = attributes['ref'] ?? '';
      author = persons.get(attributes['personId'] ?? '') ?? authors[Number(attributes['authorId'])] ?? '';
      value = '';
    },
    text(text) {
      if (isReading && value.length < VALUE_LIMIT) value += text;
    },
    close(name) {
      const local = localName(name);
      isReading = false;
      if (local === 'author') authors.push(value);
      else if (local === 'comment' || local === 'threadedComment')
        texts.comment(cell, author, escapedText(value));
    },
  };
}

/** Text boxes and buttons of VML. */
function vmlHandler(texts: SheetTexts): MarkupHandler {
  let boxes = 0;
  let value = '';
  return {
    open(name, attributes) {
      if (localName(name) === 'textbox') boxes++;
      texts.add(attributes['alt'] ?? '');
    },
    text(text) {
      if (boxes > 0 && value.length < VALUE_LIMIT) value += text;
    },
    close(name) {
      const local = localName(name);
      if (local === 'textbox') boxes = Math.max(0, boxes - 1);
      if (local !== 'textbox' && local !== 'div') return;
      texts.add(value);
      value = '';
    },
  };
}

/** Shapes, charts and diagrams: paragraphs, the points that charts keep, what shapes are called. */
function drawingHandler(texts: SheetTexts): MarkupHandler {
  let value = '';
  let points = 0;
  let isReading = false;
  return {
    open(name, attributes) {
      const local = localName(name);
      if (local === 'pt') points++;
      else if (local === 't' || (local === 'v' && points > 0)) isReading = true;
      else if (local === 'cNvPr') {
        for (const key of ['descr', 'title']) texts.add(attributes[key] ?? '');
        if (/\.[a-z]{3,4}$/i.test(attributes['name'] ?? '')) texts.add(attributes['name'] ?? '');
      }
    },
    text(text) {
      if (isReading && value.length < VALUE_LIMIT) value += text;
    },
    close(name) {
      const local = localName(name);
      if (local === 't' || local === 'v') isReading = false;
      if (local === 'pt') points = Math.max(0, points - 1);
      if (local !== 'p' && local !== 'pt') return;
      // Points that are mere numbers stand in the cells as well.
      if (local === 'p' || /\p{L}/u.test(value)) texts.add(value);
      value = '';
    },
  };
}
