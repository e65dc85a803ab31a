import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { COMMANDS } from '@constat/server/cli/index.ts';
import { Random } from '@constat/server/demo/random.ts';
import { CaseKeys } from '@constat/server/keys/caseKeys.ts';
import { patientPlace } from '@constat/server/patients/patient.ts';
import { openCase } from '@constat/server/pipeline.ts';
import { behindTheCurtain } from '@constat/server/testCase.ts';
import { inventedPatients } from '../generate/patients.ts';
import { atLeast, atMost, type Bar, type Measure } from '../measure.ts';
import { FORM_NAMES, formOf, type Hit, type Planted, PlainSearch } from '../plainSearch.ts';
import { CONSTAT, runProcess, withoutSandbox } from '../runProcess.ts';

const PATIENTS = 320;
/** 320 patients with name, social security number, phone, e-mail and street; 400 texts of files, paths, notes and passwords. */
const VALUES = 2_000;
/** Never part of a backup of the data. */
const KEY_FILES = ['key', 'keys.json'];

/** A case full of values that nothing may show: searched in all that a thief can carry away, before and after its end. */
export const stolenDatabase: Measure = {
  name: 'stolen-database',
  help: '2,000 planted values searched in database, dump, logs and temporary files; then the case is closed and its backup restored',
  async run() {
    const folder = await mkdtemp(join(tmpdir(), 'constat-stolen-'));
    try {
      return await measure(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function measure(folder: string): ReturnType<Measure['run']> {
  const site = await plant(folder);
  const search = new PlainSearch(site.planted);
  const control = await controlSearch(search, site, folder);
  const dir = await runAll(site, folder);
  const dump = await readDump(dir, folder);

  const stolen = await searchAll(search, [dir, site.temporary, site.log, dump.path]);
  const backup = join(folder, 'backup', 'case');
  await cp(dir, backup, { recursive: true });
  for (const name of KEY_FILES) await rm(join(backup, name));
  const closed = await constat(site, ...closeArguments(dir));
  if (closed.code !== 0) throw new Error(closed.err);

  const answers = await everyCommand(site, dir);
  const restored = await restore(site, search, backup, dir, dump.sealed);
  const bars: Bar[] = [
    atLeast('planted values found in the inputs (control)', control.inputs, VALUES, 0),
    ...FORM_NAMES.map((form) =>
      atLeast(`planted values found when written as ${form} (control)`, control.forms.get(form)!, VALUES, 0),
    ),
    atLeast('sealed patients that open with the key (control)', dump.opened, PATIENTS, 0),
    atMost('planted values found in database, dump, logs, temporary files', stolen.values, 0, 0),
    atMost('commands that do something for the closed case', answers.working.length, 0, 0),
    atMost('commands that do not say that it is closed', answers.silent.length, 0, 0),
    atMost('planted values found in the restored backup and the closed folder', restored.values, 0, 0),
    atMost('sealed patients of the backup that open with what is left', restored.opened, 0, 0),
    atMost('commands that do something for the restored backup', restored.working, 0, 0),
    atMost('seconds to close', closed.seconds, 60, 1),
  ];
  const table = [
    `${VALUES} values in ${stolen.files} files, ${(stolen.bytes / 1e6).toFixed(0)} MB: ${describe(stolen.hits, site.planted)}`,
    `forms: ${FORM_NAMES.join(', ')}; each also in capitals and small letters`,
    `${answers.asked} commands asked for the closed case${answers.silent.length > 0 ? `; silent: ${answers.silent.join(', ')}` : ''}`,
  ];
  return { figures: { values: VALUES, stolen, control: control.inputs, answers, restored }, table, bars };
}

interface Site {
  readonly planted: readonly Planted[];
  readonly register: string;
  readonly evidence: string;
  readonly passwords: string;
  readonly source: string;
  readonly temporary: string;
  readonly log: string;
}

/** Invents the values and writes the files in which they stand. */
async function plant(folder: string): Promise<Site> {
  const random = new Random(2_000);
  const evidence = join(folder, 'stolen');
  const planted: Planted[] = [];
  const rows = [
    'N° patient;INS;Nom de naissance;Prénom;Né(e) le;Adresse;Code postal;Commune;Téléphone;Courriel',
  ];
  let i = 0;
  for (const patient of inventedPatients(PATIENTS)) {
    const [name, phone] = [
      inventWord(random),
      `06${String(10_000_000 + i * 97_531)
        .padStart(8, '0')
        .slice(-8)}`,
    ];
    const nir = `${patient.sex === 'F' ? 2 : 1}${String(patient.year % 100).padStart(2, '0')}${String(patient.month).padStart(2, '0')}99${String(100 + (i % 800))}${String(900 + (i % 99))}`;
    const email = `${name.toLowerCase()}@courriel.example`;
    const street = `${i + 1} rue ${inventWord(random)}`;
    planted.push(
      { kind: 'name', spellings: [name] },
      { kind: 'social security', spellings: [nir, spaced(nir, [1, 2, 2, 2, 3, 3])] },
      {
        kind: 'phone',
        spellings: [phone, phone.slice(1), spaced(phone, [2, 2, 2, 2, 2]), `+33${phone.slice(1)}`],
      },
      { kind: 'e-mail', spellings: [email] },
      { kind: 'street', spellings: [street.replace(/^\d+ /, '')] },
    );
    const born = `${String(patient.day).padStart(2, '0')}/${String(patient.month).padStart(2, '0')}/${patient.year}`;
    rows.push(
      `${patient.number};${nir};${name};${patient.givenName};${born};${street};${patient.postcode};${patient.town};${phone};${email}`,
    );
    const path = join(evidence, `dossiers ${i % 10}`, `courrier ${name} ${i}.txt`);
    await mkdir(join(path, '..'), { recursive: true });
    const stranger = inventWord(random);
    planted.push({ kind: 'outsider', spellings: [stranger] });
    await writeFile(
      path,
      `Patient : ${name} ${patient.givenName}, né(e) le ${born}\nN° ${nir} Tél. ${phone}\n${email}\n${street} ${patient.postcode} ${patient.town}\nPersonne à prévenir : Mme ${stranger} Odile, née le 03/04/1951\nHospitalisation pour pneumonie.\n`,
    );
    i++;
  }
  const words = Array.from({ length: 80 }, () => inventWord(random));
  planted.push(...words.slice(0, 30).map((word) => ({ kind: 'text', spellings: [word] })));
  await writeFile(join(evidence, 'notes.txt'), `${words.slice(0, 30).join('\n')}\n`);
  planted.push(...words.slice(30, 50).map((word) => ({ kind: 'password', spellings: [word] })));
  const passwords = join(folder, 'passwords.txt');
  await writeFile(passwords, `${words.slice(30, 50).join('\n')}\n`);
  planted.push(...words.slice(50, 51).map((word) => ({ kind: 'source', spellings: [word] })));
  planted.push(...words.slice(51, 80).map((word) => ({ kind: 'path', spellings: [word] })));
  for (const word of words.slice(51, 80)) {
    await mkdir(join(evidence, word));
    await writeFile(join(evidence, word, 'vide.csv'), 'a;b\n1;2\n');
  }
  const register = join(folder, 'patients.csv');
  await writeFile(register, `${rows.join('\n')}\n`);
  const temporary = join(folder, 'temporary');
  await mkdir(temporary, { mode: 0o1777 });
  if (planted.length !== VALUES) throw new Error(`${planted.length} values planted`);
  return {
    planted,
    register,
    evidence,
    passwords,
    source: words[50]!,
    temporary,
    log: join(folder, 'output.log'),
  };
}

/** A word that stands nowhere else. */
function inventWord(random: Random): string {
  const syllables = [
    'ba',
    'ce',
    'di',
    'fo',
    'gu',
    'la',
    'me',
    'ni',
    'po',
    'ru',
    'sa',
    'te',
    'vi',
    'zo',
    'xu',
    'ky',
  ];
  const text = Array.from({ length: 7 }, () => random.pick(syllables)).join('');
  return text[0]!.toUpperCase() + text.slice(1);
}

function spaced(digits: string, lengths: readonly number[]): string {
  let at = 0;
  return lengths.map((length) => digits.slice(at, (at += length))).join(' ');
}

/** The search itself is tried: it must find every value in the inputs, and in each form. */
async function controlSearch(
  search: PlainSearch,
  site: Site,
  folder: string,
): Promise<{ inputs: number; forms: Map<string, number> }> {
  const names = (await readdir(site.evidence, { recursive: true })).join('\n');
  const control = join(folder, 'control');
  await writeFile(control, `${names}\n${site.source}\n`);
  const inputs = new Set<number>();
  for (const path of [...(await filesBelow(site.evidence)), site.register, site.passwords, control])
    for (const { planted } of await search.findInFile(path)) inputs.add(planted);
  const forms = new Map<string, number>();
  for (const form of FORM_NAMES) {
    const texts = site.planted.map(({ spellings }) =>
      Buffer.concat([formOf(form, spellings[0]!), Buffer.from('\n')]),
    );
    await writeFile(control, Buffer.concat(texts));
    const found = (await search.findInFile(control)).filter((hit) => hit.form === form);
    forms.set(form, new Set(found.map(({ planted }) => planted)).size);
  }
  await rm(control);
  search.bytes = 0;
  return { inputs: inputs.size, forms };
}

/** The whole path, with all that the commands say kept as a log. */
async function runAll(site: Site, folder: string): Promise<string> {
  const dir = join(folder, 'case');
  const steps = [
    ['case', 'create', dir],
    withoutSandbox(dir),
    ['patients', 'import', site.register, '--case', dir],
    ['evidence', 'add', site.evidence, '--case', dir, '--source', site.source],
    ['evidence', 'passwords', site.passwords, '--case', dir],
    ['assess', '--case', dir],
    ['duplicates', 'list', '--case', dir],
    ['states', 'list', '--case', dir],
    ['summary', '--case', dir],
    ['keys', 'list', '--case', dir],
  ];
  for (const step of steps) {
    const run = await constat(site, ...step);
    if (run.code !== 0) throw new Error(`${step.slice(0, 2).join(' ')}: ${run.err}`);
  }
  return dir;
}

/** Runs a command with its temporary files in a folder of their own. What it prints of folders that the user named is no secret of the database's. */
async function constat(site: Site, ...args: readonly string[]): ReturnType<typeof runProcess> {
  const run = await runProcess('/usr/bin/env', [
    `TMPDIR=${site.temporary}`,
    process.execPath,
    CONSTAT,
    ...args,
  ]);
  const prints = ['states', 'keys', 'duplicates', 'patients', 'evidence', 'assess'].includes(args[0]!);
  await appendFile(site.log, `${prints ? run.out : ''}${run.err}\n`);
  return run;
}

/** All rows of all tables as text (what pg_dump writes; the embedded PostgreSQL has none), uncompressed; and the sealed patients. */
async function readDump(
  dir: string,
  folder: string,
): Promise<{ path: string; sealed: [number, Buffer][]; opened: number }> {
  const path = join(folder, 'dump.txt');
  const open = await openCase(dir);
  try {
    return await behindTheCurtain(open, async (client) => {
      for (const table of await tablesOf(client)) {
        const { rows } = await client.query<{ line: string }>(`SELECT t::text AS line FROM ${table} t`);
        await appendFile(path, `${table}\n${rows.map(({ line }) => `${line}\n`).join('')}`);
      }
      await client.query('CHECKPOINT');
      const { rows } = await client.query<{ id: string; sealed: Buffer }>('SELECT id, sealed FROM patients');
      const sealed = rows.map(({ id, sealed: bytes }): [number, Buffer] => [Number(id), bytes]);
      return { path, sealed, opened: countOpened(sealed, [open.opened.keys]) };
    });
  } finally {
    await open.close();
  }
}

async function tablesOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
     WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
  );
  return rows.map(({ name }) => name);
}

function countOpened(sealed: readonly (readonly [number, Buffer])[], keys: readonly CaseKeys[]): number {
  return sealed.filter(([id, bytes]) => keys.some((key) => opens(key, id, bytes))).length;
}

function opens(key: CaseKeys, id: number, bytes: Buffer): boolean {
  try {
    key.open(bytes, patientPlace(id));
    return true;
  } catch {
    return false;
  }
}

interface Found {
  readonly values: number;
  readonly hits: readonly Hit[];
  readonly files: number;
  readonly bytes: number;
}

async function searchAll(search: PlainSearch, places: readonly string[]): Promise<Found> {
  const before = search.bytes;
  const files = (await Promise.all(places.map(filesBelow))).flat();
  const hits: Hit[] = [...search.find(Buffer.from(files.join('\n')))];
  for (const path of files) {
    const found = await search.findInFile(path);
    if (found.length > 0) process.stderr.write(`${path}: ${found.length}\n`);
    hits.push(...found);
  }
  const values = new Set(hits.map(({ planted }) => planted)).size;
  return { values, hits: hits.slice(0, 20), files: files.length, bytes: search.bytes - before };
}

async function filesBelow(place: string): Promise<string[]> {
  const entries = await readdir(place, { withFileTypes: true, recursive: true }).catch(() => null);
  if (entries === null) return [place];
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

function describe(hits: readonly Hit[], planted: readonly Planted[]): string {
  if (hits.length === 0) return 'nothing found';
  return [...new Set(hits.map(({ planted: at, form }) => `${planted[at]!.kind} (${form})`))].join(', ');
}

function closeArguments(dir: string): string[] {
  const persons = ['--by', 'A. Martin', '--and', 'B. Petit', '--reason', 'a measurement on invented files'];
  return ['case', 'close', '--destroy', '--case', dir, '--confirm', 'case', ...persons];
}

/** Each command that works on a case, as far as its help says how. */
async function everyCommand(
  site: Site,
  dir: string,
): Promise<{ asked: number; working: string[]; silent: string[] }> {
  const ofACase = COMMANDS.filter(({ options, name }) => 'case' in options && name !== 'case ledger');
  const working: string[] = [];
  const silent: string[] = [];
  for (const { name, positionals, options } of ofACase) {
    const required = Object.entries(options).filter(
      ([option, { required: is }]) => is === true && option !== 'case',
    );
    const run = await constat(
      site,
      ...name.split(' '),
      ...positionals.map(() => 'x'),
      ...required.flatMap(([option]) => [`--${option}`, 'case']),
      ...(name === 'case close' ? ['--destroy'] : []),
      ...['--case', dir, '--lang', 'en'],
    );
    if (run.code === 0) working.push(name);
    if (!/^This case has been closed since .*\n$/.test(run.err)) silent.push(name);
  }
  return { asked: ofACase.length, working, silent };
}

/** The backup beside the closed case, with every key that is still to be found. */
async function restore(
  site: Site,
  search: PlainSearch,
  backup: string,
  closed: string,
  sealed: readonly (readonly [number, Buffer])[],
): Promise<{ values: number; opened: number; working: number }> {
  const { values } = await searchAll(search, [backup, closed]);
  const texts = await Promise.all((await filesBelow(closed)).map((path) => readFile(path, 'latin1')));
  const found = texts.flatMap((text) => text.match(/\b[0-9a-f]{64}\b/gi) ?? []);
  const keys = found.map((hex) => new CaseKeys(Buffer.from(hex, 'hex')));
  if (keys.length === 0) throw new Error('no key was tried');
  let working = 0;
  for (const hex of ['', ...found]) {
    if (hex !== '') await writeFile(join(backup, 'key'), `${hex}\n`, { mode: 0o600 });
    for (const command of [['summary'], ['states', 'list'], ['explain', '--patient', '1200000'], ['assess']])
      if ((await constat(site, ...command, '--case', backup)).code === 0) working++;
    await rename(join(backup, 'key'), join(backup, 'key.tried')).catch(() => undefined);
  }
  return { values, opened: countOpened(sealed, keys), working };
}
