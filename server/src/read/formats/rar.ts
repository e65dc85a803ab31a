import { archiveMembers } from '../archiveMembers.ts';
import { type Format, type Member, ReadFault, type Source } from '../format.ts';
import { displayNameOf } from '../memberName.ts';
import { isRar, type RarHeader, rarHeaders } from '../rarHeaders.ts';

/** RAR archives of version 4 and 5, also in volumes. What is encrypted is listed as such. */
export const rar: Format = {
  name: 'rar',
  recognise: (head) => (isRar(head) ? 0.95 : 0),
  members: (source) => archiveMembers(source, (done) => namedBehind(source, done)),
};

/** Files that the headers name behind so many entries, and those of which only the end is there: libarchive does not come to them. */
async function* namedBehind(source: Source, done: number): AsyncGenerator<Member> {
  let ordinal = 0;
  let previous: Uint8Array = new Uint8Array(0);
  let lacksBeginning = false;
  for (const header of rarHeaders(await source.sync())) {
    const { name, kind, continues } = header;
    const goesOn = continues && Buffer.from(previous).equals(name);
    previous = name;
    if (goesOn) continue;
    const isDone = ordinal++ < done;
    lacksBeginning ||= continues;
    if (!isDone && kind !== 'directory') yield unread(header);
  }
  // No program writes such an archive: what it held cannot be found any more.
  if (Math.max(ordinal, done) === 0) throw new ReadFault('corrupt', 'damaged_structure');
  if (lacksBeginning) throw new ReadFault('read_in_part', 'missing_volume');
}

function unread({ name, kind, encrypted, continues }: RarHeader): Member {
  const displayName = displayNameOf(name);
  if (kind === 'link') return { name, displayName, fate: 'not_a_document', reason: 'link' };
  if (encrypted) return { name, displayName, fate: 'encrypted', reason: 'password_needed' };
  return continues
    ? { name, displayName, fate: 'corrupt', reason: 'missing_volume' }
    : { name, displayName, fate: 'unsupported', reason: 'no_reader' };
}
