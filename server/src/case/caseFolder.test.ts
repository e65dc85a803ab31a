import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { CaseError, type CaseErrorCode } from './caseError.ts';
import { createCaseFolder, openCaseFolder } from './caseFolder.ts';

let root: string;
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'constat-'));
});
after(() => rm(root, { recursive: true, force: true }));

const isCode =
  (code: CaseErrorCode) =>
  (error: unknown): boolean =>
    error instanceof CaseError && error.code === code;

test('createCaseFolder makes a case that openCaseFolder opens with the same key', async () => {
  const folder = join(root, 'one');
  const created = await createCaseFolder(folder);
  const opened = await openCaseFolder(folder);
  assert.equal(opened.configuration.id, created.configuration.id);
  assert.deepEqual(opened.keys.derive('seal'), created.keys.derive('seal'));
  assert.equal((await stat(join(folder, 'key'))).mode & 0o777, 0o600);
});

test('createCaseFolder refuses a folder that is not empty and leaves nothing beside it', async () => {
  const folder = join(root, 'full');
  await mkdir(folder);
  await writeFile(join(folder, 'x'), '');
  const before = await readdir(root);
  await assert.rejects(createCaseFolder(folder), isCode('folder_not_empty'));
  assert.deepEqual(await readdir(root), before);
});

test('openCaseFolder says what is wrong: no case, key gone, key malformed, key open to others', async () => {
  await assert.rejects(openCaseFolder(join(root, 'nowhere')), isCode('not_a_case'));
  const folder = join(root, 'two');
  await createCaseFolder(folder);
  await chmod(join(folder, 'key'), 0o644);
  await assert.rejects(openCaseFolder(folder), isCode('key_too_open'));
  await chmod(join(folder, 'key'), 0o600);
  await writeFile(join(folder, 'key'), 'not a key');
  await assert.rejects(openCaseFolder(folder), isCode('key_malformed'));
  await rm(join(folder, 'key'));
  await assert.rejects(openCaseFolder(folder), isCode('key_missing'));
});
