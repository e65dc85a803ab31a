import type { Format } from '../format.ts';
import { itemMembers } from '../mapi/itemMembers.ts';
import { readTnef, TNEF_SIGNATURE } from '../mapi/tnefItem.ts';
import { writeMapiItem } from '../mapi/writeMapiItem.ts';

/** Items of Outlook as they travel in mails (winmail.dat, TNEF), and as we write those of a mailbox out. */
export const tnef: Format = {
  name: 'tnef',
  recognise: (head) => (isTnef(head) ? 0.95 : 0),
  read: async (source, sink) => writeMapiItem(await readTnef(source), sink),
  async *members(source) {
    yield* itemMembers(await readTnef(source));
  },
};

function isTnef(head: Uint8Array): boolean {
  return head.length > 4 && new DataView(head.buffer, head.byteOffset).getUint32(0, true) === TNEF_SIGNATURE;
}
