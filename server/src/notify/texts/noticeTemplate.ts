import { CATEGORIES, type Category } from '@constat/contract/category.ts';
import type { NoticeBlockName } from './composedNotice.ts';

/**
 * In which cases a line of a template is written. Words of one kind are alternatives, different kinds must all hold:
 * `[representative guardian probable]` is for whoever stands for the person, where the link is not certain.
 */
export const GUARDS = {
  person: 'addressee',
  representative: 'addressee',
  guardian: 'addressee',
  curator: 'addressee',
  certain: 'certainty',
  probable: 'certainty',
  breach_dated: 'breached',
  breach_undated: 'breached',
  published_dated: 'published',
  published_undated: 'published',
  continues: 'search',
  finished: 'search',
  complaint: 'complaint',
  no_complaint: 'complaint',
  some_not_found: 'not_found',
  none_not_found: 'not_found',
  letter: 'channel',
  email: 'channel',
  code: 'code',
  no_code: 'code',
  listed: 'listing',
  unlisted: 'listing',
} as const;
export type Guard = keyof typeof GUARDS;

/** What stands for one value, anywhere in a line. */
export const PLACEHOLDERS = [
  'salutation',
  'concerned',
  'hospital',
  'dated',
  'what_happened',
  'breached',
  'published',
  'hotline_phone',
  'hotline_hours',
  'site',
  'contact_name',
  'contact_address',
  'contact_phone',
  'contact_email',
  'complaint',
] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

/** What stands for a list: `- {exposed}` is one item for each; within a sentence they follow each other (the first two only). */
export const LIST_PLACEHOLDERS = ['exposed', 'not_found', 'consequences', 'steps', 'measures'] as const;
export type ListPlaceholder = (typeof LIST_PLACEHOLDERS)[number];

/** Lists that may stand within a sentence. */
export const INLINE_LISTS: readonly ListPlaceholder[] = ['exposed', 'not_found'];

/** The reference code: alone on its line. */
export const CODE_PLACEHOLDER = 'code';

/** A piece of a line: text, or what a placeholder stands for. */
export type TemplatePiece =
  | { readonly kind: 'text'; readonly text: string; readonly isStrong: boolean }
  | {
      readonly kind: 'placeholder';
      readonly name: Placeholder | ListPlaceholder;
      readonly isStrong: boolean;
    };

/** A line of a part of the letter. */
export interface TemplateLine {
  readonly guards: readonly Guard[];
  readonly kind: 'heading' | 'paragraph' | 'item' | 'code';
  readonly pieces: readonly TemplatePiece[];
  /** Line of the file, from 1. */
  readonly line: number;
}

/** A sentence for one or more categories. */
export interface CategoryLine {
  readonly guards: readonly Guard[];
  readonly categories: readonly Category[];
  readonly pieces: readonly TemplatePiece[];
}

/** What a category is called: to the person, and to whoever stands for the person. */
export interface CategoryWords {
  readonly yours: string;
  readonly theirs: string;
}

/** A template as it was read from its file. */
export interface NoticeTemplate {
  readonly subject: readonly TemplatePiece[];
  /** In the order of the file. */
  readonly blocks: readonly { readonly name: NoticeBlockName; readonly lines: readonly TemplateLine[] }[];
  readonly words: Readonly<Record<Category, CategoryWords>>;
  readonly consequences: readonly CategoryLine[];
  readonly steps: readonly CategoryLine[];
}

/** The parts of a file beside the blocks of the letter. */
export const CATALOGUES = ['words', 'consequence_by_category', 'step_by_category'] as const;
export type CatalogueName = (typeof CATALOGUES)[number];

export function isCategory(text: string): text is Category {
  return (CATEGORIES as readonly string[]).includes(text);
}
