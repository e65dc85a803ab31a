import { z } from 'zod';

/** What the administrator may except a case from. sandbox: files are read although no wall stands around the parsers. */
export const EXCEPTIONS = ['sandbox'] as const;
export type ExceptionName = (typeof EXCEPTIONS)[number];

/** An exception that somebody has taken upon himself: kept in the configuration of the case, shown in its summary. */
export const exceptionSchema = z.object({
  what: z.enum(EXCEPTIONS),
  reason: z.string().trim().min(1).max(500),
  /** Account of the system under which it was recorded. */
  by: z.string().max(200),
  recorded: z.iso.datetime(),
});
export type CaseException = z.infer<typeof exceptionSchema>;

export function findException(
  exceptions: readonly CaseException[],
  what: ExceptionName,
): CaseException | null {
  return exceptions.find((exception) => exception.what === what) ?? null;
}
