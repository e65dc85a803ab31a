import iconv from 'iconv-lite';
import { alive } from './alive.ts';
import { ReadFault, type SyncBytes } from './format.ts';
import {
  type ArchiveEntry,
  type Charset,
  forgetLibrary,
  type Library,
  loadLibrary,
} from './libarchiveModule.ts';

/** An archive of any kind that libarchive knows, read entry by entry where its bytes lie. */
export class Archive {
  readonly #library: Library;
  readonly #bytes: SyncBytes;
  readonly #charset: Charset;
  readonly #handle: number;
  readonly #isZip: boolean;
  #isOpen = false;
  #position = 0;
  /** What was read to see whether there is an entry at all. */
  #ahead: Uint8Array | ReadFault | null = null;
  /** The last 32 bits of the size that the entry at hand is said to have; 0 where nothing is said. */
  #size = 0;
  /** The same archive in a one-byte character set: gives the bytes of names that are no UTF-8. */
  #names: Archive | null = null;
  #entries = 0;
  /** Entries since something was read: a damaged archive may give the same one for ever. */
  #idle = 0;

  private constructor(library: Library, bytes: SyncBytes, charset: Charset, isZip: boolean) {
    this.#isZip = isZip;
    this.#library = library;
    this.#bytes = bytes;
    this.#charset = charset;
    this.#handle = this.#inside(() => library.open());
    this.#isOpen = true;
    if (this.#handle === 0) throw new ReadFault('corrupt', 'damaged_structure');
  }

  /**
   * Opens an archive of any kind that libarchive knows. Throws ReadFault. Only where `isZip` says so may it be a zip: libarchive looks for
   * one at the end of the file too, and would find one that lies unpacked in a RAR archive.
   */
  static async open(bytes: SyncBytes, { isZip = false } = {}): Promise<Archive> {
    return new Archive(await loadLibrary(), bytes, 'UTF-8', isZip);
  }

  /** The next entry, null at the end. Throws ReadFault when the archive cannot be followed any further. */
  next(): ArchiveEntry | null {
    this.#ahead = null;
    return this.#inside((library) => {
      let entry = library.nextEntry(this.#handle);
      const trouble = library.errorOf(this.#handle);
      if (entry === 0) {
        if (trouble === '') return null;
        // A warning, or the end of what can be followed: then libarchive does not look for data, and says nothing new.
        this.#ahead = this.#lookAhead(trouble);
        entry = library.entryOf(this.#handle);
      }
      this.#entries++;
      if (++this.#idle > IDLE_LIMIT) throw new ReadFault('corrupt', 'damaged_structure');
      this.#size = library.sizeOf(entry);
      const name = library.nameOf(entry);
      return {
        name: name ?? this.#rawName(),
        kind: library.kindOf(entry),
        encrypted: library.isEncrypted(entry),
      };
    });
  }

  /** The content of the entry at hand, in chunks of their own. Throws ReadFault. */
  *content(): Generator<Uint8Array> {
    let bytes = 0;
    let chunk = this.#ahead ?? this.#inside(() => this.#read());
    for (; !(chunk instanceof ReadFault) && chunk.length > 0; chunk = this.#inside(() => this.#read())) {
      bytes += chunk.length;
      yield chunk;
    }
    if (chunk instanceof ReadFault) throw chunk;
    // Where a volume is missing, an archive just ends.
    if (bytes < this.#size) throw new ReadFault('corrupt', 'truncated');
  }

  /** What libarchive says of what went wrong last; it may hold names from the file. */
  get trouble(): string {
    return this.#library.errorOf(this.#handle);
  }

  /** Whether the archive holds (or is) something encrypted. */
  get hasEncrypted(): boolean {
    return this.#inside((library) => library.hasEncrypted(this.#handle));
  }

  close(): void {
    this.#names?.close();
    this.#names = null;
    this.#library.close(this.#handle);
  }

  #lookAhead(trouble: string): Uint8Array | ReadFault {
    try {
      return this.#read();
    } catch (error) {
      const isOver = this.trouble === trouble || this.trouble.startsWith('INTERNAL ERROR');
      if (!(error instanceof ReadFault) || isOver) throw error;
      return error;
    }
  }

  #read(): Uint8Array {
    const chunk = this.#library.read(this.#handle);
    if (chunk === null) throw faultOf(this.#library.errorOf(this.#handle));
    return chunk;
  }

  /** The bytes of a name that is no UTF-8. */
  #rawName(): Uint8Array {
    if (this.#charset !== 'UTF-8') return new Uint8Array(0);
    const names = (this.#names ??= new Archive(this.#library, this.#bytes, 'CP850', this.#isZip));
    let found: Uint8Array = new Uint8Array(0);
    try {
      while (names.#entries < this.#entries) found = names.next()?.name ?? new Uint8Array(0);
    } catch {
      return new Uint8Array(0);
    }
    return iconv.encode(Buffer.from(found).toString('utf8'), 'cp850');
  }

  /** Does something inside libarchive, which then reads from this archive's bytes. */
  #inside<T>(work: (library: Library) => T): T {
    const library = this.#library;
    const before = library.current;
    library.enter(
      {
        read: (length) => {
          const bytes = this.#bytes.read(this.#position, length);
          this.#position += bytes.length;
          this.#idle = 0;
          alive(bytes.length);
          return bytes;
        },
        skip: (count) => {
          const skipped = Math.min(count, this.#bytes.size - this.#position);
          this.#position += skipped;
          return skipped;
        },
        seek: (offset, from) => {
          if (from === 'end' && !this.#isOpen && !this.#isZip) return -1;
          const base = from === 'start' ? 0 : from === 'end' ? this.#bytes.size : this.#position;
          if (base + offset < 0 || base + offset > this.#bytes.size) return -1;
          return (this.#position = base + offset);
        },
      },
      this.#charset,
    );
    try {
      return work(library);
    } catch (error) {
      if (!(error instanceof ReadFault)) forgetLibrary(library);
      throw error instanceof ReadFault
        ? error
        : new ReadFault('corrupt', 'damaged_structure', { cause: error });
    } finally {
      library.enter(before.input, before.charset);
    }
  }
}

/** Entries that may stand in what is read at once: none is smaller than 16 bytes. */
const IDLE_LIMIT = 20_000;

/** libarchive's words as a fault of the file. They may hold names from the file and go no further. */
function faultOf(message: string): ReadFault {
  if (/passphrase|encrypt|decrypt/i.test(message)) return new ReadFault('encrypted', 'password_needed');
  if (/unsupported|not supported|no support|unavailable/i.test(message))
    return new ReadFault('unsupported', 'no_reader');
  if (/memory/i.test(message)) return new ReadFault('out_of_memory', 'memory_limit');
  if (/truncated/i.test(message)) return new ReadFault('corrupt', 'truncated');
  if (/INTERNAL ERROR|header|malformed/i.test(message)) return new ReadFault('corrupt', 'damaged_structure');
  return new ReadFault('corrupt', 'bad_compression');
}
