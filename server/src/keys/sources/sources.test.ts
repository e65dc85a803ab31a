import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { CaseError } from '../../case/caseError.ts';
import { keyFingerprint } from '../wrapKey.ts';
import { KEY_SOURCES } from './index.ts';
import type { SourceContext } from './source.ts';

let root: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'constat-'));
  // The words of a command are separated by blanks, which the folder of this checkout may have.
  await symlink(process.execPath, join(root, 'node'));
});
after(() => rm(root, { recursive: true, force: true }));

const PASSPHRASE = 'sept mots pris au hasard dans un livre';
/** A key management service that turns bits; it prints what it was given when it fails, as careless ones do. */
const SERVICE = `
const [, , verb, mishap] = process.argv;
const chunks = [];
process.stdin.on('data', (chunk) => chunks.push(chunk)).on('end', () => {
  const input = Buffer.concat(chunks);
  if (mishap === 'fails') { console.log('SECRET'); console.error('SECRET'); process.exit(1); }
  if (mishap === 'floods') { const more = () => process.stdout.write('x'.repeat(65536), more); return more(); }
  if (mishap === 'mute') process.exit(0);
  process.stdout.write(Buffer.from(input.map((byte) => byte ^ 0x55)));
  if (mishap === 'other') process.exit(0);
});`;

async function contextOf(mishap = ''): Promise<SourceContext> {
  const folder = await mkdtemp(join(root, 'case-'));
  const service = join(root, 'service.cjs');
  await writeFile(service, SERVICE);
  return {
    folder,
    environment: {
      CONSTAT_KEY_WRAP_COMMAND: `${join(root, 'node')} ${service} wrap ${mishap}`,
      CONSTAT_KEY_UNWRAP_COMMAND: `${join(root, 'node')} ${service} unwrap ${mishap}`,
    },
    keyFile: '',
    ask: () => Promise.resolve(PASSPHRASE),
  };
}

const isCode =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof CaseError && error.code === code && !error.message.includes('SECRET');

test('KEY_SOURCES lists every file of the folder', async () => {
  const files = (await readdir(import.meta.dirname)).filter(
    (name) => !['index.ts', 'source.ts', 'sources.test.ts'].includes(name),
  );
  assert.deepEqual(KEY_SOURCES.map(({ kind }) => `${kind}.ts`).sort(), files.sort());
});

for (const source of KEY_SOURCES) {
  test(`${source.kind}: open gives the master key of create, before and after settle, as often as it is asked`, async () => {
    const context = await contextOf();
    const { record, master } = await source.create(context, null);
    assert.equal(master.length, 32);
    assert.equal(record.kind, source.kind);
    const kept: unknown = JSON.parse(JSON.stringify(record));
    for (const step of ['before', 'after', 'again']) {
      const again = await source.open(kept as typeof record, context);
      assert.ok(
        again.some((key) => key.equals(master)),
        step,
      );
      await source.settle(record, master, context);
    }
  });

  test(`${source.kind}: the record says nothing of the master key, and two are never the same`, async () => {
    const context = await contextOf();
    const one = await source.create(context, null);
    await source.settle(one.record, one.master, context);
    const two = await source.create(context, one.record);
    assert.ok(!one.master.equals(two.master));
    const text = JSON.stringify(one.record);
    for (const form of ['hex', 'base64'] as const) assert.ok(!text.includes(one.master.toString(form)));
    assert.ok(!text.includes(PASSPHRASE));
  });

  test(`${source.kind}: a record that is not its own is refused with a CaseError`, async () => {
    const context = await contextOf();
    await assert.rejects(
      source.open({ kind: source.kind, nonsense: true }, context),
      isCode('keys_malformed'),
    );
  });

  test(`${source.kind}: retire can be called again`, async () => {
    const context = await contextOf();
    const { record, master } = await source.create(context, null);
    await source.settle(record, master, context);
    for (let i = 0; i < 2; i++)
      assert.equal(await source.retire(record, keyFingerprint(master), context), true);
    assert.deepEqual(await readdir(context.folder), []);
  });
}

const [file, passphrase, command] = KEY_SOURCES as unknown as [
  (typeof KEY_SOURCES)[0],
  (typeof KEY_SOURCES)[0],
  (typeof KEY_SOURCES)[0],
];

test('file: a key file that was there before is used as it is, and neither replaced nor destroyed', async () => {
  const keyFile = join(root, 'shared.key');
  const text = `${'0f'.repeat(32)}\n`;
  await writeFile(keyFile, text, { mode: 0o600 });
  const context = { ...(await contextOf()), keyFile };
  const { record, master } = await file.create(context, null);
  await file.settle(record, master, context);
  assert.equal(await file.retire(record, keyFingerprint(master), context), false);
  assert.equal(await readFile(keyFile, 'utf8'), text);
  await assert.rejects(file.create(context, record), isCode('key_file_same'));
});

test('file: retire leaves a file outside of the case that is not the very key', async () => {
  const other = join(root, 'precious');
  await writeFile(other, `${'1a'.repeat(32)}\n`, { mode: 0o600 });
  const record = { kind: 'file', path: other, shared: false };
  assert.equal(await file.retire(record, '0'.repeat(16), await contextOf()), false);
  assert.match(await readFile(other, 'utf8'), /^(1a){32}/);
});

test('passphrase: weak parameters, short passphrases and two that differ are refused; accents count the same composed or not', async () => {
  const context = await contextOf();
  const { record, master } = await passphrase.create(
    { ...context, ask: () => Promise.resolve('été à la montagne') },
    null,
  );
  const decomposed = { ...context, ask: () => Promise.resolve('e\u0301te\u0301 a\u0300 la montagne') };
  assert.ok((await passphrase.open(record, decomposed))[0]!.equals(master));
  await assert.rejects(passphrase.open({ ...record, memory: 8 }, context), isCode('keys_malformed'));
  const short = { ...context, ask: () => Promise.resolve('trop court') };
  await assert.rejects(passphrase.create(short, null), isCode('passphrase_short'));
  let asked = 0;
  const differs = { ...context, ask: () => Promise.resolve(`${PASSPHRASE} ${asked++}`) };
  await assert.rejects(passphrase.create(differs, null), isCode('passphrase_differs'));
});

test('passphrase: it is taken from the first line of a file that only its owner reads', async () => {
  const path = join(root, 'passphrase');
  await writeFile(path, `${PASSPHRASE}\nmore\n`, { mode: 0o600 });
  const context = await contextOf();
  const { record, master } = await passphrase.create(context, null);
  const ask = (): Promise<string> => assert.fail('asked');
  const quiet = { ...context, environment: { CONSTAT_PASSPHRASE_FILE: path }, ask };
  assert.ok((await passphrase.open(record, quiet))[0]!.equals(master));
  await rm(path);
  await writeFile(path, PASSPHRASE, { mode: 0o644 });
  const again = { ...quiet };
  await assert.rejects(passphrase.open(record, again), isCode('key_too_open'));
});

for (const mishap of ['fails', 'floods', 'mute'])
  test(`command: a program that ${mishap} gives one error without what it printed`, async () => {
    await assert.rejects(command.create(await contextOf(mishap), null), isCode('key_command_failed'));
  });

test('command: a program that does not give back what it was given is refused, a missing one too', async () => {
  const context = await contextOf();
  const wrong = {
    ...context,
    environment: { ...context.environment, CONSTAT_KEY_UNWRAP_COMMAND: '/bin/cat' },
  };
  await assert.rejects(command.create(wrong, null), isCode('key_command_wrong'));
  await assert.rejects(command.create({ ...context, environment: {} }, null), isCode('key_command_needed'));
  const missing = { ...context, environment: { CONSTAT_KEY_WRAP_COMMAND: '/nowhere/kms' } };
  await assert.rejects(command.create(missing, null), isCode('key_command_failed'));
});
