import { type Component, findComponents, findInk } from './findInk.ts';
import { type GrayImage, scale } from './grayImage.ts';

/** What a quick look at a page tells before anything is recognised. */
export interface Survey {
  /** Pixels of the image between the bottom and the top of most letters; 0 where nothing looks like letters. */
  readonly letterHeight: number;
  /** How many pieces look like letters. */
  readonly letters: number;
  /** Angle of the lines of text, -45 to 45 degrees; positive: they rise to the right. Turning by it clockwise makes them level. */
  readonly skew: number;
  /** True where the lines rather run up or down: the page is to be turned by a quarter. */
  readonly sideways: boolean;
}

/** The look is taken at a picture whose longer side has so many pixels at most. */
const SIDE = 1600;
const MIN_HEIGHT = 4;
const MAX_HEIGHT = 120;

/** Looks at the pieces of ink: size of the letters, slope and direction of the lines. */
export function surveyPage(image: GrayImage): Survey {
  const factor = Math.min(1, SIDE / Math.max(image.width, image.height));
  const letters = findComponents(findInk(scale(image, factor))).filter(looksLikeLetter);
  if (letters.length < 8) return { letterHeight: 0, letters: letters.length, skew: 0, sideways: false };
  const level = findSlope(letters.map(({ left, right, bottom }) => ({ x: (left + right) / 2, y: bottom })));
  // Turned by a quarter, the left sides of the pieces take the place of their feet.
  const upright = findSlope(letters.map(({ left, top, bottom }) => ({ x: (top + bottom) / 2, y: -left })));
  const downright = findSlope(letters.map(({ right, top, bottom }) => ({ x: (top + bottom) / 2, y: right })));
  const across =
    upright.sharpness > downright.sharpness ? upright : { ...downright, angle: -downright.angle };
  const sideways = across.sharpness > 1.5 * level.sharpness;
  return {
    letterHeight: medianHeight(letters, sideways) / factor,
    letters: letters.length,
    skew: sideways ? across.angle : level.angle,
    sideways,
  };
}

function looksLikeLetter({ left, top, right, bottom, area }: Component): boolean {
  const width = right - left;
  const height = bottom - top;
  const longer = Math.max(width, height);
  return (
    longer >= MIN_HEIGHT &&
    longer <= MAX_HEIGHT &&
    Math.min(width, height) * 8 >= longer &&
    area * 8 >= width * height
  );
}

function medianHeight(letters: readonly Component[], sideways: boolean): number {
  const heights = letters
    .map(({ left, top, right, bottom }) => (sideways ? right - left : bottom - top))
    .sort((a, b) => a - b);
  return heights[heights.length >> 1]!;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const RANGE = 45;
const STEPS = [1, 0.25, 0.05];

/** The angle at which the points fall into the sharpest rows (Baird 1987), in degrees, positive where rows rise to the right. */
export function findSlope(points: readonly Point[]): { angle: number; sharpness: number } {
  let best = { angle: 0, sharpness: sharpnessAt(points, 0) };
  let [from, to] = [-RANGE, RANGE];
  for (const step of STEPS) {
    for (let angle = from; angle <= to; angle += step) {
      const sharpness = sharpnessAt(points, angle);
      // Among equals the smaller turn: a page with hardly any text stays as it is.
      if (sharpness > best.sharpness * 1.0001) best = { angle, sharpness };
    }
    [from, to] = [best.angle - step, best.angle + step];
  }
  return best;
}

/** Height of a row, pixels. */
const ROW = 2;

/** Sum of the squares of the points in each row: highest when rows are full or empty. */
function sharpnessAt(points: readonly Point[], degrees: number): number {
  const cos = Math.cos((degrees * Math.PI) / 180);
  const sin = Math.sin((degrees * Math.PI) / 180);
  const rows = new Float64Array((6 * SIDE) / ROW);
  const middle = rows.length / 2;
  for (const { x, y } of points) {
    const at = (y * cos + x * sin) / ROW + middle;
    const row = Math.floor(at);
    // Shared between two rows, so that a border between rows does not split a line.
    rows[row]! += 1 - (at - row);
    rows[row + 1]! += at - row;
  }
  let sum = 0;
  for (const count of rows) sum += count * count;
  return sum;
}
