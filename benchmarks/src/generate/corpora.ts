import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WRITERS } from '@constat/server/demo/documents.ts';
import { docxFile, mailFile, pdfFile } from '@constat/server/demo/fileWriters.ts';
import { type InventedPatient, isoDate, usedName } from '@constat/server/demo/inventPatient.ts';
import { Random } from '@constat/server/demo/random.ts';
import { DISEASES, DRUGS } from '@constat/server/demo/wordLists.ts';
import { inventedPatients } from './patients.ts';
import { writeLines } from './writeLines.ts';

export const CORPORA = ['csv', 'sql', 'text', 'eml', 'docx', 'pdf'] as const;
export type Corpus = (typeof CORPORA)[number];

const PROSE = [
  "L'évolution a été favorable sous traitement antibiotique, avec apyrexie obtenue au troisième jour et diminution franche du syndrome inflammatoire biologique.",
  "À l'examen, l'abdomen est souple, dépressible et indolore ; les bruits hydro-aériques sont perçus, sans défense ni contracture.",
  "Le bilan réalisé à l'entrée retrouve une hémoglobine à 11,2 g/dL, une créatinine à 87 µmol/L et une CRP à 43 mg/L.",
  'La radiographie du thorax montre un foyer de condensation de la base droite, sans épanchement pleural associé ni cardiomégalie.',
  "Nous proposons la poursuite de la kinésithérapie respiratoire, un contrôle clinique et biologique à une semaine, et l'arrêt du tabac.",
  'Le patient est informé des résultats et donne son accord pour la suite de la prise en charge, qui a été présentée en réunion pluridisciplinaire.',
];

/** Writes a corpus of about `bytes` bytes below `folder`; returns its files. Patients are those of the register of `patients` persons, over and over. */
export async function generateCorpus(
  corpus: Corpus,
  folder: string,
  bytes: number,
  patients: number,
): Promise<string[]> {
  const path = join(folder, `${corpus}.${corpus === 'text' ? 'txt' : corpus}`);
  switch (corpus) {
    case 'csv':
      await writeLines(path, csvLines(endless(patients), 1), bytes);
      return [path];
    case 'sql':
      await writeLines(path, sqlLines(endless(patients)), bytes);
      return [path];
    case 'text':
      await writeLines(path, textLines(endless(patients), 2), bytes);
      return [path];
    case 'eml':
    case 'docx':
    case 'pdf':
      return await writeDocuments(corpus, join(folder, corpus), bytes, patients);
  }
}

/** The patients of the register over and over. */
export function* endless(patients: number): Generator<InventedPatient> {
  for (;;) yield* inventedPatients(patients);
}

/** An extraction: a row a patient. */
export function* csvLines(patients: Iterable<InventedPatient>, seed: number): Generator<string> {
  const random = new Random(seed);
  yield 'NUMPAT;NOM;PRENOM;DNAISS;SEXE;N_SECU;TELEPHONE;ADRESSE;CP;COMMUNE;DATE_ENTREE;DIAGNOSTIC\n';
  for (const p of patients) {
    yield `${p.number};${usedName(p).toUpperCase()};${p.givenName.toUpperCase()};${isoDate(p)};${p.sex};${p.nir};${p.phone};${p.street};${p.postcode};${p.town};${2006 + (p.day % 16)}-03-0${1 + (p.day % 9)};${random.pick(DISEASES)}\n`;
  }
}

/** A dump of a table of patients. */
export function* sqlLines(patients: Iterable<InventedPatient>): Generator<string> {
  const quote = (text: string): string => (text === '' ? 'NULL' : `'${text.replaceAll("'", "''")}'`);
  yield '-- MySQL dump 10.13\nCREATE TABLE `patient` (`id` int, `ipp` varchar(12), `nom` varchar(40), `prenom` varchar(40), `date_naissance` date, `nir` char(15), `tel` varchar(20), `adresse` varchar(80), `cp` char(5), `ville` varchar(40));\n';
  let row = 0;
  for (const p of patients) {
    const start = row % 500 === 0 ? 'INSERT INTO `patient` VALUES ' : ',';
    const end = row % 500 === 499 ? ';\n' : '';
    yield `${start}(${++row},${quote(p.number)},${quote(p.birthName)},${quote(p.givenName)},${quote(isoDate(p))},${quote(p.nir)},${quote(p.phone)},${quote(p.street)},${quote(p.postcode)},${quote(p.town)})${end}`;
  }
}

/** Medical prose; every fifth paragraph names a patient with the birth date. */
export function* textLines(patients: Iterable<InventedPatient>, seed: number): Generator<string> {
  const random = new Random(seed);
  let paragraph = 0;
  for (const p of patients) {
    if (paragraph++ % 5 === 0)
      yield `Compte rendu de ${p.sex === 'F' ? 'Mme' : 'M.'} ${usedName(p).toUpperCase()} ${p.givenName}, né(e) le ${isoDate(p).split('-').reverse().join('/')}, pour ${random.pick(DISEASES)}.\n`;
    for (let i = 0; i < 4; i++) yield `${random.pick(PROSE)} Traitement : ${random.pick(DRUGS)}.\n`;
    yield '\n';
  }
}

async function writeDocuments(
  corpus: 'eml' | 'docx' | 'pdf',
  folder: string,
  bytes: number,
  patients: number,
): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const random = new Random(3);
  const files: string[] = [];
  let written = 0;
  for (const p of endless(patients)) {
    const { lines, year } = random.pick(WRITERS)(random, p, random.int(2006, 2022));
    const long = [...lines, ...Array.from({ length: 20 }, () => random.pick(PROSE))];
    const content =
      corpus === 'docx'
        ? await docxFile(long)
        : corpus === 'pdf'
          ? pdfFile(long)
          : mailFile({
              from: 'a@hopital.example',
              to: 'b@hopital.example',
              subject: `Document ${year}`,
              date: `Tue, 01 Mar ${year} 09:30:00 +0100`,
              lines: long,
              attachments: [],
            });
    const path = join(folder, `${files.length}.${corpus}`);
    await writeFile(path, content);
    files.push(path);
    written += content.length;
    if (written >= bytes) return files;
  }
  return files;
}
