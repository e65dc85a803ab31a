import type { Source } from '../format.ts';
import { PAGE_TYPE, readPage } from './pageTree.ts';
import type { PstLayout } from './pstLayout.ts';

const STEP = 4 << 20;
/** Entries that are kept of a lost tree. */
const ENTRY_LIMIT = 2_000_000;

/**
 * Looks through a whole file for leaves of its two trees, for files whose trees are cut off or overwritten. Of several pages that speak of the same
 * node or block the newest counts: the one with the highest id of its own.
 */
export async function scanForPages(
  source: Source,
  layout: PstLayout,
): Promise<{ nodes: Map<number, DataView>; blocks: Map<number, DataView> }> {
  const nodes = new NewestEntries(layout);
  const blocks = new NewestEntries(layout);
  for (let at = 0; ; at += STEP) {
    const bytes = await source.readAt(at, STEP);
    for (let page = 0; page + layout.pageSize <= bytes.length; page += layout.pageSize) {
      const type = bytes[page + layout.typeAt]!;
      if (type !== bytes[page + layout.typeAt + 1]) continue;
      const view = bytes.subarray(page, page + layout.pageSize);
      if (type === PAGE_TYPE.nodes) nodes.add(view, layout.nodeEntry);
      else if (type === PAGE_TYPE.blocks) blocks.add(view, layout.blockEntry);
    }
    if (bytes.length < STEP) return { nodes: nodes.entries, blocks: blocks.entries };
  }
}

class NewestEntries {
  readonly entries = new Map<number, DataView>();
  readonly #ages = new Map<number, number>();
  readonly #layout: PstLayout;

  constructor(layout: PstLayout) {
    this.#layout = layout;
  }

  add(bytes: Uint8Array, leafEntry: number): void {
    const page = readPage(bytes, this.#layout, leafEntry);
    if (page?.level !== 0) return;
    const age = this.#layout.id(new DataView(bytes.buffer, bytes.byteOffset), this.#layout.pageIdAt);
    for (const entry of page.entries) {
      const key = this.#layout.id(entry, 0);
      if (key === 0 || this.entries.size >= ENTRY_LIMIT || (this.#ages.get(key) ?? -1) > age) continue;
      this.#ages.set(key, age);
      // A copy of its own: a view would keep the whole step.
      const copy = new Uint8Array(leafEntry);
      copy.set(new Uint8Array(entry.buffer, entry.byteOffset, leafEntry));
      this.entries.set(key, new DataView(copy.buffer));
    }
  }
}
