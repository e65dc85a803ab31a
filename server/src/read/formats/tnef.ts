import type { Format } from '../format.ts';
import { itemMembers } from '../mapi/itemMembers.ts';
import { readTnef, TNEF_SIGNATURE } from '../mapi/tnefItem.ts';
import { writeMapiItem } from '../mapi/writeMapiItem.ts';

/** Items of Outlook as they travel in mails (winmail.dat, TNEF), and as we write those of a mailbox out. */
export const tnef: Format = {
  name: 'tnef',
  recognise: (head) => (head.length > 4 && Buffer.from(head).readUInt32LE(0) === TNEF_SIGNATURE ? 0.95 : 0),
  read: async (source, sink) => writeMapiItem(await readTnef(source), sink),
  async *members(source) {
    yield* itemMembers(await readTnef(source));
  },
};
