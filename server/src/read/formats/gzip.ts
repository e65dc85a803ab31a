import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type Format, type Member, ReadFault, type Source } from '../format.ts';
import { unpackedSource } from '../source.ts';
import { isTar, tar } from './tar.ts';

/** gzip: one member; the members of a tar inside stand directly under the file. */
export const gzip: Format = {
  name: 'gz',
  recognise: (head) => (head[0] === 0x1f && head[1] === 0x8b && head[2] === 8 ? 0.95 : 0),
  async *members(source, context): AsyncGenerator<Member> {
    const base = source.name.split('/').at(-1)!;
    const displayName = base.replace(/\.(?:gz|gzip|z)$/i, '').replace(/\.tgz$/i, '.tar') || 'content';
    const unpacked = await unpackedSource(displayName, null, () => gunzip(source));
    if (isTar(unpacked.head)) yield* tar.members!(unpacked, context);
    else yield { name: Buffer.from(displayName), displayName, source: unpacked };
  },
};

/** Chunks of their own: the stream reads ahead, and a source uses its buffer again. */
async function* copies(source: Source): AsyncGenerator<Uint8Array> {
  for await (const chunk of source.stream()) yield chunk.slice();
}

async function* gunzip(source: Source): AsyncGenerator<Uint8Array> {
  const stream = Readable.from(copies(source), { objectMode: false }).pipe(createGunzip());
  try {
    for await (const chunk of stream) yield chunk as Uint8Array;
  } catch (error) {
    if (error instanceof ReadFault) throw error;
    const cut = error instanceof Error && 'code' in error && error.code === 'Z_BUF_ERROR';
    throw new ReadFault('corrupt', cut ? 'truncated' : 'bad_compression', { cause: error });
  }
}
