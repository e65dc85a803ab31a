import type { HospitalStatement, NoticeContent } from '../noticeContent.ts';
import type { ComposedNotice, NoticePart, TextRun } from './composedNotice.ts';
import { dayPhrase } from './exposedWords.ts';

/** Where the address stands on the sheet, in millimetres from its upper left corner (mail.md 1 and 4: the window of a DL envelope). */
export interface AddressPlace {
  readonly left: number;
  readonly top: number;
  readonly width: number;
}

/**
 * What is under the window of a DL envelope (100 by 35 mm, 20 mm from its right and lower edges) however far a sheet folded in three slips in it: the address
 * fills no more than this; nothing else stands within 10 mm of it.
 */
export const USUAL_ADDRESS_PLACE: AddressPlace = { left: 100, top: 55, width: 90 };

/** Sizes of type in points, by version: easy-to-read and large print have at least 14 and 16 (European rules for easy-to-read information). */
const SIZES: Readonly<Record<NoticeContent['version'], number>> = {
  plain: 10,
  easy_read: 14,
  large_print: 16,
};

/** One letter as letter.typ reads it. */
export interface LetterData {
  readonly lang: string;
  /** In points. */
  readonly size: number;
  /** Each part on a line of its own with room around it. */
  readonly airy: boolean;
  readonly subject: string;
  readonly sender: readonly string[];
  readonly address: readonly string[];
  readonly place: AddressPlace;
  /** '3 octobre 2022' */
  readonly dated: string;
  /** The code of the sheet in text, at the foot of every page. */
  readonly sheet: string;
  /** Rows of the data matrix, '1' is black; empty: its place stays free. */
  readonly matrix: readonly string[];
  /** Words of the page number: 'page {} sur {}'. */
  readonly page: string;
  readonly parts: readonly LetterPart[];
}

export type LetterPart =
  | { readonly kind: 'heading' | 'paragraph'; readonly runs: readonly LetterRun[] }
  | { readonly kind: 'list'; readonly items: readonly (readonly LetterRun[])[] }
  | { readonly kind: 'code'; readonly groups: readonly string[] };

/** Text, and 1 where it is bold. */
export type LetterRun = readonly [string, 0 | 1];

const PAGE: Readonly<Record<NoticeContent['language'], string>> = {
  fr: 'page {} sur {}',
  en: 'page {} of {}',
};

/** What letter.typ needs of a notice. `matrix`: rows of the data matrix of the sheet. */
export function letterData(
  notice: ComposedNotice,
  content: Pick<NoticeContent, 'addressBlock' | 'sheet'>,
  statement: Pick<HospitalStatement, 'sender' | 'dated'>,
  matrix: readonly string[] = [],
  place: AddressPlace = USUAL_ADDRESS_PLACE,
): LetterData {
  return {
    lang: notice.language,
    size: SIZES[notice.version],
    airy: notice.version !== 'plain',
    subject: notice.subject,
    sender: statement.sender,
    address: content.addressBlock,
    place,
    dated: dayPhrase(statement.dated, notice.language),
    sheet: content.sheet,
    matrix,
    page: PAGE[notice.language],
    parts: notice.blocks.flatMap(({ parts }) => parts.map(letterPart)),
  };
}

function letterPart(part: NoticePart): LetterPart {
  switch (part.kind) {
    case 'heading':
    case 'paragraph':
      return { kind: part.kind, runs: part.runs.map(letterRun) };
    case 'list':
      return { kind: 'list', items: part.items.map((item) => item.map(letterRun)) };
    case 'code':
      return { kind: 'code', groups: part.code.split('-') };
  }
}

function letterRun({ text, isStrong }: TextRun): LetterRun {
  return [text, isStrong ? 1 : 0];
}
