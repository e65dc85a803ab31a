import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { KEY_PURPOSES } from './keyPurposes.ts';

test('KEY_PURPOSES has an entry in French and English for every purpose of CaseKeys, and for no other', async () => {
  const source = await readFile(new URL('caseKeys.ts', import.meta.url), 'utf8');
  const union = /export type KeyPurpose =([^;]+);/.exec(source)![1]!;
  const purposes = [...union.matchAll(/'([^']+)'/g)].map(([, name]) => name!);
  assert.ok(purposes.length >= 12);
  assert.deepEqual(Object.keys(KEY_PURPOSES).sort(), purposes.sort());
  for (const { fr, en } of Object.values(KEY_PURPOSES)) assert.ok(fr.length > 5 && en.length > 5);
});
