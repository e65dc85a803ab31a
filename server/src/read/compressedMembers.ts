import { type Member, type Source } from './format.ts';
import { headOf, unpackedSource } from './source.ts';
import { isTarHeader } from './tarHeader.ts';
import { tarInStream, tarMembers } from './tarMembers.ts';

/**
 * What a compressed file holds: one member, or, where that is a tar, the tar's members directly. `unpack` gives the unpacked bytes
 * in chunks of their own; it may be called more than once. `endings` are what the name loses ('.tgz' becomes '.tar').
 */
export async function* compressedMembers(
  source: Source,
  endings: RegExp,
  unpack: () => AsyncIterable<Uint8Array>,
): AsyncGenerator<Member> {
  if (isTarHeader(await headOf(unpack()))) {
    const input = tarInStream(unpack());
    try {
      yield* tarMembers(input);
    } finally {
      await input.close();
    }
    return;
  }
  const displayName = contentName(source.name, endings);
  yield {
    name: Buffer.from(displayName),
    displayName,
    open: () => unpackedSource(displayName, null, unpack),
  };
}

function contentName(name: string, endings: RegExp): string {
  const base = name.split('/').at(-1)!;
  const bare = base.replace(/\.t(?:gz|az|bz2?|b2|xz|lzma|lz|zst)$/i, '.tar').replace(endings, '');
  return bare === '' ? 'content' : bare;
}
