import { dropSchema, dropSettingsSchema } from '@constat/contract/dropPlan.ts';
import { z } from 'zod';
import { type NoticeFault, NoticeFilesError } from '../noticeFault.ts';
import type { DropPlan, ObservedCalls } from './dropPlan.ts';

const day = z.iso.date();

const planSchema = z.object({ settings: dropSettingsSchema, drops: z.array(dropSchema) });

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
