import { z } from 'zod';
import { categorySchema } from './category.ts';

/** What a reviewer answers to 'is this patient meant?': yes, no, it cannot be told. */
export const VERDICTS = ['is', 'is_not', 'unclear'] as const;
export const verdictSchema = z.enum(VERDICTS);
export type Verdict = z.infer<typeof verdictSchema>;

/** Names of reviewers and notes, as they are kept. */
export const reviewerSchema = z.string().trim().min(1).max(100);
export const noteSchema = z.string().trim().max(1000);

/**
 * One line of the decisions export, which is also what is imported: one answer of one reviewer. It is about a content (`sha256`) or, where only the name
 * of an item tells of the patient, about that name (`path`); never about both.
 */
export const decisionLineSchema = z
  .strictObject({
    id: z.uuid(),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .nullable(),
    path: z.string().min(1).nullable(),
    /** The hospital's own patient number (IPP). */
    patient: z.string().min(1),
    verdict: verdictSchema,
    reviewer: reviewerSchema,
    note: noteSchema,
    /** ISO 8601. */
    decided: z.iso.datetime(),
    /** What is exposed: as the reviewer says (`stated`), else as linking had found. */
    categories: z.array(categorySchema),
    stated: z.boolean(),
    /** What linking said at the time; 0 where it had found nothing. */
    probability: z.number().min(0).max(1),
    /** Version of the engine that said it. */
    engine: z.number().int().nonnegative(),
  })
  .refine(({ sha256, path }) => (sha256 === null) !== (path === null), {
    path: ['sha256'],
    message: 'either sha256 or path',
  });
export type DecisionLine = z.infer<typeof decisionLineSchema>;
