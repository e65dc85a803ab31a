import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import bwipjs from 'bwip-js/node';
import { decodePicture } from './decodePicture.ts';
import { createImage, crop, type GrayImage, invert, turnDegrees, turnQuarters } from './grayImage.ts';
import { readScan } from './readScan.ts';
import { PageClock, TimeUp } from './pageClock.ts';
import { drawText, LETTER } from './testPages.ts';

let page: GrayImage;
before(async () => {
  page = await drawText(LETTER);
});

const read = (image: GrayImage): Promise<string> => readScan(image, new PageClock(Infinity));

/** Seeded noise: the same in each run. */
function noisy(image: GrayImage, strength: number): GrayImage {
  let state = 7;
  const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  return {
    ...image,
    pixels: image.pixels.map((value) =>
      Math.min(255, Math.max(0, value + strength * (random() + random() + random() - 1.5))),
    ),
  };
}

test('readScan reads a page whatever way it lies, dark, shaded or noisy', async () => {
  const spoiled: Record<string, GrayImage> = {
    'as it is': page,
    'upside down': turnQuarters(page, 2),
    'sideways and askew': turnQuarters(turnDegrees(page, 5), 1),
    'a negative': invert(page),
    'grey paper in a shadow': {
      ...page,
      pixels: page.pixels.map((value, i) => value * (0.4 + (0.5 * (i % page.width)) / page.width)),
    },
    'noisy': noisy({ ...page, pixels: page.pixels.map((value) => 30 + value * 0.75) }, 60),
  };
  for (const [how, image] of Object.entries(spoiled)) {
    const text = await read(image);
    for (const words of ['Mme VERNELLI Zoé, née le 14/07/1984', 'IPP : 0084512'])
      assert.ok(text.replaceAll('\t', ' ').includes(words), `${how}: ${text}`);
  }
});

test('readScan puts the code of a label behind the label’s text', async () => {
  const code = await decodePicture(
    await bwipjs.toBuffer({
      bcid: 'code128',
      text: '0084512',
      scale: 2,
      height: 10,
      backgroundcolor: 'FFFFFF',
    }),
  );
  const labelled = { ...page, pixels: Uint8Array.from(page.pixels) };
  for (let y = 0; y < code.height; y++)
    labelled.pixels.set(
      code.pixels.subarray(y * code.width, (y + 1) * code.width),
      (270 + y) * page.width + 600,
    );
  const lines = (await read(labelled)).trim().split('\n');
  assert.equal(lines.at(-1), '0084512');
  assert.ok(lines.length > 5);
});

test('readScan finds no text in pictures of something else', async () => {
  const field = createImage(500, 400);
  field.pixels.forEach((_, i) => {
    const [x, y] = [i % 500, Math.floor(i / 500)];
    field.pixels[i] = 120 + 60 * Math.sin(x / 31) + 50 * Math.cos((x * y) / 9000) + ((x * 7 + y * 13) % 11);
  });
  assert.equal(await read(field), '');
  assert.equal(await read(noisy(createImage(300, 300, 128), 200)), '');
  assert.equal(await read(createImage(1, 1)), '');
});

test('readScan gives a page up when its time is over, and reads the next', async () => {
  await assert.rejects(readScan(page, new PageClock(1)), TimeUp);
  assert.match(await read(crop(page, 0, 0, page.width, 200)), /VERNELLI/);
});

test('readScan says the same whatever was read before', async () => {
  const first = await read(page);
  await read(turnDegrees(page, 7));
  assert.equal(await read(page), first);
});
