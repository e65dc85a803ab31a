import { createHash } from 'node:crypto';
import type { FailureList } from '../batches/checkFailure.ts';
import type { NoticeContent } from '../noticeContent.ts';
import { liesWithin, VISIBLE_AREA } from './envelopeWindow.ts';
import type { PageText } from './readPages.ts';

/** A letter as it was read back from the PDF. */
export interface PrintedLetter {
  readonly pages: number;
  /** SHA-256 of its text. */
  readonly textSha256: string;
}

/** What stays in a letter when a field was not filled, or holds what cannot be printed. */
const UNFILLED = /\b(?:undefined|null|NaN)\b|\{\{|\}\}|\[object|\ufffd/;

/**
 * Checks a part of a batch from its PDF alone: each page belongs to the letter whose turn it is, name, address and code on it are those of one person, nothing but
 * the whole address can come under the window, no field is empty. `ids` are the notices of the contents.
 */
export function checkPages(
  pages: readonly PageText[],
  contents: readonly NoticeContent[],
  ids: readonly number[],
  failures: FailureList,
): PrintedLetter[] {
  const taken = takePages(pages, contents);
  const left = taken.reduce((sum, own) => sum - own.length, pages.length);
  return contents.map((content, i) => {
    const own = taken[i]!;
    const id = ids[i]!;
    const [first] = own;
    failures.expect('counts', id, first !== undefined && (left === 0 || i < contents.length - 1));
    if (first !== undefined) {
      checkLetter(own, first, content, id, failures);
      const neighbours = [contents[i - 1], contents[i + 1]].filter((other) => other !== undefined);
      failures.expect(
        'row_integrity',
        id,
        neighbours.every((other) => !tellsOf(own, other, content)),
      );
    }
    const text = own.map((page) => page.text).join('\f');
    return { pages: own.length, textSha256: createHash('sha256').update(text).digest('hex') };
  });
}

/** The pages of each letter, in order: as long as the foot bears its sheet code. */
function takePages(pages: readonly PageText[], contents: readonly NoticeContent[]): PageText[][] {
  let next = 0;
  return contents.map(({ sheet }) => {
    const own: PageText[] = [];
    while (next < pages.length && pages[next]!.text.includes(sheet)) own.push(pages[next++]!);
    return own;
  });
}

function checkLetter(
  pages: readonly PageText[],
  first: PageText,
  content: NoticeContent,
  id: number,
  failures: FailureList,
): void {
  const text = pages.map((page) => page.text).join('\n');
  const bare = bareText(text);
  const says = (wanted: string): boolean => bare.includes(bareText(wanted));
  const address = bareText(content.addressBlock.join(''));
  // Whoever is addressed himself is named by his address; who is told of somebody else finds the name in the text.
  failures.expect('row_integrity', id, says(content.code) && (content.variant === 'person' || says(content.concerned)));
  failures.expect('row_integrity', id, bareText(first.text).includes(address));
  failures.expect('window', id, bareText(first.exposedText) === address);
  failures.expect('window', id, first.exposed.every((area) => liesWithin(area, VISIBLE_AREA)));
  failures.expect('empty_fields', id, !UNFILLED.test(text));
} // prettier-ignore

/** Whether a letter says anything of the letter beside it: its code, or the name of its person where that is another one. */
function tellsOf(pages: readonly PageText[], other: NoticeContent, own: NoticeContent): boolean {
  const text = bareText(pages.map((page) => page.text).join('\n'));
  const [name, ownName] = [bareText(other.concerned), bareText(own.concerned)];
  const isOwn = ownName.includes(name) || bareText(own.addressBlock.join('')).includes(name);
  return text.includes(bareText(other.code)) || (!isOwn && text.includes(name));
}

/** A text without what setting it may change: blanks, and hyphens at the ends of lines. */
function bareText(text: string): string {
  return text.normalize('NFC').replace(/[\s\u00a0\u202f\u00ad\u2010\u2011\ufffe\u0002-]+/g, '');
}
