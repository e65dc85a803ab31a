import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { REASON_BIT } from '@constat/contract/exposure.ts';
import { outsiderPlace } from './exposure/places.ts';
import { collect, importPatients } from './pipeline.ts';
import { openTestCase } from './testCase.ts';

/** What linking is made to say of a file and a patient. */
export interface MadeSighting {
  readonly file: number;
  readonly patient: number;
  readonly probability: number;
  readonly categories?: number;
  readonly reasons?: number;
  /** Key of all whom the passage may mean; nobody else without. */
  readonly rivals?: number;
  readonly passages?: number;
}

/**
 * For tests of what comes behind linking: a case with `patients` patients (numbers 84000001 …) and `files` files (lettre-1.txt …), all of them said to be
 * read, of which linking says what a test wants. Ids of contents are those of the files.
 */
export async function openSightingsCase(
  patients: number,
  files: number,
): Promise<
  Awaited<ReturnType<typeof openTestCase>> & {
    see(sightings: readonly MadeSighting[]): Promise<void>;
    /** Says that a file mentions one of 60 bearers of a common name, so probably, in the place where `see` sees everybody. */
    mention(file: number, ordinal: number, probability: number): Promise<void>;
    forget(): Promise<void>;
  }
> {
  const open = await openTestCase();
  const here = join(dirname(open.folder), 'made');
  await mkdir(join(here, 'vol'), { recursive: true });
  const register = Array.from(
    { length: patients },
    (_, i) =>
      `${patientNumber(i + 1)};ESSAI${letters(i)};MARIE;${String((i % 28) + 1).padStart(2, '0')}/07/1984`,
  );
  await writeFile(join(here, 'patients.csv'), `IPP;NOM;PRENOM;DDN\n${register.join('\n')}\n`);
  for (let i = 1; i <= files; i++) await writeFile(join(here, 'vol', `lettre-${i}.txt`), `Lettre ${i}\n`);
  await importPatients(open, { file: join(here, 'patients.csv') });
  await collect(open, { path: join(here, 'vol'), source: 'test' });
  const { pool, caseId } = open.database;
  await pool.query(`UPDATE contents SET fate = 'read', engine = 1 WHERE case_id = $1`, [caseId]);
  const paths = Array.from({ length: files }, (_, i) => `lettre-${i + 1}.txt`);
  const { rows } = await pool.query<{ content_id: number; path: string }>(
    'SELECT i.content_id, p.path FROM items i JOIN unnest($1::bytea[], $2::text[]) AS p (path_index, path) ON p.path_index = i.path_index',
    [paths.map((path) => open.opened.keys.blindIndex('index path', path)), paths],
  );
  const contents = new Map(rows.map((row) => [row.path, row.content_id]));
  return {
    ...open,
    async see(sightings) {
      for (const s of sightings)
        await pool.query(
          `INSERT INTO sightings (content_id, patient_id, case_id, categories, reasons, probability, rivals, passages, part, position) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 1)`,
          [
            contents.get(`lettre-${s.file}.txt`),
            s.patient,
            caseId,
            s.categories ?? 1,
            s.reasons ?? 8,
            s.probability,
            s.rivals ?? null,
            s.passages ?? 1,
          ],
        );
    },
    async mention(file, ordinal, probability) {
      const content = contents.get(`lettre-${file}.txt`)!;
      const identity = JSON.stringify(['Mme ESSAI', 0, 60, probability]);
      await pool.query(
        `INSERT INTO outsiders (content_id, ordinal, case_id, identity_sealed, categories, reasons, probability, part, position)
         VALUES ($1, $2, $3, $4, 1, $5, $6, 0, 1)`,
        [
          content,
          ordinal,
          caseId,
          open.opened.keys.sealText(identity, outsiderPlace(content, ordinal)),
          REASON_BIT.homonyms,
          1 - probability,
        ],
      );
    },
    async forget() {
      await pool.query('DELETE FROM sightings WHERE case_id = $1', [caseId]);
    },
  };
}

/** Number of the n-th patient, from 1 on. */
export function patientNumber(n: number): string {
  return String(84_000_000 + n);
}

function letters(i: number): string {
  return String.fromCharCode(65 + Math.floor(i / 26), 65 + (i % 26));
}
