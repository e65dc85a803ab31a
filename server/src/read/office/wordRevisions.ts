import type { TextChange } from './trackedLines.ts';
import type { WordFile } from './wordFile.ts';
import { CHARACTER_PAGES, formattingPages, PAGE_BYTES, propertyChanges } from './wordProperties.ts';

/** Codes of properties ([MS-DOC] 2.6.1). */
const DELETED = 0x0800;
const INSERTED = 0x0801;

interface Run {
  readonly start: number;
  readonly end: number;
  readonly change: TextChange;
}

/** Which characters of a Word 97 document were inserted or deleted while changes were tracked, by their place in the main stream. */
export class WordRevisions {
  /** Changed runs only, ascending: most documents have none. */
  readonly #runs: Run[] = [];

  constructor(file: WordFile) {
    for (const page of formattingPages(file, CHARACTER_PAGES)) this.#addPage(page);
  }

  /** What happened to the character at `offset`, and up to where that holds. */
  at(offset: number): { change: TextChange; end: number } {
    let low = 0;
    let high = this.#runs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#runs[middle]!.end <= offset) low = middle + 1;
      else high = middle;
    }
    const run = this.#runs[low];
    if (run === undefined) return { change: 'none', end: Infinity };
    return run.start > offset ? { change: 'none', end: run.start } : run;
  }

  /** [MS-DOC] 2.9.33 ChpxFkp: places of runs, then places of their properties. */
  #addPage(page: Buffer): void {
    const count = page[PAGE_BYTES - 1]!;
    if (5 * count + 4 > PAGE_BYTES - 1) return;
    for (let i = 0; i < count; i++) {
      const at = page[4 * (count + 1) + i]! * 2;
      if (at === 0) continue;
      const change = changeOf(page.subarray(at + 1, Math.min(PAGE_BYTES - 1, at + 1 + page[at]!)));
      const run = { start: page.readUInt32LE(4 * i), end: page.readUInt32LE(4 * i + 4), change };
      if (change !== 'none' && run.start >= (this.#runs.at(-1)?.end ?? 0) && run.end > run.start)
        this.#runs.push(run);
    }
  }
}

/** What was both inserted and deleted was seen by somebody: it counts as deleted. */
function changeOf(changes: Buffer): TextChange {
  let change: TextChange = 'none';
  for (const { code, operandAt } of propertyChanges(changes)) {
    if (code === DELETED && changes[operandAt] === 1) return 'deleted';
    if (code === INSERTED && changes[operandAt] === 1) change = 'inserted';
  }
  return change;
}
