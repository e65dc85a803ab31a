import { z } from 'zod';
import { categorySchema } from './category.ts';

/** Why a passage was linked (or not) to a person. Closed list; the words shown are in the languages of the server. */
export const REASONS = [
  'patient_number_equal',
  'social_security_equal',
  'social_security_key_wrong',
  'name_equal',
  'name_similar',
  'name_order_reversed',
  'surname_only',
  'birth_name_equal',
  'usage_name_equal',
  'birth_date_equal',
  'birth_date_similar',
  'birth_date_differs',
  'age_agrees',
  'sex_agrees',
  'sex_differs',
  'phone_equal',
  'email_equal',
  'postcode_equal',
  'address_equal',
  'number_belongs_to_other',
  'homonyms',
  'only_bearer_of_name',
  'row_of_table',
  'referenced_record',
  'subject_of_document',
  'file_name',
  'initials_agree',
] as const;
export const reasonSchema = z.enum(REASONS);
export type Reason = z.infer<typeof reasonSchema>;
/** A set of reasons as bits: bit i is REASONS[i]. */
export type ReasonSet = number;
export const REASON_BIT = Object.fromEntries(REASONS.map((name, i) => [name, 1 << i])) as Record<
  Reason,
  ReasonSet
>;
/** The reasons of a set, in the order of {@link REASONS}. */
export function reasonsOf(set: ReasonSet): Reason[] {
  return REASONS.filter((_, i) => (set & (1 << i)) !== 0);
}

export const yearsSchema = z.tuple([z.number().int(), z.number().int()]).nullable();

/** One line of the exposures export: one patient in one item. */
export const exposureLineSchema = z.object({
  /** The hospital's own patient number (IPP). */
  patient: z.string(),
  path: z.string(),
  categories: z.array(categorySchema),
  /** First and last year of the data (not of the file). */
  years: yearsSchema,
  probability: z.number().min(0).max(1),
  /**
   * The clearest place: 'page 3', 'Feuil1!R12', 'line 40', 'patients!R7'; 'file name' where only the item's name says it, 'found by review' where
   * reviewers alone do.
   */
  locator: z.string(),
  reasons: z.array(reasonSchema),
  /** How many reviewers answered, where it was decided; 0: by probability alone. */
  reviewers: z.number().int().nonnegative(),
});
export type ExposureLine = z.infer<typeof exposureLineSchema>;

/** One line of the mentions export: a mention of a person who is not in the register. */
export const mentionLineSchema = z.object({
  /** As written in the file; '' when only a number is known. */
  name: z.string(),
  /** YYYY-MM-DD, with 00 for an unknown part; null when not stated. */
  birth_date: z.string().nullable(),
  path: z.string(),
  categories: z.array(categorySchema),
  years: yearsSchema,
  /** Probability that this is a person who is not in the register. */
  probability: z.number().min(0).max(1),
  /** As in the exposures export; in tables (CSV, XLSX) in the language of the command: 'ligne 40'. */
  locator: z.string(),
  reasons: z.array(reasonSchema),
});
export type MentionLine = z.infer<typeof mentionLineSchema>;
