import type { Factor } from '@constat/contract/account.ts';
import type { Database } from '../database/database.ts';
import { fetchRows } from '../database/fetchRows.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { ENTRY_SQL, entrySchema } from './accessEntry.ts';
import { openDetails } from './openDetails.ts';
import type { AccessAction } from './recordAccess.ts';

/** Patterns that stand out. */
export const UNUSUAL = ['many_patients', 'at_night', 'row_altered'] as const;
export type Unusual = (typeof UNUSUAL)[number];

/** More distinct patients than this within an hour, of one reader, is worth a question. */
export const MANY_PATIENTS = 30;
const HOUR_MS = 3_600_000;
/** Hours of the clock of this machine: from 22:00 up to 06:00. */
const NIGHT = { from: 22, to: 6 };

/** Actions that show the whole case, and so every patient of it. */
const WHOLE_CASE: ReadonlySet<string> = new Set<AccessAction>([
  'exported',
  'exposures_viewed',
  'states_viewed',
  'duplicates_viewed',
  'review_exported',
  'sample_drawn',
  'approval_viewed',
]);

/** An access as the auditor sees it. */
export interface AccessLine {
  readonly at: string;
  readonly actor: 'person' | 'command_line' | 'system';
  /** Id of the person, or account of the system; '' for the product itself. */
  readonly who: string;
  readonly role: string;
  readonly action: string;
  /** Internal ids. */
  readonly patients: readonly number[];
  readonly items: readonly number[];
  readonly evidence: readonly number[];
  readonly wholeCase: boolean;
  readonly reason: string;
  /** What was shown to log in. */
  readonly factors: readonly Factor[];
  readonly from: string;
  readonly unusual: readonly Unusual[];
}

export interface AccessFilter {
  /** Internal id: accesses that name the patient, and those to the whole case. */
  readonly patient?: number;
  /** Id of a person or account of the system. */
  readonly who?: string;
  readonly since?: Date;
}

/** Accesses in the order in which they were written. What is unusual is judged by all that a reader did, also where a filter shows less. */
export async function* listAccesses(
  database: Database,
  keys: CaseKeys,
  filter: AccessFilter = {},
): AsyncGenerator<AccessLine> {
  const habits = new Habits();
  const sql = `SELECT ${ENTRY_SQL} AS entry FROM accesses a WHERE a.case_id = $1 AND a.at >= $2 ORDER BY a.at, a.sequence`;
  // An hour more, since patterns reach back.
  const from = filter.since === undefined ? new Date(0) : new Date(filter.since.getTime() - HOUR_MS);
  for await (const { entry } of fetchRows<{ entry: string }>(database, sql, [database.caseId, from])) {
    const line = habits.judge(lineOf(keys, entry));
    if (isWanted(line, filter)) yield line;
  }
}

function lineOf(keys: CaseKeys, text: string): AccessLine {
  const entry = entrySchema.parse(JSON.parse(text));
  const details = openDetails(keys, text);
  const { at, actor, role, action, patients, items, evidence } = entry;
  return {
    at, actor, role, action, patients, items, evidence,
    who: actor === 'person' ? entry.person : (details?.user ?? ''),
    wholeCase: WHOLE_CASE.has(action) && patients.length + items.length + evidence.length === 0,
    reason: details?.reason ?? '',
    factors: details?.factors ?? [],
    from: details?.from ?? '',
    unusual: details === null ? ['row_altered'] : [],
  }; // prettier-ignore
}

function isWanted(line: AccessLine, { patient, who, since }: AccessFilter): boolean {
  if (patient !== undefined && !line.wholeCase && !line.patients.includes(patient)) return false;
  if (who !== undefined && line.who !== who) return false;
  return since === undefined || new Date(line.at) >= since;
}

/** What each reader did within the last hour. */
class Habits {
  readonly #recent = new Map<string, { at: number; patient: number }[]>();

  judge(line: AccessLine): AccessLine {
    if (line.actor === 'system') return line;
    const at = new Date(line.at);
    const hour = at.getHours();
    const unusual = [...line.unusual];
    if (this.#patients(line, at.getTime()) > MANY_PATIENTS) unusual.push('many_patients');
    if (hour >= NIGHT.from || hour < NIGHT.to) unusual.push('at_night');
    return { ...line, unusual };
  }

  /** Distinct patients that the reader looked at in the hour up to this access. */
  #patients(line: AccessLine, at: number): number {
    const who = `${line.actor} ${line.who}`;
    const recent = (this.#recent.get(who) ?? []).filter((look) => look.at > at - HOUR_MS);
    const known = new Map(recent.map((look) => [look.patient, look]));
    for (const patient of line.patients) known.set(patient, { at, patient });
    this.#recent.set(who, [...known.values()]);
    return known.size;
  }
}
