import { archiveMembers } from '../archiveMembers.ts';
import { cabHeaders } from '../cabHeaders.ts';
import { type Format, type Member, ReadFault, type Source } from '../format.ts';
import { displayNameOf } from '../memberName.ts';

/** Microsoft cabinets. */
export const cab: Format = {
  name: 'cab',
  recognise: (head) => (Buffer.from(head.subarray(0, 8)).toString('latin1') === 'MSCF\0\0\0\0' ? 0.95 : 0),
  members: (source) => archiveMembers(source, (done) => namedBehind(source, done)),
};

/** Files that the headers name behind so many entries: libarchive gives up where a file begins in another cabinet. */
async function* namedBehind(source: Source, done: number): AsyncGenerator<Member> {
  let ordinal = 0;
  let lacksBeginning = false;
  for (const { name, beginsElsewhere } of cabHeaders(await source.sync())) {
    lacksBeginning ||= beginsElsewhere;
    if (ordinal++ < done) continue;
    const reason = beginsElsewhere ? 'missing_volume' : 'damaged_structure';
    yield { name, displayName: displayNameOf(name), fate: 'corrupt', reason };
  }
  if (lacksBeginning) throw new ReadFault('read_in_part', 'missing_volume');
}
