import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordTypes } from './recordTypes.ts';

test('recordTypes tells the kinds of records of an interface file by their first cell', () => {
  const rows = Array.from({ length: 6 }, (_, i) => [
    ['P', String(4000 + i), 'FANETTI', 'Marie', '14/07/1984'],
    ['A', 'rue du Puits', '28000', 'CHARTRES'],
  ]).flat();
  assert.deepEqual([...recordTypes(rows)!.keys()], ['P', 'A']);
  assert.equal(recordTypes(rows)!.get('A')!.length, 6);
});

test('recordTypes leaves tables whose first column holds short codes of one kind', () => {
  const table = (first: readonly string[]): string[][] =>
    first.map((mark, i) => [mark, 'FANETTI', 'Marie', String(1950 + i)]);
  assert.equal(recordTypes(table(['F', 'M', 'F', 'M', 'F', 'M', 'F', 'M', 'F', 'M'])), null);
  assert.equal(recordTypes(table(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'])), null);
  assert.equal(recordTypes([]), null);
});
