import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CaseKeys } from './caseKeys.ts';
import { SealError } from './sealKey.ts';

const keys = new CaseKeys(new Uint8Array(32).fill(7));
const others = new CaseKeys(new Uint8Array(32).fill(8));

test('CaseKeys.open inverts seal', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.string(), (plain, place) =>
      assert.deepEqual(new Uint8Array(keys.open(keys.seal(plain, place), place)), plain),
    ),
  );
});

test('CaseKeys.open refuses a value of another place, another key, or with a changed byte', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1 }), fc.nat(), (plain, at) => {
      const sealed = keys.seal(plain, 'patients.sealed 1');
      assert.throws(() => keys.open(sealed, 'patients.sealed 2'), SealError);
      assert.throws(() => others.open(sealed, 'patients.sealed 1'), SealError);
      sealed[at % sealed.length]! ^= 1;
      assert.throws(() => keys.open(sealed, 'patients.sealed 1'), SealError);
    }),
  );
});

test('CaseKeys.seal never gives the same bytes twice', () => {
  assert.notDeepEqual(keys.sealText('EXEMPLE', 'x'), keys.sealText('EXEMPLE', 'x'));
});

test('CaseKeys.blindIndex is stable, and differs by purpose and by key', () => {
  const index = keys.blindIndex('index patient number', '123');
  assert.deepEqual(index, keys.blindIndex('index patient number', '123'));
  assert.notDeepEqual(index, keys.blindIndex('index phone', '123'));
  assert.notDeepEqual(index, others.blindIndex('index patient number', '123'));
  assert.equal(index.length, 16);
});
