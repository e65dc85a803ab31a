import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { keyFingerprint, unwrapKey, WRAPPED_KEYS, wrapKey, type WrapPlace } from './wrapKey.ts';

const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
const place: fc.Arbitrary<WrapPlace> = fc.record({
  caseId: fc.uuid(),
  name: fc.constantFrom(...WRAPPED_KEYS),
  version: fc.integer({ min: 1, max: 1000 }),
  master: fc.integer({ min: 1, max: 1000 }),
  source: fc.constantFrom('file', 'passphrase', 'command'),
});

test('unwrapKey inverts wrapKey', () => {
  fc.assert(
    fc.property(key, key, place, (master, plain, at) =>
      assert.deepEqual(new Uint8Array(unwrapKey(master, wrapKey(master, plain, at), at)!), plain),
    ),
  );
});

test('unwrapKey refuses a changed byte, a cut, and another master key', () => {
  fc.assert(
    fc.property(
      key,
      key,
      place,
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (master, plain, where, at, bits) => {
        const wrapped = wrapKey(master, plain, where);
        const other = Uint8Array.from(master, (byte, i) => (i === at % 32 ? byte ^ bits : byte));
        assert.equal(unwrapKey(other, wrapped, where), null);
        assert.equal(unwrapKey(master, wrapped.subarray(0, at % wrapped.length), where), null);
        wrapped[at % wrapped.length]! ^= bits;
        assert.equal(unwrapKey(master, wrapped, where), null);
      },
    ),
  );
});

test('unwrapKey refuses another case, name, version, master version or source', () => {
  fc.assert(
    fc.property(key, key, place, place, (master, plain, here, there) => {
      const wrapped = wrapKey(master, plain, here);
      for (const field of ['caseId', 'name', 'version', 'master', 'source'] as const) {
        const moved = { ...here, [field]: there[field] };
        const opened = unwrapKey(master, wrapped, moved);
        assert.equal(opened === null, there[field] !== here[field], field);
      }
    }),
  );
});

test('keyFingerprint tells keys apart and holds nothing of them', () => {
  const one = new Uint8Array(32).fill(1);
  assert.match(keyFingerprint(one), /^[0-9a-f]{16}$/);
  assert.notEqual(keyFingerprint(one), keyFingerprint(new Uint8Array(32).fill(2)));
});
