import { z } from 'zod';
import { categorySchema } from './category.ts';
import { noteSchema, verdictSchema } from './decision.ts';
import { reasonSchema } from './exposure.ts';
import { seenPatientSchema } from './patientLookUp.ts';

/** A question for a reviewer, without what others answered; null when nothing waits. */
export const reviewQuestionSchema = z.object({
  waiting: z.number().int(),
  question: z
    .object({
      path: z.string(),
      locator: z.string(),
      patient: seenPatientSchema,
      categories: z.array(categorySchema),
      reasons: z.array(reasonSchema),
      probability: z.number(),
      elsewhere: z.number(),
    })
    .nullable(),
});
export type ReviewQuestion = z.infer<typeof reviewQuestionSchema>;

export const reviewAnswerSchema = z.strictObject({
  path: z.string().min(1).max(10_000),
  /** The hospital's own number of the patient. */
  patient: z.string().min(1).max(100),
  verdict: verdictSchema,
  note: noteSchema,
  /** What the reviewer saw exposed; empty: what linking found. */
  categories: z.array(categorySchema),
});
