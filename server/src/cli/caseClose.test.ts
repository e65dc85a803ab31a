import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { CERTIFICATE_FILE, CLOSING_FILE } from '../case/closing.ts';
import { beginClosing, finishClosing } from '../jobs/closeCase.ts';
import { processContext } from '../keys/openKeys.ts';
import { openCase } from '../pipeline.ts';
import { COMMANDS } from './index.ts';
import { constat } from './testCommand.ts';

let root: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'constat-'));
});
after(() => rm(root, { recursive: true, force: true }));

const REASON = 'retention period over';

function close(dir: string, changes: Readonly<Record<string, string>> = {}): ReturnType<typeof constat> {
  const given = { confirm: 'hospital', by: 'A. Martin', and: 'B. Petit', reason: REASON, ...changes };
  const options = Object.entries(given).flatMap(([name, value]) => [`--${name}`, value]);
  return constat('case', 'close', '--destroy', '--case', dir, ...options);
}

/** A case with one patient, found in one file, and an export in its folder. */
async function assessedCase(name: string): Promise<string> {
  const dir = join(root, name, 'hospital');
  const evidence = join(root, name, 'stolen');
  await mkdir(evidence, { recursive: true });
  const register = join(root, name, 'patients.csv');
  await writeFile(register, 'IPP;NOM;PRENOM;DDN\n84000001;FANETTI;MARIE;14/07/1984\n');
  await writeFile(join(evidence, 'note.txt'), 'FANETTI Marie, née le 14/07/1984, IPP 84000001\n');
  const { code, err } = await constat(
    ...['run', '--patients', register, '--evidence', evidence, '--out', dir],
    ...['--without-sandbox', 'files made by the tests'],
  );
  assert.equal(code, 0, err);
  return dir;
}

test('case close refuses without --destroy, with another name, and with one person: nothing is destroyed', async () => {
  const dir = join(root, 'refused', 'hospital');
  await constat('case', 'create', dir);
  assert.equal((await constat('case', 'close', '--case', dir)).code, 2);
  assert.match((await close(dir, { confirm: 'hospita' })).err, /not the name of the case/);
  assert.match((await close(dir, { and: 'a.  martin' })).err, /Two different persons/);
  assert.match((await constat('case', 'ledger', '--case', dir)).err, /is not closed/);
  assert.equal((await constat('summary', '--case', dir)).code, 0);
});

test('case close destroys keys, database and exports, leaves certificate and ledger, and every command says so', async () => {
  const dir = await assessedCase('closed');
  await writeFile(join(dir, 'notes of mine.txt'), 'x');
  const backup = join(root, 'closed', 'backup');
  await cp(dir, backup, { recursive: true });
  for (const name of ['key', 'keys.json']) await rm(join(backup, name));
  const closed = await close(dir);
  assert.equal(closed.code, 0, closed.err);
  assert.match(closed.out, /hospital was destroyed on/);
  assert.deepEqual((await readdir(dir)).sort(), [
    'case.json',
    'certificat.html',
    'certificate.html',
    CERTIFICATE_FILE,
    'ledger.json',
    'ledger.key',
    'notes of mine.txt',
  ]);

  const ofACase = COMMANDS.filter(({ options, name }) => 'case' in options && name !== 'case ledger');
  assert.ok(ofACase.length > 25);
  for (const command of ofACase) {
    const required = Object.entries(command.options).filter(
      ([name, option]) => option.required === true && name !== 'case',
    );
    const { code, err } = await constat(
      ...command.name.split(' '),
      ...command.positionals.map(() => 'x'),
      ...required.flatMap(([name]) => [`--${name}`, 'x']),
      ...(command.name === 'case close' ? ['--destroy'] : []),
      ...['--case', dir],
    );
    assert.equal(code, 4, command.name);
    assert.match(err, /^This case has been closed since .*certificate\.json\.\n$/, command.name);
  }
  assert.match((await constat('case', 'create', dir)).err, /has been closed since/);
  assert.match((await close(dir)).err, /has been closed since/);

  const certificate = JSON.parse(await readFile(join(dir, CERTIFICATE_FILE), 'utf8')) as {
    by: string[];
    keys: { name: string }[];
    remainders: string[];
    evidence: { files: number }[];
  };
  assert.deepEqual(certificate.by, ['A. Martin', 'B. Petit']);
  assert.deepEqual(
    certificate.keys.map(({ name }) => name),
    ['case', 'master'],
  );
  assert.ok(certificate.remainders.includes('files_left'));
  assert.equal(certificate.evidence[0]!.files, 1);
  const pages = await Promise.all(
    ['certificat.html', 'certificate.html'].map((name) => readFile(join(dir, name), 'utf8')),
  );
  assert.match(pages[0]!, /Procès-verbal de destruction/);
  assert.match(pages[1]!, /Certificate of destruction/);

  const ledger = await constat('case', 'ledger', '--case', dir);
  assert.equal(ledger.code, 0, ledger.err);
  const figures = JSON.parse(ledger.out) as { register: number; persons: { certain: number } };
  assert.deepEqual([figures.register, figures.persons.certain], [1, 1]);
  for (const name of await readdir(dir))
    assert.ok(!(await readFile(join(dir, name), 'latin1')).toUpperCase().includes('FANETTI'), name);

  // A backup of the data holds no keys: it opens nothing, not with the ledger's key either.
  assert.match((await constat('summary', '--case', backup)).err, /missing/);
  await cp(join(dir, 'ledger.key'), join(backup, 'key'));
  assert.match((await constat('summary', '--case', backup)).err, /missing/);
});

test('case close that was killed after any step is finished by the next call, and nothing opens meanwhile', async () => {
  for (const step of ['decided', 'keys', 'database', 'pages']) {
    const dir = join(root, `killed ${step}`, 'hospital');
    await constat('case', 'create', dir);
    const context = processContext(dir);
    const open = await openCase(dir, context);
    await beginClosing(open, context, { by: ['A. Martin', 'B. Petit'], reason: REASON, version: '0' });
    const decision = await readFile(join(dir, CLOSING_FILE));
    if (step === 'decided') process.kill(Number(await pid(dir)), 'SIGKILL');
    await open.close().catch(() => undefined);
    if (step === 'keys') for (const name of ['key', 'keys.json']) await rm(join(dir, name));
    if (step === 'database' || step === 'pages') {
      await finishClosing(dir);
      await rm(join(dir, CERTIFICATE_FILE));
      if (step === 'database') await rm(join(dir, 'certificate.html'));
      await writeFile(join(dir, CLOSING_FILE), decision);
    }
    assert.match((await constat('summary', '--case', dir)).err, /was decided and is not finished/, step);
    assert.match((await close(dir, { confirm: 'other' })).err, /not the name/, step);
    assert.equal((await close(dir)).code, 0, step);
    assert.deepEqual(
      (await readdir(dir)).sort(),
      ['case.json', 'certificat.html', 'certificate.html', CERTIFICATE_FILE, 'ledger.json', 'ledger.key'],
      step,
    );
    assert.equal((await constat('case', 'ledger', '--case', dir)).code, 0, step);
  }
});

async function pid(dir: string): Promise<string> {
  return (await readFile(join(dir, 'database', 'postmaster.pid'), 'utf8')).split('\n')[0]!;
}
