import { LineBuilder } from '../emitLines.ts';
import { type Format, ReadFault, type Source } from '../format.ts';
import { type MarkupHandler, parseMarkup } from '../parseMarkup.ts';
import { looksLikeOffice } from '../officePackage.ts';
import { type ZipEntry, zipEntries } from '../zipArchive.ts';

/** Parts of a Word document in the order in which they are read; the body stands between headers and footers. */
const PARTS = [
  /^word\/header\d*\.xml$/,
  /^word\/document\d*\.xml$/,
  /^word\/footer\d*\.xml$/,
  /^word\/(?:footnotes|endnotes|comments)\.xml$/,
  /^docProps\/core\.xml$/,
];

/** Word 2007 and later: body, headers, footers, notes, comments, tracked changes, text boxes. */
export const docx: Format = {
  name: 'docx',
  recognise: (head, extension) => looksLikeOffice(head, extension, 'word/', ['docx', 'docm', 'dotx', 'dotm']),
  async read(source, sink) {
    const entries = await entriesByPart(source);
    const lines = new LineBuilder(sink);
    await lines.page();
    for (const entry of entries) {
      if (entry.encrypted) throw new ReadFault('encrypted', 'password_needed');
      const pages: { due: boolean } = { due: false };
      await parseMarkup(
        entry.open(),
        'xml',
        wordHandler(lines, pages),
        async () => {
          await lines.flushLines();
        },
        'utf-8',
      );
      await lines.flush();
    }
    await lines.end();
  },
};

async function entriesByPart(source: Source): Promise<ZipEntry[]> {
  const entries: ZipEntry[] = [];
  for await (const entry of zipEntries(source))
    if (PARTS.some((part) => part.test(entry.displayName))) entries.push(entry);
  if (!entries.some((entry) => PARTS[1]!.test(entry.displayName)))
    throw new ReadFault('corrupt', 'damaged_structure');
  const rank = (entry: ZipEntry): number => PARTS.findIndex((part) => part.test(entry.displayName));
  return entries.sort((a, b) => rank(a) - rank(b));
}

/** Elements whose text is shown, or was (w:delText: deleted but still in the file). */
const TEXT = new Set([
  'w:t',
  'w:delText',
  'dc:title',
  'dc:subject',
  'dc:description',
  'cp:keywords',
  'm:t',
  'a:t',
]);

function wordHandler(lines: LineBuilder, pages: { due: boolean }): MarkupHandler {
  let reading = false;
  let cells = 0;
  let fallback = 0;
  return {
    open(name, attributes) {
      if (name === 'mc:Fallback') fallback++;
      if (TEXT.has(name)) reading = fallback === 0;
      else if (name === 'w:tc') cells++;
      else if (name === 'w:tab' && fallback === 0) lines.tab();
      else if (name === 'w:br' || name === 'w:cr') {
        if (attributes['w:type'] === 'page') pages.due = true;
        if (cells > 0) lines.blank();
        else lines.newline();
      }
    },
    text(text) {
      if (reading) lines.text(text);
    },
    close(name) {
      if (name === 'mc:Fallback') fallback--;
      if (TEXT.has(name)) {
        reading = false;
        if (!name.startsWith('w:') && name !== 'm:t') lines.endLine();
      } else if (name === 'w:tc') {
        cells--;
        lines.tab();
      } else if (name === 'w:tr') lines.endLine();
      else if (name === 'w:p') {
        if (cells > 0) lines.blank();
        else lines.newline();
      }
    },
  };
}
