import type pg from 'pg';
import type { Database } from '../../database/database.ts';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import type { Patient } from '../../patients/patient.ts';
import { openNotice } from '../noticeRow.ts';
import type { CampaignSettings } from '../select/campaignSettings.ts';
import { judgePerson, type Known } from '../select/judgePerson.ts';
import { loadPatients } from '../select/loadPatients.ts';
import type { ExposedPerson } from '../select/loadPersons.ts';
import { contentOf, patientOf } from '../select/noticeOf.ts';
import { type Replacement, replaceNotices } from '../select/replaceNotices.ts';
import { type Channel, selectNotice } from '../select/selectionRules.ts';

/** A probability that counts as probable, for persons of whom no more is kept with their notice. */
const PROBABLE = 0.5;

/** A notice that did not arrive. */
interface FailedRow {
  readonly id: number;
  readonly person_id: number;
  readonly fallback: Channel | null;
  readonly certain: boolean;
  readonly content_sealed: Buffer;
}

export interface FallbackContext {
  readonly database: Database;
  readonly keys: CaseKeys;
  readonly settings: CampaignSettings;
  readonly known: Known;
}

/**
 * Plans the other channel for notices that did not arrive, where their plan foresees one and the rules still allow it for the person as register and flags have
 * him now. A fallback has none itself, so nothing goes back and forth between channels: what cannot be followed is left to the caller, for a human.
 * `kind` is the event. @returns the notices in whose place another is planned.
 */
export async function planFallback(
  client: pg.ClientBase,
  context: FallbackContext,
  notices: readonly number[],
  kind: string,
): Promise<Set<number>> {
  const { database, keys } = context;
  const { rows } = await client.query<FailedRow>(
    `SELECT id, person_id, fallback, certain, content_sealed FROM notices WHERE case_id = $1 AND id = ANY ($2::bigint[]) AND fallback IS NOT NULL ORDER BY id FOR UPDATE`,
    [database.caseId, notices],
  );
  const patients = await loadPatients(database, keys, rows.map((row) => row.person_id));
  const replacements = rows.flatMap((row) => {
    const replacement = replacementOf(row, patients.get(row.person_id) ?? [], context);
    return replacement === null ? [] : [replacement];
  });
  await replaceNotices(client, { caseId: database.caseId, keys }, replacements, kind);
  return new Set(replacements.map(({ notice }) => notice));
} // prettier-ignore

function replacementOf(
  row: FailedRow,
  patients: readonly Patient[],
  { keys, settings, known }: FallbackContext,
): Replacement | null {
  const { content } = openNotice(keys, row.id, row.content_sealed);
  const probability = row.certain ? 1 : PROBABLE;
  const person: ExposedPerson = {
    id: row.person_id,
    patients,
    probability,
    exposed: content.exposed,
    notFound: content.notFound,
  };
  const { facts, household } = judgePerson(keys, person, settings, known);
  // The channel that failed is none any more.
  const left =
    row.fallback === 'letter'
      ? { ...facts, hasOwnEmail: false }
      : { ...facts, addressFault: 'missing' as const };
  const verdict = selectNotice(left, settings);
  if (verdict.state !== 'planned' || verdict.channel !== row.fallback) return null;
  const { language, version } = content;
  return {
    notice: row.id,
    person: row.person_id,
    rule: verdict.rule,
    channel: verdict.channel,
    fallback: null,
    household,
    content: contentOf(person, verdict, { language, version, code: '', sheet: '' }),
    email: verdict.channel === 'email' ? patientOf(person)!.email : '',
  };
}
