import { z } from 'zod';
import { noticeLanguageSchema } from './campaign.ts';
import { faultSchema } from './problem.ts';

/** Templates ('fr-plain.txt', …) and the hospital's statement, by the names of their files. */
export const TEXT_FILES = [
  'fr-plain.txt',
  'fr-easy_read.txt',
  'en-plain.txt',
  'en-easy_read.txt',
  'statement.json',
] as const;
export const textFileSchema = z.enum(TEXT_FILES);

/** What notices are made of. `own`: whether the case has this file; else the text is the default one, and the statement only an example. */
export const noticeTextsSchema = z.object({
  files: z.array(z.object({ file: textFileSchema, text: z.string(), own: z.boolean() })),
});
export type NoticeTexts = z.infer<typeof noticeTextsSchema>;

/** A text that takes the place of the one before: whole, or not at all where something is wrong with it. */
export const saveTextSchema = z.strictObject({ file: textFileSchema, text: z.string().max(60_000) });

/** What is wrong with the files, and what the linter finds in the notices that they make. Level E forbids sending. */
export const textFindingsSchema = z.object({
  faults: z.array(faultSchema),
  findings: z.array(
    z.object({
      rule: z.string(),
      level: z.enum(['E', 'W']),
      code: z.string(),
      subject: z.string(),
      /** In how many of the notices that were tried, and the first of them. */
      notices: z.number().int(),
      first: z.object({
        language: z.string(),
        version: z.string(),
        variant: z.string(),
        channel: z.string(),
      }),
    }),
  ),
});
export type TextFindings = z.infer<typeof textFindingsSchema>;

/** The invented persons on whom a notice is shown. */
export const PREVIEW_EXAMPLES = [
  'usual',
  'probable',
  'one_category',
  'all_categories',
  'minor',
  'second_parent',
  'parents_general',
  'guardian',
  'guardian_attention',
  'curator',
  'longest_name',
  'shortest_name',
  'long_address',
  'foreign_address',
  'easy_read',
  'large_print',
] as const;
export const previewExampleSchema = z.enum(PREVIEW_EXAMPLES);
export type PreviewExample = z.infer<typeof previewExampleSchema>;
/** One example, as a letter (PDF, or HTML of the same words) or as an e-mail (HTML). */
export const previewRequestSchema = z.strictObject({
  example: previewExampleSchema,
  language: noticeLanguageSchema,
  form: z.enum(['letter_pdf', 'letter_html', 'email_html']),
});
