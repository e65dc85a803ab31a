import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encode } from '../../text/windows1252.ts';
import { hashName } from './nameParts.ts';

function hashOf(name: string): number {
  const bytes = encode(name);
  return hashName(bytes, 0, bytes.length);
}

test('hashName: case, accents and what stands between the words make no other name; words and their order do', () => {
  for (const same of ['jean-pierre', ' JEAN  PIERRE', 'Jéan Pierre.'])
    assert.equal(hashOf(same), hashOf('Jean Pierre'), same);
  for (const other of ['Jeanpierre', 'Pierre Jean', 'Jean', 'Jean Pierre P'])
    assert.notEqual(hashOf(other), hashOf('Jean Pierre'), other);
  assert.equal(hashOf('Lætitia'), hashOf('LAETITIA'));
  assert.equal(hashOf(' - '), 0);
});
