import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { constat } from './testCommand.ts';

let root: string;
let dir: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'constat-'));
  dir = join(root, 'hospital');
  assert.equal((await constat('case', 'create', dir)).code, 0);
});
after(() => rm(root, { recursive: true, force: true }));

const secret = async (name: string, text: string): Promise<string> => {
  const path = join(root, name);
  await writeFile(path, `${text}\n`, { mode: 0o600 });
  await chmod(path, 0o600);
  return path;
};

test('keys list shows the master key, both wrapped keys and what every derived key opens', async () => {
  const { code, out } = await constat('keys', 'list', '--case', dir);
  assert.equal(code, 0);
  assert.match(out, /Master key: key file .*hospital\/key, version 1/);
  for (const expected of ['case key, version 1', 'ledger key, version 1', 'index phone', 'sealed values'])
    assert.ok(out.includes(expected), expected);
  const french = await constat('keys', 'list', '--case', dir, '--lang', 'fr');
  assert.match(french.out, /Clé maîtresse\s: fichier de clé/);
  const json = JSON.parse((await constat('keys', 'list', '--case', dir, '--json')).out) as {
    derived: unknown[];
  };
  assert.ok(json.derived.length >= 12);
});

test('keys rotate to a file, a passphrase and a file elsewhere: the case opens each time, the old master key no more', async () => {
  const old = await readFile(join(dir, 'key'));
  const rotated = await constat('keys', 'rotate', '--case', dir);
  assert.equal(rotated.code, 0, rotated.err);
  assert.match(rotated.out, /key file, version 2/);
  assert.equal((await constat('summary', '--case', dir)).code, 0);
  const now = await readFile(join(dir, 'key'));
  await writeFile(join(dir, 'key'), old);
  const refused = await constat('summary', '--case', dir);
  assert.deepEqual([refused.code, refused.err.split('\n').length], [4, 2]);
  assert.match(refused.err, /not the one of this case/);
  await writeFile(join(dir, 'key'), now);

  process.env['CONSTAT_NEW_PASSPHRASE_FILE'] = await secret('new', 'sept mots pris au hasard');
  const toPassphrase = await constat('keys', 'rotate', '--case', dir, '--to', 'passphrase');
  delete process.env['CONSTAT_NEW_PASSPHRASE_FILE'];
  assert.equal(toPassphrase.code, 0, toPassphrase.err);
  assert.ok(!(await readdir(dir)).includes('key'));

  process.env['CONSTAT_PASSPHRASE_FILE'] = await secret('wrong', 'une tout autre phrase');
  assert.match((await constat('summary', '--case', dir)).err, /passphrase does not open/);
  process.env['CONSTAT_PASSPHRASE_FILE'] = await secret('right', 'sept mots pris au hasard');
  const elsewhere = join(root, 'vault.key');
  const back = await constat('keys', 'rotate', '--case', dir, '--key-file', elsewhere);
  delete process.env['CONSTAT_PASSPHRASE_FILE'];
  assert.equal(back.code, 0, back.err);
  assert.equal((await constat('summary', '--case', dir)).code, 0);
  assert.match((await constat('keys', 'list', '--case', dir)).out, /vault\.key, version 4/);
  await chmod(elsewhere, 0o644);
  assert.match((await constat('summary', '--case', dir)).err, /chmod 600/);
  await chmod(elsewhere, 0o600);
});

test('keys rotate refuses an unknown source, a key file for another source, and one inside of the case', async () => {
  assert.equal((await constat('keys', 'rotate', '--case', dir, '--to', 'cloud')).code, 2);
  assert.equal(
    (await constat('keys', 'rotate', '--case', dir, '--to', 'passphrase', '--key-file', 'x')).code,
    2,
  );
  const inside = await constat('keys', 'rotate', '--case', dir, '--key-file', join(dir, 'other'));
  assert.match(inside.err, /folder of the case/);
  assert.equal((await constat('summary', '--case', dir)).code, 0);
});
