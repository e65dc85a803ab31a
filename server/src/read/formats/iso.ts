import { archiveMembers } from '../archiveMembers.ts';
import { type Format, type Member, ReadFault, type Source } from '../format.ts';
import { isoFiles } from '../isoDirectory.ts';
import { rangeSource } from '../source.ts';

/** Images of CD and DVD: ISO 9660 with Joliet and Rock Ridge. */
export const iso: Format = {
  name: 'iso',
  recognise: (head) => (Buffer.from(head.subarray(32769, 32774)).toString('latin1') === 'CD001' ? 0.95 : 0),
  async *members(source) {
    const named = new Set<string>();
    try {
      for await (const member of archiveMembers(source)) {
        named.add(member.displayName);
        yield member;
      }
    } catch (error) {
      // libarchive ends at the first path that it finds too long; the directories name the rest.
      if (error instanceof ReadFault) yield* namedBesides(source, named);
      throw error;
    }
  },
};

async function* namedBesides(source: Source, named: ReadonlySet<string>): AsyncGenerator<Member> {
  for (const { path, offset, size } of isoFiles(await source.sync())) {
    if (named.has(path)) continue;
    const open = (): Promise<Source> => rangeSource(source, offset, size, path);
    yield { name: Buffer.from(path), displayName: path, open };
  }
}
