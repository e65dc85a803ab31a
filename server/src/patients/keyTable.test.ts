import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { KeyTable } from './keyTable.ts';

const keyOf = (n: number): Buffer => hash('sha256', String(n), 'buffer');

test('KeyTable answers like a map that keeps the first value', () => {
  const meetings = fc.array(fc.tuple(fc.nat(5_000), fc.nat(0xffff_ffff)), { maxLength: 6_000 });
  fc.assert(
    fc.property(meetings, (all) => {
      const table = new KeyTable();
      const model = new Map<number, number>();
      for (const [n, value] of all) {
        assert.equal(table.meet(keyOf(n), value), model.get(n) ?? -1);
        if (!model.has(n)) model.set(n, value);
      }
    }),
    { numRuns: 30 },
  );
});

test('KeyTable tells keys apart that want the same slot, and takes a key of zeros', () => {
  const table = new KeyTable();
  const clashing = [0, 1, 2].map((n) => Buffer.from([n * 2, 0, 0, 0, 0, 0, 0, 0]));
  clashing.forEach((key, n) => assert.equal(table.meet(key, n), -1));
  clashing.forEach((key, n) => assert.equal(table.meet(key, 9), n));
});

test('KeyTable keeps what it knows while it grows', () => {
  const table = new KeyTable();
  for (let n = 0; n < 20_000; n++) assert.equal(table.meet(keyOf(n), n), -1);
  for (let n = 0; n < 20_000; n++) assert.equal(table.meet(keyOf(n), 0), n);
});
