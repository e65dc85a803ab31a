import type { PlannedContent } from '../collect/item.ts';

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
