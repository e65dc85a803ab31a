import assert from 'node:assert/strict';
import { test } from 'node:test';
import bwipjs from 'bwip-js/node';
import { decodePicture } from './decodePicture.ts';
import { createImage, type GrayImage, turnDegrees } from './grayImage.ts';
import { leftoverOf } from './leftovers.ts';
import { PageClock } from './pageClock.ts';
import { readScan } from './readScan.ts';
import { drawText, LETTER } from './testPages.ts';

/** A page with a picture laid upon it. */
function withPicture(page: GrayImage, picture: GrayImage, left: number, top: number): GrayImage {
  const out = createImage(page.width, Math.max(page.height, top + picture.height));
  out.pixels.set(page.pixels);
  for (let y = 0; y < picture.height; y++)
    out.pixels.set(
      picture.pixels.subarray(y * picture.width, (y + 1) * picture.width),
      (top + y) * out.width + left,
    );
  return out;
}

test('readScan reads a label that was stuck on at an angle of its own', async () => {
  const page = await drawText(LETTER);
  const words = await drawText(['QUERNEC Yann', 'DDN : 30/09/1962'], { width: 190, height: 80, size: 13 });
  const code = await decodePicture(
    await bwipjs.toBuffer({
      bcid: 'code128',
      text: '0084513',
      scale: 2,
      height: 12,
      backgroundcolor: 'FFFFFF',
      paddingwidth: 10,
    }),
  );
  const label = withPicture(words, code, 60, words.height);
  const text = await readScan(
    withPicture(page, turnDegrees(label, 24), 400, page.height),
    new PageClock(Infinity),
  );
  assert.match(text, /VERNELLI Zoé, née le 14\/07\/1984/);
  assert.match(text, /QUERNEC Yann\nDDN : 30\/09\/1962/);
  assert.match(text, /^0084513$/m);
});

test('leftoverOf leaves nothing where every word was recognised, and what no word covers', () => {
  const page = createImage(400, 100);
  for (let letter = 0; letter < 12; letter++)
    for (let y = 40; y < 60; y++) page.pixels.fill(0, y * 400 + 40 + letter * 20, y * 400 + 50 + letter * 20);
  const word = { text: 'x', confidence: 90, left: 35, top: 38, width: 250, height: 24, line: 1, block: 1 };
  assert.equal(leftoverOf(page, [word], 20), null);
  const left = leftoverOf(page, [{ ...word, width: 60 }], 20)!;
  assert.ok(left.left > 60 && left.left < 110 && left.top < 40, JSON.stringify([left.left, left.top]));
  assert.ok(left.image.width > 150 && left.image.height < 80);
});
