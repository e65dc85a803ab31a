import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encode } from '../../text/windows1252.ts';
import { addressKey } from './addressKey.ts';

const keyOf = (address: string): number => addressKey(encode(address));

test('addressKey is the same for one address however it is written, and another for another house or street', () => {
  const street = fc.constantFrom('avenue', 'av.', 'AVENUE', 'Av');
  const tail = fc.constantFrom('', ', Bât. C', ' - Résidence des Lilas', '\n28000 Chartres');
  const sign = fc.constantFrom(' ', ', ', ' bis ', 'B ');
  fc.assert(
    fc.property(street, tail, sign, (kind, more, gap) => {
      assert.equal(keyOf(`12${gap}${kind} de la République${more}`), keyOf('12 avenue de la Republique'));
    }),
  );
  const addresses = [
    '12 avenue de la République',
    '14 avenue de la République',
    '12 rue du Puits',
    '12 rue Pasteur',
  ];
  assert.equal(new Set(addresses.map(keyOf)).size, addresses.length);
});

test('addressKey is 0 without a house number or without a street', () => {
  for (const address of ['', 'Le Bourg', '28000', '12', 'rue du Puits', '12 rue de la'])
    assert.equal(keyOf(address), 0, address);
});
