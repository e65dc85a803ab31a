import { z } from 'zod';

/** The columns of an access that name it: what the sealed details are bound to. */
export interface AccessIdentity {
  readonly caseId: string;
  readonly id: string;
  /** Moment in UTC with milliseconds: '2026-01-31T09:30:00.000Z'. */
  readonly at: string;
  readonly actor: string;
  readonly person: string;
  readonly role: string;
  readonly action: string;
  readonly patients: readonly number[];
  readonly items: readonly number[];
  readonly evidence: readonly number[];
}

/** Associated data of the sealed details: all other columns, so that a row that somebody wrote or changed without the key does not open. */
export function accessPlace(row: AccessIdentity): string {
  return `accesses.details_sealed ${entryText(row, '')}`;
}

const DETAILS = ',"details":"';

/** The sealed details within an entry, and what they are bound to. Null for a text that is no entry. */
export function sealedPart(entry: string): { sealed: Buffer; place: string } | null {
  const from = entry.indexOf(DETAILS) + DETAILS.length;
  const to = entry.indexOf('"', from);
  if (from < DETAILS.length || to < 0) return null;
  return {
    sealed: Buffer.from(entry.slice(from, to), 'hex'),
    place: `accesses.details_sealed ${entry.slice(0, from)}${entry.slice(to)}`,
  };
}

/**
 * The canonical text of an entry, which is hashed and exported: JSON as RFC 8785 has it (keys in order, no spaces; all values are whole numbers or
 * ASCII without anything to escape, the sealed details in hex).
 */
export function entryText(row: AccessIdentity, detailsHex: string): string {
  const { caseId, id, at, actor, person, role, action, patients, items, evidence } = row;
  return `{"action":"${action}","actor":"${actor}","at":"${at}","case":"${caseId}","details":"${detailsHex}","evidence":[${evidence.join(',')}],"id":"${id}","items":[${items.join(',')}],"patients":[${patients.join(',')}],"person":"${person}","role":"${role}"}`;
}

/** {@link entryText} made by the database, of a row of `accesses` named `a`: a million rows need not be taken apart to be hashed. A test keeps both the same. */
export const ENTRY_SQL = `'{"action":"' || a.action || '","actor":"' || a.actor || '","at":"' || to_char(a.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  || '","case":"' || a.case_id::text || '","details":"' || encode(a.details_sealed, 'hex') || '","evidence":[' || array_to_string(a.evidence, ',')
  || '],"id":"' || a.id::text || '","items":[' || array_to_string(a.items, ',') || '],"patients":[' || array_to_string(a.patients, ',')
  || '],"person":"' || a.person || '","role":"' || a.role || '"}'`;

const ids = z.array(z.int().positive());

/** An entry as it is exported. */
export const entrySchema = z.strictObject({
  action: z.string(),
  actor: z.enum(['person', 'command_line', 'system']),
  at: z.iso.datetime({ precision: 3 }),
  case: z.uuid(),
  details: z.string().regex(/^(?:[0-9a-f]{2})*$/),
  evidence: ids,
  id: z.uuid(),
  items: ids,
  patients: ids,
  person: z.string(),
  role: z.string(),
});
export type Entry = z.infer<typeof entrySchema>;

/** The identity of an entry that was read back. */
export function identityOf(entry: Entry): AccessIdentity {
  return { ...entry, caseId: entry.case };
}
