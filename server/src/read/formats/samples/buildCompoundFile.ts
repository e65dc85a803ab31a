/** A storage of a sample compound file: names to streams or storages. */
export interface SampleStorage {
  readonly [name: string]: Buffer | SampleStorage;
}

const SECTOR = 512;
const MINI = 64;
/** A stream below this lies in the mini stream. */
const CUTOFF = 4096;
const END = 0xfffffffe;
const FREE = 0xffffffff;

interface Entry {
  readonly name: string;
  readonly type: number;
  readonly data: Buffer;
  right: number;
  child: number;
  start: number;
}

/** Writes a small compound file (MS-CFB): siblings are a chain instead of a balanced tree, which every reader takes. */
export function compoundFile(root: SampleStorage): Buffer {
  const entries: Entry[] = [
    { name: 'Root Entry', type: 5, data: Buffer.alloc(0), right: FREE, child: FREE, start: END },
  ];
  entries[0]!.child = addChildren(root, entries);
  const sectors = new Sectors();
  const mini = placeMini(entries);
  for (const entry of entries)
    if (entry.type === 2 && entry.data.length >= CUTOFF) entry.start = sectors.add(entry.data);
  entries[0]!.start = sectors.add(mini.stream);
  const miniTable = sectors.add(mini.table);
  const directory = sectors.add(
    Buffer.concat(
      entries.map((entry, i) => entryBytes(entry, i === 0 ? mini.stream.length : entry.data.length)),
    ),
  );
  return Buffer.concat([...file(sectors, directory, miniTable)]);
}

function addChildren(storage: SampleStorage, entries: Entry[]): number {
  let first = FREE;
  let previous: Entry | null = null;
  for (const [name, value] of Object.entries(storage)) {
    const isStream = Buffer.isBuffer(value);
    const entry: Entry = {
      name,
      type: isStream ? 2 : 1,
      data: isStream ? value : Buffer.alloc(0),
      right: FREE,
      child: FREE,
      start: END,
    };
    const index = entries.push(entry) - 1;
    if (previous === null) first = index;
    else previous.right = index;
    previous = entry;
    if (!isStream) entry.child = addChildren(value, entries);
  }
  return first;
}

/** Small streams one behind the other, with the table of their sectors. */
function placeMini(entries: readonly Entry[]): { stream: Buffer; table: Buffer } {
  const parts: Buffer[] = [];
  const next: number[] = [];
  for (const entry of entries) {
    if (entry.type !== 2 || entry.data.length >= CUTOFF || entry.data.length === 0) continue;
    const count = Math.ceil(entry.data.length / MINI);
    entry.start = next.length;
    for (let i = 1; i < count; i++) next.push(next.length + 1);
    next.push(END);
    parts.push(Buffer.concat([entry.data], count * MINI));
  }
  return { stream: Buffer.concat(parts), table: numbers(next) };
}

class Sectors {
  readonly parts: Buffer[] = [];
  readonly next: number[] = [];

  /** Adds a stream; gives its first sector. */
  add(bytes: Buffer): number {
    if (bytes.length === 0) return END;
    const start = this.next.length;
    const count = Math.ceil(bytes.length / SECTOR);
    this.parts.push(Buffer.concat([bytes], count * SECTOR));
    for (let i = 1; i < count; i++) this.next.push(this.next.length + 1);
    this.next.push(END);
    return start;
  }
}

function file(sectors: Sectors, directory: number, miniTable: number): Buffer[] {
  const used = sectors.next.length;
  const tables = Math.ceil((used + 1) / (SECTOR / 4));
  const tableSectors = Array.from({ length: tables }, (_, i) => used + i);
  const table = numbers([...sectors.next, ...tableSectors.map(() => 0xfffffffd)]);
  const padded = Buffer.concat([table, Buffer.alloc(tables * SECTOR - table.length, 0xff)]);
  const header = Buffer.alloc(SECTOR, 0xff);
  header.fill(0, 0, 76);
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(header);
  for (const [at, value] of [
    [24, 0x3e],
    [26, 3],
    [28, 0xfffe],
    [30, 9],
    [32, 6],
  ] as const)
    header.writeUInt16LE(value, at);
  for (const [at, value] of [
    [44, tables],
    [48, directory],
    [56, CUTOFF],
    [60, miniTable],
    [64, 1],
    [68, END],
    [72, 0],
  ] as const)
    header.writeUInt32LE(value, at);
  tableSectors.forEach((sector, i) => header.writeUInt32LE(sector, 76 + 4 * i));
  return [header, ...sectors.parts, padded];
}

function entryBytes(entry: Entry, size: number): Buffer {
  const bytes = Buffer.alloc(128);
  const name = Buffer.from(`${entry.name}\0`, 'utf16le');
  name.copy(bytes);
  bytes.writeUInt16LE(name.length, 64);
  bytes[66] = entry.type;
  bytes[67] = 1;
  bytes.writeUInt32LE(FREE, 68);
  bytes.writeUInt32LE(entry.right, 72);
  bytes.writeUInt32LE(entry.child, 76);
  bytes.writeUInt32LE(entry.start, 116);
  bytes.writeUInt32LE(size, 120);
  return bytes;
}

function numbers(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, i) => bytes.writeUInt32LE(value, 4 * i));
  return bytes;
}
