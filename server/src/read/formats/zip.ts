import type { Format, Member } from '../format.ts';
import { unpackedSource } from '../source.ts';
import { zipEntries } from '../zipArchive.ts';

/** Zip archives, also cut or damaged ones. */
export const zip: Format = {
  name: 'zip',
  recognise: (head) =>
    head[0] === 0x50 && head[1] === 0x4b && [0x0304, 0x0506, 0x0708].includes((head[2]! << 8) | head[3]!)
      ? 0.5
      : 0,
  async *members(source): AsyncGenerator<Member> {
    for await (const entry of zipEntries(source)) {
      const { name, displayName } = entry;
      if (entry.encrypted) yield { name, displayName, fate: 'encrypted', reason: 'password_needed' };
      else
        yield {
          name,
          displayName,
          source: await unpackedSource(displayName, entry.size, () => entry.open()),
        };
    }
  },
};
