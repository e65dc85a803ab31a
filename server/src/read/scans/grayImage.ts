/** A picture in shades of grey, one byte a pixel, line by line: 0 is black, 255 white. */
export interface GrayImage {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

export function createImage(width: number, height: number, fill = 255): GrayImage {
  return { width, height, pixels: new Uint8Array(width * height).fill(fill) };
}

/** Turned clockwise by quarters. */
export function turnQuarters(image: GrayImage, quarters: number): GrayImage {
  const { width, height, pixels } = image;
  const turns = ((quarters % 4) + 4) % 4;
  if (turns === 0) return image;
  if (turns === 2) return { width, height, pixels: pixels.slice().reverse() };
  const out = new Uint8Array(pixels.length);
  // Pixel (x, y) goes to line x; from the right when turned clockwise, from the left otherwise.
  for (let y = 0; y < height; y++) {
    const column = turns === 1 ? height - 1 - y : y;
    for (let x = 0; x < width; x++) {
      const line = turns === 1 ? x : width - 1 - x;
      out[line * height + column] = pixels[y * width + x]!;
    }
  }
  return { width: height, height: width, pixels: out };
}

/** Turned around its middle, counter-clockwise for positive degrees; as large as the turned page needs, white where nothing was. Bilinear. */
export function turnDegrees(image: GrayImage, degrees: number): GrayImage {
  const cos = Math.cos((degrees * Math.PI) / 180);
  const sin = Math.sin((degrees * Math.PI) / 180);
  const width = Math.ceil(image.width * Math.abs(cos) + image.height * Math.abs(sin));
  const height = Math.ceil(image.width * Math.abs(sin) + image.height * Math.abs(cos));
  const out = createImage(width, height);
  for (let y = 0; y < height; y++) {
    // Where the pixel at the left end of this line comes from; one pixel further right is (cos, sin) further on.
    const right = -(width - 1) / 2;
    const down = y - (height - 1) / 2;
    const fromX = (image.width - 1) / 2 + right * cos - down * sin;
    const fromY = (image.height - 1) / 2 + right * sin + down * cos;
    turnLine(image, out.pixels.subarray(y * width, (y + 1) * width), fromX, fromY, cos, sin);
  }
  return out;
}

function turnLine(
  { width, height, pixels }: GrayImage,
  line: Uint8Array,
  fromX: number,
  fromY: number,
  stepX: number,
  stepY: number,
): void {
  for (let x = 0; x < line.length; x++) {
    const exactX = fromX + x * stepX;
    const exactY = fromY + x * stepY;
    const left = Math.floor(exactX);
    const top = Math.floor(exactY);
    if (left < 0 || top < 0 || left >= width - 1 || top >= height - 1) continue;
    const at = top * width + left;
    const partX = exactX - left;
    const upper = pixels[at]! + (pixels[at + 1]! - pixels[at]!) * partX;
    const lower = pixels[at + width]! + (pixels[at + width + 1]! - pixels[at + width]!) * partX;
    line[x] = upper + (lower - upper) * (exactY - top);
  }
}

/** In another size: averaged where it becomes smaller, bilinear where it becomes larger. */
export function scale(image: GrayImage, factor: number): GrayImage {
  const width = Math.max(1, Math.round(image.width * factor));
  const height = Math.max(1, Math.round(image.height * factor));
  if (width === image.width && height === image.height) return image;
  return factor < 1 ? shrink(image, width, height) : enlarge(image, width, height);
}

/** Each new pixel is the average of those it covers (whole pixels, at least one). */
function shrink(image: GrayImage, width: number, height: number): GrayImage {
  const out = new Uint8Array(width * height);
  const columns = borders(image.width, width);
  const lines = borders(image.height, height);
  const sums = new Uint32Array(width);
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    for (let from = lines[y]!; from < lines[y + 1]!; from++) addLine(image, from, columns, sums);
    const covered = lines[y + 1]! - lines[y]!;
    for (let x = 0; x < width; x++)
      out[y * width + x] = sums[x]! / (covered * (columns[x + 1]! - columns[x]!));
  }
  return { width, height, pixels: out };
}

function addLine(image: GrayImage, line: number, columns: Uint32Array, sums: Uint32Array): void {
  let at = line * image.width;
  for (let x = 0; x < sums.length; x++) {
    let sum = 0;
    for (const end = line * image.width + columns[x + 1]!; at < end; at++) sum += image.pixels[at]!;
    sums[x]! += sum;
  }
}

function borders(from: number, to: number): Uint32Array {
  return Uint32Array.from({ length: to + 1 }, (_, i) => Math.floor((i * from) / to));
}

function enlarge(image: GrayImage, width: number, height: number): GrayImage {
  const { pixels } = image;
  const out = new Uint8Array(width * height);
  const columns = samples(image.width, width);
  const lines = samples(image.height, height);
  for (let y = 0; y < height; y++) {
    const top = lines.at[y]! * image.width;
    const bottom = lines.next[y]! * image.width;
    const down = lines.share[y]!;
    for (let x = 0; x < width; x++) {
      const left = columns.at[x]!;
      const right = columns.next[x]!;
      const along = columns.share[x]!;
      const upper = pixels[top + left]! + (pixels[top + right]! - pixels[top + left]!) * along;
      const lower = pixels[bottom + left]! + (pixels[bottom + right]! - pixels[bottom + left]!) * along;
      out[y * width + x] = upper + (lower - upper) * down + 0.5;
    }
  }
  return { width, height, pixels: out };
}

/** For each new position: the old one before it, the one behind, and the share of the latter. */
function samples(from: number, to: number): { at: Uint32Array; next: Uint32Array; share: Float32Array } {
  const at = new Uint32Array(to);
  const next = new Uint32Array(to);
  const share = new Float32Array(to);
  for (let i = 0; i < to; i++) {
    const exact = Math.min(from - 1, Math.max(0, ((i + 0.5) * from) / to - 0.5));
    at[i] = Math.floor(exact);
    next[i] = Math.min(from - 1, at[i]! + 1);
    share[i] = exact - at[i]!;
  }
  return { at, next, share };
}

/** Black for white. */
export function invert({ width, height, pixels }: GrayImage): GrayImage {
  return { width, height, pixels: pixels.map((value) => 255 - value) };
}

/** A rectangle of the picture, cut to its borders. */
export function crop(image: GrayImage, left: number, top: number, right: number, bottom: number): GrayImage {
  const x = Math.max(0, Math.floor(left));
  const y = Math.max(0, Math.floor(top));
  const width = Math.max(1, Math.min(image.width, Math.ceil(right)) - x);
  const height = Math.max(1, Math.min(image.height, Math.ceil(bottom)) - y);
  const pixels = new Uint8Array(width * height);
  for (let line = 0; line < height; line++) {
    const at = (y + line) * image.width + x;
    pixels.set(image.pixels.subarray(at, at + width), line * width);
  }
  return { width, height, pixels };
}

/** Pictures one below the other, with white between. */
export function stack(images: readonly GrayImage[]): GrayImage {
  if (images.length === 1) return images[0]!;
  const gap = 40;
  const width = Math.max(...images.map((image) => image.width));
  const out = createImage(
    width,
    images.reduce((sum, image) => sum + image.height + gap, 0),
  );
  let line = 0;
  for (const image of images) {
    for (let y = 0; y < image.height; y++)
      out.pixels.set(image.pixels.subarray(y * image.width, (y + 1) * image.width), (line + y) * width);
    line += image.height + gap;
  }
  return out;
}
