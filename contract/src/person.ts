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
  /**
   * What the line adds to the expected number of persons, not rounded: the probability, save that candidates of one mention share by what other files tell
   * of each, 0.9999 and more count as 1, and the numbers of one person share what the person adds. All lines together, and what stands in mentions of a common
   * name only (`persons.shared.expected` of the summary), are the expected number.
   */
  expected_share: z.number().min(0).max(1),
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
  /** Further patient numbers of the same person, as somebody has decided: they have lines of their own, and count once together. */
  same_person: z.array(z.string()),
});
export type PersonLine = z.infer<typeof personLineSchema>;

/** One line of the outsiders export: a person who is mentioned but is not in the register, with all mentions taken to mean him or her. */
export const outsiderLineSchema = z.object({
  /** Number of the person in this state of the case: it may change when more is read. */
  person: z.number().int().positive(),
  /** As written most often; '' when only numbers are known. */
  name: z.string(),
  /** Other ways in which the name is written. */
  other_names: z.array(z.string()),
  /** YYYY-MM-DD, with 00 for an unknown part; null when not stated. */
  birth_date: z.string().nullable(),
  /** Dates that differ from it by one slip. */
  other_birth_dates: z.array(z.string()),
  /** How many persons the line may stand for at most: one for each birth date; by the name alone it may be another in every content. */
  at_most: z.number().int().positive(),
  mentions: z.number().int().positive(),
  categories: z.array(categorySchema),
  /** First and last year of the data (not of the files). */
  years: yearsSchema,
  /** Probability that this is a person who is not in the register, of the surest mention. */
  probability: z.number().min(0).max(1),
  /** 'path: locator', the first 100; all of them are in the mentions export. */
  places: z.array(z.string()),
});
export type OutsiderLine = z.infer<typeof outsiderLineSchema>;
