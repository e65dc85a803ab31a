import { findStream } from '../compoundFile.ts';
import type { Format } from '../format.ts';
import { itemMembers } from '../mapi/itemMembers.ts';
import { readMsg } from '../mapi/msgItem.ts';
import { writeMapiItem } from '../mapi/writeMapiItem.ts';

/** Items saved by Outlook (.msg, templates .oft): mails, contacts, calendar entries, tasks, notes. */
export const msg: Format = {
  name: 'msg',
  recognise: () => 0,
  recogniseCompound: (root) => (findStream(root, '__properties_version1.0') === undefined ? 0 : 0.95),
  read: async (source, sink) => writeMapiItem(await readMsg(source), sink),
  async *members(source) {
    yield* itemMembers(await readMsg(source));
  },
};
