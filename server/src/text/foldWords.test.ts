import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { foldText } from './fold.ts';
import { foldWords } from './foldWords.ts';
import { encode } from './windows1252.ts';

test('foldWords gives the words of foldText, whatever the text', () => {
  const texts = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom('é', 'Œ', "d'", ' ', 'Ça', 'e\u0301', 'ß', '’', '\u00a0', '42', 'Ł', '–', 'Đ'), { maxLength: 12 }).map((parts) => parts.join('')),
  ); // prettier-ignore
  fc.assert(
    fc.property(texts, (text) => {
      const folded = foldText(encode(text));
      assert.deepEqual(foldWords(text), folded === '' ? [] : folded.split(' '));
    }),
  );
});
