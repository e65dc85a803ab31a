import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  CAPITAL,
  CLASS,
  DIGIT,
  FOLD,
  foldText,
  hashStep,
  HASH_START,
  hashWord,
  LOWER,
  OTHER,
} from './fold.ts';
import { byteOf, decode, encode } from './windows1252.ts';

test('folding takes case and accents away', () => {
  assert.equal(foldText(encode('Élodie  LE GOFF-d’Œuvre')), 'ELODIE LE GOFF D OUVRE');
  assert.equal(foldText(encode('çÇñÿŸß')), 'CCNYYS');
  for (const [letter, kind] of [
    ['a', LOWER],
    ['é', LOWER],
    ['É', CAPITAL],
    ['7', DIGIT],
    ['-', OTHER],
    ['°', OTHER],
    ['µ', OTHER],
  ] as const)
    assert.equal(CLASS[byteOf(letter.codePointAt(0)!)], kind, letter);
});

test('the hash of a word is the same in any case, with or without accents', () => {
  const hashOf = (text: string): number => {
    let hash = HASH_START;
    for (const b of encode(text)) hash = hashStep(hash, FOLD[b]!);
    return hash >>> 0;
  };
  fc.assert(
    fc.property(fc.stringMatching(/^[a-zéèêçàïôù]{1,20}$/), (word) => {
      const plain = word.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase();
      assert.equal(hashOf(word), hashWord(plain));
      assert.equal(hashOf(word.toUpperCase()), hashWord(plain));
    }),
  );
});

test('decode gives what the platform gives, for any part of any bytes', () => {
  const platform = new TextDecoder('windows-1252');
  const bytes = fc.uint8Array({ maxLength: 60 });
  fc.assert(
    fc.property(bytes, fc.nat(70), fc.nat(70), (text, start, end) => {
      assert.equal(decode(text, start, end), platform.decode(text.slice(start, end)));
    }),
  );
});

test('encode and decode are inverse for every character of Windows-1252', () => {
  const all = decode(Uint8Array.from({ length: 256 }, (_, b) => b));
  assert.deepEqual([...encode(all)], [...Array(256).keys()]);
});

test('encode brings other letters to their base letter and never throws', () => {
  assert.equal(decode(encode('Łukasz Şahin e\u0301 ﬁn')), 'Lukasz Sahin é fin');
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void encode(text)));
});
