import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encode } from '../text/windows1252.ts';
import { Beginnings } from './beginnings.ts';

const letter = fc.constantFrom('a', 'b', 'z', 'A', 'B', 'Z', 'é', 'À');
const word = fc.array(letter, { minLength: 1, maxLength: 4 }).map((letters) => letters.join(''));

test('a word of the list may begin wherever one stands, whatever its case and accents', () => {
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), fc.nat(), fc.string(), (words, pick, after) => {
      const chosen = words[pick % words.length]!;
      const list = new Beginnings(words);
      const text = encode(`12 ${chosen.toUpperCase()} ${after}`);
      assert.ok(list.mayBeginAt(text, 3));
      assert.ok(list.mayBeginAt(encode(chosen.toLowerCase()), 0));
    }),
  );
});

test('other letters, signs, digits and the end of the text begin no word of the list', () => {
  const streets = new Beginnings(['rue', 'allée', 'r']);
  for (const other of ['mg', 'ré', 'ail', ' rue', '7', ''])
    assert.ok(!streets.mayBeginAt(encode(other), 0), other);
  for (const own of ['rue', 'Ruelle', 'ÀLL', 'r.', 'R']) assert.ok(streets.mayBeginAt(encode(own), 0), own);
});
