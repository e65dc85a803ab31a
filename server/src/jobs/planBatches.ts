import type { PlannedContent, PlannedScan } from '../collect/item.ts';

const BATCH_BYTES = 64 << 20;
const BATCH_CONTENTS = 250;

/** Cuts contents into batches of about 64 MB, contents of one file together as far as they fit. */
export function planBatches(contents: Iterable<PlannedContent>): number[][] {
  const batches: number[][] = [];
  let bytes = 0;
  let sequentialFile = '';
  for (const content of contents) {
    const stays = content.sequential && content.file === sequentialFile;
    const current = batches.at(-1);
    if (
      current === undefined ||
      (!stays && (bytes + content.bytes > BATCH_BYTES || current.length >= BATCH_CONTENTS))
    ) {
      batches.push([content.id]);
      bytes = content.bytes;
    } else {
      current.push(content.id);
      bytes += content.bytes;
    }
    sequentialFile = content.sequential ? content.file : '';
  }
  return batches;
}

const BATCH_PAGES = 16;
/** A file that must be streamed to reach its members is streamed once for so many bytes a page: a fraction of what the page costs. */
const STREAMED_BYTES_PER_PAGE = 40e6;

/** Cuts contents with scans into batches of some 16 pages, more where each batch streams a large file from its beginning. */
export function planScanBatches(contents: Iterable<PlannedScan>): number[][] {
  const batches: number[][] = [];
  let pages = 0;
  let file = '';
  for (const content of contents) {
    const stays = content.sequential && content.file === file;
    const limit = stays ? Math.max(BATCH_PAGES, content.fileBytes / STREAMED_BYTES_PER_PAGE) : BATCH_PAGES;
    const current = batches.at(-1);
    if (current === undefined || pages + content.pages > limit) {
      batches.push([content.id]);
      pages = content.pages;
    } else {
      current.push(content.id);
      pages += content.pages;
    }
    file = content.file;
  }
  return batches;
}
