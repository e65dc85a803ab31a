import type { Pix } from 'tesseract.js-core/tesseract-core-simd-lstm.js';
import { ReadFault } from '../format.ts';
import type { GrayImage } from './grayImage.ts';
import { startTesseractCore, type TesseractCore } from './tesseractCore.ts';

/** Decoders that took more than this are not kept: their memory never shrinks. */
const KEPT_BYTES = 96 << 20;

let decoder: TesseractCore | null = null;

/**
 * Decodes a picture (JPEG, PNG, TIFF, GIF, BMP, WebP, PBM family) by Leptonica in WebAssembly, in a module of its own: a picture that
 * breaks it spoils no recognition. Transparent parts are white. Check the size beforehand (pictureSize.ts).
 * Throws ReadFault('corrupt' …).
 */
export async function decodePicture(bytes: Uint8Array): Promise<GrayImage> {
  const core = (decoder ??= await startTesseractCore());
  try {
    return decode(core, bytes);
  } catch (error) {
    decoder = null;
    throw error instanceof ReadFault
      ? error
      : new ReadFault('corrupt', 'damaged_structure', { cause: error });
  } finally {
    if (decoder !== null && decoder.memory().byteLength > KEPT_BYTES) decoder = null;
  }
}

function decode(core: TesseractCore, bytes: Uint8Array): GrayImage {
  const { module } = core;
  const encoded = module._malloc(bytes.length);
  new Uint8Array(core.memory()).set(bytes, encoded);
  const address = module._pixReadMem(encoded, bytes.length);
  module._free(encoded);
  if (address === 0) throw new ReadFault('corrupt', 'damaged_structure');
  const image = grayOf(core, module.wrapPointer(address, module.Pix));
  const variable = module._malloc(4);
  new DataView(core.memory()).setUint32(variable, address, true);
  module._pixDestroy(variable);
  module._free(variable);
  return image;
}

/** The pixels in shades of grey. Leptonica keeps a line as 32-bit words, the first pixel in the highest bits; red is highest in 32 bits. */
function grayOf(core: TesseractCore, pix: Pix): GrayImage {
  const width = pix.get_w();
  const height = pix.get_h();
  const depth = pix.get_d();
  const stride = pix.get_wpl();
  if (width < 1 || height < 1) throw new ReadFault('corrupt', 'damaged_structure');
  const words = new Uint32Array(core.memory(), pix.get_data(), stride * height);
  const pixels = new Uint8Array(width * height);
  if (depth === 32) fillFromColours(words, stride, width, pixels, pix.get_spp() === 4);
  else fillFromShades(words, stride, width, pixels, depth, shadesOf(core, pix, depth));
  return { width, height, pixels };
}

function fillFromColours(
  words: Uint32Array,
  stride: number,
  width: number,
  pixels: Uint8Array,
  hasAlpha: boolean,
): void {
  for (let line = 0, out = 0; out < pixels.length; line += stride) {
    for (let x = 0; x < width; x++) {
      const word = words[line + x]!;
      const shade = luminance(word >>> 24, (word >> 16) & 0xff, (word >> 8) & 0xff);
      pixels[out++] = hasAlpha ? onWhite(shade, word & 0xff) : shade;
    }
  }
}

function fillFromShades(
  words: Uint32Array,
  stride: number,
  width: number,
  pixels: Uint8Array,
  depth: number,
  shades: Uint8Array,
): void {
  const perWord = 32 / depth;
  const mask = depth === 16 ? 0xffff : (1 << depth) - 1;
  for (let line = 0, out = 0; out < pixels.length; line += stride) {
    for (let x = 0; x < width; x++) {
      const value = (words[line + Math.floor(x / perWord)]! >>> (32 - depth * ((x % perWord) + 1))) & mask;
      pixels[out++] = depth === 16 ? value >> 8 : shades[value]!;
    }
  }
}

/** The shade of each value: that of the palette where there is one; without it 1 is black for one bit and the highest value white otherwise. */
function shadesOf(core: TesseractCore, pix: Pix, depth: number): Uint8Array {
  const values = depth === 16 ? 0 : 1 << depth;
  const shades = Uint8Array.from({ length: values }, (_, value) =>
    depth === 1 ? 255 - 255 * value : (value * 255) / (values - 1),
  );
  const palette = pix.get_colormap();
  if (core.module.getPointer(palette) === 0) return shades;
  const colours = new Uint8Array(core.memory(), palette.get_array(), palette.get_n() * 4);
  for (let i = 0; i < Math.min(values, palette.get_n()); i++) {
    const [blue, green, red, alpha] = colours.subarray(4 * i, 4 * i + 4);
    shades[i] = onWhite(luminance(red!, green!, blue!), alpha!);
  }
  return shades;
}

/** ITU-R BT.601, in 1/256. */
function luminance(red: number, green: number, blue: number): number {
  return (red * 77 + green * 150 + blue * 29) >> 8;
}

function onWhite(shade: number, alpha: number): number {
  return alpha === 255 ? shade : 255 - Math.round(((255 - shade) * alpha) / 255);
}
