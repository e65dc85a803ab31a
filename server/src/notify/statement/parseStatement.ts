import { z } from 'zod';
import { holdsIban, holdsNir } from '../lint/forbiddenData.ts';
import type { HospitalStatement } from '../noticeContent.ts';
import type { NoticeFault, NoticeFaultCode } from '../noticeFault.ts';

const line = z.string().trim().min(1).max(120);
const passage = z.string().trim().min(1).max(600);
const day = z.iso.date();
const inBoth = <T extends z.ZodType>(schema: T): z.ZodObject<{ fr: T; en: T }, z.core.$strict> =>
  z.strictObject({ fr: schema, en: schema });
const measures = z.array(passage).min(3).max(12);

const statementSchema = z.strictObject({
  hospital: line,
  sender: z.array(line).min(1).max(6),
  dated: day,
  breached: day.nullable(),
  published: day.nullable(),
  whatHappened: inBoth(passage),
  measures: inBoth(measures),
  easyRead: inBoth(z.strictObject({ whatHappened: passage, measures })).optional(),
  searchContinues: z.boolean(),
  contact: z.strictObject({
    name: line,
    address: z.array(line).min(1).max(6),
    phone: z.string().regex(/^\+?\d[\d .]{5,19}$/),
    email: z.email().max(200),
  }),
  hotline: z.strictObject({ phone: z.string().regex(/^\+?\d[\d .]{2,19}$/), hours: inBoth(line) }),
  site: z
    .string()
    .max(100)
    .regex(/^[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}$/),
  complaint: z.string().trim().max(60),
}) satisfies z.ZodType<HospitalStatement>;

/** A statement, or everything that is wrong with its file. */
export type ParsedStatement =
  | { readonly statement: HospitalStatement; readonly faults: readonly [] }
  | { readonly statement: null; readonly faults: readonly NoticeFault[] };

/** Reads the statement of the hospital: JSON in which lines that begin with // are remarks. `file` is how faults name it. */
export function parseStatement(text: string, file: string): ParsedStatement {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((content) => (content.trimStart().startsWith('//') ? '' : content));
  const value = parseJson(lines.join('\n'));
  if (value === undefined)
    return { statement: null, faults: [{ file, line: 0, code: 'not_json', subject: '' }] };
  const parsed = statementSchema.safeParse(value, { reportInput: true });
  const found = parsed.success ? furtherFaults(parsed.data) : parsed.error.issues.flatMap(faultsOf);
  const faults = found
    .map(({ path, code }) => ({ file, line: lineOf(lines, path), code, subject: path.join('.') }))
    .sort((a, b) => a.line - b.line);
  return parsed.success && faults.length === 0
    ? { statement: parsed.data, faults: [] }
    : { statement: null, faults };
}

interface Found {
  readonly path: readonly string[];
  readonly code: NoticeFaultCode;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function faultsOf(issue: z.core.$ZodIssue): Found[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...path, key], code: 'key_unknown' }));
  return [{ path, code: codeOf(issue, path) }];
}

function codeOf(issue: z.core.$ZodIssue, path: readonly string[]): NoticeFaultCode {
  if (issue.code === 'invalid_type') return issue.input === undefined ? 'key_missing' : 'value_wrong';
  if (issue.code === 'too_small')
    return path.includes('measures') && !/^\d+$/.test(path.at(-1) ?? '') ? 'too_few_measures' : 'value_empty';
  if (issue.code === 'too_big') return 'value_too_long';
  return ['dated', 'breached', 'published'].includes(path.at(-1) ?? '') ? 'date_wrong' : 'value_wrong';
}

/** What can only be said of a statement whose parts are of the right form. */
function furtherFaults(statement: HospitalStatement): Found[] {
  const { dated, breached, published } = statement;
  const faults: Found[] = [];
  if (breached !== null && breached > dated) faults.push({ path: ['breached'], code: 'date_order' });
  if (published !== null && (published > dated || (breached !== null && published < breached)))
    faults.push({ path: ['published'], code: 'date_order' });
  for (const { path, text } of textsIn(statement, [])) {
    if (holdsNir(text) || holdsIban(text)) faults.push({ path, code: 'personal_number' });
    if (/\p{Cc}|[\u202A-\u202E\u2066-\u2069]/u.test(text)) faults.push({ path, code: 'control_character' });
  }
  return faults;
}

function textsIn(value: unknown, path: readonly string[]): { path: readonly string[]; text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsIn(inner, [...path, key]));
}

/** The line on which the key of a path stands; of a key that is missing, that of what it belongs to; 0 where nothing of it is there. */
function lineOf(lines: readonly string[], path: readonly string[]): number {
  let at = 0;
  let found = 0;
  for (const key of path.filter((part) => !/^\d+$/.test(part))) {
    const next = lines.findIndex((content, i) => i >= at && content.includes(`"${key}"`));
    if (next < 0) return found;
    at = next;
    found = next + 1;
  }
  return found;
}
