import { z } from 'zod';
import { stratumSchema } from './sample.ts';

const count = z.number().int().nonnegative();
const share = z.number().min(0).max(1);

/** What two ways of finding say of how many there are: by number (patient, social security), and by name with birth date. */
export const recaptureSchema = z.object({
  /** null: patients over all files; else pairs of a patient and a file of this stratum, in files where both ways found somebody. */
  stratum: stratumSchema.nullable(),
  byNumber: count,
  byNameAndBirth: count,
  both: count,
  /** Chapman's estimate of all, its 95 % interval, and the share of it that at least one way found. */
  total: z.number().nonnegative(),
  low: z.number().nonnegative(),
  high: z.number().nonnegative(),
  recall: share,
});
export type RecaptureFigures = z.infer<typeof recaptureSchema>;

/** By what an invented patient was named where he or she was planted. */
export const SEED_IDENTIFIERS = [
  'number',
  'social_security',
  'name_birth_date',
  'name_typo',
  'usage_name',
  'name_address',
] as const;
export const seedIdentifierSchema = z.enum(SEED_IDENTIFIERS);
export type SeedIdentifier = (typeof SEED_IDENTIFIERS)[number];

const recall = z.object({ planted: count, found: count, low: share, high: share });

/** One run of seeded recall; exact two-sided 95 % intervals. */
export const seedFiguresSchema = z.object({
  number: z.number().int().positive(),
  seed: z.number().int(),
  engine: count,
  run: z.string(),
  all: recall,
  formats: z.array(recall.extend({ format: z.string() })),
  identifiers: z.array(recall.extend({ identifier: seedIdentifierSchema })),
  /** Patients of the register who were taken for an invented one. */
  mistaken: count,
  /** Formats of the case in which nobody was planted. */
  unplanted: z.array(z.string()),
});
export type SeedFigures = z.infer<typeof seedFiguresSchema>;
