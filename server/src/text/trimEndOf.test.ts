import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { trimEndOf, trimOf } from './trimEndOf.ts';

test('trimEndOf and trimOf do what the regular expressions would, that take quadratic time', () => {
  const text = fc.array(fc.constantFrom(' ', '\t', '\0', 'a', 'é')).map((letters) => letters.join(''));
  fc.assert(
    fc.property(text, (value) => {
      assert.equal(trimEndOf(value, '\0 '), value.replace(/[\0 ]+$/, ''));
      assert.equal(trimOf(value, '\t '), value.replace(/^[\t ]+|[\t ]+$/g, ''));
    }),
  );
});
