import type { GrayImage } from './grayImage.ts';

/** Noise from here on, in shades, hinders recognition more than a slight blur does. */
const NOISY = 12;
/** Share of pixels that stand alone against their eight neighbours, from where on a page is speckled. */
const SPECKLED = 0.004;

/** Calms a noisy page by a blur and a speckled one by medians; a clean page comes back as it is. */
export function calmNoise(image: GrayImage): GrayImage {
  const speckled = speckShare(image) > SPECKLED;
  const calm = speckled ? median(image) : image;
  const noise = noiseOf(calm);
  return noise > NOISY ? (noise > 2 * NOISY ? blur(blur(calm)) : blur(calm)) : calm;
}

/** Standard deviation of the noise, in shades: Immerkær (1996), with the median instead of the mean, since letters are no noise. */
export function noiseOf({ width, height, pixels }: GrayImage): number {
  const counts = new Uint32Array(2048);
  let total = 0;
  for (let y = 1; y < height - 1; y += 2) {
    for (let x = 1, at = y * width + 1; x < width - 1; x += 2, at += 2) {
      const value =
        4 * pixels[at]! -
        2 * (pixels[at - 1]! + pixels[at + 1]! + pixels[at - width]! + pixels[at + width]!) +
        pixels[at - width - 1]! +
        pixels[at - width + 1]! +
        pixels[at + width - 1]! +
        pixels[at + width + 1]!;
      counts[Math.abs(value)]!++;
      total++;
    }
  }
  let seen = 0;
  let middle = 0;
  while (middle < counts.length - 1 && (seen += counts[middle]!) <= total / 2) middle++;
  // The filter multiplies the deviation by 6; the median of an absolute normal value is 0.6745 deviations.
  return middle / (6 * 0.6745);
}

/** Share of the pixels that differ strongly from all their neighbours. */
export function speckShare({ width, height, pixels }: GrayImage): number {
  let specks = 0;
  let total = 0;
  for (let y = 1; y < height - 1; y += 2) {
    for (let x = 1, at = y * width + 1; x < width - 1; x += 2, at += 2) {
      const [lowest, highest] = rangeAround(pixels, at, width);
      if (pixels[at]! < lowest - 60 || pixels[at]! > highest + 60) specks++;
      total++;
    }
  }
  return total === 0 ? 0 : specks / total;
}

function rangeAround(p: Uint8Array, at: number, w: number): [number, number] {
  const a = p[at - w - 1]!, b = p[at - w]!, c = p[at - w + 1]!, d = p[at - 1]!, e = p[at + 1]!, f = p[at + w - 1]!, g = p[at + w]!, h = p[at + w + 1]!; // prettier-ignore
  return [Math.min(a, b, c, d, e, f, g, h), Math.max(a, b, c, d, e, f, g, h)];
}

/** Each pixel takes the median of its 3 by 3 neighbourhood where it is the darkest or the lightest of it; others stay: edges are kept. */
function median(image: GrayImage): GrayImage {
  const { width, height, pixels } = image;
  const out = Uint8Array.from(pixels);
  const around = new Uint8Array(9);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1, at = y * width + 1; x < width - 1; x++, at++) {
      const [lowest, highest] = rangeAround(pixels, at, width);
      if (pixels[at]! > lowest && pixels[at]! < highest) continue;
      for (let i = 0; i < 9; i++) around[i] = pixels[at + (Math.floor(i / 3) - 1) * width + (i % 3) - 1]!;
      out[at] = around.sort()[4]!;
    }
  }
  return { width, height, pixels: out };
}

/** The mean of the neighbourhood, weighted 1-2-1 across and down. */
function blur({ width, height, pixels }: GrayImage): GrayImage {
  const out = Uint8Array.from(pixels);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1, at = y * width + 1; x < width - 1; x++, at++) {
      const above = pixels[at - width - 1]! + 2 * pixels[at - width]! + pixels[at - width + 1]!;
      const here = 2 * pixels[at - 1]! + 4 * pixels[at]! + 2 * pixels[at + 1]!;
      const below = pixels[at + width - 1]! + 2 * pixels[at + width]! + pixels[at + width + 1]!;
      out[at] = (above + here + below + 8) >> 4;
    }
  }
  return { width, height, pixels: out };
}
