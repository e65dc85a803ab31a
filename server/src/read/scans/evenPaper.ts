import { type GrayImage, scale } from './grayImage.ts';

/** The paper's shade is looked at in squares of so many pixels. */
const SQUARE = 24;
/** What is darker is no paper but a dark field, with light letters perhaps: left as it is. */
const DARKEST_PAPER = 100;

/** Makes grey or shaded paper white: each pixel in proportion to the paper around it. */
export function evenPaper(image: GrayImage): GrayImage {
  const paper = paperOf(image);
  const { width, height, pixels } = image;
  const out = new Uint8Array(pixels.length);
  const shades = new Float32Array(width);
  for (let y = 0; y < height; y++) {
    shadeLine(paper, (y + 0.5) / SQUARE - 0.5, shades);
    for (let x = 0, at = y * width; x < width; x++, at++) {
      const shade = shades[x]!;
      out[at] = shade < DARKEST_PAPER ? pixels[at]! : Math.min(255, (pixels[at]! * 250) / shade);
    }
  }
  return { width, height, pixels: out };
}

/** Whether most of the page is dark: a negative. */
export function isNegative(image: GrayImage): boolean {
  const small = scale(image, Math.min(1, 400 / Math.max(image.width, image.height)));
  let dark = 0;
  for (const value of small.pixels) if (value < 96) dark++;
  return dark > 0.7 * small.pixels.length;
}

/** The light shade of each square (its ninth decile), evened with its neighbours. */
function paperOf({ width, height, pixels }: GrayImage): GrayImage {
  const columns = Math.ceil(width / SQUARE);
  const lines = Math.ceil(height / SQUARE);
  const paper = new Uint8Array(columns * lines);
  const counts = new Uint32Array(256);
  for (let line = 0; line < lines; line++) {
    for (let column = 0; column < columns; column++) {
      counts.fill(0);
      let total = 0;
      for (let y = line * SQUARE; y < Math.min(height, (line + 1) * SQUARE); y++)
        for (let x = column * SQUARE; x < Math.min(width, (column + 1) * SQUARE); x++, total++)
          counts[pixels[y * width + x]!]!++;
      paper[line * columns + column] = shadeAt(counts, total * 0.1);
    }
  }
  return evened({ width: columns, height: lines, pixels: paper });
}

/** The shade above which `above` pixels lie. */
function shadeAt(counts: Uint32Array, above: number): number {
  let seen = 0;
  for (let value = 255; value > 0; value--) {
    seen += counts[value]!;
    if (seen > above) return value;
  }
  return 0;
}

/** Each square takes the highest shade of its neighbourhood, then the mean: a square full of ink is no dark paper. */
function evened(image: GrayImage): GrayImage {
  const highest = overNeighbours(image, (values) => Math.max(...values));
  return overNeighbours(highest, (values) => values.reduce((sum, value) => sum + value, 0) / values.length);
}

function overNeighbours(
  { width, height, pixels }: GrayImage,
  combine: (values: readonly number[]) => number,
): GrayImage {
  const out = new Uint8Array(pixels.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const values: number[] = [];
      for (let dy = -1; dy <= 1; dy++)
        for (let dx = -1; dx <= 1; dx++)
          if (x + dx >= 0 && x + dx < width && y + dy >= 0 && y + dy < height)
            values.push(pixels[(y + dy) * width + x + dx]!);
      out[y * width + x] = combine(values);
    }
  return { width, height, pixels: out };
}

/** The paper's shade along one line of the page, between the middles of the squares. */
function shadeLine(paper: GrayImage, at: number, shades: Float32Array): void {
  const exact = Math.min(paper.height - 1, Math.max(0, at));
  const top = Math.floor(exact);
  const bottom = Math.min(paper.height - 1, top + 1);
  const down = exact - top;
  for (let x = 0; x < shades.length; x++) {
    const along = Math.min(paper.width - 1, Math.max(0, (x + 0.5) / SQUARE - 0.5));
    const left = Math.floor(along);
    const right = Math.min(paper.width - 1, left + 1);
    const share = along - left;
    const upper = mix(
      paper.pixels[top * paper.width + left]!,
      paper.pixels[top * paper.width + right]!,
      share,
    );
    const lower = mix(
      paper.pixels[bottom * paper.width + left]!,
      paper.pixels[bottom * paper.width + right]!,
      share,
    );
    shades[x] = mix(upper, lower, down);
  }
}

function mix(a: number, b: number, share: number): number {
  return a + (b - a) * share;
}
