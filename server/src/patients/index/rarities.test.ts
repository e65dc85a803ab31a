import assert from 'node:assert/strict';
import { test } from 'node:test';
import { birthRarities, rarities, sexRarities } from './rarities.ts';

test('rarities: a value that half of the patients share weighs one bit, a single one what the register can tell apart, an unknown one nothing', () => {
  const values = Uint32Array.from({ length: 1024 }, (_, p) =>
    p === 0 ? 0 : p < 512 ? 75_011 : p + 1_000_000,
  );
  const found = rarities(values);
  assert.equal(found[0], 0);
  assert.equal(found[1], 8);
  assert.equal(found[600], 9 * 8);
});

test('birthRarities: a day is rare by its year, and common where it stands for unknown', () => {
  const dates = Uint32Array.from({ length: 4_000 }, (_, p) =>
    p < 1_000 ? 19_500_101 : (1_950 + (p % 40)) * 10_000 + (1 + (p % 12)) * 100 + 1 + (p % 28),
  );
  const found = birthRarities(dates);
  assert.equal(found[0], 2 * 8);
  const ordinary = found[1_001]! / 8;
  assert.ok(ordinary > 13 && ordinary < 15, String(ordinary));
});

test('sexRarities: the rarer sex weighs more', () => {
  const [unknown, men, women] = sexRarities([1, 2, 2, 2, 2, 2, 2, 0]);
  assert.equal(unknown, 0);
  assert.ok(men! > 1.9 && women! < 0.5);
});
