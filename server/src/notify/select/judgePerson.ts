import type { CampaignSettings, Flag } from '@constat/contract/campaign.ts';
import type { Database } from '../../database/database.ts';
import { fetchRows } from '../../database/fetchRows.ts';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import { decodePatient, type Patient, patientPlace } from '../../patients/patient.ts';
import { isAtRisk } from './isAtRisk.ts';
import type { ExposedPerson } from './loadPersons.ts';
import { letterTo, placeOf } from './letterTo.ts';
import { factsOf, isEmail, patientOf } from './noticeOf.ts';
import { loadFlags } from './patientFlags.ts';
import { type Seat, SEATS } from './recipients.ts';
import type { PersonFacts, SeatFacts } from './selectionRules.ts';

/** What is known beside each person. */
export interface Known {
  readonly flags: ReadonlyMap<number, ReadonlySet<Flag>>;
  /** Keyed hashes of addresses where somebody at risk lives. */
  readonly housesAtRisk: ReadonlySet<string>;
  /** Keyed hashes of e-mail addresses that several persons have. */
  readonly sharedEmails: ReadonlySet<string>;
}

/** Gathers what is to be known of all persons before one of them is judged. */
export async function gatherKnown(database: Database, keys: CaseKeys): Promise<Known> {
  const flags = await loadFlags(database, keys);
  const atRisk = [...flags].flatMap(([patient, kinds]) => (isAtRisk(kinds) ? [patient] : []));
  const housesAtRisk = new Set<string>();
  const sql = 'SELECT id, sealed FROM patients WHERE case_id = $1 AND id = ANY ($2::bigint[])';
  for await (const { id, sealed } of fetchRows<{ id: number; sealed: Buffer }>(database, sql, [database.caseId, atRisk])) {
    const { household: house } = placeFor(keys, decodePatient(id, keys.open(sealed, patientPlace(id))), 'person');
    if (house !== null) housesAtRisk.add(house.toString('hex'));
  }
  const { rows } = await database.pool.query<{ email_index: Buffer }>(
    `SELECT p.email_index FROM patients p LEFT JOIN merged_patients m ON m.case_id = p.case_id AND m.patient_id = p.id
     WHERE p.case_id = $1 AND p.email_index IS NOT NULL GROUP BY 1 HAVING count(DISTINCT coalesce(m.person_id, p.id)) > 1`,
    [database.caseId],
  );
  return { flags, housesAtRisk, sharedEmails: new Set(rows.map((row) => row.email_index.toString('hex'))) };
} // prettier-ignore

/** What keeps a letter from a seat, and the keyed hash of where it goes; null without an address that can be written. */
function placeFor(keys: CaseKeys, patient: Patient, seat: Seat): { readonly fault: SeatFacts['fault']; readonly household: Buffer | null } {
  const block = letterTo(patient, seat);
  return typeof block === 'string'
    ? { fault: block, household: null }
    : { fault: null, household: keys.blindIndex('index household', placeOf(block)) };
} // prettier-ignore

/** What the rules ask of a person, with what goes into the notice beside it. */
export interface Judged {
  readonly facts: PersonFacts;
  readonly flags: ReadonlySet<Flag>;
  /** Keyed hashes of the places where letters could go. */
  readonly households: Readonly<Record<Seat, Buffer | null>>;
}

/** Gathers what the rules ask of a person, as register and flags have it now. */
export function judgePerson(keys: CaseKeys, person: ExposedPerson, settings: CampaignSettings, known: Known): Judged {
  const patient = patientOf(person);
  const flags = new Set(person.patients.flatMap(({ id }) => [...(known.flags.get(id) ?? [])]));
  const places = SEATS.map((seat) => ({ seat, ...(patient === null ? NOWHERE : placeFor(keys, patient, seat)) }));
  const isAtRisk = (household: Buffer | null): boolean => household !== null && known.housesAtRisk.has(household.toString('hex'));
  const isOwn = (email: string): boolean =>
    isEmail(email) && !known.sharedEmails.has(keys.blindIndex('index email', email.toLowerCase()).toString('hex'));
  const facts = factsOf(person, settings, {
    flags,
    hasOwnEmail: patient !== null && !flags.has('no_email') && isOwn(patient.email),
    seats: bySeat(places.map(({ seat, fault, household }) => [seat, { fault, atRisk: isAtRisk(household) }])),
  });
  return { facts, flags, households: bySeat(places.map(({ seat, household }) => [seat, household])) };
} // prettier-ignore

const NOWHERE = { fault: 'missing', household: null } as const;

/** All seats are among the entries. */
function bySeat<T>(entries: readonly (readonly [Seat, T])[]): Record<Seat, T> {
  return Object.fromEntries(entries) as Record<Seat, T>;
}
