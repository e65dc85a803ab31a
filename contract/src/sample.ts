import { z } from 'zod';

const count = z.number().int().nonnegative();
const share = z.number().min(0).max(1);

/**
 * The parts in which samples are drawn: contents by how they are read (large ones apart, since one of them can name thousands), and the patients who are
 * said not to be concerned.
 */
export const FILE_STRATA = ['rows', 'text', 'mail', 'health', 'scans', 'other', 'large'] as const;
export const STRATA = [...FILE_STRATA, 'patients'] as const;
export const stratumSchema = z.enum(STRATA);
export type StratumName = (typeof STRATA)[number];

/** What may be missed at most. */
const boundSchema = z.object({
  /** One-sided 95 % upper bound of the share. */
  upper: share,
  /** Units of this stratum at most, 95 %, taken alone; at most such that all strata together hold with 95 %. */
  alone: count,
  atMost: count,
});
export type SampleBound = z.infer<typeof boundSchema>;

/** What the sample of one stratum says. */
export const stratumResultSchema = z.object({
  stratum: stratumSchema,
  /** Units in the stratum, drawn, read so far, and those of them in which somebody was missed. */
  units: count,
  drawn: count,
  read: count,
  missed: count,
  /** Units in which somebody was missed by their first answers, before any of these was changed. */
  missedAtFirst: count,
  /** Missed units expected in the stratum; exact two-sided 95 % interval of their share. */
  estimate: z.number().nonnegative(),
  low: share,
  high: share,
  /** By what was read. */
  ...boundSchema.shape,
  /** With every unit that was drawn and is not read taken for missed: holds whichever units the reader has left out. */
  unreadMissed: boundSchema,
});
export type StratumResult = z.infer<typeof stratumResultSchema>;

/** An answer that says something else than the one before it: what was found by that one and by this one, when and why. */
export const changedAnswerSchema = z.object({
  ordinal: z.number().int().positive(),
  stratum: stratumSchema,
  before: count,
  now: count,
  changed: z.string(),
  reason: z.string(),
});
export type ChangedAnswer = z.infer<typeof changedAnswerSchema>;

export const sampleFiguresSchema = z.object({
  number: z.number().int().positive(),
  seed: z.number().int(),
  drawn: z.string(),
  engine: count,
  /** Whether evidence, decisions or a newer engine came after the drawing: then another sample must be drawn. */
  outdated: z.boolean(),
  strata: z.array(stratumResultSchema),
  /** Answers that were changed after they were given, in the order of the changes; the figures use the last answer of each unit. */
  changes: z.array(changedAnswerSchema),
  /** All strata of files together; null where no file was drawn. */
  files: z
    .object({
      estimate: z.number(),
      /** Normal interval of the estimate, within what was found and what is possible. */
      low: z.number(),
      high: z.number(),
      atMost: count,
      /** The same with every unit that was drawn and is not read taken for missed. */
      atMostUnreadMissed: count,
      read: count,
      drawn: count,
    })
    .nullable(),
});
export type SampleFigures = z.infer<typeof sampleFiguresSchema>;
