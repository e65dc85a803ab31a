import { LineBuilder } from '../emitLines.ts';
import type { Format, Member } from '../format.ts';
import { findStorage, findStream } from '../compoundFile.ts';
import { writeProperties } from '../office/documentProperties.ts';
import { embeddedMembers, packagedPaths } from '../office/embeddedObjects.ts';
import { readOleProperties } from '../office/oleProperties.ts';
import { openWord } from '../office/openWord.ts';
import { pictureMembers } from '../office/pictureRecords.ts';
import { parseWordFile } from '../office/wordFile.ts';
import { writeMacros } from '../office/vbaMacros.ts';
import { writeWordDocument } from '../office/writeWordDocument.ts';

/** Word 2 to 2003: all stories, revisions, text left behind by fast saves, properties. Pictures and embedded objects are members. */
export const doc: Format = {
  name: 'doc',
  recognise: (head) => (isWord2(head) ? 0.9 : 0),
  recogniseCompound: (root) => (findStream(root, 'WordDocument') === undefined ? 0 : 0.95),
  async read(source, sink, context) {
    const { root, main, tables, data } = await openWord(source, context);
    const lines = new LineBuilder(sink);
    await writeWordDocument(parseWordFile(main, tables), data, lines);
    if (root !== null) {
      await lines.list('paths', await packagedPaths(root.storages));
      await writeMacros(root, lines);
      await writeProperties(lines, await readOleProperties(root));
    }
    await lines.end();
  },
  async *members(source, context): AsyncGenerator<Member> {
    const { root, main, data } = await openWord(source, context);
    if (root === null) return;
    yield* pictureMembers(data === null ? [main] : [data, main]);
    yield* embeddedMembers(findStorage(root, 'ObjectPool')?.storages ?? []);
  },
};

/** Word for Windows 2: its block of file information begins the file. */
function isWord2(head: Uint8Array): boolean {
  return head[0] === 0xdb && head[1] === 0xa5 && head[2] === 0x2d && head[3] === 0;
}
