import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { OutsiderList } from './outsiderList.ts';
import type { Outsider } from './sighting.ts';

const number = (max: number): fc.Arbitrary<number> => fc.nat({ max });
const probability = fc.float({ min: 0, max: 1, noNaN: true }).map((p) => p + 0);
const record = <T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record(fields, { noNullPrototype: true });
const outsiders: fc.Arbitrary<Outsider[]> = fc.array(
  record({
    name: fc.string({ unit: 'grapheme' }).map((name) => name.toWellFormed()),
    birthDate: number(20261231),
    categories: number(0xffff),
    probability,
    oneOfMany: fc.option(record({ bearers: number(1e6), probability: fc.double({ min: 0, max: 1, noNaN: true }).map((p) => p + 0) })),
    years: record({ from: number(2026), to: number(2026) }),
    place: record({ part: number(0xffffffff), position: number(0xffffffff) }),
  }),
); // prettier-ignore

test('OutsiderList gives back what was put in, also from its packed form and after it was cleared', () => {
  const list = new OutsiderList();
  fc.assert(
    fc.property(outsiders, (given) => {
      list.clear();
      for (const outsider of given) list.push(outsider);
      assert.equal(list.length, given.length);
      assert.deepEqual([...list], given);
      const other = new OutsiderList(list.packed());
      assert.equal(other.length, given.length);
      assert.deepEqual([...other], given);
    }),
  );
});
