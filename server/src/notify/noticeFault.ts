/** What can be wrong with a file that an officer edits for the notices. */
export const NOTICE_FAULTS = [
  'unknown_part',
  'part_twice',
  'before_first_part',
  'unknown_guard',
  'unclosed_guard',
  'unknown_placeholder',
  'unclosed_placeholder',
  'list_within_sentence',
  'code_not_alone',
  'unclosed_emphasis',
  'empty_line_text',
  'unknown_category',
  'category_twice',
  'category_missing',
  'words_malformed',
  'catalogue_malformed',
  'not_utf8',
  'control_character',
  'too_long',
  'file_missing',
  'not_json',
  'key_missing',
  'key_unknown',
  'value_wrong',
  'value_empty',
  'value_too_long',
  'date_wrong',
  'date_order',
  'too_few_measures',
  'personal_number',
] as const;
export type NoticeFaultCode = (typeof NOTICE_FAULTS)[number];

/** A fault at its place. `subject` is a word of the file's own language: the name of a part, a placeholder, a key; never a value. */
export interface NoticeFault {
  readonly file: string;
  /** From 1; 0 where the whole file is meant. */
  readonly line: number;
  readonly code: NoticeFaultCode;
  readonly subject: string;
}

/** Files of the notices that cannot be used. Says everything that is wrong with all of them, so that they are mended in one go. */
export class NoticeFilesError extends Error {
  readonly faults: readonly NoticeFault[];

  constructor(faults: readonly NoticeFault[]) {
    super(`${faults.length} faults: ${[...new Set(faults.map((fault) => fault.code))].join(', ')}`);
    this.name = 'NoticeFilesError';
    this.faults = faults;
  }
}

/** Templates and statement that can be read, and make notices which must not leave. */
export class NoticesRefusedError extends Error {
  /** How many different things are to be changed. */
  readonly faults: number;

  constructor(faults: number) {
    super(`${faults} faults in notices`);
    this.name = 'NoticesRefusedError';
    this.faults = faults;
  }
}
