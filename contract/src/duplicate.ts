import { z } from 'zod';

/** What two entries of the register have in common, and in what they differ. Closed list. */
export const DUPLICATE_REASONS = [
  'social_security_equal',
  'name_equal',
  'name_similar',
  'married_name',
  'names_exchanged',
  'given_name_equal',
  'given_name_similar',
  'birth_date_equal',
  'birth_date_similar',
  'phone_equal',
  'email_equal',
  'address_equal',
  'name_differs',
  'social_security_differs',
  'sex_differs',
  'phone_differs',
  'address_differs',
] as const;
export const duplicateReasonSchema = z.enum(DUPLICATE_REASONS);
export type DuplicateReason = z.infer<typeof duplicateReasonSchema>;

export const DUPLICATE_STATES = ['open', 'accepted', 'rejected'] as const;
export const duplicateStateSchema = z.enum(DUPLICATE_STATES);
/** What became of a proposal: nobody has decided, or the last decision. */
export type DuplicateState = z.infer<typeof duplicateStateSchema>;

/** One line of the duplicates export: two patient numbers that may be one person, the surest first. */
export const duplicateLineSchema = z.object({
  first: z.string(),
  second: z.string(),
  /** Probability that both are one person; null where somebody decided about numbers that are not proposed. */
  score: z.number().min(0).max(1).nullable(),
  reasons: z.array(duplicateReasonSchema),
  state: duplicateStateSchema,
});
export type DuplicateLine = z.infer<typeof duplicateLineSchema>;

/** One line of the list of decisions, which only grows: replayed in its order it gives the same merges. */
export const duplicateDecisionLineSchema = z
  .strictObject({
    first: z.string().min(1).max(200),
    second: z.string().min(1).max(200),
    decision: z.enum(['accept', 'reject', 'undo']),
    /** Who decided: an account of the system. */
    by: z.string().max(200),
    /** ISO 8601. */
    at: z.iso.datetime(),
    reason: z.string().trim().min(1).max(500),
  })
  .refine(({ first, second }) => first !== second, 'first and second are the same number');
export type DuplicateDecisionLine = z.infer<typeof duplicateDecisionLineSchema>;
export type DuplicateDecision = DuplicateDecisionLine['decision'];
