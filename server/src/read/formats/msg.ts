import { isCompoundFile } from '../compoundFile.ts';
import type { Format } from '../format.ts';
import { itemMembers } from '../mapi/itemMembers.ts';
import { readMsg } from '../mapi/msgItem.ts';
import { writeMapiItem } from '../mapi/writeMapiItem.ts';

/** Names of streams that every message has, as they stand in the directory. */
const MARKS = ['__properties_version1.0', '__nameid_version1.0', '__substg1.0_'].map((name) =>
  Buffer.from(name, 'utf16le'),
);

/** Items saved by Outlook (.msg, templates .oft): mails, contacts, calendar entries, tasks, notes. */
export const msg: Format = {
  name: 'msg',
  recognise(head, extension) {
    if (!isCompoundFile(head)) return 0;
    const bytes = Buffer.from(head.buffer, head.byteOffset, head.length);
    if (MARKS.some((mark) => bytes.includes(mark))) return 0.95;
    // The directory of a large file may lie anywhere.
    return extension === 'msg' || extension === 'oft' ? 0.9 : 0;
  },
  read: async (source, sink) => writeMapiItem(await readMsg(source), sink),
  async *members(source) {
    yield* itemMembers(await readMsg(source));
  },
};
