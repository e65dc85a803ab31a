import type { SyncBytes } from './format.ts';

/** A file of an ISO 9660 image: its path, and where its content lies. */
export interface IsoFile {
  readonly path: string;
  readonly offset: number;
  readonly size: number;
}

const SECTOR = 2048;
const FIRST_DESCRIPTOR = 16;
const DESCRIPTORS = 64;
/** An image that names more folders than that lies, or is none that anybody burnt. */
const FOLDER_LIMIT = 1 << 20;
const DIRECTORY = 2;

interface Volume {
  readonly isJoliet: boolean;
  readonly block: number;
  readonly root: Buffer;
}

interface Folder {
  readonly path: string;
  readonly offset: number;
  readonly size: number;
}

/**
 * The files of an image by its directories alone (ECMA-119 9.1; names in UTF-16 where it has Joliet's), folder after folder. A folder is entered once,
 * however often it is named; what does not look like a directory any more is left.
 */
export function* isoFiles(bytes: SyncBytes): Generator<IsoFile> {
  const volume = volumeOf(bytes);
  if (volume === null) return;
  const entered = new Set<number>();
  const folders: Folder[] = [{ path: '', ...placeOf(volume.root, volume.block) }];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    if (entered.has(folder.offset) || entered.size >= FOLDER_LIMIT) continue;
    entered.add(folder.offset);
    for (const record of recordsOf(bytes, folder)) {
      const path = `${folder.path}${nameOf(record, volume.isJoliet)}`;
      const place = placeOf(record, volume.block);
      if ((record[25]! & DIRECTORY) === 0) yield { path, ...place };
      else folders.push({ path: `${path}/`, ...place });
    }
  }
}

/** The volume with Joliet's names, else the primary one. */
function volumeOf(bytes: SyncBytes): Volume | null {
  let primary: Volume | null = null;
  for (let i = 0; i < DESCRIPTORS; i++) {
    const sector = Buffer.from(bytes.read((FIRST_DESCRIPTOR + i) * SECTOR, SECTOR));
    if (sector.length < SECTOR || sector.toString('latin1', 1, 6) !== 'CD001' || sector[0] === 255) break;
    const isJoliet = sector[0] === 2 && /^%\/[@CE]/.test(sector.toString('latin1', 88, 91));
    if (!isJoliet && sector[0] !== 1) continue;
    const found = { isJoliet, block: sector.readUInt16LE(128), root: sector.subarray(156, 190) };
    if (isJoliet) return found;
    primary ??= found;
  }
  return primary;
}

/** The records of a folder but for '.' and '..'; none goes over the end of a sector. */
function* recordsOf(bytes: SyncBytes, { offset, size }: Folder): Generator<Buffer> {
  for (let at = 0; at < size; at += SECTOR) {
    const sector = Buffer.from(bytes.read(offset + at, Math.min(SECTOR, size - at)));
    for (let i = 0; i + 34 <= sector.length;) {
      const length = sector[i]!;
      if (length < 34 || i + length > sector.length) break;
      const record = sector.subarray(i, i + length);
      const isSelfOrParent = record[32] === 1 && record[33]! <= 1;
      if (!isSelfOrParent) yield record;
      i += length;
    }
    if (sector.length < SECTOR) return;
  }
}

function placeOf(record: Buffer, block: number): { offset: number; size: number } {
  return { offset: record.readUInt32LE(2) * block, size: record.readUInt32LE(10) };
}

function nameOf(record: Buffer, isJoliet: boolean): string {
  const stored = record.subarray(33, 33 + record[32]!);
  const name = isJoliet
    ? Buffer.from(stored.subarray(0, stored.length & ~1))
        .swap16()
        .toString('utf16le')
    : stored.toString('latin1');
  return name.replace(/\.?;\d+$/, '');
}
