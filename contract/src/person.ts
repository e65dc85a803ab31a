import { z } from 'zod';
import { categorySchema } from './category.ts';
import { yearsSchema } from './exposure.ts';

export const SEVERITY_BANDS = ['low', 'medium', 'high', 'very_high'] as const;
export const severityBandSchema = z.enum(SEVERITY_BANDS);
/** Bands of the ENISA score: below 2, below 3, below 4, from 4 on. */
export type SeverityBand = z.infer<typeof severityBandSchema>;

/** How sure it is that a person is concerned: from 0.95 on, from 0.5 on, below. */
export const CERTAINTIES = ['certain', 'probable', 'possible'] as const;
export const certaintySchema = z.enum(CERTAINTIES);
export type Certainty = z.infer<typeof certaintySchema>;

/** One line of the persons export: everything that is exposed of one patient. */
export const personLineSchema = z.object({
  /** The hospital's own patient number (IPP). */
  patient: z.string(),
  probability: z.number().min(0).max(1),
  certainty: certaintySchema,
  categories: z.array(categorySchema),
  /** First and last year of the data (not of the files). */
  years: yearsSchema,
  /** Number of items that concern the patient. */
  items: z.number().int().nonnegative(),
  /** The most reviewers who answered for one of these items, where it was decided; 0: by probability alone. */
  reviewers: z.number().int().nonnegative(),
  /** ENISA score, 0.25 to 6, with its band and factors. */
  severity: z.number().min(0.25).max(6),
  band: severityBandSchema,
  context: z.number().int().min(1).max(4),
  ease: z.number().min(0.25).max(1),
  /** Under 18 at the time of the breach. */
  minor: z.boolean(),
  /** Dead by the register. */
  deceased: z.boolean(),
});
export type PersonLine = z.infer<typeof personLineSchema>;
