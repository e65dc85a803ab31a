import { type Format, type Member, ReadFault } from '../format.ts';
import { dataSource } from '../mapi/itemMembers.ts';
import { writeTnef } from '../mapi/writeTnef.ts';
import { PstFile } from '../pst/pstFile.ts';
import { PstStore } from '../pst/pstStore.ts';

/** Mailboxes of Outlook (.pst, .ost): each item is a member, written out as TNEF; what hangs on it is a member of that. */
export const pst: Format = {
  name: 'pst',
  recognise: (head) => (Buffer.from(head.subarray(0, 4)).toString('latin1') === '!BDN' ? 0.95 : 0),
  async *members(source, _context, wanted = () => true): AsyncGenerator<Member> {
    const file = await PstFile.open(source);
    const store = await PstStore.open(file);
    let ordinal = 0;
    for await (const { name: displayName, nid } of store.items()) {
      const member = { name: Buffer.from(displayName), displayName };
      if (wanted(ordinal++)) yield { ...member, ...(await openItem(store, nid, displayName)) };
      else yield member;
    }
    if (file.damaged) throw new ReadFault('read_in_part', 'damaged_structure');
  },
};

async function openItem(store: PstStore, nid: number, name: string): Promise<Partial<Member>> {
  try {
    const item = await store.item(nid);
    if (item !== null) return { source: await dataSource(await writeTnef(item), name) };
  } catch (error) {
    if (!(error instanceof ReadFault) || error.fate === 'read_in_part') throw error;
  }
  return { fate: 'corrupt', reason: 'damaged_structure' };
}
