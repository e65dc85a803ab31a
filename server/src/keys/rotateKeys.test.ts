import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { CaseError } from '../case/caseError.ts';
import { KEYS_FILE, type KeyRing, readKeyRing } from './keyRing.ts';
import { openKeys } from './openKeys.ts';
import { createKeys, rotateKeys } from './rotateKeys.ts';
import { fileSource } from './sources/file.ts';
import { passphraseSource } from './sources/passphrase.ts';
import type { SourceContext } from './sources/source.ts';

const CASE = 'c0ffee00-1234-4abc-8def-000000000001';

let root: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'constat-'));
});
after(() => rm(root, { recursive: true, force: true }));

function contextOf(folder: string, answer = 'sept mots pris au hasard'): SourceContext {
  return { folder, environment: {}, keyFile: '', ask: () => Promise.resolve(answer) };
}

async function newFolder(): Promise<{ context: SourceContext; caseKey: Buffer }> {
  const context = contextOf(await mkdtemp(join(root, 'case-')));
  return { context, caseKey: await createKeys(context, CASE) };
}

const isCode =
  (...codes: readonly string[]) =>
  (error: unknown): boolean =>
    error instanceof CaseError && codes.includes(error.code);

test('createKeys wraps a case key and a ledger key, different from each other and from the key file', async () => {
  const { context, caseKey } = await newFolder();
  const keys = await openKeys(context, CASE, true);
  assert.deepEqual(keys.caseKey, caseKey);
  assert.ok(!keys.ledgerKey!.equals(caseKey) && !keys.master.equals(caseKey));
  assert.deepEqual((await readdir(context.folder)).sort(), ['key', KEYS_FILE]);
  const text = await readFile(join(context.folder, KEYS_FILE), 'utf8');
  for (const form of ['hex', 'base64'] as const) assert.ok(!text.includes(caseKey.toString(form)));
});

test('openKeys refuses keys.json with any letter of a wrapped key changed, another case, version or source', async () => {
  const { context } = await newFolder();
  const path = join(context.folder, KEYS_FILE);
  const ring = (await readKeyRing(context.folder))!;
  const refuses = async (changed: KeyRing): Promise<void> => {
    await writeFile(path, JSON.stringify(changed), { mode: 0o600 });
    await assert.rejects(openKeys(context, CASE, true), isCode('key_wrong', 'keys_malformed'));
  };
  await fc.assert(
    fc.asyncProperty(fc.nat(1), fc.nat(), fc.nat(7), async (which, at, bit) => {
      const keys = ring.keys.map((key, i) => {
        if (i !== which) return key;
        const bytes = Buffer.from(key.wrapped, 'base64');
        bytes[at % bytes.length]! ^= 1 << bit;
        return { ...key, wrapped: bytes.toString('base64') };
      });
      await refuses({ ...ring, keys });
    }),
    { numRuns: 30 },
  );
  await refuses({ ...ring, case: CASE.replace('1', '2') });
  await refuses({ ...ring, master: { ...ring.master, version: 2 } });
  await refuses({ ...ring, keys: ring.keys.map((key) => ({ ...key, version: 2 })) });
  await refuses({ ...ring, keys: ring.keys.slice(1) });
  await refuses({ ...ring, master: { ...ring.master, source: { kind: 'unheard of' } } });
  const swapped = [
    { ...ring.keys[0]!, wrapped: ring.keys[1]!.wrapped },
    { ...ring.keys[1]!, wrapped: ring.keys[0]!.wrapped },
  ];
  await refuses({ ...ring, keys: swapped });
});

test('rotateKeys keeps the keys and makes the old key file worthless', async () => {
  const { context, caseKey } = await newFolder();
  const before = await openKeys(context, CASE, true);
  const old = await readFile(join(context.folder, 'key'), 'utf8');
  const done = await rotateKeys(context, CASE, true, fileSource);
  assert.deepEqual([done.master, done.oldDestroyed, done.wasEarlierForm], [2, true, false]);
  const after = await openKeys(context, CASE, true);
  assert.deepEqual([after.caseKey, after.ledgerKey], [caseKey, before.ledgerKey]);
  assert.deepEqual((await readdir(context.folder)).sort(), ['key', KEYS_FILE]);
  await writeFile(join(context.folder, 'key'), old);
  await assert.rejects(openKeys(context, CASE, true), isCode('key_wrong'));
});

test('rotateKeys goes from file to passphrase, to another passphrase, and to a file elsewhere', async () => {
  const { context, caseKey } = await newFolder();
  await rotateKeys(context, CASE, true, passphraseSource);
  assert.deepEqual(await readdir(context.folder), [KEYS_FILE]);
  await assert.rejects(
    openKeys(contextOf(context.folder, 'une tout autre phrase'), CASE, true),
    isCode('passphrase_wrong'),
  );
  const answers = ['sept mots pris au hasard', 'une nouvelle phrase secrète', 'une nouvelle phrase secrète'];
  const changing = { ...contextOf(context.folder), ask: () => Promise.resolve(answers.shift()!) };
  await rotateKeys(changing, CASE, true, passphraseSource);
  await assert.rejects(openKeys(contextOf(context.folder), CASE, true), isCode('passphrase_wrong'));
  const elsewhere = {
    ...contextOf(context.folder, 'une nouvelle phrase secrète'),
    keyFile: join(root, 'vault.key'),
  };
  await rotateKeys(elsewhere, CASE, true, fileSource);
  const opened = await openKeys(contextOf(context.folder), CASE, true);
  assert.deepEqual(opened.caseKey, caseKey);
  assert.equal(opened.ring!.master.version, 4);
  // The same place again: a new key, since the file is this case's own.
  const old = await readFile(join(root, 'vault.key'), 'utf8');
  await rotateKeys({ ...elsewhere }, CASE, true, fileSource);
  assert.notEqual(await readFile(join(root, 'vault.key'), 'utf8'), old);
  assert.deepEqual((await openKeys(contextOf(context.folder), CASE, true)).caseKey, caseKey);
});

test('rotateKeys brings a case of an earlier version, whose key file is the case key, to the new form', async () => {
  const context = contextOf(await mkdtemp(join(root, 'case-')));
  const caseKey = Buffer.alloc(32, 9);
  await writeFile(join(context.folder, 'key'), `${caseKey.toString('hex')}\n`, { mode: 0o600 });
  assert.deepEqual((await openKeys(context, CASE, false)).caseKey, caseKey);
  await assert.rejects(openKeys(context, CASE, true), isCode('key_missing'));
  assert.equal((await rotateKeys(context, CASE, false, fileSource)).wasEarlierForm, true);
  assert.deepEqual((await openKeys(context, CASE, true)).caseKey, caseKey);
  assert.ok(!(await readFile(join(context.folder, 'key'), 'utf8')).includes(caseKey.toString('hex')));
});

test('rotateKeys that cannot make a new master key changes nothing', async () => {
  const { context, caseKey } = await newFolder();
  await assert.rejects(
    rotateKeys(contextOf(context.folder, 'court'), CASE, true, passphraseSource),
    isCode('passphrase_short'),
  );
  assert.deepEqual((await openKeys(context, CASE, true)).caseKey, caseKey);
  assert.deepEqual((await readdir(context.folder)).sort(), ['key', KEYS_FILE]);
});

/** Rotates without end: its parent kills it somewhere. */
const ROTATOR = `
import { rotateKeys } from ${JSON.stringify(fileURLToPath(new URL('rotateKeys.ts', import.meta.url)))};
import { fileSource } from ${JSON.stringify(fileURLToPath(new URL('sources/file.ts', import.meta.url)))};
const context = { folder: process.argv[2], environment: {}, keyFile: '', ask: () => Promise.reject(new Error()) };
process.stdout.write('.');
for (;;) await rotateKeys(context, ${JSON.stringify(CASE)}, true, fileSource);`;

test('rotateKeys killed at any moment leaves keys that open, and the next rotation clears up', async () => {
  const { context, caseKey } = await newFolder();
  const program = join(root, 'rotator.mjs');
  await writeFile(program, ROTATOR);
  for (let i = 0; i < 12; i++) {
    const child = spawn(process.execPath, [program, context.folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const ended = new Promise((resolve) => child.once('close', resolve));
    // Not a wait for anything: the moment of the kill.
    await wait((i * 17) % 40);
    child.kill('SIGKILL');
    await ended;
    assert.deepEqual((await openKeys(context, CASE, true)).caseKey, caseKey, `kill ${i}`);
  }
  await rotateKeys(context, CASE, true, fileSource);
  assert.deepEqual((await readdir(context.folder)).filter((name) => !name.endsWith('.part')).sort(), [
    'key',
    KEYS_FILE,
  ]);
});

test('openKeys finds the right key in each state that a killed rotation can leave', async () => {
  const { context, caseKey } = await newFolder();
  const before = await mkdtemp(join(root, 'before-'));
  await cp(context.folder, before, { recursive: true });
  await rotateKeys(context, CASE, true, fileSource);
  const at = (name: string): string => join(context.folder, name);
  const [newKey, newRing] = [await readFile(at('key')), await readFile(at(KEYS_FILE))];
  const [oldKey, oldRing] = [await readFile(join(before, 'key')), await readFile(join(before, KEYS_FILE))];
  const states: readonly Readonly<Record<string, Buffer>>[] = [
    { 'key': oldKey, 'key.constat-next': newKey, [KEYS_FILE]: oldRing },
    { 'key': oldKey, 'key.constat-next': newKey.subarray(0, 20), [KEYS_FILE]: oldRing },
    { 'key': oldKey, 'key.constat-next': newKey, [KEYS_FILE]: newRing },
    { 'key.constat-old': oldKey, 'key.constat-next': newKey, [KEYS_FILE]: newRing },
    { 'key': newKey, 'key.constat-old': oldKey, [KEYS_FILE]: newRing },
    { 'key': newKey, 'key.constat-old': Buffer.alloc(65), [KEYS_FILE]: newRing },
  ];
  for (const [i, state] of states.entries()) {
    for (const name of await readdir(context.folder)) await rm(at(name));
    for (const [name, bytes] of Object.entries(state)) await writeFile(at(name), bytes, { mode: 0o600 });
    assert.deepEqual((await openKeys(context, CASE, true)).caseKey, caseKey, `state ${i}`);
    await rotateKeys(context, CASE, true, fileSource);
    assert.deepEqual((await openKeys(context, CASE, true)).caseKey, caseKey, `state ${i}, rotated`);
    assert.deepEqual((await readdir(context.folder)).sort(), ['key', KEYS_FILE], `state ${i}`);
  }
});
