import { z } from 'zod';
import { categorySchema } from './category.ts';
import { fateSchema } from './item.ts';
import { severityBandSchema } from './person.ts';
import { recaptureSchema, seedFiguresSchema } from './recall.ts';
import { reviewFiguresSchema } from './review.ts';
import { sampleFiguresSchema } from './sample.ts';

const count = z.number().int().nonnegative();
/** Quarters of the ENISA score. */
const degree = z.literal([0, 1, 2]);

/** What a case knows, in figures: for the terminal, the page and `--json`. */
export const summarySchema = z.object({
  case: z.object({ name: z.string(), created: z.string() }),
  /** When the summary was made, ISO 8601. */
  made: z.string(),
  version: z.string(),
  register: count,
  /** Patient numbers that were accepted as further numbers of a person. */
  merged: count,
  persons: z.object({
    /** At least one passage with probability >= 0.95; 0.5 to 0.95; 0.05 to 0.5 (not counted as concerned). */
    certain: count,
    probable: count,
    possible: count,
    /** The sum of `expected_share` over the lines of the persons export, and of `shared.expected`. */
    expected: z.number(),
    low: count,
    high: count,
    /**
     * Of these, patients who stand only in mentions that may mean any of many (a common surname in a list): the mentions, and how many patients
     * more they are. Nobody is counted as concerned by them one by one.
     */
    shared: z.object({ mentions: count, expected: z.number(), low: count, high: count }),
  }),
  categories: z.array(z.object({ category: categorySchema, persons: count })),
  /** Persons counted as concerned by band of severity, and the circumstances that are alike for all. */
  severity: z.object({
    bands: z.array(z.object({ band: severityBandSchema, persons: count })),
    circumstances: z.object({
      breachDate: z.string().nullable(),
      confidentiality: degree,
      integrity: degree,
      availability: degree,
      malice: z.literal([0, 2]),
    }),
  }),
  years: z.array(z.object({ year: z.number().int(), persons: count })),
  folders: z.array(z.object({ folder: z.string(), persons: count, items: count })),
  formats: z.array(z.object({ format: z.string(), items: count, persons: count })),
  /**
   * How far the figures follow from the evidence and the register as they are now: contents that were read; that were never read; that must be read again
   * (for another register, or because they came under another name); deliveries of which the names of files must be looked at; whether the register has
   * changed since the last assessment. See {@link isSettled}.
   */
  reading: z.object({ read: count, unread: count, again: count, names: count, registerChanged: z.boolean() }),
  items: z.object({ files: count, items: count, bytes: count, waiting: count }),
  /** Pages that can only be read by recognition: read, and still to be read, in so many items. */
  scans: z.object({ pages: count, waiting: count, items: count }),
  fates: z.array(z.object({ fate: fateSchema, items: count })),
  unread: z.array(
    z.object({
      folder: z.string(),
      format: z.string(),
      fate: fateSchema,
      reason: z.string(),
      items: count,
      /** Mentions of patients that items of the same folders would hold; null where nothing comparable was read. */
      expected: z.number().nonnegative().nullable(),
    }),
  ),
  /** Persons who are not in the register: their mentions, and how many persons these are at least and at most. */
  outsiders: z.object({ mentions: count, low: count, high: count }),
  /** How the count was checked: by reviewers, by samples, by two ways of finding, by invented patients. */
  review: reviewFiguresSchema,
  samples: z.array(sampleFiguresSchema),
  recapture: z.array(recaptureSchema),
  seeds: z.array(seedFiguresSchema),
  /** Evidence of which nobody stated who brought it, when, or on what legal basis. */
  custody: z.array(z.object({ evidence: count, missing: z.array(z.enum(['by', 'received', 'legalBasis'])) })),
  /** What the administrator has excepted the case from, with his reason. */
  exceptions: z.array(
    z.object({ what: z.enum(['sandbox']), reason: z.string(), by: z.string(), recorded: z.string() }),
  ),
});
export type Summary = z.infer<typeof summarySchema>;

/** Whether the next assessment has nothing to do: else the figures are of no one register and evidence, and are provisional. */
export function isSettled({ unread, again, names, registerChanged }: Summary['reading']): boolean {
  return unread + again + names === 0 && !registerChanged;
}
