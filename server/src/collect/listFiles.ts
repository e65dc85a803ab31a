import type { Reader } from '../read/reader.ts';
import type { StagedItem } from './stageItems.ts';
import type { WalkedFile } from './walkFiles.ts';

/** So many files are listed ahead at most, and so many items kept of each: what has more is listed when its turn comes. */
const FILES_AHEAD = 64;
const ITEMS_AHEAD = 2_000;

/** A file of the evidence with the items in it, itself first. */
export interface ListedFile {
  readonly file: WalkedFile;
  readonly items: Iterable<StagedItem> | AsyncIterable<StagedItem>;
}

/**
 * Lists files, in their order: each reader one at a time, so that while one waits for its child another is at work. The items of a file are to be taken before
 * the next file is asked for.
 */
export async function* listFiles(
  files: AsyncIterable<WalkedFile>,
  readers: readonly Reader[],
  signal?: AbortSignal,
): AsyncGenerator<ListedFile> {
  const pool = new ReaderPool(readers);
  const ahead: { readonly file: WalkedFile; readonly items: Promise<readonly StagedItem[] | null> }[] = [];
  let isLeft = false;
  const isStopped = (): boolean => isLeft || signal?.aborted === true;
  try {
    for await (const file of files) {
      const items = pool.use(async (reader) => await firstItems(reader, file, isStopped));
      // It is awaited when its turn comes, or not at all.
      items.catch(() => undefined);
      ahead.push({ file, items });
      if (ahead.length > FILES_AHEAD) yield await listed(ahead.shift()!);
    }
    while (ahead.length > 0) yield await listed(ahead.shift()!);
  } finally {
    isLeft = true;
    await Promise.allSettled(ahead.map(({ items }) => items));
  }

  async function listed({ file, items }: (typeof ahead)[number]): Promise<ListedFile> {
    return { file, items: (await items) ?? pool.stream((reader) => listFile(reader, file)) };
  }
}

/** All items of a file; null where there are more than are kept, or nobody wants them any more. */
async function firstItems(
  reader: Reader,
  file: WalkedFile,
  isStopped: () => boolean,
): Promise<StagedItem[] | null> {
  const items: StagedItem[] = [];
  if (isStopped()) return null;
  for await (const item of listFile(reader, file)) {
    if (items.length === ITEMS_AHEAD || isStopped()) return null;
    items.push(item);
  }
  return items;
}

/** Readers do one thing at a time: whoever needs one waits until one is free, in turn. */
class ReaderPool {
  readonly #free: Reader[];
  readonly #waiting: ((reader: Reader) => void)[] = [];

  constructor(readers: readonly Reader[]) {
    this.#free = [...readers];
  }

  async use<T>(work: (reader: Reader) => Promise<T>): Promise<T> {
    const reader = await this.#take();
    try {
      return await work(reader);
    } finally {
      this.#giveBack(reader);
    }
  }

  async *stream<T>(work: (reader: Reader) => AsyncIterable<T>): AsyncGenerator<T> {
    const reader = await this.#take();
    try {
      yield* work(reader);
    } finally {
      this.#giveBack(reader);
    }
  }

  async #take(): Promise<Reader> {
    return this.#free.shift() ?? (await new Promise<Reader>((resolve) => this.#waiting.push(resolve)));
  }

  #giveBack(reader: Reader): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free.unshift(reader);
    else next(reader);
  }
}

async function* listFile(reader: Reader, file: WalkedFile): AsyncGenerator<StagedItem> {
  if (file.kind === 'file') {
    yield* listSet(reader, file);
    return;
  }
  const nothing = { chain: [], name: new Uint8Array(0), displayName: '', bytes: 0, sha256: null };
  if (file.kind === 'unreadable')
    yield { ...nothing, format: 'unknown', fate: 'corrupt', reason: 'unreadable_file' };
  else
    yield {
      ...nothing,
      format: file.kind,
      fate: 'not_a_document',
      reason: file.kind === 'link' ? 'link' : 'program_or_system_file',
    };
}

async function* listSet(reader: Reader, { absolute, set }: WalkedFile): AsyncGenerator<StagedItem> {
  if (set?.role === 'volume') {
    for await (const item of reader.hash(absolute))
      yield { ...item, format: 'volume', fate: 'read', reason: 'volume' };
    return;
  }
  for await (const item of reader.list(absolute, set?.volumes)) {
    const lacks = set?.isBroken === true && item.chain.length === 0 && item.fate !== 'encrypted';
    yield lacks ? { ...item, fate: 'read_in_part', reason: 'missing_volume' } : item;
  }
}
