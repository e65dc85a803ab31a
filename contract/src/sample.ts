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

/** What the sample of one stratum says. */
export const stratumResultSchema = z.object({
  stratum: stratumSchema,
  /** Units in the stratum, drawn, read so far, and those of them in which somebody was missed. */
  units: count,
  drawn: count,
  read: count,
  missed: count,
  /** Missed units expected in the stratum; exact two-sided 95 % interval of their share; one-sided 95 % upper bound of it. */
  estimate: z.number().nonnegative(),
  low: share,
  high: share,
  upper: share,
  /** Units that were missed at most, such that all strata together hold with 95 %. */
  atMost: count,
});
export type StratumResult = z.infer<typeof stratumResultSchema>;

export const sampleFiguresSchema = z.object({
  number: z.number().int().positive(),
  seed: z.number().int(),
  drawn: z.string(),
  engine: count,
  /** Whether evidence, decisions or a newer engine came after the drawing: then another sample must be drawn. */
  outdated: z.boolean(),
  strata: z.array(stratumResultSchema),
  /** All strata of files together; null where no file was drawn. */
  files: z
    .object({
      estimate: z.number(),
      low: z.number(),
      high: z.number(),
      atMost: count,
      read: count,
      drawn: count,
    })
    .nullable(),
});
export type SampleFigures = z.infer<typeof sampleFiguresSchema>;
