import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findComponents, findInk, otsuThreshold } from './findInk.ts';

test('otsuThreshold lies between two clusters of shades', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 5, max: 100 }),
      fc.integer({ min: 150, max: 250 }),
      fc.double({ min: 0.05, max: 0.95, noNaN: true }),
      (dark, light, share) => {
        const pixels = Uint8Array.from({ length: 4000 }, (_, i) =>
          i < 4000 * share ? dark + (i % 7) - 3 : light + (i % 9) - 4,
        );
        const threshold = otsuThreshold({ width: 80, height: 50, pixels });
        assert.ok(
          threshold >= dark + 3 && threshold < light - 4,
          `${threshold} between ${dark} and ${light}`,
        );
      },
    ),
  );
});

test('findInk finds the same strokes on white paper and in a shadow', () => {
  const [width, height] = [200, 60];
  const isStroke = (i: number): boolean =>
    i % width > 20 && (i % width) % 12 < 2 && i > 10 * width && i < 40 * width;
  const white = Uint8Array.from({ length: width * height }, (_, i) => (isStroke(i) ? 40 : 245));
  const shaded = white.map((value, i) => value * (0.35 + (0.65 * (i % width)) / width));
  const strokes = findInk({ width, height, pixels: white }).ink;
  assert.equal(
    strokes.reduce((sum, value) => sum + value, 0),
    strokes.filter((_, i) => isStroke(i)).length,
  );
  assert.deepEqual(findInk({ width, height, pixels: shaded }).ink, strokes);
});

test('findComponents joins what touches, in whatever order it is met', () => {
  const picture = ['#...#..', '#...#.#', '#####..', '.......', '##.....', '..#....'];
  const ink = Uint8Array.from(Buffer.from(picture.join('')), (sign) => (sign === 0x23 ? 1 : 0));
  const found = findComponents({ width: 7, height: 6, ink }).map(({ left, top, right, bottom, area }) => [
    left,
    top,
    right,
    bottom,
    area,
  ]);
  assert.deepEqual(found, [
    [0, 0, 5, 3, 9],
    [6, 1, 7, 2, 1],
    [0, 4, 3, 6, 3],
  ]);
});

test('findComponents gives each pixel of ink to one piece', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 96, maxLength: 96 }), (bits) => {
      const ink = Uint8Array.from(bits);
      const pieces = findComponents({ width: 12, height: 8, ink });
      assert.equal(
        pieces.reduce((sum, { area }) => sum + area, 0),
        ink.reduce((sum, value) => sum + value, 0),
      );
    }),
  );
});
