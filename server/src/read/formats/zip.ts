import type { Format, Member } from '../format.ts';
import { type ZipEntry, zipEntries } from '../zipArchive.ts';

/** Zip archives, also cut, damaged or split ones, and what is a zip under another name (jar, apk …). */
export const zip: Format = {
  name: 'zip',
  recognise: (head) => (isZip(head) ? 0.5 : 0),
  async *members(source, { passwords }): AsyncGenerator<Member> {
    for await (const entry of zipEntries(source, passwords)) yield memberOf(entry);
  },
};

/** An entry, an empty archive, or the mark of a split one. */
function isZip(head: Uint8Array): boolean {
  return (
    head[0] === 0x50 &&
    head[1] === 0x4b &&
    [0x0304, 0x0506, 0x0708, 0x3030].includes((head[2]! << 8) | head[3]!)
  );
}

function memberOf(entry: ZipEntry): Member {
  const { name, displayName } = entry;
  if (entry.isLink) return { name, displayName, fate: 'not_a_document', reason: 'link' };
  if (entry.encrypted) return { name, displayName, fate: 'encrypted', reason: 'password_needed' };
  return { name, displayName, open: () => entry.source() };
}
