import { LineBuilder } from '../emitLines.ts';
import type { Format, Member } from '../format.ts';
import { writeProperties } from '../office/documentProperties.ts';
import { OfficePackage } from '../office/officePackage.ts';
import { readPackageProperties } from '../office/packageProperties.ts';
import { localName, type MarkupHandler } from '../parseMarkup.ts';
import { readFileNames } from '../zipHead.ts';

const PAGES = /\.fpage(?:\/\[\d+\](?:\.last)?\.piece)?$/i;
const PIECE = /\/\[\d+\](?:\.last)?\.piece$/;
/** Pieces of text whose heights differ by less stand on one line; in the unit of the page, 1/96 inch. */
const LINE_TOLERANCE = 2;

/** XML Paper Specification, as printer drivers write it (XPS, OpenXPS): pages, title and author. Pictures are members. */
export const xps: Format = {
  name: 'xps',
  recognise(head, extension) {
    if (head[0] !== 0x50 || head[1] !== 0x4b) return 0;
    const isXps = readFileNames(head).some((name) => /\.(?:fpage|fdseq|fdoc)(?:$|\/)/i.test(name));
    return isXps ? 0.96 : /^o?xps$/.test(extension) ? 0.7 : 0;
  },
  async read(source, sink, context) {
    const file = await OfficePackage.open(source, PAGES, context);
    const lines = new LineBuilder(sink);
    for (const page of pagesInOrder(file)) {
      await lines.page();
      await file.parse(page, glyphHandler(lines), () => lines.flushLines());
      await lines.flush();
    }
    await writeProperties(lines, await readPackageProperties(file));
    await lines.end();
    file.finish();
  },
  async *members(source, context): AsyncGenerator<Member> {
    for (const member of (await OfficePackage.open(source, PAGES, context)).members())
      if (!/\.(?:fpage|fdseq|fdoc|dict|struct|frag|odttf|psmdcp)(?:$|\/)/i.test(member.displayName))
        yield member;
  },
};

/** Documents and their pages are numbered ('Documents/1/Pages/10.fpage'). */
function pagesInOrder(file: OfficePackage): string[] {
  const pages = new Set(file.matching(PAGES).map((name) => name.replace(PIECE, '')));
  return [...pages].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/** Text stands in runs of glyphs, each with a place; a run that begins lower or higher begins a line. */
function glyphHandler(lines: LineBuilder): MarkupHandler {
  let height: number | null = null;
  return {
    open(name, attributes) {
      if (localName(name) !== 'Glyphs') return;
      // Text that begins with a brace is marked, since braces mean something else here.
      const text = (attributes['UnicodeString'] ?? '').replace(/^\{\}/, '');
      const y = Number(attributes['OriginY']);
      if (text === '') return;
      if (height !== null && Math.abs(y - height) > LINE_TOLERANCE) lines.endLine();
      else lines.blank();
      height = y;
      lines.text(text);
    },
  };
}
