import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { importFlags } from './notify/select/patientFlags.ts';
import { collect, importPatients, withReader } from './pipeline.ts';
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
  /** Address, postcode and town of the guardian or curator. */
  readonly guardianPlace?: Place;
  /** Measure that protects an adult: 'Curatelle'. */
  readonly protection?: string;
  /** First and second legal representative: name, address, postcode, town. */
  readonly parents?: readonly (readonly [string, ...Place])[];
  /** Of the patient's address. */
  readonly country?: string;
  /** Of the only sighting; 0: none. */
  readonly probability?: number;
  readonly categories?: number;
}

type Place = readonly [address: string, postcode: string, city: string];

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

/** The register of these patients. */
export function registerText(patients: readonly MadePatient[]): string {
  // Registers as they mostly are say no more than the name of a guardian.
  const isPlain = patients.every((p) => othersOf(p).every((cell) => cell === ''));
  const lines = patients.map((p, i) =>
    [
      84_000_001 + i, p.name ?? `ESSAI${String.fromCharCode(65 + Math.floor(i / 26) % 26, 65 + (i % 26))}`, p.given ?? 'MARIE', p.sex ?? 'F', p.born ?? '12/07/1984',
      p.address ?? `${(i % 900) + 1} rue des Lilas`, p.postcode ?? '91100', p.city ?? 'CORBEIL ESSONNES', p.email ?? '', p.died ?? '', p.guardian ?? '',
      ...(isPlain ? [] : othersOf(p)),
    ].join(';'),
  ); // prettier-ignore
  const header = 'IPP;NOM;PRENOM;SEXE;DDN;ADRESSE;CODE POSTAL;VILLE;EMAIL;DATE DECES;TUTEUR';
  return `${header}${isPlain ? '' : `;${OTHERS}`}\n${lines.join('\n')}\n`;
}

const OTHERS =
  'TUTEUR_ADRESSE;TUTEUR_CP;TUTEUR_VILLE;MESURE_PROTECTION;PAYS;REPR1_NOM;REPR1_ADRESSE;REPR1_CP;REPR1_VILLE;REPR2_NOM;REPR2_ADRESSE;REPR2_CP;REPR2_VILLE';

function othersOf({ guardianPlace, protection = '', country = '', parents = [] }: MadePatient): string[] {
  const nobody = ['', '', '', ''];
  return [
    ...(guardianPlace ?? ['', '', '']),
    protection,
    country,
    ...(parents[0] ?? nobody),
    ...(parents[1] ?? nobody),
  ];
}

/** Takes in a list of flags as an officer writes it (columns patient and kind); how many there are. */
export async function flagPatients(open: TestCase, text: string): Promise<number> {
  const file = join(dirname(open.folder), 'flags.csv');
  await writeFile(file, text);
  return await withReader(open, (reader) => importFlags(open.database, open.opened.keys, reader, file));
}
