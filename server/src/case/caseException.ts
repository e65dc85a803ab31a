import { z } from 'zod';

/** An exception that somebody has taken upon himself: kept in the configuration of the case, shown in its summary. */
export const exceptionSchema = z.object({
  reason: z.string().trim().min(1).max(500),
  /** Account of the system under which it was recorded. */
  by: z.string().max(200),
  recorded: z.iso.datetime(),
});
export type CaseException = z.infer<typeof exceptionSchema>;

/** What a case may be excepted from. sandbox: its files are read although no wall stands around the parsers. */
export const exceptionsSchema = z.object({ sandbox: exceptionSchema.optional() });
export type CaseExceptions = z.infer<typeof exceptionsSchema>;
export type ExceptionName = keyof CaseExceptions;
export const EXCEPTIONS = Object.keys(exceptionsSchema.shape) as readonly ExceptionName[];
