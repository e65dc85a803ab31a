import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFile, copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { summarySchema } from '@constat/contract/summary.ts';
import { ownCheckpointFile } from '../audit/checkpointFile.ts';
import type { AccessLine } from '../audit/listAccesses.ts';
import type { CustodyRecord } from '../collect/custodyRecords.ts';
import { openCase } from '../pipeline.ts';
import { behindTheCurtain } from '../testCase.ts';
import { constat } from './testCommand.ts';

const CHECKER = fileURLToPath(new URL('../../../docs/verify-audit.py', import.meta.url));
const run = promisify(execFile);
const python = await run('python3', ['--version']).then(
  () => true,
  () => false,
);

let folder: string;
let dir: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'constat-'));
  dir = join(folder, 'case');
  await mkdir(join(folder, 'vol'));
  await writeFile(
    join(folder, 'patients.csv'),
    'IPP;NOM;PRENOM;DDN\n84000001;FANETTI;MARIE;14/07/1984\n84000003;GROSSOUVRE;PAUL;11/12/1970\n',
  );
  await writeFile(
    join(folder, 'vol', 'lettre.txt'),
    'Patient : GROSSOUVRE Paul, né le 11/12/1970, diabète de type 2.\n',
  );
  assert.equal((await constat('case', 'create', dir)).code, 0);
  await constat('case', 'exception', 'add', 'sandbox', '--reason', 'files made by the tests', '--case', dir);
  assert.equal((await constat('patients', 'import', join(folder, 'patients.csv'), '--case', dir)).code, 0);
});
after(() => rm(folder, { recursive: true, force: true }));

/** A piece of SQL as somebody who owns the database would run it. */
async function attack(sql: string): Promise<void> {
  const open = await openCase(dir);
  await behindTheCurtain(open, (client) => client.query(sql));
  await open.database.close();
}

test('evidence add keeps who brought it, when and on what basis; without that it says what is missing', async () => {
  const add = (...args: string[]): ReturnType<typeof constat> =>
    constat('evidence', 'add', join(folder, 'vol'), '--case', dir, '--source', 'copy of the police', ...args);
  assert.equal((await add('--received', '2022-02-30')).code, 2);
  assert.equal((await add('--received', '2999-01-01')).code, 2);
  const { code, out } = await add('--by', 'M. Exemple, police', '--received', '2022-08-23');
  assert.equal(code, 0);
  assert.match(out, /custody record is incomplete: state --legal-basis when adding/);
  assert.equal((await constat('assess', '--case', dir)).code, 0);
  const { out: text } = await constat('evidence', 'custody', '--case', dir, '--json');
  const record = JSON.parse(text) as CustodyRecord;
  assert.deepEqual(
    [record.by, record.received, record.legalBasis, record.source, record.takenInBy, record.manifestHolds],
    ['M. Exemple, police', '2022-08-23', '', 'copy of the police', userInfo().username, true],
  );
  assert.equal(record.engines.length, 1);
  assert.deepEqual(
    record.accesses.map(({ action }) => action),
    ['evidence_added', 'assessed'],
  );
  assert.match((await constat('evidence', 'custody', '--case', dir)).out, /Legal basis +not stated/);
});

test('summary, on the terminal, as a page and in JSON, says which evidence lacks who brought it or on what basis', async () => {
  const page = join(folder, 'summary.html');
  const { out } = await constat('summary', '--case', dir, '--html', page, '--lang', 'fr');
  assert.match(
    out,
    /Chaîne de conservation incomplète\nPreuve 1\s: il n’est pas indiqué sur quelle base légale\./,
  );
  assert.match(await readFile(page, 'utf8'), /<h2>Chaîne de conservation incomplète<\/h2>/);
  const { custody } = summarySchema.parse(
    JSON.parse((await constat('summary', '--case', dir, '--json')).out),
  );
  assert.deepEqual(custody, [{ evidence: 1, missing: ['legalBasis'] }]);
});

test('audit list shows who looked at a patient, why, and who took the whole case out', async () => {
  const patient = ['--patient', '84000003'];
  assert.equal((await constat('explain', ...patient, '--reason', 'asked by phone', '--case', dir)).code, 0);
  await constat('explain', '--patient', '84000001', '--case', dir);
  await constat('export', 'persons', '--format', 'jsonl', '--out', '-', '--case', dir);
  const { out } = await constat('audit', 'list', ...patient, '--json', '--case', dir);
  const lines = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as AccessLine);
  assert.deepEqual(
    lines.map(({ action, reason, wholeCase }) => [action, reason, wholeCase]),
    [
      ['patient_explained', 'asked by phone', false],
      ['exported', 'persons', true],
      ['audit_viewed', '', false],
    ],
  );
  assert.deepEqual([lines[0]!.items.length, lines[0]!.evidence], [1, [1]]);
  const text = await constat('audit', 'list', '--case', dir, '--since', '2020-01-01');
  assert.match(text.out, /patient explained {2}84000003 · why: asked by phone/);
  assert.equal(
    (await constat('audit', 'list', '--case', dir, '--person', 'nobody')).out,
    'No access on record.\n',
  );
  assert.equal((await constat('audit', 'list', '--case', dir, '--patient', '1')).code, 4);
  assert.equal((await constat('audit', 'list', '--case', dir, '--since', 'yesterday')).code, 2);
});

test('audit verify says that the log is sound, and against how many checkpoints', async () => {
  const { code, out } = await constat('audit', 'verify', '--case', dir);
  assert.equal(code, 0);
  assert.match(out, /The log is as it was written: \d+ entries, \d+ signed checkpoints, \d+ kept outside/);
});

test('audit checkpoint says where checkpoints are kept, keeps them elsewhere, and never hides that it could not', async () => {
  const vault = join(folder, 'vault');
  const keep = ['audit', 'checkpoint', '--case', dir, '--keep'];
  const away = await constat(...keep, vault);
  assert.equal(away.code, 4);
  assert.match(away.err, /could not be written to .*vault/);
  await mkdir(vault);
  const { code, out, err } = await constat('audit', 'checkpoint', '--case', dir);
  assert.equal(code, 0, err);
  assert.match(out, /Public key: [0-9a-f]{64}[\s\S]*Kept in: .*vault[\s\S]*No time-stamping authority/);
  const [file] = await readdir(vault);
  const open = await openCase(dir);
  const own = ownCheckpointFile(dir, open.database.caseId);
  await open.close();
  assert.equal(await readFile(join(vault, file!), 'utf8'), await readFile(own, 'utf8'));
  assert.equal((await constat('audit', 'checkpoint', '--case', dir, '--authority', 'ftp://x')).code, 2);
});

test(
  'an export of the log is sound for a checker that needs nothing of ours, and any change of it is not',
  { skip: !python },
  async () => {
    const out = join(folder, 'log');
    assert.equal((await constat('audit', 'export', '--case', dir, '--out', out, '--with-details')).code, 0);
    assert.equal((await constat('audit', 'export', '--case', dir, '--out', out)).code, 4);
    assert.match(await readFile(join(out, 'details.jsonl'), 'utf8'), /asked by phone/);
    const check = async (...args: string[]): Promise<[number, string]> =>
      await run('python3', [CHECKER, out, ...args]).then(
        ({ stdout }): [number, string] => [0, stdout],
        (error: unknown): [number, string] => {
          const { code, stdout } = error as { code: number; stdout: string };
          return [code, stdout];
        },
      );
    const kept = join(folder, 'kept.jsonl');
    await copyFile(join(out, 'checkpoints.jsonl'), kept);
    const [code, said] = await check('--kept', kept);
    assert.deepEqual([code, said.slice(0, 3)], [0, 'ok:']);
    const entries = await readFile(join(out, 'entries.jsonl'), 'utf8');
    await writeFile(join(out, 'entries.jsonl'), entries.replace('evidence_added', 'evidence_addeD'));
    assert.match((await check())[1], /first wrong entry is one of \d+ to \d+/);
    await writeFile(join(out, 'entries.jsonl'), entries.split('\n').slice(0, -2).join('\n'));
    assert.equal((await check())[0], 1);
    await writeFile(join(out, 'entries.jsonl'), entries);
    await writeFile(kept, (await readFile(kept, 'utf8')).replace(/"size":\d+/, '"size":99'));
    assert.match((await check('--kept', kept))[1], /not signed by the key/);
    assert.equal((await check('--key', 'a'.repeat(64)))[0], 1);
    await appendFile(join(out, 'entries.jsonl'), entries.split('\n')[0]! + '\n');
    assert.equal((await check())[0], 1);
  },
);

test('audit verify names the entry that was changed, exits 7, and nothing more is signed of an altered tree', async () => {
  const kept = join(folder, 'elsewhere.jsonl');
  const open = await openCase(dir);
  await copyFile(ownCheckpointFile(dir, open.database.caseId), kept);
  await open.close();
  await attack(
    `UPDATE accesses SET person = 'x' WHERE sequence = (SELECT sequence FROM access_leaves WHERE leaf = 2)`,
  );
  const changed = await constat('audit', 'verify', '--case', dir);
  assert.equal(changed.code, 7);
  assert.match(changed.out, /First wrong entry: 3\.\n {2}an entry was changed \(entry 3\)/);
  assert.match((await constat('audit', 'list', '--case', dir)).out, /ENTRY ALTERED/);
  await attack(
    `DELETE FROM checkpoint_stamps; DELETE FROM checkpoints; DELETE FROM access_leaves; DELETE FROM accesses; DELETE FROM audit_trees`,
  );
  await rm(join(dir, 'checkpoints'), { recursive: true });
  await rm(join(dir, 'audit.json'));
  assert.equal(
    (await constat('audit', 'verify', '--case', dir)).code,
    0,
    'without one kept elsewhere it cannot be seen',
  );
  const shorter = await constat('audit', 'verify', '--case', dir, '--checkpoint', kept);
  assert.equal(shorter.code, 7);
  assert.match(shorter.out, /First wrong entry: 1\.[\s\S]*shorter than a checkpoint kept outside/);
  await writeFile(kept, 'something else\n');
  assert.equal((await constat('audit', 'verify', '--case', dir, '--checkpoint', kept)).code, 4);
});
