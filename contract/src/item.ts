import { z } from 'zod';

/** What became of an item: a closed list, so that inputs = sum of fates. */
export const FATES = [
  'read',
  'read_in_part',
  'encrypted',
  'corrupt',
  'unsupported',
  'timed_out',
  'out_of_memory',
  'crashed',
  'empty',
  'not_a_document',
] as const;
export const fateSchema = z.enum(FATES);
export type Fate = z.infer<typeof fateSchema>;

export const STATUSES = ['processed', 'failed', 'unsupported', 'encrypted', 'empty'] as const;
export const statusSchema = z.enum(STATUSES);
export type Status = z.infer<typeof statusSchema>;

/** The coarse status of the files export for each fate. */
export const STATUS_OF_FATE: Record<Fate, Status> = {
  read: 'processed',
  read_in_part: 'processed',
  encrypted: 'encrypted',
  corrupt: 'failed',
  unsupported: 'unsupported',
  timed_out: 'failed',
  out_of_memory: 'failed',
  crashed: 'failed',
  empty: 'empty',
  not_a_document: 'unsupported',
};

/** The limit that a reason names, null where it names none. */
export function limitOf(reason: string): string | null {
  return reason.endsWith('_limit') ? reason : null;
}

/** One line of the files export: every item at every level. */
export const fileLineSchema = z.object({
  /** Relative to the evidence, '/' between folders, '!/' between a container and its member. */
  path: z.string(),
  /** Lower-case hex; null when the content could not be read (an encrypted member). */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  bytes: z.number().int().nonnegative(),
  /** Name of the format member ('csv', 'pdf', …) or 'unknown'. */
  format: z.string(),
  status: statusSchema,
  /** What became of it; null while it was not assessed. */
  fate: fateSchema.nullable(),
  /** The limit that cut reading short ('size_limit', 'page_limit', …); null where none did. */
  limit: z.string().nullable(),
  /** Why it was not read, a code in words; '' when it was. Never a value from the file. */
  reason: z.string(),
});
export type FileLine = z.infer<typeof fileLineSchema>;
