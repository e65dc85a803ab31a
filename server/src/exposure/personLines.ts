import { categoriesOf, CATEGORY_BIT } from '@constat/contract/category.ts';
import type { Certainty, PersonLine } from '@constat/contract/person.ts';
import type { Database } from '../database/database.ts';
import { fetchRows } from '../database/fetchRows.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { loadPatients } from '../patients/loadPatients.ts';
import { decodePatient, type Patient, patientPlace } from '../patients/patient.ts';
import { foldText } from '../text/fold.ts';
import { encode } from '../text/windows1252.ts';
import { loadMerges } from './duplicates/loadMerges.ts';
import { loadCircumstances } from './circumstances.ts';
import { scoreSeverity } from './severity.ts';

/** From here on a person is certainly, and counts as, concerned. */
const CERTAIN = 0.95;
const CONCERNED = 0.5;
const ADULT_YEARS = 18;
/** A content that shows the numbers of so many patients beside their names is an index from numbers to names. */
const INDEX_PATIENTS = 20;

/** One line per patient who may be concerned, in the order of the register. */
export async function* personLines(database: Database, keys: CaseKeys): AsyncGenerator<PersonLine> {
  const circumstances = await loadCircumstances(database);
  const indexIsOut = await holdsIndex(database);
  const namesakes = await Namesakes.count(database, keys);
  const merges = await loadMerges(database, keys);
  const breach = circumstances.breachDate ?? (await createdOn(database));
  const sql = `SELECT s.patient_id, p.sealed, max(s.probability) AS probability, count(*) AS items, max(s.reviewers) AS reviewers,
      coalesce(bit_or(s.categories) FILTER (WHERE s.probability >= ${CONCERNED}), bit_or(s.categories)) AS categories,
      min(s.year_from) FILTER (WHERE s.probability >= ${CONCERNED}) AS year_from, max(s.year_to) FILTER (WHERE s.probability >= ${CONCERNED}) AS year_to
    FROM decided_sightings s JOIN patients p ON p.case_id = s.case_id AND p.id = s.patient_id
    WHERE s.case_id = $1 GROUP BY s.patient_id, p.sealed ORDER BY s.patient_id`;
  for await (const row of fetchRows<PersonRow>(database, sql, [database.caseId])) {
    const patient = decodePatient(row.patient_id, keys.open(row.sealed, patientPlace(row.patient_id)));
    const minor = isMinor(patient, breach);
    const { quarters, band, context, ease } = scoreSeverity(
      {
        categories: row.categories,
        asPatient: true,
        isVulnerable: minor || patient.guardian !== '',
        namesakes: namesakes.of(patient),
        indexIsOut,
      },
      circumstances,
    );
    yield {
      patient: patient.patientNumber,
      probability: Math.round(row.probability * 10_000) / 10_000,
      certainty: certaintyOf(row.probability),
      categories: categoriesOf(row.categories),
      years: row.year_from === null || row.year_to === null ? null : [row.year_from, row.year_to],
      items: row.items,
      reviewers: row.reviewers,
      severity: quarters / 4,
      band,
      context,
      ease: ease / 4,
      minor,
      deceased: patient.deathDate !== null,
      same_person: merges.get(row.patient_id)?.others ?? [],
    };
  }
}

interface PersonRow {
  patient_id: number;
  sealed: Buffer;
  probability: number;
  items: number;
  reviewers: number;
  categories: number;
  year_from: number | null;
  year_to: number | null;
}

/** How sure it is that somebody with this probability is concerned. */
export function certaintyOf(probability: number): Certainty {
  if (probability >= CERTAIN) return 'certain';
  return probability >= CONCERNED ? 'probable' : 'possible';
}

async function createdOn({ pool, caseId }: Database): Promise<string> {
  const { rows } = await pool.query<{ day: string }>(
    `SELECT to_char(created_at, 'YYYY-MM-DD') AS day FROM cases WHERE id = $1`,
    [caseId],
  );
  return rows[0]!.day;
}

/** Under 18 on the day; an unknown month or day counts for the younger age. */
function isMinor({ birthDate }: Patient, day: string): boolean {
  if (birthDate === null) return false;
  const born = birthDate.year * 10_000 + (birthDate.month || 12) * 100 + (birthDate.day || 31);
  return Number(day.replaceAll('-', '')) - born < ADULT_YEARS * 10_000;
}

/** Whether some stolen file shows numbers beside names for many patients: with it every number leads to a name. */
async function holdsIndex({ pool, caseId }: Database): Promise<boolean> {
  const numbers = CATEGORY_BIT.patient_number | CATEGORY_BIT.social_security;
  const { rows } = await pool.query<{ out: boolean }>(
    `SELECT EXISTS (SELECT FROM sightings WHERE case_id = $1 AND categories & $2 <> 0 AND categories & $3 <> 0 AND probability >= ${CONCERNED}
       GROUP BY content_id HAVING count(*) >= ${INDEX_PATIENTS}) AS out`,
    [caseId, numbers, CATEGORY_BIT.name],
  );
  return rows[0]!.out;
}

/** How many patients bear the same names. */
class Namesakes {
  readonly #counts = new Map<string, number>();

  static async count(database: Database, keys: CaseKeys): Promise<Namesakes> {
    const namesakes = new Namesakes();
    for await (const patient of loadPatients(database, keys)) {
      const name = nameOf(patient);
      namesakes.#counts.set(name, (namesakes.#counts.get(name) ?? 0) + 1);
    }
    return namesakes;
  }

  of(patient: Patient): number {
    return this.#counts.get(nameOf(patient)) ?? 1;
  }
}

/** The name in use and the first given name, folded. */
function nameOf({ usageName, birthName, givenNames }: Patient): string {
  return foldText(encode(`${usageName || birthName} ${givenNames[0] ?? ''}`));
}
