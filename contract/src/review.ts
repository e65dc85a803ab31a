import { z } from 'zod';

const count = z.number().int().nonnegative();
const share = z.number().min(0).max(1);

/** What a probability rests on, as far as calibration tells apart. The position is the kind in the database (evidence_kind). */
export const EVIDENCE_KINDS = [
  'number',
  'name_birth_date',
  'name_more',
  'name',
  'file_name',
  'other',
] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

/** Bands of probability in which it is compared with what reviewers found: their lower bounds. */
export const BAND_BOUNDS = [0, 0.2, 0.5, 0.8, 0.95, 0.99] as const;

/** What reviewers found in one band of probability, for one kind of evidence. */
export const calibrationBandSchema = z.object({
  /** Position in {@link BAND_BOUNDS}. */
  band: z
    .number()
    .int()
    .min(0)
    .max(BAND_BOUNDS.length - 1),
  kind: z.enum(EVIDENCE_KINDS),
  decided: count,
  confirmed: count,
  /** Mean probability by linking; both together (Beta-binomial); exact 95 % interval of the share that was confirmed. */
  mean: share,
  adjusted: share,
  low: share,
  high: share,
  /** Whether enough was decided for what is undecided to be moved by it. */
  applied: z.boolean(),
});
export type CalibrationBand = z.infer<typeof calibrationBandSchema>;

/** Clerical review in figures. */
export const reviewFiguresSchema = z.object({
  answers: count,
  reviewers: count,
  /** Answers that are kept but count nowhere: about a content or a patient that the case does not have (now). */
  apart: count,
  /** Pairs of a content and a patient: decided to be so, not to be so, not to be told; those that need a second or a third answer. */
  confirmed: count,
  denied: count,
  leftOpen: count,
  second: count,
  third: count,
  /** Of the decided ones, those against what the probability alone would have said. */
  overturned: count,
  /** Of pairs that two reviewers answered; null where there are none. Kappa and its 95 % interval are null where too few pairs were. */
  agreement: z
    .object({
      pairs: count,
      observed: share,
      kappa: z.number().nullable(),
      low: z.number().nullable(),
      high: z.number().nullable(),
    })
    .nullable(),
  calibration: z.array(calibrationBandSchema),
});
export type ReviewFigures = z.infer<typeof reviewFiguresSchema>;
