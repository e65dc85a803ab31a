import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import bwipjs from 'bwip-js/node';
import { decodePicture } from './decodePicture.ts';
import { createImage, type GrayImage, turnDegrees, turnQuarters } from './grayImage.ts';
import { readBarCodes } from './readBarCodes.ts';

/** Kinds as bwip-js and zxing call them, with what they say. */
const CODES = [
  ['code128', 'Code128', '0084512'],
  ['code39', 'Code39', 'A0084512'],
  ['interleaved2of5', 'ITF', '0220014578'],
  ['ean13', 'EANUPC', '3400930000007'],
  ['datamatrix', 'DataMatrix', 'VERNELLI;ZOE;14071984'],
  ['qrcode', 'QRCode', 'IPP=0084512'],
  ['pdf417', 'PDF417', 'VERNELLI|ZOE|14071984'],
  ['azteccode', 'Aztec', '0084512'],
] as const;

let sheet: GrayImage;
before(async () => {
  sheet = createImage(900, 1300);
  let line = 30;
  for (const [bcid, , text] of CODES) {
    const image = await decodePicture(
      await bwipjs.toBuffer({
        bcid,
        text,
        scale: 2,
        height: 10,
        backgroundcolor: 'FFFFFF',
        paddingwidth: 10,
        paddingheight: 10,
      }),
    );
    for (let y = 0; y < image.height; y++)
      sheet.pixels.set(
        image.pixels.subarray(y * image.width, (y + 1) * image.width),
        (line + y) * sheet.width + 60,
      );
    line += image.height + 20;
  }
});

const expected = CODES.map(([, symbology, text]) => `${symbology} ${text}`).sort();

async function read(image: GrayImage): Promise<string[]> {
  return (await readBarCodes(image)).map(({ symbology, text }) => `${symbology} ${text}`).sort();
}

test('readBarCodes finds every kind of code, several on a page, in each direction', async () => {
  for (const quarters of [0, 1, 2, 3]) assert.deepEqual(await read(turnQuarters(sheet, quarters)), expected);
});

test('readBarCodes finds the codes of labels on a page that lies a little askew', async () => {
  const found = await read(turnDegrees(sheet, 4));
  // The code of the last kind is drawn too small for it here.
  for (const code of expected.filter((text) => !text.startsWith('Aztec')))
    assert.ok(found.includes(code), `${code} in ${found.join()}`);
});

test('readBarCodes finds nothing on an empty page and in stripes', async () => {
  assert.deepEqual(await read(createImage(300, 300)), []);
  const stripes = createImage(400, 300);
  stripes.pixels.forEach((_, i) => (stripes.pixels[i] = (i % 400) % 8 < 3 ? 0 : 255));
  assert.deepEqual(await read(stripes), []);
});
