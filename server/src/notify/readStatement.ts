import { z } from 'zod';
import { CaseError } from '../case/caseError.ts';
import { readInputFile } from '../exposure/inputFile.ts';
import type { HospitalStatement } from './noticeContent.ts';

const text = z.string().trim().min(1);
const both = z.strictObject({ fr: text, en: text });
const lists = z.strictObject({ fr: z.array(text).min(3), en: z.array(text).min(3) });

const statementSchema: z.ZodType<HospitalStatement> = z.strictObject({
  hospital: text,
  sender: z.array(text).min(1).max(6),
  dated: z.iso.date(),
  breached: z.iso.date().nullable(),
  published: z.iso.date().nullable(),
  whatHappened: both,
  measures: lists,
  searchContinues: z.boolean(),
  contact: z.strictObject({ name: text, address: z.array(text).min(1), phone: text, email: text }),
  hotline: z.strictObject({ phone: text, hours: both }),
  site: text,
  complaint: z.string(),
});

/** Reads what the hospital says of the incident from a file (JSON of the shape HospitalStatement). Throws CaseError('statement_malformed') that names all that is wrong. */
export async function readStatement(path: string): Promise<HospitalStatement> {
  const written = await readInputFile(path);
  const parsed = statementSchema.safeParse(parseJson(written));
  if (parsed.success) return parsed.data;
  const places = new Set(parsed.error.issues.map((issue) => issue.path.join('.') || path));
  throw new CaseError('statement_malformed', [...places].join(', '));
}

function parseJson(written: string): unknown {
  try {
    return JSON.parse(written);
  } catch {
    return null;
  }
}
