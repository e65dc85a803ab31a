import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { collect, importPatients } from './pipeline.ts';
import { openTestCase, type TestCase } from './testCase.ts';

/** An invented patient; what is left out is that of a plain adult with an address and no e-mail. */
export interface MadePatient {
  readonly name?: string;
  readonly given?: string;
  readonly sex?: string;
  /** DD/MM/YYYY */
  readonly born?: string;
  readonly address?: string;
  readonly postcode?: string;
  readonly city?: string;
  readonly email?: string;
  readonly died?: string;
  readonly guardian?: string;
  /** Of the only sighting; 0: none. */
  readonly probability?: number;
  readonly categories?: number;
}

const MOST_FILES = 50;

/** For tests and measures: a case with these patients (numbers 84000001 …, ids 1 …), each seen once: in a file of his own, from the 51st on in files that others share. */
export async function openNoticesCase(patients: readonly MadePatient[]): Promise<TestCase> {
  const open = await openTestCase();
  const here = join(dirname(open.folder), 'made');
  await mkdir(join(here, 'vol'), { recursive: true });
  await writeFile(join(here, 'patients.csv'), registerText(patients));
  await importPatients(open, { file: join(here, 'patients.csv') });
  const files = Math.min(patients.length, MOST_FILES);
  for (let i = 1; i <= files; i++) await writeFile(join(here, 'vol', `lettre-${i}.txt`), `Lettre ${i}\n`);
  await collect(open, { path: join(here, 'vol'), source: 'test' });
  const { pool, caseId } = open.database;
  await pool.query(`UPDATE contents SET fate = 'read', engine = 1 WHERE case_id = $1`, [caseId]);
  const seen = patients.flatMap(({ probability = 0.99, categories = 129 }, i) =>
    probability > 0 ? [{ patient: i + 1, file: (i % files) + 1, probability, categories }] : [],
  );
  await pool.query(
    `INSERT INTO sightings (content_id, patient_id, case_id, categories, reasons, probability, year_from, year_to, part, position, passages)
     SELECT c.id, s.patient, $1, s.categories, 8, s.probability, 2011, 2019, 0, 1, 1
     FROM unnest($2::bigint[], $3::int[], $4::int[], $5::real[]) AS s (patient, file, categories, probability)
     JOIN (SELECT id, row_number() OVER (ORDER BY id) AS file FROM contents WHERE case_id = $1) c ON c.file = s.file`,
    [
      caseId,
      seen.map(({ patient }) => patient),
      seen.map(({ file }) => file),
      seen.map(({ categories }) => categories),
      seen.map(({ probability }) => probability),
    ],
  );
  return open;
}

function registerText(patients: readonly MadePatient[]): string {
  const lines = patients.map((p, i) =>
    [
      84_000_001 + i, p.name ?? `ESSAI${String.fromCharCode(65 + Math.floor(i / 26) % 26, 65 + (i % 26))}`, p.given ?? 'MARIE', p.sex ?? 'F', p.born ?? '12/07/1984',
      p.address ?? `${(i % 900) + 1} rue des Lilas`, p.postcode ?? '91100', p.city ?? 'CORBEIL ESSONNES', p.email ?? '', p.died ?? '', p.guardian ?? '',
    ].join(';'),
  ); // prettier-ignore
  return `IPP;NOM;PRENOM;SEXE;DDN;ADRESSE;CODE POSTAL;VILLE;EMAIL;DATE DECES;TUTEUR\n${lines.join('\n')}\n`;
}
