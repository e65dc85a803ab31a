import { LineBuilder } from '../emitLines.ts';
import type { Format, Member, Sink } from '../format.ts';
import { DrawingMarkup } from '../office/drawingMarkup.ts';
import { outsideTargets, OfficePackage } from '../office/officePackage.ts';
import { writePackageData } from '../office/writePackageData.ts';
import { looksLikeOffice } from '../officePackage.ts';
import { WordMarkup } from '../office/wordMarkup.ts';
import { WordNumbering } from '../office/wordNumbering.ts';

const BODY = /^word\/document\d*\.xml$/;

/** Parts with text, in the order in which they are read: the header names the patient before the body speaks of him. */
const PARTS: readonly { part: RegExp; name: string }[] = [
  { part: /^word\/header\d*\.xml$/, name: 'headers' },
  { part: BODY, name: 'body' },
  { part: /^word\/footer\d*\.xml$/, name: 'footers' },
  { part: /^word\/footnotes\.xml$/, name: 'footnotes' },
  { part: /^word\/endnotes\.xml$/, name: 'endnotes' },
  { part: /^word\/comments\.xml$/, name: 'comments' },
  { part: /^word\/glossary\/document\.xml$/, name: 'glossary' },
];
/** Where a part says what it points at. */
const RELATIONS = /^word\/_rels\//i;
const DRAWINGS = /^word\/(?:charts\/chart|diagrams\/data)\d*\.xml$/;

/**
 * Word 2007 and later: body, headers, notes, comments, tracked changes, text boxes, charts, what pictures are called, variables, properties.
 * Pictures and embedded files are members.
 */
export const docx: Format = {
  name: 'docx',
  recognise: (head, extension) => looksLikeOffice(head, extension, 'word/', ['docx', 'docm', 'dotx', 'dotm']),
  async read(source, sink, context) {
    const file = await OfficePackage.open(source, BODY, context);
    const lines = new LineBuilder(sink);
    await writeText(file, lines, sink);
    await writeDrawings(file, lines);
    await writeLinks(file, lines);
    await writePackageData(file, lines);
    await lines.end();
    file.finish();
  },
  async *members(source, context): AsyncGenerator<Member> {
    const file = await OfficePackage.open(source, BODY, context);
    const chunks = new Set<string>();
    for (const name of file.matching(BODY))
      for (const { type, target } of await file.relations(name)) if (type === 'aFChunk') chunks.add(target);
    yield* file.members(chunks);
  },
};

async function writeText(file: OfficePackage, lines: LineBuilder, sink: Sink): Promise<void> {
  const markup = new WordMarkup(lines, sink);
  const numbering = await WordNumbering.read(file);
  if (!numbering.isEmpty) markup.numbering = numbering;
  for (const { part, name } of PARTS) {
    const names = file.matching(part);
    if (names.length === 0) continue;
    markup.isPaged = name === 'body';
    if (markup.isPaged) await lines.page();
    else await lines.part(name);
    for (const path of names) await file.parse(path, markup, () => lines.flushLines());
    await lines.flush();
  }
  await markup.writeAside(lines);
}

async function writeDrawings(file: OfficePackage, lines: LineBuilder): Promise<void> {
  const drawings = file.matching(DRAWINGS);
  if (drawings.length === 0) return;
  await lines.part('drawings');
  const markup = new DrawingMarkup(lines);
  for (const path of drawings) await file.parse(path, markup, () => lines.flushLines());
  await lines.flush();
  await markup.names.write(lines);
}

async function writeLinks(file: OfficePackage, lines: LineBuilder): Promise<void> {
  if (file.matching(RELATIONS).length === 0) return;
  const addresses = new Set<string>();
  for (const name of [...PARTS.flatMap(({ part }) => file.matching(part)), 'word/settings.xml'])
    for (const address of outsideTargets(await file.relations(name))) addresses.add(address);
  await lines.list('links', addresses);
}
