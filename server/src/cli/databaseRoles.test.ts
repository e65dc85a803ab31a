import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createCaseFolder } from '../case/caseFolder.ts';
import { constat } from './testCommand.ts';

test('database roles prints what an administrator runs, without a database', async () => {
  const root = await mkdtemp(join(tmpdir(), 'constat-roles-'));
  const { folder, configuration } = await createCaseFolder(join(root, 'case'));
  const { code, out } = await constat('database', 'roles', '--case', folder);
  assert.equal(code, 0);
  for (const kind of ['app', 'worker', 'portal', 'auditor'])
    assert.match(
      out,
      new RegExp(`CREATE ROLE constat_${kind}_${configuration.id.replaceAll('-', '')} LOGIN NOSUPERUSER`),
    );
  assert.equal((await constat('database', 'roles', '--case', root)).code, 4);
  await rm(root, { recursive: true });
});
