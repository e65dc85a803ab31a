import type { PlannedContent, PlannedScan } from '../collect/item.ts';

const BATCH_BYTES = 64 << 20;
const BATCH_CONTENTS = 250;

/**
 * Cuts contents into batches of about 64 MB. Contents that are reached by the same walk are cut into fewer, larger batches: whatever the size of a mailbox,
 * it is walked through a fixed number of times and not once every 250 messages.
 */
export function planBatches(contents: readonly PlannedContent[]): number[][] {
  const shares = leastContents(contents);
  const batches: number[][] = [];
  let bytes = 0;
  let walk = '';
  let sameWalk = 0;
  for (const content of contents) {
    const goesOn = content.walk !== '' && content.walk === walk;
    const stays = goesOn && sameWalk < shares.get(walk)!;
    const current = batches.at(-1);
    const isFull = bytes + content.bytes > BATCH_BYTES || (current?.length ?? 0) >= BATCH_CONTENTS;
    if (current === undefined || (!stays && isFull)) {
      batches.push([content.id]);
      bytes = content.bytes;
      sameWalk = 1;
    } else {
      current.push(content.id);
      bytes += content.bytes;
      sameWalk = goesOn ? sameWalk + 1 : 1;
    }
    walk = content.walk;
  }
  return batches;
}

/** How many contents of a walk a batch holds at least, where there are so many. */
function leastContents(contents: readonly PlannedContent[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { walk } of contents) counts.set(walk, (counts.get(walk) ?? 0) + 1);
  return new Map(
    contents.map(({ walk, walks }) => [walk, Math.ceil(counts.get(walk)! / Math.max(1, walks))]),
  );
}

/**
 * The order in which batches are read: alternately the largest and the smallest that is left. Large files start early, so that at the end no lane works on one
 * alone; and small ones are done soon, so that there is a first number.
 */
export function readingOrder(
  batches: readonly (readonly number[])[],
  contents: readonly PlannedContent[],
): (readonly number[])[] {
  const bytesOf = new Map(contents.map(({ id, bytes }) => [id, bytes]));
  const sized = batches.map((batch) => ({
    batch,
    bytes: batch.reduce((sum, id) => sum + bytesOf.get(id)!, 0),
  }));
  sized.sort((a, b) => b.bytes - a.bytes);
  const order = sized.map((_, i) => (i % 2 === 0 ? i / 2 : sized.length - (i + 1) / 2));
  return order.map((i) => sized[i]!.batch);
}

const BATCH_PAGES = 16;
/** A file that must be streamed to reach its members is streamed once for so many bytes a page: a fraction of what the page costs. */
const STREAMED_BYTES_PER_PAGE = 40e6;

/** Cuts contents with scans into batches of some 16 pages, more where each batch streams a large file from its beginning. */
export function planScanBatches(contents: Iterable<PlannedScan>): number[][] {
  const batches: number[][] = [];
  let pages = 0;
  let walk = '';
  for (const content of contents) {
    const stays = content.walk !== '' && content.walk === walk;
    const limit = stays ? Math.max(BATCH_PAGES, content.fileBytes / STREAMED_BYTES_PER_PAGE) : BATCH_PAGES;
    const current = batches.at(-1);
    if (current === undefined || pages + content.pages > limit) {
      batches.push([content.id]);
      pages = content.pages;
    } else {
      current.push(content.id);
      pages += content.pages;
    }
    walk = content.walk;
  }
  return batches;
}
