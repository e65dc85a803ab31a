import type { Reader } from '../read/reader.ts';
import type { StagedItem } from './stageItems.ts';
import type { WalkedFile } from './walkFiles.ts';

/** So many files are listed ahead at most, and so many items kept of each: the listing of what has more rests until its turn comes. */
const FILES_AHEAD = 64;
const ITEMS_AHEAD = 2_000;

/** A file of the evidence with the items in it, itself first. */
export interface ListedFile {
  readonly file: WalkedFile;
  readonly items: Iterable<StagedItem> | AsyncIterable<StagedItem>;
}

/**
 * Lists files, in their order: each reader one at a time, so that while one waits for its child another is at work. The items of a file are to be taken before
 * the next file is asked for. A child whose listing rests is not late: its clocks count only while it is waited for.
 */
export async function* listFiles(
  files: AsyncIterable<WalkedFile>,
  readers: readonly Reader[],
  signal?: AbortSignal,
): AsyncGenerator<ListedFile> {
  const free = new FreeReaders(readers);
  const ahead: { readonly file: WalkedFile; readonly begun: Promise<Listing> }[] = [];
  let isLeft = false;
  const isStopped = (): boolean => isLeft || signal?.aborted === true;
  try {
    for await (const file of files) {
      const begun = beginListing(free, file, isStopped);
      // It is awaited when its turn comes, or when everything ends.
      begun.catch(() => undefined);
      ahead.push({ file, begun });
      if (ahead.length > FILES_AHEAD) yield await takeFirst();
    }
    while (ahead.length > 0) yield await takeFirst();
  } finally {
    isLeft = true;
    for (const { begun } of ahead)
      await begun.then(({ rest }) => rest?.return(undefined)).catch(() => undefined);
  }

  async function takeFirst(): Promise<ListedFile> {
    const { file, begun } = ahead.shift()!;
    const { first, rest } = await begun;
    return { file, items: rest === null ? first : chained(first, rest) };
  }
}

/** The first items of a file, and the listing of those behind, which has not let its reader go; null where they are all. */
interface Listing {
  readonly first: readonly StagedItem[];
  readonly rest: AsyncGenerator<StagedItem> | null;
}

async function beginListing(free: FreeReaders, file: WalkedFile, isStopped: () => boolean): Promise<Listing> {
  const first: StagedItem[] = [];
  const items = heldListing(free, file);
  while (first.length < ITEMS_AHEAD) {
    if (isStopped()) {
      await items.return(undefined);
      return { first, rest: null };
    }
    const next = await items.next();
    if (next.done === true) return { first, rest: null };
    first.push(next.value);
  }
  return { first, rest: items };
}

/** The items of a file, by a reader that is held until the last of them is taken. */
async function* heldListing(free: FreeReaders, file: WalkedFile): AsyncGenerator<StagedItem> {
  const reader = await free.take();
  try {
    yield* listFile(reader, file);
  } finally {
    free.giveBack(reader);
  }
}

async function* chained(
  first: readonly StagedItem[],
  rest: AsyncGenerator<StagedItem>,
): AsyncGenerator<StagedItem> {
  try {
    yield* first;
    yield* rest;
  } finally {
    // Whoever leaves among the first ends the others too.
    await rest.return(undefined);
  }
}

/** Readers do one thing at a time: whoever needs one waits until one is free. Who came first is served first, so that the file whose turn it is always has one. */
class FreeReaders {
  readonly #free: Reader[];
  readonly #waiting: ((reader: Reader) => void)[] = [];

  constructor(readers: readonly Reader[]) {
    this.#free = [...readers];
  }

  async take(): Promise<Reader> {
    return this.#free.shift() ?? (await new Promise<Reader>((resolve) => this.#waiting.push(resolve)));
  }

  giveBack(reader: Reader): void {
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
