import { z } from 'zod';
import { categorySchema } from './category.ts';
import { certaintySchema } from './person.ts';

/**
 * Why a state says something else than the one before it. Of one person, `patient_added`, `patient_changed` and `patient_removed` are about his own record in
 * the register; `register_changed` is about others in it (and, in states that were made before this was told apart, about either).
 */
export const CHANGE_REASONS = [
  'new_evidence',
  'register_changed',
  'engine_changed',
  'decision',
  'patient_added',
  'patient_changed',
  'patient_removed',
] as const;
export const changeReasonSchema = z.enum(CHANGE_REASONS);
export type ChangeReason = z.infer<typeof changeReasonSchema>;
/** Bit i is CHANGE_REASONS[i]. */
export const CHANGE_REASON_BIT = Object.fromEntries(
  CHANGE_REASONS.map((name, i) => [name, 1 << i]),
) as Record<ChangeReason, number>;
/** The reasons of a set, in the order of {@link CHANGE_REASONS}. */
export function changeReasonsOf(set: number): ChangeReason[] {
  return CHANGE_REASONS.filter((_, i) => (set & (1 << i)) !== 0);
}

/**
 * What became of a person between two states: concerned who was not; concerned with further categories or more surely; with fewer or less surely;
 * no longer concerned; merged: counted as one with another person, by an accepted duplicate; merely possible who was not even that; no longer possible. Concerned is who is certain or probable.
 */
export const CHANGES = [
  'newly_concerned',
  'more',
  'less',
  'no_longer_concerned',
  'merged',
  'possible',
  'dismissed',
] as const;
export const changeSchema = z.enum(CHANGES);
export type Change = z.infer<typeof changeSchema>;

const count = z.number().int().nonnegative();

/** One line of `states list`: what was known at the end of an assessment. */
export const stateLineSchema = z.object({
  version: z.number().int().positive(),
  /** ISO 8601. */
  made: z.string(),
  /** Versions of reading and linking, and of the recognition of scans. */
  engine: count,
  scans: count,
  /** In what it differs from what the state before was made from. */
  causes: z.array(changeReasonSchema),
  /** Contents that were read for it. */
  contents: count,
  register: count,
  certain: count,
  probable: count,
  possible: count,
  /** Against the state before. */
  newly_concerned: count,
  more: count,
  less: count,
  no_longer_concerned: count,
  /** Not among those who are no longer concerned. */
  merged: count,
});
export type StateLine = z.infer<typeof stateLineSchema>;

/** One line of `states compare`: a person of whom two states say different things. */
export const changeLineSchema = z.object({
  /** The hospital's own patient number, also of a patient whom the register no longer has; of several numbers of one person the first. */
  patient: z.string(),
  change: changeSchema,
  /** Of who was merged: the patient number of whoever stands for both; else null. */
  merged_with: z.string().nullable(),
  before: certaintySchema.nullable(),
  after: certaintySchema.nullable(),
  gained: z.array(categorySchema),
  lost: z.array(categorySchema),
  reasons: z.array(changeReasonSchema),
});
export type ChangeLine = z.infer<typeof changeLineSchema>;
