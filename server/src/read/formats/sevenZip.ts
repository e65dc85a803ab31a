import { ArchiveReader, type LibarchiveWasm, libarchiveWasm } from 'libarchive-wasm';
import { type Format, type Member, ReadFault } from '../format.ts';
import { memorySource } from '../source.ts';

/** An archive is held in memory, and so is each member while it is read. */
const ARCHIVE_LIMIT = 512 << 20;
const MEMBER_LIMIT = 512 << 20;
/** An archive without any member is just its signature header. */
const EMPTY_ARCHIVE = 32;

type Entry = NonNullable<ReturnType<ArchiveReader['nextEntry']>>;

let library: Promise<LibarchiveWasm> | null = null;

/** 7-Zip archives, by libarchive in WebAssembly. */
export const sevenZip: Format = {
  name: '7z',
  recognise: (head) => (Buffer.from(head.subarray(0, 6)).equals(SIGNATURE) ? 0.95 : 0),
  async *members(source): AsyncGenerator<Member> {
    const bytes = await source.bytes(ARCHIVE_LIMIT);
    const reader = new ArchiveReader(await (library ??= libarchiveWasm()), new Int8Array(bytes));
    let found = 0;
    try {
      for (let entry = reader.nextEntry(); entry !== null; entry = reader.nextEntry()) {
        found++;
        if (entry.getFiletype() !== 'Directory') yield memberOf(entry);
      }
      if (found === 0 && bytes.length > EMPTY_ARCHIVE) throw faultOf(reader, new Error('no entry'));
    } catch (error) {
      throw error instanceof ReadFault ? error : faultOf(reader, error);
    } finally {
      reader.free();
    }
  },
};

const SIGNATURE = Buffer.from('377abcaf271c', 'hex');

/** The archive itself cannot be read (further). */
function faultOf(reader: ArchiveReader, cause: unknown): ReadFault {
  // After a trap the memory of the module is not to be trusted any more: the next archive gets a new one.
  if (cause instanceof Error && cause.name === 'RuntimeError') library = null;
  if (reader.hasEncryptedData() === true) return new ReadFault('encrypted', 'password_needed', { cause });
  return new ReadFault('corrupt', 'damaged_structure', { cause });
}

function memberOf(entry: Entry): Member {
  const displayName = entry.getPathname();
  const name = Buffer.from(displayName);
  if (entry.isEncrypted()) return { name, displayName, fate: 'encrypted', reason: 'password_needed' };
  if (entry.getSize() > MEMBER_LIMIT) return { name, displayName, fate: 'unsupported', reason: 'size_limit' };
  try {
    const bytes = entry.readData() ?? new Int8Array(0);
    return { name, displayName, source: memorySource(new Uint8Array(bytes.buffer), displayName) };
  } catch (error) {
    if (error instanceof Error && error.name === 'RuntimeError') throw error;
    const unknown = error instanceof Error && /unsupported|not supported/i.test(error.message);
    return unknown
      ? { name, displayName, fate: 'unsupported', reason: 'no_reader' }
      : { name, displayName, fate: 'corrupt', reason: 'bad_compression' };
  }
}
