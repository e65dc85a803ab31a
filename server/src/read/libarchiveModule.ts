import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type LibarchiveWasm, libarchiveWasm } from 'libarchive-wasm';

/** One entry of an archive. */
export interface ArchiveEntry {
  /** The bytes of its name: UTF-8 where the archive says what it is, else as stored. */
  readonly name: Uint8Array;
  readonly kind: 'file' | 'directory' | 'link' | 'special';
  readonly encrypted: boolean;
}

/** What libarchive reads from. */
export interface ArchiveInput {
  read(length: number): Uint8Array;
  /** Skips at most so many bytes; how many it were. */
  skip(count: number): number;
  /** The new position, or -1. */
  seek(offset: number, from: 'start' | 'here' | 'end'): number;
}

/** The character set in which names come: UTF-8, or one in which every byte is a character. Both of five letters. */
export type Charset = 'UTF-8' | 'CP850';

const NO_INPUT: ArchiveInput = { read: () => new Uint8Array(0), skip: () => 0, seek: () => -1 };
const OUTPUT_BYTES = 1 << 18;
const BLOCK_BYTES = 1 << 18;
/** A module that refused so many archives is given up. */
const REFUSED = 100;
/** A module whose memory grew beyond this is given up when its archive is closed: its memory never shrinks. */
const LARGE_MEMORY = 192 << 20;

/** Where libarchive keeps what the package does not tell, in 32-bit words from the start of its record of an archive. */
interface Places {
  /** The entry at hand. */
  readonly entry: number;
  /** How many bytes of the entry lie ready. */
  readonly ready: number;
  readonly callbacks: Callbacks;
  /** Address of the name of the character set. */
  readonly charset: number;
}

/**
 * libarchive in WebAssembly, reading where the bytes lie instead of from a copy in its memory.
 *
 * The package offers an archive in memory only. What it lacks is added from outside, without a change to its code:
 * - its own callbacks for "an archive in memory" are replaced in the module's function table by ours (libarchiveCallbacks.ts);
 * - the name of the character set that its C library works in (7 bits) is replaced in its memory by UTF-8, so that accents survive;
 * - an entry that comes with a warning, which the package takes for the end, is found by a place in libarchive's own record.
 * None of the places is written down here: they are found by reading a small known archive, and when they are not found nothing is read.
 */
export class Library {
  readonly #lib: LibarchiveWasm;
  readonly #module: Module;
  readonly #places: Places;
  readonly #output: number;
  #open = 0;
  #refused = 0;
  #current: { input: ArchiveInput; charset: Charset } = { input: NO_INPUT, charset: 'UTF-8' };

  constructor(lib: LibarchiveWasm, table: WebAssembly.Table) {
    this.#lib = lib;
    this.#module = lib.module as Module;
    this.#output = this.#module._malloc(OUTPUT_BYTES);
    this.#places = findPlaces(lib, table.length);
    replaceCallbacks(table, this.#places.callbacks, this.#module, () => this.#current.input);
  }

  get current(): { input: ArchiveInput; charset: Charset } {
    return this.#current;
  }

  enter(input: ArchiveInput, charset: Charset): void {
    this.#current = { input, charset };
    this.#module.HEAPU8.set(Buffer.from(charset, 'latin1'), this.#places.charset);
  }

  /** A handle, 0 when no format fits. */
  open(): number {
    // The memory that it is told of is never looked at: reading goes through the callbacks.
    const handle = this.#module._archive_read_new_memory(this.#output, 1, 0);
    if (handle !== 0) this.#open++;
    // libarchive keeps what it allocated for an archive that it did not recognise.
    else if (++this.#refused > REFUSED) forgetLibrary(this);
    return handle;
  }

  close(handle: number): void {
    this.#open--;
    try {
      this.#lib.read_free(handle);
    } catch {
      forgetLibrary(this);
    }
    if (this.#open === 0 && this.#module.HEAPU8.length > LARGE_MEMORY) forgetLibrary(this);
  }

  nextEntry(handle: number): number {
    return this.#lib.read_next_entry(handle);
  }

  entryOf(handle: number): number {
    return this.#module.HEAPU32[(handle >> 2) + this.#places.entry]!;
  }

  nameOf(entry: number): Uint8Array | null {
    const { HEAPU8, _archive_entry_pathname_utf8 } = this.#module;
    const at = _archive_entry_pathname_utf8(entry);
    return at === 0 ? null : HEAPU8.slice(at, HEAPU8.indexOf(0, at));
  }

  kindOf(entry: number): ArchiveEntry['kind'] {
    const { _archive_entry_hardlink_utf8, _archive_entry_symlink_utf8 } = this.#module;
    if (_archive_entry_hardlink_utf8(entry) !== 0 || _archive_entry_symlink_utf8(entry) !== 0) return 'link';
    const type = this.#lib.entry_filetype(entry);
    // An archive that does not say what an entry is means a file.
    return type === 0o100000 || type === 0
      ? 'file'
      : type === 0o040000
        ? 'directory'
        : type === 0o120000
          ? 'link'
          : 'special';
  }

  /** The last 32 bits of its size. */
  sizeOf(entry: number): number {
    return this.#lib.entry_size(entry) >>> 0;
  }

  isEncrypted(entry: number): boolean {
    return this.#lib.entry_is_encrypted(entry) !== 0;
  }

  hasEncrypted(handle: number): boolean {
    return this.#lib.read_has_encrypted_entries(handle) > 0;
  }

  errorOf(handle: number): string {
    return this.#lib.error_string(handle);
  }

  /**
   * The next piece of the entry's content, empty at its end; null when it cannot be had. libarchive unpacks block by block and drops what it has
   * gathered when the next block is broken: so never more is asked for than lies ready behind the first byte.
   */
  read(handle: number): Uint8Array | null {
    const module = this.#module;
    const first = module._archive_read_data(handle, this.#output, 1);
    if (first < 1) return first < 0 ? null : new Uint8Array(0);
    const ready = Math.min(module.HEAPU32[(handle >> 2) + this.#places.ready]!, OUTPUT_BYTES - 1);
    const more = ready === 0 ? 0 : module._archive_read_data(handle, this.#output + 1, ready);
    return module.HEAPU8.slice(this.#output, this.#output + 1 + Math.max(0, more));
  }
}

/** What we use of the Emscripten module. */
interface Module {
  readonly HEAPU8: Uint8Array;
  readonly HEAPU32: Uint32Array;
  readonly _malloc: (size: number) => number;
  readonly _free: (at: number) => void;
  readonly _archive_read_new_memory: (at: number, length: number, passphrase: number) => number;
  readonly _archive_read_data: (handle: number, into: number, length: number) => number;
  readonly _archive_entry_pathname_utf8: (entry: number) => number;
  readonly _archive_entry_hardlink_utf8: (entry: number) => number;
  readonly _archive_entry_symlink_utf8: (entry: number) => number;
}

let library: Promise<Library> | null = null;

/** The module, loaded once. */
export function loadLibrary(): Promise<Library> {
  return (library ??= load());
}

/** After a trap the memory of a module is not to be trusted any more: the next archive gets a new one. */
export function forgetLibrary(broken: Library): void {
  const known = library;
  void known?.then((current) => {
    if (current === broken && library === known) library = null;
  });
}

async function load(): Promise<Library> {
  const require = createRequire(import.meta.url);
  const file = require.resolve('libarchive-wasm').replace(/index\.js$/, 'libarchive.wasm');
  let table: WebAssembly.Table | undefined;
  const lib = await libarchiveWasm({
    instantiateWasm: (imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) => {
      const instance = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file)), imports);
      table = Object.values(instance.exports).find((value) => value instanceof WebAssembly.Table);
      done(instance);
      return instance.exports;
    },
  });
  if (table === undefined) throw new Error('libarchive-wasm: its function table is not where it was');
  return new Library(lib, table);
}

/** Reads a small known archive and looks where libarchive keeps things. */
function findPlaces(lib: LibarchiveWasm, tableLength: number): Places {
  const module = lib.module as Module;
  const tar = knownTar();
  const memory = module._malloc(tar.length);
  module.HEAPU8.set(tar, memory);
  const handle = module._archive_read_new_memory(memory, tar.length, 0);
  const entry = lib.read_next_entry(handle);
  const record = module.HEAPU32.subarray(handle >> 2, (handle >> 2) + 256);
  const place = record.indexOf(entry);
  const callbacks = findCallbacks(record, tableLength);
  module._archive_read_data(handle, memory, 1);
  const ready = record.indexOf(KNOWN_BYTES - 1);
  // musl's answer to "which character set?" is the one string that ends so.
  const charset = Buffer.from(module.HEAPU8.buffer).indexOf('ASCII\0', 0, 'latin1');
  lib.read_free(handle);
  module._free(memory);
  if (entry === 0 || place < 0 || ready < 0 || callbacks === null || charset < 0)
    throw new Error('libarchive-wasm: not the version that this was written for');
  return { entry: place, ready, callbacks, charset };
}

/** Five callbacks (open, read, skip, seek, close), none for switching files, one file, which is the first. */
function findCallbacks(record: Uint32Array, tableLength: number): Callbacks | null {
  const isCallback = (word: number): boolean => word > 0 && word < tableLength;
  const at = record.findIndex(
    (_, i) =>
      record.subarray(i, i + 5).every(isCallback) &&
      record[i + 5] === 0 &&
      record[i + 6] === 1 &&
      record[i + 7] === 0,
  );
  return at < 0 ? null : { read: record[at + 1]!, skip: record[at + 2]!, seek: record[at + 3]! };
}

const KNOWN_BYTES = 777;

/** A tar of one file. */
function knownTar(): Uint8Array {
  const tar = Buffer.alloc(2048);
  tar.write('a');
  tar.write('0000644\0', 100);
  tar.write(`${KNOWN_BYTES.toString(8).padStart(11, '0')}\0`, 124);
  tar.write('        0ustar\u000000', 148, 'latin1');
  const sum = tar.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  tar.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return tar;
}

/** Numbers of the places in the function table where libarchive's callbacks for an archive in memory stand. */
interface Callbacks {
  readonly read: number;
  readonly skip: number;
  readonly seek: number;
}

const ERROR = -30;

/** Puts our callbacks in the place of libarchive's own. */
function replaceCallbacks(
  table: WebAssembly.Table,
  at: Callbacks,
  module: Module,
  input: () => ArchiveInput,
): void {
  const buffer = module._malloc(BLOCK_BYTES);
  const functions = asTableFunctions({
    read: (_archive, _client, into) => {
      const bytes = input().read(BLOCK_BYTES);
      module.HEAPU8.set(bytes, buffer);
      module.HEAPU32[into >> 2] = buffer;
      return bytes.length;
    },
    skip: (_archive, _client, count) => BigInt(input().skip(Number(count))),
    seek: (_archive, _client, offset, whence) => {
      const from = (['start', 'here', 'end'] as const)[whence];
      return BigInt(from === undefined ? ERROR : seekOrError(input(), Number(offset), from));
    },
  });
  table.set(at.read, functions.read);
  table.set(at.skip, functions.skip);
  table.set(at.seek, functions.seek);
}

function seekOrError(input: ArchiveInput, offset: number, from: 'start' | 'here' | 'end'): number {
  const position = input.seek(offset, from);
  return position < 0 ? ERROR : position;
}

/** The signatures of libarchive's callbacks (archive.h: archive_read_callback, archive_skip_callback, archive_seek_callback). */
interface CallbackFunctions {
  readonly read: (archive: number, client: number, into: number) => number;
  readonly skip: (archive: number, client: number, count: bigint) => bigint;
  readonly seek: (archive: number, client: number, offset: bigint, whence: number) => bigint;
}

/**
 * JavaScript functions as functions that a WebAssembly table takes: a module of nothing but imports that are exported again
 * (WebAssembly core specification, section 5, binary format).
 */
function asTableFunctions(functions: CallbackFunctions): CallbackFunctions {
  const [i32, i64] = [0x7f, 0x7e];
  const types = [
    { name: 'read', takes: [i32, i32, i32], gives: i32 },
    { name: 'skip', takes: [i32, i32, i64], gives: i64 },
    { name: 'seek', takes: [i32, i32, i64, i32], gives: i64 },
  ];
  const text = (word: string): number[] => [word.length, ...Buffer.from(word)];
  const section = (id: number, items: readonly number[][]): number[] => {
    const body = [items.length, ...items.flat()];
    return [id, body.length, ...body];
  };
  const bytes = [
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(
      1,
      types.map(({ takes, gives }) => [0x60, takes.length, ...takes, 1, gives]),
    ),
    ...section(
      2,
      types.map(({ name }, i) => [...text('js'), ...text(name), 0x00, i]),
    ),
    ...section(
      7,
      types.map(({ name }, i) => [...text(name), 0x00, i]),
    ),
  ];
  const instance = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(bytes)), {
    js: { ...functions },
  });
  return instance.exports as unknown as CallbackFunctions;
}
