import { ReadFault } from '../format.ts';
import type { ZipEntry } from '../zipArchive.ts';

/** One record of a binary part ([MS-XLSB] 2.1.4). The body is valid until the next record is asked for. */
export type RecordHandler = (type: number, body: Buffer) => void;

/** Larger records are none of Excel: a cell holds 32,767 characters. */
const RECORD_LIMIT = 4 << 20;

/** Streams the records of a binary part through a handler; `between` is awaited after each chunk. Throws ReadFault('read_in_part', …) where it is cut or damaged. */
export async function readBinaryPart(
  chunks: ReturnType<ZipEntry['open']>,
  handler: RecordHandler,
  between: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  let rest = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes =
      rest.length === 0
        ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
        : Buffer.concat([rest, chunk]);
    rest = Buffer.from(bytes.subarray(takeRecords(bytes, handler)));
    await between();
  }
  if (rest.length > 0) throw new ReadFault('read_in_part', 'truncated');
}

/** Hands on the whole records; gives where the first unfinished one begins. */
function takeRecords(bytes: Buffer, handler: RecordHandler): number {
  let at = 0;
  for (;;) {
    const type = variableNumber(bytes, at, 2);
    const length = type === null ? null : variableNumber(bytes, type.end, 4);
    if (type === null || length === null) return at;
    if (length.value > RECORD_LIMIT) throw new ReadFault('read_in_part', 'damaged_structure');
    const end = length.end + length.value;
    if (end > bytes.length) return at;
    handler(type.value, bytes.subarray(length.end, end));
    at = end;
  }
}

/** A number of up to `limit` bytes, the upper bit of each saying whether another follows; null when it is cut. Record types keep that bit of their first byte. */
function variableNumber(bytes: Buffer, at: number, limit: 2 | 4): { value: number; end: number } | null {
  let value = 0;
  for (let i = 0; i < limit; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) return null;
    value |= (byte & 0x7f) << (7 * i);
    if ((byte & 0x80) === 0) return { value, end: at + i + 1 };
  }
  return { value, end: at + limit };
}

/** A string of a record ([MS-XLSB] 2.5.169 XLWideString) as UTF-16, and where it ends; '' where it is cut or missing. */
export function wideString(body: Buffer, at: number): { text: string; end: number } {
  if (at + 4 > body.length) return { text: '', end: body.length };
  const length = body.readUInt32LE(at);
  // Strings that are not there have this length.
  if (length === 0xffff_ffff) return { text: '', end: at + 4 };
  const end = Math.min(body.length, at + 4 + 2 * length);
  return { text: body.toString('utf16le', at + 4, end), end };
}
