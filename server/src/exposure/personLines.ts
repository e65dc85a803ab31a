import { categoriesOf, CATEGORY_BIT } from '@constat/contract/category.ts';
import {
  type Certainty,
  type PersonLine,
  SEVERITY_BANDS,
  type SeverityBand,
} from '@constat/contract/person.ts';
import type { Database } from '../database/database.ts';
import { fetchRows } from '../database/fetchRows.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { Growable } from '../patients/index/growable.ts';
import { loadPatients } from '../patients/loadPatients.ts';
import { decodePatient, type Patient, patientPlace } from '../patients/patient.ts';
import { foldText } from '../text/fold.ts';
import { encode } from '../text/windows1252.ts';
import { loadMerges } from './duplicates/loadMerges.ts';
import { PERSON_PROBABILITIES } from './personProbabilities.ts';
import { loadCircumstances } from './circumstances.ts';
import { type Circumstances, scoreSeverity, type Severity } from './severity.ts';

/** From here on a person is certainly, and counts as, concerned. */
const CERTAIN = 0.95;
const CONCERNED = 0.5;
const ADULT_YEARS = 18;
/** A content that shows the numbers of so many patients beside their names is an index from numbers to names. */
const INDEX_PATIENTS = 20;

/** One line per patient who may be concerned, in the order of the register. */
export async function* personLines(database: Database, keys: CaseKeys): AsyncGenerator<PersonLine> {
  const grade = await Grading.prepare(database, keys);
  const merges = await loadMerges(database, keys);
  const sql = `SELECT s.*, p.sealed, e.expected / e.numbers AS share FROM (${BY_PATIENT}) s JOIN patients p ON p.case_id = $1 AND p.id = s.patient_id
    LEFT JOIN merged_patients m ON m.case_id = $1 AND m.patient_id = s.patient_id
    JOIN (${PERSON_PROBABILITIES}) e ON e.person = coalesce(m.person_id, s.patient_id) ORDER BY s.patient_id`;
  for await (const row of fetchRows<CountedPatient>(database, sql, [database.caseId])) {
    const patient = decodePatient(row.patient_id, keys.open(row.sealed, patientPlace(row.patient_id)));
    const { quarters, band, context, ease } = grade.of(row);
    yield {
      patient: patient.patientNumber,
      probability: Math.round(row.probability * 10_000) / 10_000,
      certainty: certaintyOf(row.probability),
      expected_share: row.share,
      categories: categoriesOf(row.categories),
      years: row.year_from === null || row.year_to === null ? null : [row.year_from, row.year_to],
      items: row.items,
      reviewers: row.reviewers,
      severity: quarters / 4,
      band,
      context,
      ease: ease / 4,
      minor: grade.isMinor(row.patient_id),
      deceased: patient.deathDate !== null,
      same_person: merges.get(row.patient_id)?.others ?? [],
    };
  }
}

/** How many persons, at least probably concerned, are in each band of severity; somebody with several numbers is one person, in the highest band of theirs. */
export async function countBands(database: Database, keys: CaseKeys): Promise<Map<SeverityBand, number>> {
  const grade = await Grading.prepare(database, keys);
  const counts = new Map(SEVERITY_BANDS.map((band) => [band, 0]));
  const merged = new Map<number, SeverityBand>();
  const sql = `SELECT s.*, m.person_id FROM (${BY_PATIENT}) s JOIN patients p ON p.case_id = $1 AND p.id = s.patient_id
    LEFT JOIN merged_patients m ON m.case_id = $1 AND m.patient_id = s.patient_id WHERE s.probability >= ${CONCERNED}`;
  const rows = fetchRows<SightedPatient & { person_id: number | null }>(database, sql, [database.caseId]);
  for await (const row of rows) {
    const { band } = grade.of(row);
    if (row.person_id === null) counts.set(band, counts.get(band)! + 1);
    else {
      const before = merged.get(row.person_id) ?? 'low';
      const isHigher = SEVERITY_BANDS.indexOf(band) > SEVERITY_BANDS.indexOf(before);
      merged.set(row.person_id, isHigher ? band : before);
    }
  }
  for (const band of merged.values()) counts.set(band, counts.get(band)! + 1);
  return counts;
}

/** What all that is known of each patient says together. */
const BY_PATIENT = `SELECT patient_id, max(probability) AS probability, count(*) AS items, max(reviewers) AS reviewers,
    coalesce(bit_or(categories) FILTER (WHERE probability >= ${CONCERNED}), bit_or(categories)) AS categories,
    min(year_from) FILTER (WHERE probability >= ${CONCERNED}) AS year_from, max(year_to) FILTER (WHERE probability >= ${CONCERNED}) AS year_to
  FROM decided_sightings WHERE case_id = $1 GROUP BY patient_id`;

interface SightedPatient {
  patient_id: number;
  probability: number;
  items: number;
  reviewers: number;
  categories: number;
  year_from: number | null;
  year_to: number | null;
}

interface CountedPatient extends SightedPatient {
  sealed: Buffer;
  share: number;
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

/** Whether the register names somebody who stands for the patient, or assists him. */
function isProtected({ representatives }: Patient): boolean {
  return representatives.some(({ standing }) => standing === 'guardian' || standing === 'curator');
}

/** Grades patients by what of them is exposed. What that needs of the register is read once: of each patient who bears the same names, and who is vulnerable. */
class Grading {
  readonly #circumstances: Circumstances;
  readonly #indexIsOut: boolean;
  /** By id, ascending: the number of the name, and the flags. */
  readonly #ids = new Growable();
  readonly #names = new Growable();
  readonly #flags = new Growable();
  /** Bearers of each name. */
  readonly #bearers = new Growable();

  private constructor(circumstances: Circumstances, indexIsOut: boolean) {
    this.#circumstances = circumstances;
    this.#indexIsOut = indexIsOut;
  }

  static async prepare(database: Database, keys: CaseKeys): Promise<Grading> {
    const circumstances = await loadCircumstances(database);
    const grading = new Grading(circumstances, await holdsIndex(database));
    await grading.#read(database, keys, circumstances.breachDate ?? (await createdOn(database)));
    return grading;
  }

  async #read(database: Database, keys: CaseKeys, breach: string): Promise<void> {
    const numbers = new Map<string, number>();
    for await (const patient of loadPatients(database, keys)) {
      const name = nameOf(patient);
      const known = numbers.get(name) ?? numbers.size;
      if (known === numbers.size) {
        numbers.set(name, known);
        this.#bearers.push(0);
      }
      this.#bearers.array[known]!++;
      this.#ids.push(patient.id);
      this.#names.push(known);
      this.#flags.push((isMinor(patient, breach) ? MINOR : 0) | (isProtected(patient) ? GUARDED : 0));
    }
  }

  of({ patient_id, categories }: SightedPatient): Severity {
    const at = this.#find(patient_id);
    return scoreSeverity(
      {
        categories,
        asPatient: true,
        isVulnerable: at >= 0 && this.#flags.array[at] !== 0,
        namesakes: at < 0 ? 1 : this.#bearers.array[this.#names.array[at]!]!,
        indexIsOut: this.#indexIsOut,
      },
      this.#circumstances,
    );
  }

  isMinor(patient: number): boolean {
    const at = this.#find(patient);
    return at >= 0 && (this.#flags.array[at]! & MINOR) !== 0;
  }

  /** Where a patient stands; -1 for one who has come into the register since. */
  #find(patient: number): number {
    const ids = this.#ids.array;
    let [low, high] = [0, this.#ids.length - 1];
    while (low <= high) {
      const middle = (low + high) >>> 1;
      if (ids[middle] === patient) return middle;
      if (ids[middle]! < patient) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }
}

const MINOR = 1;
const GUARDED = 2;

/** The name in use and the first given name, folded. */
function nameOf({ usageName, birthName, givenNames }: Patient): string {
  return foldText(encode(`${usageName || birthName} ${givenNames[0] ?? ''}`));
}
