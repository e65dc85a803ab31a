import { compressedMembers } from '../compressedMembers.ts';
import { drain } from '../drain.ts';
import { type Format, ReadFault, type SyncBytes } from '../format.ts';
import { Archive } from '../libarchive.ts';
import { packZip } from '../packZip.ts';
import { syncJoined, syncMemory, syncRange } from '../source.ts';

/** The older LZMA files (.lzma, "LZMA alone"): they have no signature, only a head that is plausible. */
export const lzma: Format = {
  name: 'lzma',
  recognise: (head, extension) => (isPlausible(head) ? (/^(?:lzma|tlz)$/.test(extension) ? 0.8 : 0.05) : 0),
  members: (source) =>
    compressedMembers(source, /\.(?:lzma|tlz)$/i, async function* () {
      yield* unpackLzma(await source.sync());
    }),
};

const HEAD = 13;
const MAX = 2n ** 40n;
const UNKNOWN = 2n ** 64n - 1n;

/** Properties that exist, a dictionary of 2^n or 2^n + 2^(n-1) bytes, a size below a terabyte or none (xz, lzma-file-format.txt). */
function isPlausible(head: Uint8Array): boolean {
  if (head.length < HEAD + 5 || head[0]! > 224 || head[HEAD] !== 0) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const dictionary = view.getUint32(1, true);
  const size = view.getBigUint64(5, true);
  const highest = 2 ** Math.floor(Math.log2(dictionary));
  const isUsual = dictionary >= 4096 && (dictionary === highest || dictionary === highest * 1.5);
  return isUsual && size > 0n && (size === UNKNOWN || size < MAX);
}

/**
 * Zip has LZMA as one of its methods: the same stream behind a head of its own (APPNOTE.TXT 5.8.8). Zip also wants a checksum, which
 * LZMA files lack, and a size, which many lack: libarchive names what it found instead, and then takes it.
 */
async function* unpackLzma(bytes: SyncBytes): AsyncGenerator<Uint8Array> {
  const head = Buffer.from(bytes.read(0, HEAD));
  if (head.length < HEAD) throw new ReadFault('corrupt', 'truncated');
  const properties = Buffer.concat([Buffer.from([9, 20, 5, 0]), head.subarray(0, 5)]);
  const content = syncJoined([syncMemory(properties), syncRange(bytes, HEAD, bytes.size - HEAD)]);
  const said = head.readBigUInt64LE(5);
  // Without a size the stream has a mark at its end, which comes before this.
  let entry = {
    method: 14,
    flags: said === UNKNOWN ? 2 : 0,
    crc: 0,
    size: Number(said === UNKNOWN ? MAX : said),
  };
  for (const field of ['crc', 'size'] as const)
    entry = { ...entry, [field]: (await learn(packZip(content, entry), field)) ?? entry[field] };
  const archive = await Archive.open(packZip(content, entry), { isZip: true });
  try {
    archive.next();
    yield* archive.content();
  } finally {
    archive.close();
  }
}

const FOUND = { crc: /bad CRC: (0x[\da-f]+) should/, size: /wrong size \(read (\d+),/ };

/** Unpacks in vain, for what libarchive says was found instead; null when it says nothing. */
async function learn(archiveBytes: SyncBytes, field: keyof typeof FOUND): Promise<number | null> {
  const archive = await Archive.open(archiveBytes, { isZip: true });
  try {
    archive.next();
    await drain(archive.content());
    return null;
  } catch {
    const found = FOUND[field].exec(archive.trouble)?.[1];
    return found === undefined ? null : Number(found);
  } finally {
    archive.close();
  }
}
