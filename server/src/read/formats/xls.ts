import type { Format, Member } from '../format.ts';
import { LineBuilder } from '../emitLines.ts';
import { findStream } from '../compoundFile.ts';
import { writeProperties } from '../office/documentProperties.ts';
import { embeddedMembers } from '../office/embeddedObjects.ts';
import { readOleProperties } from '../office/oleProperties.ts';
import { openWorkbook } from '../office/openWorkbook.ts';
import { writePivotCaches } from '../office/biffPivotCache.ts';
import { readWorkbookPictures } from '../office/biffPictures.ts';
import { WorkbookReader } from '../office/biffWorkbook.ts';
import { writeMacros } from '../office/vbaMacros.ts';
import { pictureMembers } from '../office/pictureRecords.ts';

/**
 * Excel 2 to 2003: all sheets (hidden ones too), comments, text boxes, headers, what is kept of other workbooks and of the data behind pivot tables,
 * properties. Pictures and embedded objects are members.
 */
export const xls: Format = {
  name: 'xls',
  recognise: (head) => (isBareWorkbook(head) ? 0.9 : 0),
  recogniseCompound: (root) =>
    findStream(root, 'Workbook') !== undefined || findStream(root, 'Book') !== undefined ? 0.95 : 0,
  async read(source, sink, context) {
    const workbook = await openWorkbook(source);
    await new WorkbookReader(workbook, sink, context).read();
    if (workbook.root === null) return;
    await writePivotCaches(workbook.root, sink);
    const lines = new LineBuilder(sink);
    await writeMacros(workbook.root, lines);
    await writeProperties(lines, await readOleProperties(workbook.root));
    await lines.end();
  },
  async *members(source, context): AsyncGenerator<Member> {
    const workbook = await openWorkbook(source);
    yield* pictureMembers([await readWorkbookPictures(workbook, context)]);
    if (workbook.root !== null) yield* embeddedMembers(workbook.root.storages);
  },
};

/** A workbook without a storage around it begins with the record BOF, with the lengths that it has in each version. */
function isBareWorkbook(head: Uint8Array): boolean {
  if (head[0] !== 0x09 || head[3] !== 0) return false;
  const version = head[1]!;
  return (
    [0, 2, 4, 8].includes(version) &&
    [4, 6, 8, 16].includes(head[2]!) &&
    [0, 5, 6, 0x10, 0x20, 0x40].includes(head[6]!) &&
    head[5] !== 0xff
  );
}
