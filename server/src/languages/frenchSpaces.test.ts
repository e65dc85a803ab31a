import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withFrenchSpaces } from './frenchSpaces.ts';

test('withFrenchSpaces keeps signs with the word before them, and leaves other blanks and values alone', () => {
  assert.deepEqual(
    withFrenchSpaces({ a: ['Qui ?', 'les « possibles » : {} !'], b: 'http://x:1 a :b', c: 3 }),
    {
      a: ['Qui\u00a0?', 'les «\u00a0possibles\u00a0»\u00a0: {}\u00a0!'],
      b: 'http://x:1 a :b',
      c: 3,
    },
  );
});
