import { type Format, type Member, ReadFault, type Source } from '../format.ts';
import { displayNameOf } from '../memberName.ts';
import { rangeSource } from '../source.ts';

const BLOCK = 512;

/** tar archives (ustar, GNU and pax names), members read where they lie. */
export const tar: Format = {
  name: 'tar',
  recognise: (head) => (isTar(head) ? 0.95 : 0),
  async *members(source): AsyncGenerator<Member> {
    const names = new NameOverride();
    for (let at = 0; ;) {
      const header = await source.readAt(at, BLOCK);
      if (header.length < BLOCK || header.every((b) => b === 0)) return;
      if (!hasRightChecksum(header)) throw new ReadFault('read_in_part', 'damaged_structure');
      const size = readNumber(header, 124, 12);
      const type = String.fromCharCode(header[156]!);
      const data = at + BLOCK;
      at = data + Math.ceil(size / BLOCK) * BLOCK;
      if (names.takes(type)) names.read(type, await source.readAt(data, Math.min(size, 1 << 20)));
      else {
        const member = await memberOf(source, names.of(header), type, data, size);
        if (member !== null) yield member;
      }
    }
  },
};

/** Whether a block is a tar header: its checksum is right. */
export function isTar(head: Uint8Array): boolean {
  return head.length >= BLOCK && head[0] !== 0 && hasRightChecksum(head.subarray(0, BLOCK));
}

async function memberOf(
  source: Source,
  name: Uint8Array,
  type: string,
  data: number,
  size: number,
): Promise<Member | null> {
  const displayName = displayNameOf(name);
  if (type === '5') return null;
  if ('012346'.includes(type) && !'0'.includes(type))
    return { name, displayName, fate: 'unsupported', reason: 'program_or_system_file' };
  return { name, displayName, source: await rangeSource(source, data, size, displayName) };
}

/** Long names: GNU type L, pax record 'path'. They hold for the next member. */
class NameOverride {
  #next: Uint8Array | null = null;

  takes(type: string): boolean {
    return type === 'L' || type === 'K' || type === 'x' || type === 'g';
  }

  read(type: string, data: Uint8Array): void {
    if (type === 'L') this.#next = data.subarray(0, data.indexOf(0) < 0 ? data.length : data.indexOf(0));
    if (type !== 'x') return;
    const path = paxPath(Buffer.from(data).toString('latin1'));
    if (path !== null) this.#next = Buffer.from(path, 'latin1');
  }

  of(header: Uint8Array): Uint8Array {
    const long = this.#next;
    this.#next = null;
    if (long !== null) return long;
    const name = field(header, 0, 100);
    const isUstar = Buffer.from(header.subarray(257, 262)).toString('latin1') === 'ustar';
    const prefix = isUstar && header[262] === 0 ? field(header, 345, 155) : new Uint8Array(0);
    return prefix.length === 0 ? name : Buffer.concat([prefix, Buffer.from('/'), name]);
  }
}

/** The value of the record '12 path=…', which ends with its line; null where there is none. */
function paxPath(records: string): string | null {
  const record = /\d path=/.exec(records);
  if (record === null) return null;
  const start = record.index + record[0].length;
  const end = records.indexOf('\n', start);
  return end < 0 ? null : records.slice(start, end);
}

function field(header: Uint8Array, start: number, length: number): Uint8Array {
  const bytes = header.subarray(start, start + length);
  const end = bytes.indexOf(0);
  return bytes.slice(0, end < 0 ? length : end);
}

/** Octal digits, or base 256 when the first bit is set (GNU, files of 8 GiB and more). */
function readNumber(header: Uint8Array, start: number, length: number): number {
  if ((header[start]! & 0x80) !== 0) {
    let value = header[start]! & 0x7f;
    for (let i = 1; i < length; i++) value = value * 256 + header[start + i]!;
    return value;
  }
  return (
    parseInt(
      Buffer.from(field(header, start, length))
        .toString('latin1')
        .trim() || '0',
      8,
    ) || 0
  );
}

function hasRightChecksum(header: Uint8Array): boolean {
  let sum = 8 * 0x20;
  for (let i = 0; i < BLOCK; i++) if (i < 148 || i >= 156) sum += header[i]!;
  return sum === readNumber(header, 148, 8);
}
