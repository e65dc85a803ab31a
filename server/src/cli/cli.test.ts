import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Summary } from '@constat/contract/summary.ts';
import { wordsOf } from '../languages/chooseLanguage.ts';
import { WallError } from '../sandbox/wallError.ts';
import { commandsPage } from './help.ts';
import { COMMANDS } from './index.ts';
import { reportError } from './reportError.ts';
import { constat } from './testCommand.ts';
import { LOCKED_ZIP } from './testLockedZip.ts';

const BIN = fileURLToPath(new URL('../../bin/constat.js', import.meta.url));
/** Where no sandbox can be built the tests go on: what they read they made themselves. */
const WITHOUT_SANDBOX = ['--without-sandbox', 'files made by the tests'];

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'constat-'));
});
after(() => rm(folder, { recursive: true, force: true }));

/** Tables without the padding that the formatter adds. */
const plain = (page: string): string =>
  page
    .replace(/ *\| */g, '|')
    .replace(/-+/g, '-')
    .replace(/\n+/g, '\n')
    .trim();

test('docs/commands.md is what the commands say', async () => {
  const page = await readFile(new URL('../../../docs/commands.md', import.meta.url), 'utf8');
  assert.equal(plain(page), plain(commandsPage(COMMANDS, wordsOf('en'))));
});

test('every command has help in both languages, with an example', async () => {
  for (const command of COMMANDS) {
    for (const lang of ['fr', 'en'] as const) {
      const { code, out } = await constat(...command.name.split(' '), '--help', '--lang', lang);
      assert.equal(code, 0);
      assert.ok(out.includes(command.help[lang]) && out.includes(command.examples[0]!), command.name);
    }
  }
});

test('constat without arguments shows the commands', async () => {
  assert.equal((await constat()).code, 0);
});

/** What is written wrongly, and what is said of it in both languages: nothing of it in the words of Node. */
const WRITTEN_WRONGLY: readonly (readonly [args: string, english: string, french: string])[] = [
  ['nonsense', 'There is no command "nonsense".', 'La commande « nonsense » n’existe pas.'],
  ['review', 'There is no command "review".', 'La commande « review » n’existe pas.'],
  ['assess', 'An option is missing: --case DIR', 'Il manque une option : --case DIR'],
  ['assess --case', 'An option needs a value: --case DIR', 'Il manque la valeur d’une option : --case DIR'],
  [
    'assess --case --workers 2',
    'An option needs a value: --case DIR',
    'Il manque la valeur d’une option : --case DIR',
  ],
  [
    'evidence add vol --case x',
    'An option is missing: --source TEXT',
    'Il manque une option : --source TEXT',
  ],
  [
    'case exception add sandbox --case x',
    'An option is missing: --reason TEXT',
    'Il manque une option : --reason TEXT',
  ],
  ['case create', 'Something is missing: DIR', 'Il manque un argument : DIR'],
  ['case create a b', 'This is one too many: b', 'Argument en trop : b'],
  ['summary --case x --bad', 'This command has no option --bad.', 'Cette commande n’a pas d’option --bad.'],
  ['summary --case x -b', 'This command has no option -b.', 'Cette commande n’a pas d’option -b.'],
  [
    'summary --case x --json=1',
    'The option --json takes no value.',
    'L’option --json ne prend pas de valeur.',
  ],
  [
    'sample draw --case x --out - --size -5',
    '--size: "-5" is not a whole number from 0 to 1000000.',
    '--size : « -5 » n’est pas un nombre entier de 0 à 1000000.',
  ],
  [
    'sample draw --case x --out - --format xls',
    '--format: "xls" is not allowed. Allowed: csv, xlsx',
    '--format : la valeur « xls » n’est pas admise. Valeurs admises : csv, xlsx',
  ],
  [
    'export nothing --case x --format csv --out -',
    '"nothing" is not allowed. Allowed: exposures, persons, duplicates, decisions, files, unread, outsiders, mentions',
    'La valeur « nothing » n’est pas admise. Valeurs admises : exposures, persons, duplicates, decisions, files, unread, outsiders, mentions',
  ],
  [
    'evidence add vol --case x --source s --received 2022-02-30',
    '--received: "2022-02-30" is not a date. Dates are written YYYY-MM-DD.',
    '--received : « 2022-02-30 » n’est pas une date. Une date s’écrit AAAA-MM-JJ.',
  ],
  [
    'evidence add vol --case x --source s --received 2999-01-01',
    '--received: 2999-01-01 lies in the future.',
    '--received : la date 2999-01-01 est dans l’avenir.',
  ],
  [
    'explain --case x',
    'Give at least one of these options: --patient IPP, --path PATH',
    'Indiquez au moins une de ces options : --patient IPP, --path PATH',
  ],
];

for (const [args, english, french] of WRITTEN_WRONGLY)
  test(`what is written wrongly is said in both languages, and exits 2: constat ${args}`, async () => {
    const inEnglish = await constat(...args.split(' '));
    assert.equal(inEnglish.code, 2);
    assert.equal(inEnglish.err.split('\n')[0], english);
    const inFrench = await constat(...args.split(' '), '--lang', 'fr');
    assert.equal(inFrench.code, 2);
    assert.equal(inFrench.err.split('\n')[0]!.replaceAll('\u00a0', ' '), french);
  });

test('a folder that is no case, a missing file and a missing path give one sentence and exit 4', async () => {
  const none = await constat('summary', '--case', join(folder, 'none'));
  assert.equal(none.code, 4);
  assert.match(none.err, /holds no case/);
  const dir = join(folder, 'case');
  assert.equal((await constat('case', 'create', dir)).code, 0);
  await constat('case', 'exception', 'add', 'sandbox', '--reason', 'files made by the tests', '--case', dir);
  assert.match((await constat('case', 'create', dir)).err, /not empty/);
  assert.match(
    (await constat('patients', 'import', join(folder, 'no.csv'), '--case', dir)).err,
    /does not exist/,
  );
  assert.match(
    (await constat('evidence', 'add', join(folder, 'no'), '--case', dir, '--source', 'x')).err,
    /does not exist/,
  );
  assert.match((await constat('assess', '--case', dir)).err, /no patient register yet/);
});

test('patients import lists all faults with row and column, exits 3 and imports nothing', async () => {
  const dir = join(folder, 'faults');
  await constat('case', 'create', dir);
  await constat('case', 'exception', 'add', 'sandbox', '--reason', 'files made by the tests', '--case', dir);
  const file = join(folder, 'faults.csv');
  await writeFile(
    file,
    'IPP;NOM;PRENOM;DDN\n1;EXEMPLE;JEANNE;14/07/1984\n;TESTARD;PAUL;01/02/1960\n1;AUTRE;LUC;03/04/1970\n4;;;\n5;EXEMPLE;LUC;not a date\n',
  );
  const { code, err } = await constat('patients', 'import', file, '--case', dir);
  assert.equal(code, 3);
  for (const expected of [
    '4 faults',
    'row 3, column IPP',
    'row 4, column IPP',
    'row 5, column NOM',
    'row 6, column DDN',
  ])
    assert.ok(err.includes(expected), expected);
  for (const value of ['TESTARD', 'AUTRE', 'not a date'])
    assert.ok(!err.includes(value), 'no values in messages');
  const { out } = await constat('summary', '--case', dir, '--json');
  assert.equal((JSON.parse(out) as { register: number }).register, 0);
});

test('run does everything in one go, with paths as they are typed in a folder', async () => {
  const here = join(folder, 'un dossier');
  await mkdir(join(here, 'vol'), { recursive: true });
  await writeFile(join(here, 'fichier.csv'), 'IPP;NOM;PRENOM;DDN\n84000001;FANETTI;MARIE;14/07/1984\n');
  await writeFile(
    join(here, 'vol', 'lettre.txt'),
    'Concernant Mme FANETTI Marie, née le 14/07/1984, vue le 12/03/2019.',
  );
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      BIN,
      ...['run', '--patients', 'fichier.csv', '--evidence', 'vol', '--out', 'resultat', '--lang', 'fr'],
      ...WITHOUT_SANDBOX,
    ],
    { cwd: here },
  );
  assert.match(stdout, /^1 personne concernée$/m);
  const exposures = await readFile(join(here, 'resultat', 'exports', 'exposures.jsonl'), 'utf8');
  assert.equal((JSON.parse(exposures) as { path: string }).path, 'lettre.txt');
});

test('explain says why a patient is concerned, who is not meant in an item and why, in both languages', async () => {
  const here = join(folder, 'explain');
  await mkdir(join(here, 'vol'), { recursive: true });
  const others = Array.from(
    { length: 300 },
    (_, i) => `${71_000_000 + i};AUTRE${'ABCDEFGHIJ'[i % 10]!};LUC;0${1 + (i % 9)}/05/19${40 + (i % 50)}`,
  );
  const people = ['84000001;ZORAWSKI;ODILE;14/03/1952', '84000002;FANETTI;MARIE;14/07/1984', ...others];
  await writeFile(join(here, 'fichier.csv'), ['IPP;NOM;PRENOM;DDN', ...people, ''].join('\n'));
  await writeFile(
    join(here, 'vol', 'lettre.txt'),
    'Concernant Mme ZORAWSKI Odile, née le 14/03/1952, vue le 12/03/2019.\n\nMme FANETTI Marie, née le 02/11/1951\n',
  );
  const dir = join(here, 'case');
  const args = [
    'run',
    '--patients',
    join(here, 'fichier.csv'),
    '--evidence',
    join(here, 'vol'),
    '--out',
    dir,
  ];
  assert.equal((await constat(...args, ...WITHOUT_SANDBOX)).code, 0);
  const english = await constat('explain', '--patient', '84000001', '--case', dir);
  assert.match(english.out, /^lettre\.txt\n {2}line 1\n {4}patient 84000001 – certain, probability 1/m);
  assert.match(english.out, /for: .*surname agrees \+\d.*date of birth agrees \+\d/);
  const french = await constat('explain', '--path', 'lettre.txt', '--case', dir, '--lang', 'fr');
  assert.match(
    french.out,
    /patient 84000002 – non retenu.*\n.*\n {6}contre\s: .*date de naissance différente -\d/,
  );
  assert.match(french.out, /hors du fichier des patients\s:\sFANETTI Marie/);
  const nothing = await constat('explain', '--patient', '71000000', '--case', dir);
  assert.match(nothing.out, /Nothing was found of patient 71000000/);
  const unknown = await constat('explain', '--patient', '99', '--case', dir);
  assert.equal(unknown.code, 4);
  assert.match(unknown.err, /No patient of the register has this number/);
  assert.equal((await constat('explain', '--case', dir)).code, 2);
});

test('an archive that cannot be opened is no read one', async () => {
  const here = join(folder, 'verrou');
  await mkdir(join(here, 'vol'), { recursive: true });
  await writeFile(join(here, 'fichier.csv'), 'IPP;NOM;PRENOM;DDN\n84000001;FANETTI;MARIE;14/07/1984\n');
  // A 7-Zip archive whose list of members would lie behind its end.
  await writeFile(
    join(here, 'vol', 'a.7z'),
    Buffer.concat([Buffer.from('377abcaf271c0004', 'hex'), Buffer.alloc(90, 7)]),
  );
  const { code } = await constat(
    'run',
    '--patients',
    join(here, 'fichier.csv'),
    '--evidence',
    join(here, 'vol'),
    '--out',
    join(here, 'affaire'),
    ...WITHOUT_SANDBOX,
  );
  assert.equal(code, 0);
  const files = JSON.parse(await readFile(join(here, 'affaire', 'exports', 'files.jsonl'), 'utf8')) as object;
  assert.deepEqual(
    { ...files, sha256: '' },
    {
      path: 'a.7z',
      sha256: '',
      bytes: 98,
      format: '7z',
      status: 'failed',
      fate: 'corrupt',
      limit: null,
      reason: 'truncated',
    },
  );
});

test('a locked archive is a fate until its password comes; then its members are listed and read', async () => {
  const here = join(folder, 'coffre');
  const dir = join(here, 'affaire');
  await mkdir(join(here, 'vol'), { recursive: true });
  await writeFile(join(here, 'fichier.csv'), 'IPP;NOM;PRENOM;DDN\n84000001;FANETTI;MARIE;14/07/1984\n');
  await writeFile(join(here, 'vol', 'a.zip'), Buffer.from(LOCKED_ZIP, 'base64'));
  await writeFile(join(here, 'mots.txt'), 'faux\nsesame\n');
  await constat(
    'run',
    '--patients',
    join(here, 'fichier.csv'),
    '--evidence',
    join(here, 'vol'),
    '--out',
    dir,
  );
  const fates = async (): Promise<Record<string, string>> => {
    const out = join(here, 'files.jsonl');
    await constat('export', 'files', '--case', dir, '--format', 'jsonl', '--out', out);
    const lines = (await readFile(out, 'utf8')).trim().split('\n');
    const files = lines.map((line) => JSON.parse(line) as { path: string; fate: string });
    return Object.fromEntries(files.map(({ path, fate }) => [path, fate]));
  };
  const concerned = async (): Promise<string> => (await constat('summary', '--case', dir)).out;
  assert.deepEqual(await fates(), { 'a.zip': 'encrypted', 'a.zip!/lettre.txt': 'encrypted' });
  assert.match(await concerned(), /^No patient of the hospital was found/m);

  const { code, out } = await constat('evidence', 'passwords', join(here, 'mots.txt'), '--case', dir);
  assert.equal(code, 0);
  assert.ok(!out.includes('sesame'));
  assert.equal((await constat('assess', '--case', dir)).code, 0);
  assert.deepEqual(await fates(), { 'a.zip': 'read', 'a.zip!/lettre.txt': 'read' });
  assert.match(await concerned(), /^1 person concerned$/m);
});

test('run leaves nothing behind when the register or the evidence cannot be had', async () => {
  const bad = join(folder, 'bad.csv');
  await writeFile(bad, 'IPP;NOM;PRENOM;DDN\n;FANETTI;MARIE;14/07/1984\n');
  const out = join(folder, 'none');
  for (const [patients, evidence, code] of [
    [join(folder, 'no.csv'), folder, 4],
    [bad, join(folder, 'no'), 4],
    [bad, folder, 3],
  ] as const) {
    assert.equal(
      (await constat('run', '--patients', patients, '--evidence', evidence, '--out', out, ...WITHOUT_SANDBOX))
        .code,
      code,
    );
    await assert.rejects(access(out), /ENOENT/);
  }
});

test('a wrong key file is told before anything is opened with it', async () => {
  const dir = join(folder, 'key');
  await constat('case', 'create', dir);
  await writeFile(join(dir, 'key'), `${'ab'.repeat(32)}\n`, { mode: 0o600 });
  const { code, err } = await constat('summary', '--case', dir);
  assert.equal(code, 4);
  assert.match(err, /key/i);
});

test('case exception records who excepts the case from what and why, the summary shows it, remove withdraws it', async () => {
  const dir = join(folder, 'exception');
  await constat('case', 'create', dir);
  const exception = async (...args: string[]): Promise<number> =>
    (await constat('case', 'exception', ...args, '--case', dir)).code;
  const exceptions = async (): Promise<Summary['exceptions']> =>
    (JSON.parse((await constat('summary', '--case', dir, '--json')).out) as Summary).exceptions;
  assert.equal(await exception('add', 'locks', '--reason', 'x'), 2);
  assert.equal(await exception('add', 'sandbox', '--reason', ' '), 2);
  assert.equal(await exception('add', 'sandbox', '--reason', 'x'.repeat(501)), 2);
  assert.equal(await exception('add', 'sandbox'), 2);
  assert.deepEqual(await exceptions(), []);
  assert.equal(await exception('add', 'sandbox', '--reason', 'an isolated machine'), 0);
  assert.equal(await exception('add', 'sandbox', '--reason', 'an isolated machine, said the CISO'), 0);
  const [recorded, ...others] = await exceptions();
  assert.deepEqual(others, []);
  assert.equal(recorded!.reason, 'an isolated machine, said the CISO');
  assert.equal(recorded!.by, userInfo().username);
  const page = join(dir, 'page.html');
  const { out } = await constat('summary', '--case', dir, '--html', page);
  for (const text of [out, await readFile(page, 'utf8')])
    assert.match(text, /without a sandbox .* an isolated machine, said the CISO/);
  assert.equal(await exception('remove', 'sandbox'), 0);
  assert.deepEqual(await exceptions(), []);
});

test('a machine without sandbox gives one sentence that says what to do, one that says how to go on, and exit 6', () => {
  for (const problem of ['not_linux', 'no_tools', 'forbidden'] as const) {
    const { text, exitCode } = reportError(new WallError(problem, 'unshare'), wordsOf('en'), false, 'assess');
    assert.equal(exitCode, 6);
    assert.match(text, /unshare.*\n.*constat case exception add sandbox --reason TEXT/);
  }
  const leaky = new WallError('leaky', 'read_passwd, connect_ipv4');
  assert.match(
    reportError(leaky, wordsOf('fr'), false, 'assess').text,
    /ne tient pas\s: lire \/etc\/passwd, se connecter à un port/,
  );
});

test('sandbox check prints every attempt and what follows, or says why no sandbox stands', async () => {
  const { code, out, err } = await constat('sandbox', 'check');
  if (code === 0) assert.match(out, /read \/etc\/passwd +stopped[\s\S]*The sandbox holds: /);
  else assert.match(err, /sandbox/);
  assert.ok(code === 0 || code === 6);
});
