import { archiveMembers } from '../archiveMembers.ts';
import type { Format, Member, Source } from '../format.ts';
import { displayNameOf } from '../memberName.ts';
import { isRar, rarHeaders } from '../rarHeaders.ts';

/** RAR archives of version 4 and 5, also in volumes. What is encrypted is listed as such. */
export const rar: Format = {
  name: 'rar',
  recognise: (head) => (isRar(head) ? 0.95 : 0),
  members: (source) => archiveMembers(source, (done) => namedBehind(source, done)),
};

/** Files that the headers name behind so many entries: those that libarchive does not come to. */
async function* namedBehind(source: Source, done: number): AsyncGenerator<Member> {
  let ordinal = 0;
  for (const { name, kind, encrypted } of rarHeaders(await source.sync())) {
    if (ordinal++ < done || kind === 'directory') continue;
    const displayName = displayNameOf(name);
    if (kind === 'link') yield { name, displayName, fate: 'not_a_document', reason: 'link' };
    else if (encrypted) yield { name, displayName, fate: 'encrypted', reason: 'password_needed' };
    else yield { name, displayName, fate: 'unsupported', reason: 'no_reader' };
  }
}
