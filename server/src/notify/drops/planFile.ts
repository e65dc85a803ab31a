import { z } from 'zod';
import { type NoticeFault, NoticeFilesError } from '../noticeFault.ts';
import type { DropPlan, ObservedCalls } from './dropPlan.ts';

const day = z.iso.date();
const whole = z.int().min(0).max(100_000_000);
const share = z.number().min(0).max(1);

/** The form of settings, for files and for commands. */
export const settingsSchema = z.strictObject({
  letters: z.array(whole).min(1).max(20),
  start: day,
  delay: z.int().min(0).max(30),
  agents: z.array(z.int().min(0).max(10_000)).length(7),
  hours: z.number().min(1).max(24),
  busiestHour: z.number().min(0.01).max(1),
  handling: z.number().min(10).max(7_200),
  occupancy: z.number().min(0.1).max(1),
  serviceLevel: share,
  within: z.int().min(1).max(3_600),
  shrinkage: z.number().min(0).max(0.9),
  rate: z.number().min(0.000001).max(1),
  decay: z.number().min(0.1).max(0.99),
  otherCalls: z.number().min(0).max(1_000_000),
  pilot: whole,
  pilotDays: z.int().min(0).max(60),
  largest: whole.min(1),
  smallest: whole,
  alsaceMoselle: z.boolean(),
  limit: z.int().min(1).max(730),
});

const dropSchema = z.strictObject({
  departs: day,
  arrives: day,
  letters: whole,
  byRank: z.array(whole),
  isPilot: z.boolean(),
});

const planSchema = z.object({ settings: settingsSchema, drops: z.array(dropSchema) });

/** The plan of a file that `notices drops --format json` wrote: settings and drops; what follows from them is reckoned anew. Throws NoticeFilesError. */
export function parsePlan(text: string, file: string): DropPlan {
  const parsed = planSchema.safeParse(parseJson(text));
  const faults: NoticeFault[] = parsed.success
    ? parsed.data.drops
        .filter((drop) => !isWhole(drop, parsed.data.settings.letters.length))
        .map(() => ({ file, line: 0, code: 'value_wrong', subject: 'byRank' }))
    : parsed.error.issues.map((issue) => ({
        file,
        line: 0,
        code: 'value_wrong',
        subject: issue.path.join('.') || 'plan',
      }));
  if (!parsed.success || faults.length > 0) throw new NoticeFilesError(faults);
  return { ...parsed.data, days: [], unscheduled: 0, warnings: [] };
}

function isWhole({ letters, byRank }: z.infer<typeof dropSchema>, ranks: number): boolean {
  return byRank.length === ranks && byRank.reduce((all, some) => all + some, 0) === letters;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

const COLUMNS = ['arrived', 'day', 'calls'];

/** Calls that were counted: a table with the columns arrived, day (YYYY-MM-DD) and calls, with semicolons or commas. Throws NoticeFilesError with all faults. */
export function parseObserved(text: string, file: string): ObservedCalls[] {
  const [head = '', ...rows] = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const names = cellsOf(head).map((name) => name.toLowerCase());
  const faults: NoticeFault[] = COLUMNS.filter((name) => !names.includes(name)).map((name) => ({
    file,
    line: 1,
    code: 'key_missing',
    subject: name,
  }));
  if (faults.length > 0) throw new NoticeFilesError(faults);
  const observed: ObservedCalls[] = [];
  for (const [i, row] of rows.entries()) {
    if (row.trim() === '') continue;
    const cells = cellsOf(row);
    const [arrived, on, calls] = COLUMNS.map((name) => cells[names.indexOf(name)] ?? '');
    const wrong = [
      ...(day.safeParse(arrived).success ? [] : ['arrived']),
      ...(day.safeParse(on).success ? [] : ['day']),
      ...(/^\d{1,9}$/.test(calls!) ? [] : ['calls']),
    ];
    for (const subject of wrong) faults.push({ file, line: i + 2, code: 'value_wrong', subject });
    if (wrong.length === 0) observed.push({ arrived: arrived!, day: on!, calls: Number(calls) });
  }
  if (faults.length > 0) throw new NoticeFilesError(faults);
  return observed;
}

function cellsOf(row: string): string[] {
  return row.split(/[;,\t]/).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
}
