import { z } from 'zod';
import { problemSchema } from './problem.ts';

const countSchema = z.number().int().nonnegative();
const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

/** What takes long and goes on behind the server's back. */
export const WORK_KINDS = ['plan', 'build', 'approve', 'hand_over', 'queue', 'send', 'bounces'] as const;
export const workKindSchema = z.enum(WORK_KINDS);
export type WorkKind = z.infer<typeof workKindSchema>;

/** What a message in the mailbox of returns was. 'known': taken before; 'early': about a mail that is being sent this moment, left for the next time. */
export const REPORT_KINDS = [
  'bounced',
  'delayed',
  'delivered',
  'complaint',
  'auto_reply',
  'forged',
  'unclear',
  'known',
  'early',
] as const;

/** What came of it, in figures. */
export const workResultSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('plan'),
    dry: z.boolean(),
    counts: z.array(z.object({ state: z.string(), rule: z.string(), persons: countSchema })),
    /** Persons who have a notice under way, or had one: they are left as they are. */
    toldAlready: countSchema,
    /** Persons reached by nothing so far of whom the register has another address now: offered, or letters planned (rule `corrected`). */
    corrected: z.object({ offered: countSchema, planned: countSchema }),
  }),
  z.object({
    kind: z.literal('batch'),
    batch: countSchema,
    letters: countSchema,
    pages: countSchema,
    /** SHA-256 of list and contents: what two people approve. */
    manifestSha256: sha256Schema,
  }),
  /** The files of the batch may be fetched until then, by whoever handed it over. */
  z.object({
    kind: z.literal('handed_over'),
    batch: countSchema,
    pdfSha256: sha256Schema,
    until: z.iso.datetime(),
  }),
  z.object({ kind: z.literal('queued'), mails: countSchema }),
  /** What a sender has done. Asked of the mail server after a crash or a cut: `found` it had, `absent` it had not (sent again), `uncertain` it cannot know. */
  z.object({
    kind: z.literal('sent'),
    accepted: countSchema,
    found: countSchema,
    absent: countSchema,
    uncertain: countSchema,
    failed: countSchema,
    /** 'done': nothing is left that may leave now. 'later': what is left is for a later hour or day (`next`). */
    ended: z.enum(['done', 'later', 'paused', 'stopped']),
    next: z.iso.datetime().nullable(),
  }),
  /** Reports by what they were, and what followed: letters planned, persons whom nothing reaches. */
  z.object({
    kind: z.literal('bounces'),
    taken: z.record(z.enum(REPORT_KINDS), countSchema),
    byLetter: countSchema,
    waiting: countSchema,
  }),
]);
export type WorkResult = z.infer<typeof workResultSchema>;

export const workRequestSchema = z.strictObject({ work: z.uuid() });
/** The answer to whatever begins something long. */
export const workBegunSchema = z.object({ work: z.uuid() });
export type WorkBegun = z.infer<typeof workBegunSchema>;

/** The database does not answer, or its disk is full. */
export const workTroubleSchema = z.enum(['gone', 'disk']);
export type WorkTrouble = z.infer<typeof workTroubleSchema>;

/** Something long: how far it is, and what came of it. Forgotten when the server stops; what it had done stays, and asked for again it goes on. One that was stopped may have a result all the same. */
export const workSchema = z.object({
  id: z.uuid(),
  kind: workKindSchema,
  state: z.enum(['running', 'done', 'failed', 'stopped']),
  begun: z.iso.datetime(),
  ended: z.iso.datetime().nullable(),
  /** Letters, codes, persons, e-mails or reports that are done, of how many; null where that is not known. */
  progress: z.object({ done: countSchema, of: countSchema.nullable() }).nullable(),
  /** What it waits for at the moment, and goes on by itself when that is over; null while nothing hinders it. */
  trouble: workTroubleSchema.nullable(),
  result: workResultSchema.nullable(),
  problem: problemSchema.nullable(),
});
export type Work = z.infer<typeof workSchema>;
export const worksSchema = z.object({ works: z.array(workSchema) });
export type Works = z.infer<typeof worksSchema>;
