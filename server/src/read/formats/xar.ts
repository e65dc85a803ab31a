import { createInflate } from 'node:zlib';
import { throughStream, UNPACKED_CHUNKS } from '../compressedBytes.ts';
import { type Format, type Member, ReadFault, type Source, type SyncBytes } from '../format.ts';
import { syncRange, syncSource, unpackedSource } from '../source.ts';
import { unwrapCompressed } from '../unwrapCompressed.ts';
import { isXar, type XarFile, xarFiles } from '../xarContents.ts';

/** Archives of the Macintosh (xar), installation packages (pkg) among them. */
export const xar: Format = {
  name: 'xar',
  recognise: (head) => (isXar(head) ? 0.95 : 0),
  async *members(source): AsyncGenerator<Member> {
    const bytes = await source.sync();
    const files = (await xarFiles(bytes)).reverse();
    // Long paths are let go of one by one.
    for (let file = files.pop(); file !== undefined; file = files.pop()) yield memberOf(bytes, file);
  },
};

function memberOf(bytes: SyncBytes, file: XarFile): Member {
  const { path: displayName, type } = file;
  const name = Buffer.from(displayName);
  if (type !== '' && type !== 'file' && type !== 'hardlink')
    return {
      name,
      displayName,
      fate: 'not_a_document',
      reason: type === 'symlink' ? 'link' : 'program_or_system_file',
    };
  return { name, displayName, open: () => contentOf(bytes, file) };
}

async function contentOf(bytes: SyncBytes, { path, offset, length, encoding }: XarFile): Promise<Source> {
  const packed = syncRange(bytes, offset, length);
  switch (encoding) {
    case 'octet-stream':
      return await syncSource(packed, path);
    case 'x-gzip':
      return await unpackedSource(path, null, () =>
        throughStream(ownChunks(packed, path), createInflate(UNPACKED_CHUNKS)),
      );
    case 'x-bzip2':
      return await unpackedSource(path, null, () => unwrapCompressed(packed, 'bzip2'));
    case 'x-xz':
    case 'x-lzma':
      return await unpackedSource(path, null, () => unwrapCompressed(packed, 'xz'));
    default:
      throw new ReadFault('unsupported', 'no_reader');
  }
}

async function* ownChunks(packed: SyncBytes, name: string): AsyncGenerator<Uint8Array> {
  for await (const chunk of (await syncSource(packed, name)).stream()) yield chunk.slice();
}
