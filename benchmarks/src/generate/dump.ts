import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { frenchDate, type InventedPatient, isoDate, usedName } from '@constat/server/demo/inventPatient.ts';
import { generateHospital } from '@constat/server/demo/generateHospital.ts';
import { WARDS } from '@constat/server/demo/wordLists.ts';
import { csvLines, endless, generateCorpus, sqlLines, textLines } from './corpora.ts';
import { writeLines } from './writeLines.ts';

/** Of what a stolen dump is made, by bytes, scans aside: databases and extractions are most of it, documents are most of the files. */
const SHARES = { sql: 0.4, csv: 0.35, text: 0.15, pdf: 0.04, docx: 0.03, eml: 0.03 } as const;
/** Large files are cut at this size. */
const FILE_BYTES = 200e6;
/** Patients of the small hospital that brings every other format: archives, mailboxes, spreadsheets, broken files. */
const VARIETY_PATIENTS = 3000;

/** A stolen dump of about so many bytes below `folder`, about the patients of the register of `patients` persons. No two files are alike. */
export async function generateDump(folder: string, bytes: number, patients: number): Promise<void> {
  const people = shared(endless(patients));
  const makers = {
    sql: () => sqlLines(people),
    csv: (seed: number) => csvLines(people, seed),
    text: (seed: number) => textLines(people, seed),
  };
  for (const kind of ['sql', 'csv', 'text'] as const)
    await writeFiles(join(folder, kind), kind === 'text' ? 'txt' : kind, bytes * SHARES[kind], makers[kind]);
  for (const kind of ['pdf', 'docx', 'eml'] as const)
    await generateCorpus(kind, folder, bytes * SHARES[kind], patients);
  const dir = `${folder}-hospital`;
  const { evidence } = await generateHospital({ dir, patients: VARIETY_PATIENTS, seed: 7 });
  await rename(evidence, join(folder, 'hospital'));
  await rm(dir, { recursive: true, force: true });
}

/**
 * `mentions` mentions of patients in `files` files: half of them rows of extractions that give name and birth date without any number, half lines of
 * text. Every fifth person is not in the register.
 */
export async function generateMentions(
  folder: string,
  mentions: number,
  files: number,
  patients: number,
): Promise<void> {
  const people = shared(endless(Math.ceil(patients * 1.25)));
  await mkdir(folder, { recursive: true });
  for (let file = 0; file < files; file++) {
    const count = Math.ceil(mentions / files);
    const isTable = file % 2 === 0;
    const lines = isTable ? rowMentions(people, count) : textMentions(people, count);
    await writeLines(join(folder, `${file}.${isTable ? 'csv' : 'txt'}`), lines);
  }
}

function* rowMentions(people: Iterable<InventedPatient>, count: number): Generator<string> {
  yield 'NOM;PRENOM;DNAISS;SEXE;SERVICE;DATE_ENTREE\n';
  let left = count;
  for (const p of people) {
    if (left-- === 0) return;
    yield `${usedName(p).toUpperCase()};${p.givenName.toUpperCase()};${frenchDate(p)};${p.sex};${WARDS[left % WARDS.length]!};${2006 + (p.day % 16)}-03-0${1 + (p.day % 9)}\n`;
  }
}

function* textMentions(people: Iterable<InventedPatient>, count: number): Generator<string> {
  let left = count;
  for (const p of people) {
    if (left-- === 0) return;
    yield `Vu ce jour ${p.sex === 'F' ? 'Mme' : 'M.'} ${usedName(p).toUpperCase()} ${p.givenName}, né(e) le ${isoDate(p).split('-').reverse().join('/')}, en consultation.\n\n`;
  }
}

async function writeFiles(
  folder: string,
  extension: string,
  bytes: number,
  lines: (seed: number) => Iterable<string>,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const files = Math.max(1, Math.ceil(bytes / FILE_BYTES));
  for (let file = 0; file < files; file++)
    await writeLines(join(folder, `${file}.${extension}`), lines(file + 1), bytes / files);
}

/** An iterator that several loops take from, one after another: leaving a loop does not end it. */
function shared<T>(values: Generator<T>): Iterable<T> {
  return { [Symbol.iterator]: () => ({ next: () => values.next() }) };
}
