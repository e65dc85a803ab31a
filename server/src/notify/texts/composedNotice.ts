import type { NoticeLanguage, NoticeVariant, NoticeVersion } from '../noticeContent.ts';

/** The parts of a notice. Article 34(2) GDPR and the rules of the linter ask for most of them; a template gives them their order. */
export const NOTICE_BLOCKS = [
  'opening',
  'nature',
  'dates',
  'exposed',
  'not_found',
  'continues',
  'consequences',
  'steps',
  'fraud_warning',
  'measures',
  'authenticity',
  'contact',
  'rights',
  'access',
  'closing',
] as const;
export type NoticeBlockName = (typeof NOTICE_BLOCKS)[number];

/** How a notice travels: the words differ ("ce courrier", "ce message"). An e-mail lists categories only where the mailbox is known to be the person's own. */
export type NoticeChannel =
  { readonly kind: 'letter' } | { readonly kind: 'email'; readonly isVerified: boolean };

/** A stretch of text, emphasised or not. */
export interface TextRun {
  readonly text: string;
  readonly isStrong: boolean;
}

/** What stands in a block, one after the other. */
export type NoticePart =
  | { readonly kind: 'heading'; readonly runs: readonly TextRun[] }
  | { readonly kind: 'paragraph'; readonly runs: readonly TextRun[] }
  | { readonly kind: 'list'; readonly items: readonly (readonly TextRun[])[] }
  /** The reference code, set large and on its own. */
  | { readonly kind: 'code'; readonly code: string };

export interface NoticeBlock {
  readonly name: NoticeBlockName;
  readonly parts: readonly NoticePart[];
}

/** A notice as a document, of which letter, text and HTML are made: all of them say the same words. Blocks without parts are left out. */
export interface ComposedNotice {
  readonly language: NoticeLanguage;
  readonly version: NoticeVersion;
  readonly variant: NoticeVariant;
  readonly channel: NoticeChannel;
  /** Title of the document, subject of the e-mail: neutral. */
  readonly subject: string;
  readonly blocks: readonly NoticeBlock[];
}

/** The text of runs without their emphasis. */
export function plainText(runs: readonly TextRun[]): string {
  return runs.map((run) => run.text).join('');
}

/** Every piece of text of a block, in order: headings, paragraphs, list items, the code. */
export function textsOfBlock(block: NoticeBlock): string[] {
  return block.parts.flatMap((part) => {
    switch (part.kind) {
      case 'heading':
      case 'paragraph':
        return [plainText(part.runs)];
      case 'list':
        return part.items.map(plainText);
      case 'code':
        return [part.code];
    }
  });
}
