import type { Source } from '../format.ts';
import type { PstLayout } from './pstLayout.ts';

/** Levels of a tree: eight hold more than any file. */
const LEVEL_LIMIT = 8;
const CACHED_PAGES = 1_024;

/** A page of a tree. */
interface Page {
  readonly level: number;
  readonly entries: readonly DataView[];
}

/** One of the two trees of a PST file (MS-PST 2.2.2.7.7): pages of entries in the order of their keys. */
export class PageTree {
  /** Whether a page could not be read. */
  damaged = false;
  readonly #source: Source;
  readonly #layout: PstLayout;
  readonly #root: number;
  readonly #leafEntry: number;
  readonly #pages = new Map<number, Page | null>();
  /** Entries by key where they were found one by one. */
  #leaves: Map<number, DataView> | null = null;

  constructor(source: Source, layout: PstLayout, root: number, leafEntry: number) {
    this.#source = source;
    this.#layout = layout;
    this.#root = root;
    this.#leafEntry = leafEntry;
  }

  /** A tree of leaves that were found without their tree. */
  static ofLeaves(
    source: Source,
    layout: PstLayout,
    leaves: Map<number, DataView>,
    leafEntry: number,
  ): PageTree {
    const tree = new PageTree(source, layout, 0, leafEntry);
    tree.#leaves = leaves;
    return tree;
  }

  /** Whether the root can be read. */
  async isSound(): Promise<boolean> {
    return this.#leaves !== null || (await this.#page(this.#root)) !== null;
  }

  /** The entry with this key; null without one. */
  async find(key: number): Promise<DataView | null> {
    if (this.#leaves !== null) return this.#leaves.get(key) ?? null;
    let at = this.#root;
    let level = LEVEL_LIMIT;
    for (;;) {
      const page = await this.#page(at);
      if (page === null || page.level >= level) return null;
      const entry = lastNotAbove(page.entries, key, (view) => this.#layout.id(view, 0));
      if (entry === null) return null;
      if (page.level === 0) return this.#layout.id(entry, 0) === key ? entry : null;
      level = page.level;
      at = this.#layout.address(entry, this.#layout.innerEntry === 24 ? 16 : 8);
    }
  }

  /** All entries of the leaves, in order. */
  async *entries(): AsyncGenerator<DataView> {
    if (this.#leaves !== null)
      yield* [...this.#leaves.entries()].sort(([a], [b]) => a - b).map(([, entry]) => entry);
    else yield* this.#below(this.#root, LEVEL_LIMIT, new Set());
  }

  async *#below(at: number, level: number, seen: Set<number>): AsyncGenerator<DataView> {
    const page = seen.has(at) ? null : await this.#page(at);
    seen.add(at);
    if (page === null || page.level >= level) {
      this.damaged = true;
      return;
    }
    if (page.level === 0) yield* page.entries;
    else
      for (const entry of page.entries)
        yield* this.#below(
          this.#layout.address(entry, this.#layout.innerEntry === 24 ? 16 : 8),
          page.level,
          seen,
        );
  }

  async #page(at: number): Promise<Page | null> {
    const known = this.#pages.get(at);
    if (known !== undefined) return known;
    const bytes = at === 0 ? NOTHING : await this.#source.readAt(at, this.#layout.pageSize);
    const page = readPage(bytes, this.#layout, this.#leafEntry);
    if (this.#pages.size >= CACHED_PAGES) this.#pages.delete(this.#pages.keys().next().value!);
    this.#pages.set(at, page);
    return page;
  }
}

const NOTHING = new Uint8Array(0);
/** Types of pages of the block tree and the node tree. */
export const PAGE_TYPE = { blocks: 0x80, nodes: 0x81 } as const;

/** The entries of a page; null when it is no page of a tree. */
export function readPage(bytes: Uint8Array, layout: PstLayout, leafEntry: number): Page | null {
  if (bytes.length < layout.pageSize) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const type = view.getUint8(layout.typeAt);
  const isTree = type === PAGE_TYPE.blocks || type === PAGE_TYPE.nodes;
  if (!isTree || view.getUint8(layout.typeAt + 1) !== type) return null;
  const level = view.getUint8(layout.levelAt);
  const length = level === 0 ? leafEntry : layout.innerEntry;
  const stated = layout.is4k ? view.getUint16(layout.countAt, true) : view.getUint8(layout.countAt);
  const count = Math.min(stated, Math.floor(layout.countAt / length));
  const entries = Array.from(
    { length: count },
    (_, i) => new DataView(bytes.buffer, bytes.byteOffset + i * length, length),
  );
  return { level, entries };
}

/** The last entry whose key is not above; null when all are. */
function lastNotAbove(
  entries: readonly DataView[],
  key: number,
  keyOf: (entry: DataView) => number,
): DataView | null {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keyOf(entries[middle]!) <= key) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? null : entries[low - 1]!;
}
