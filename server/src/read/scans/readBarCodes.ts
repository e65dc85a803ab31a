import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ReaderOptions } from 'zxing-wasm/reader';
import type { GrayImage } from './grayImage.ts';

/** A bar code on a page. */
export interface BarCode {
  /** Name of the symbology as zxing has it: 'Code128', 'DataMatrix', … */
  readonly symbology: string;
  readonly text: string;
  /** Middle of the code, pixels of the image that was given. */
  readonly x: number;
  readonly y: number;
}

/** The symbologies of labels and state documents. DataBar and the like are left out: they are read into noise. */
const OPTIONS: ReaderOptions = {
  formats: [
    'Code128',
    'Code39',
    'Code93',
    'Codabar',
    'ITF',
    'EAN13',
    'EAN8',
    'DataMatrix',
    'QRCode',
    'PDF417',
    'Aztec',
  ],
  tryHarder: true,
  tryRotate: true,
  tryInvert: false,
  tryDownscale: true,
  maxNumberOfSymbols: 64,
};

/** Codes without a check of their own are believed only from this length on: shorter ones are read into ruled lines. */
const SHORTEST_UNCHECKED = 5;
const UNCHECKED = new Set(['Codabar', 'Code39', 'ITF']);

let reader: Promise<typeof import('zxing-wasm/reader')> | null = null;

/** Finds the bar codes of an image, at any angle, by zxing in WebAssembly from the installed package. */
export async function readBarCodes(image: GrayImage): Promise<BarCode[]> {
  const { readBarcodes } = await (reader ??= startReader());
  const found = await readBarcodes(graymapOf(image), OPTIONS);
  return found
    .filter(
      ({ isValid, text, symbology }) =>
        isValid && text !== '' && (!UNCHECKED.has(symbology) || text.length >= SHORTEST_UNCHECKED),
    )
    .map(({ symbology, text, position: { topLeft, bottomRight } }) => ({
      symbology,
      text,
      x: Math.round((topLeft.x + bottomRight.x) / 2),
      y: Math.round((topLeft.y + bottomRight.y) / 2),
    }));
}

async function startReader(): Promise<typeof import('zxing-wasm/reader')> {
  const module = await import('zxing-wasm/reader');
  const path = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
  const wasmBinary = new Uint8Array(readFileSync(path)).buffer;
  await module.prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
  return module;
}

/** A portable graymap (PGM), which zxing decodes itself: a quarter of the bytes of its other input. */
function graymapOf({ width, height, pixels }: GrayImage): Uint8Array {
  const header = Buffer.from(`P5\n${width} ${height}\n255\n`);
  const bytes = new Uint8Array(header.length + pixels.length);
  bytes.set(header);
  bytes.set(pixels, header.length);
  return bytes;
}
