import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { memorySource } from '../source.ts';
import { bmp } from '../formats/bmp.ts';
import { png } from '../formats/png.ts';
import { sample as bmpSample } from '../formats/samples/bmp.ts';
import { sample as gifSample } from '../formats/samples/gif.ts';
import { sample as jpgSample } from '../formats/samples/jpg.ts';
import { sample as tifSample } from '../formats/samples/tif.ts';
import { sample as webpSample } from '../formats/samples/webp.ts';
import { ReadFault } from '../format.ts';
import { decodePicture } from './decodePicture.ts';
import { firstFrame } from './gifFrame.ts';
import { bmpSize, jpegSize, pngSize, pnmSize, webpSize } from './pictureSize.ts';
import { TEST_PNG, testPicture } from './testPicture.ts';
import { tiffPages } from './tiffPages.ts';

const sizes = {
  jpg: jpegSize(jpgSample.bytes),
  png: pngSize(TEST_PNG),
  bmp: bmpSize(bmpSample.bytes),
  webp: webpSize(webpSample.bytes),
  gif: firstFrame(gifSample.bytes)!.size,
  pnm: pnmSize(Buffer.from('P4\n# fax\n345 51\n\0')),
  tif: tiffPages(tifSample.bytes).pages[2]!,
};

test('the size of a picture is told from its header alone, in every format', () => {
  for (const [format, size] of Object.entries(sizes))
    assert.deepEqual([size!.width, size!.height], [345, 51], format);
});

test('decodePicture decodes to the pixels that were drawn', async () => {
  const { pixels } = testPicture();
  for (const bytes of [TEST_PNG, bmpSample.bytes])
    assert.deepEqual((await decodePicture(bytes)).pixels, pixels);
  const gif = await decodePicture(gifSample.bytes);
  assert.ok(gif.pixels.every((value, i) => Math.abs(value - pixels[i]!) <= 2));
});

test('decodePicture gives a fault of the file for cut or changed bytes, and nothing else', async () => {
  const samples = [
    TEST_PNG,
    bmpSample.bytes,
    gifSample.bytes,
    jpgSample.bytes,
    tifSample.bytes,
    webpSample.bytes,
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...samples),
      fc.double({ min: 0.1, max: 1, noNaN: true }),
      fc.array(fc.tuple(fc.nat({ max: 400 }), fc.nat({ max: 255 })), { maxLength: 3 }),
      async (sample, share, changes) => {
        const bytes = Uint8Array.from(sample.subarray(0, Math.ceil(sample.length * share)));
        for (const [at, value] of changes) if (at >= 40) bytes[at % bytes.length] = value;
        await decodePicture(bytes).catch((error: unknown) =>
          assert.ok(error instanceof ReadFault, String(error)),
        );
      },
    ),
    { numRuns: 60 },
  );
  assert.deepEqual((await decodePicture(TEST_PNG)).width, 345);
});

test('a picture that would not fit into memory is refused before it is decoded, and the limit is named', async () => {
  const flood = Uint8Array.from(TEST_PNG);
  new DataView(flood.buffer).setUint32(16, 60_000);
  new DataView(flood.buffer).setUint32(20, 60_000);
  const large = Uint8Array.from(bmpSample.bytes);
  new DataView(large.buffer).setInt32(18, 30_000, true);
  new DataView(large.buffer).setInt32(22, -30_000, true);
  for (const [format, bytes] of [
    [png, flood],
    [bmp, large],
  ] as const)
    await assert.rejects(
      format.read!(memorySource(bytes, 'a'), { segment: () => undefined }, { passwords: [] }),
      (error) =>
        error instanceof ReadFault && error.fate === 'read_in_part' && error.reason === 'pixel_limit',
    );
});

test('tiffPages ends where the chain of pages turns back or leaves the file', () => {
  const bytes = Uint8Array.from(tifSample.bytes);
  const { pages } = tiffPages(bytes);
  assert.equal(pages.length, 3);
  const view = new DataView(bytes.buffer);
  const linkOf = (offset: number): number => offset + 2 + 9 * 12;
  view.setUint32(linkOf(pages[1]!.offset), pages[0]!.offset);
  assert.deepEqual(tiffPages(bytes).pages.length, 2);
  view.setUint32(linkOf(pages[1]!.offset), bytes.length - 3);
  assert.deepEqual([tiffPages(bytes).pages.length, tiffPages(bytes).whole], [2, false]);
});
