import type { SeedIdentifier } from '@constat/contract/recall.ts';
import {
  docxFile,
  htmlFile,
  mailFile,
  odsFile,
  odtFile,
  pdfFile,
  textFile,
  xlsxFile,
} from '../demo/fileWriters.ts';
import { frenchDate, type InventedPatient, isoDate } from '../demo/inventPatient.ts';
import { Random } from '../demo/random.ts';
import { DISEASES, DRUGS } from '../demo/wordLists.ts';
import type { Seed } from './inventSeeds.ts';

/** A planted file. */
export interface SeedFile {
  readonly name: string;
  readonly format: string;
  readonly bytes: Uint8Array;
}

type LetterWriter = (lines: readonly string[]) => Buffer | Promise<Buffer>;
type TableWriter = (rows: readonly (readonly string[])[]) => Buffer | Promise<Buffer>;

/** Formats in which one file is about one person. */
const LETTERS: Readonly<Record<string, LetterWriter>> = {
  txt: (lines) => textFile(lines, 'windows-1252'),
  html: (lines) => htmlFile('Courrier', lines),
  pdf: pdfFile,
  docx: docxFile,
  odt: odtFile,
  rtf: (lines) =>
    Buffer.from(`{\\rtf1\\ansi\\ansicpg1252\\deff0 ${lines.map(rtfLine).join('\\par\n')}}`, 'latin1'),
  eml: (lines) =>
    mailFile({
      from: 'secretariat@hopital.example',
      to: 'archives@hopital.example',
      subject: 'Courrier',
      date: 'Tue, 05 Mar 2019 09:30:00 +0100',
      lines,
      attachments: [],
    }),
};

/** Formats in which one file holds a row for each person; the first row names the columns. */
const TABLES: Readonly<Record<string, TableWriter>> = {
  csv: (rows) =>
    textFile(
      rows.map((row) => row.join(';')),
      'windows-1252',
    ),
  xlsx: (rows) => xlsxFile('Feuil1', rows),
  ods: (rows) => odsFile('Feuil1', rows),
  json: (rows) => Buffer.from(JSON.stringify(recordsOf(rows), null, 1)),
  ndjson: (rows) =>
    Buffer.from(
      recordsOf(rows)
        .map((record) => JSON.stringify(record))
        .join('\n'),
    ),
  xml: (rows) =>
    Buffer.from(
      `<?xml version="1.0" encoding="UTF-8"?>\n<export>${recordsOf(rows)
        .map(
          (record) =>
            `<ligne>${Object.entries(record)
              .map(([name, cell]) => `<${name}>${cell}</${name}>`)
              .join('')}</ligne>`,
        )
        .join('\n')}</export>`,
    ),
  sql: ([columns, ...rows]) =>
    Buffer.from(
      `CREATE TABLE patient (${columns!.map((name) => `${name} varchar(80)`).join(', ')});\nINSERT INTO patient (${columns!.join(', ')}) VALUES\n${rows
        .map((row) => `(${row.map((cell) => `'${cell.replaceAll("'", "''")}'`).join(', ')})`)
        .join(',\n')};\n`,
    ),
};

/** Formats in which somebody can be planted. */
export const PLANTED_FORMATS: readonly string[] = [...Object.keys(LETTERS), ...Object.keys(TABLES)];

/** The files in which the seeds stand: a letter each, or a table for all of one format and identifier. */
export async function* seedFiles(seeds: readonly Seed[], seed: number): AsyncGenerator<SeedFile> {
  const random = new Random(seed);
  let serial = 0;
  const name = (format: string): string => `seed-${++serial}.${format}`;
  for (const { format, identifier, person } of seeds) {
    const write = LETTERS[format];
    if (write !== undefined)
      yield { name: name(format), format, bytes: await write(letter(random, person, identifier)) };
  }
  for (const [cell, persons] of Map.groupBy(seeds, ({ format, identifier }) => `${format} ${identifier}`)) {
    const [format, identifier] = cell.split(' ') as [string, SeedIdentifier];
    const write = TABLES[format];
    if (write !== undefined)
      yield { name: name(format), format, bytes: await write(table(random, persons, identifier)) };
  }
}

function letter(random: Random, person: InventedPatient, identifier: SeedIdentifier): string[] {
  const civility = person.sex === 'F' ? 'Mme' : 'M.';
  const name = `${surnameFor(random, person, identifier).toUpperCase()} ${person.givenName}`;
  const about: Readonly<Record<SeedIdentifier, readonly string[]>> = {
    number: [`Patient : ${name}`, `IPP : ${person.number}`],
    social_security: [`Patient : ${name}`, `N° de sécurité sociale : ${spacedNir(person.nir)}`],
    name_birth_date: [`Concerne : ${civility} ${name}, né(e) le ${frenchDate(person)}`],
    name_typo: [`Concerne : ${civility} ${name}, né(e) le ${frenchDate(person)}`],
    usage_name: [`Concerne : ${civility} ${name}, née le ${frenchDate(person)}`],
    name_address: [`${civility} ${name}`, person.street, `${person.postcode} ${person.town}`],
  };
  return [
    'Service de médecine', `Le 12/03/${random.int(2008, 2021)}`, '', ...about[identifier], '', 'Cher confrère,',
    `Le bilan a montré ${random.pick(DISEASES)}. Traitement : ${random.pick(DRUGS)}.`, '', 'Bien confraternellement,',
  ]; // prettier-ignore
}

function table(random: Random, seeds: readonly Seed[], identifier: SeedIdentifier): string[][] {
  const columns: Readonly<Record<SeedIdentifier, readonly string[]>> = {
    number: ['IPP', 'NOM', 'PRENOM'],
    social_security: ['NIR', 'NOM', 'PRENOM'],
    name_birth_date: ['NOM', 'PRENOM', 'DATE_NAISSANCE'],
    name_typo: ['NOM', 'PRENOM', 'DATE_NAISSANCE'],
    usage_name: ['NOM_USAGE', 'PRENOM', 'DATE_NAISSANCE'],
    name_address: ['NOM', 'PRENOM', 'ADRESSE', 'CODE_POSTAL', 'COMMUNE'],
  };
  const cells: Readonly<Record<SeedIdentifier, (p: InventedPatient) => string[]>> = {
    number: (p) => [p.number, p.birthName.toUpperCase(), p.givenName],
    social_security: (p) => [p.nir, p.birthName.toUpperCase(), p.givenName],
    name_birth_date: (p) => [p.birthName.toUpperCase(), p.givenName, isoDate(p)],
    name_typo: (p) => [surnameFor(random, p, identifier).toUpperCase(), p.givenName, frenchDate(p)],
    usage_name: (p) => [p.usageName.toUpperCase(), p.givenName, frenchDate(p)],
    name_address: (p) => [p.birthName.toUpperCase(), p.givenName, p.street, p.postcode, p.town],
  };
  return [
    [...columns[identifier], 'DIAGNOSTIC'],
    ...seeds.map(({ person }) => [...cells[identifier](person), random.pick(DISEASES)]),
  ];
}

/** The surname by which the person is named; with one slip of a finger where that is to be found. */
function surnameFor(random: Random, person: InventedPatient, identifier: SeedIdentifier): string {
  if (identifier === 'usage_name') return person.usageName;
  if (identifier !== 'name_typo') return person.birthName;
  const at = random.int(1, person.birthName.length - 2);
  const { birthName } = person;
  return random.chance(0.5)
    ? birthName.slice(0, at) + birthName.slice(at + 1)
    : birthName.slice(0, at) + birthName[at + 1]! + birthName[at]! + birthName.slice(at + 2);
}

function spacedNir(nir: string): string {
  return nir.replace(/^(.)(..)(..)(..)(...)(...)(..)$/, '$1 $2 $3 $4 $5 $6 $7');
}

function recordsOf([columns, ...rows]: readonly (readonly string[])[]): Record<string, string>[] {
  return rows.map((row) => Object.fromEntries(columns!.map((name, i) => [name.toLowerCase(), row[i]!])));
}

function rtfLine(line: string): string {
  return line.replace(/[\\{}]/g, '\\$&').replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0)}?`);
}
