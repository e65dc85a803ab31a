import { type Component, findComponents, findInk } from './findInk.ts';
import { createImage, crop, type GrayImage, scale } from './grayImage.ts';
import type { Word } from './recogniseWords.ts';

/** A part of a page that holds ink in the size of letters, though no word was recognised there. */
export interface Leftover {
  readonly image: GrayImage;
  /** Where its upper left corner stands on the page. */
  readonly left: number;
  readonly top: number;
}

/** The ink is looked at in a picture whose longer side has so many pixels at most. */
const SIDE = 1600;
/** Fewer pieces are dirt. */
const FEWEST = 6;
/** More are a pattern, not writing. */
const MOST = 4000;
/** Pieces count whose height lies between these shares of the usual letter. */
const SMALLEST = 0.55;
const LARGEST = 3;
const LONGEST = 15;

/**
 * What is left of a page when the recognised words are taken away: rows of a table that the recogniser passed over, labels at another angle,
 * writing in the margin. Only letter-sized ink is kept, within the smallest rectangle. Null where nothing to speak of is left.
 */
export function leftoverOf(page: GrayImage, words: readonly Word[], letterHeight: number): Leftover | null {
  if (letterHeight === 0) return null;
  const factor = Math.min(1, SIDE / Math.max(page.width, page.height));
  const covered = coverOf(page, words, factor);
  const usual = letterHeight * factor;
  const uncovered = findComponents(findInk(scale(page, factor))).filter(
    (piece) => isLetterSized(piece, usual) && !isCovered(piece, covered),
  );
  const left = inCompany(uncovered, usual);
  return left.length < FEWEST || left.length > MOST ? null : cutOut(page, left, factor, letterHeight);
}

/** One for each pixel of the small picture that lies within a word, with some room around. */
function coverOf(page: GrayImage, words: readonly Word[], factor: number): GrayImage {
  const cover = createImage(Math.ceil(page.width * factor), Math.ceil(page.height * factor), 0);
  for (const { left, top, width, height } of words) {
    const room = height * 0.3;
    fill(
      cover,
      (left - room) * factor,
      (top - room) * factor,
      (left + width + room) * factor,
      (top + height + room) * factor,
    );
  }
  return cover;
}

function fill(
  { width, height, pixels }: GrayImage,
  left: number,
  top: number,
  right: number,
  bottom: number,
): void {
  const from = Math.max(0, Math.floor(left));
  const to = Math.min(width, Math.ceil(right));
  for (let y = Math.max(0, Math.floor(top)); y < Math.min(height, Math.ceil(bottom)); y++)
    pixels.fill(1, y * width + from, y * width + Math.max(from, to));
}

function isCovered({ left, top, right, bottom }: Component, cover: GrayImage): boolean {
  const x = Math.min(cover.width - 1, (left + right) >> 1);
  const y = Math.min(cover.height - 1, (top + bottom) >> 1);
  return cover.pixels[y * cover.width + x] === 1;
}

/** Letters that touch are one piece: it may be long, but not thin, for then it is a ruled line. */
function isLetterSized({ left, top, right, bottom, area }: Component, usual: number): boolean {
  const width = right - left;
  const height = bottom - top;
  const longer = Math.max(width, height);
  const shorter = Math.min(width, height);
  return (
    longer >= SMALLEST * usual &&
    longer <= LONGEST * usual &&
    shorter <= LARGEST * usual &&
    (shorter >= SMALLEST * usual || shorter * 8 >= longer) &&
    area >= usual &&
    !isBar(longer, shorter, area, usual)
  );
}

/** A bar of a bar code, upright (full and thin) or slanting (a thin stroke across its rectangle); longer than letters are tall. */
function isBar(longer: number, shorter: number, area: number, usual: number): boolean {
  const fullness = area / (longer * shorter);
  return longer > 1.6 * usual && ((shorter < 0.4 * longer && fullness > 0.6) || fullness < 0.3);
}

/** Letters stand close to others: three of them within some letters' reach. */
const COMPANY = 3;

/** The pieces that stand in company. Counted in squares of three letters, with those around. */
function inCompany(pieces: readonly Component[], usual: number): Component[] {
  const side = 3 * usual;
  const counts = new Map<number, number>();
  const squareOf = ({ left, top }: Component, dx = 0, dy = 0): number =>
    (Math.floor(top / side) + dy + 1) * 4096 + Math.floor(left / side) + dx + 1;
  for (const piece of pieces) counts.set(squareOf(piece), (counts.get(squareOf(piece)) ?? 0) + 1);
  return pieces.filter((piece) => {
    let near = 0;
    for (const dy of [-1, 0, 1])
      for (const dx of [-1, 0, 1]) near += counts.get(squareOf(piece, dx, dy)) ?? 0;
    return near >= COMPANY;
  });
}

/** The pieces with a little room (for dots and accents), on white, within the rectangle that holds them all. */
function cutOut(page: GrayImage, pieces: readonly Component[], factor: number, usual: number): Leftover {
  const room = usual * 0.8;
  const boxes = pieces.map(({ left, top, right, bottom }) => ({
    left: Math.max(0, Math.floor(left / factor - room)),
    top: Math.max(0, Math.floor(top / factor - room)),
    right: Math.min(page.width, Math.ceil(right / factor + room)),
    bottom: Math.min(page.height, Math.ceil(bottom / factor + room)),
  }));
  const out = createImage(page.width, page.height);
  for (const { left, top, right, bottom } of boxes)
    for (let y = top; y < bottom; y++)
      out.pixels.set(
        page.pixels.subarray(y * page.width + left, y * page.width + right),
        y * page.width + left,
      );
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  const right = Math.max(...boxes.map((box) => box.right));
  const bottom = Math.max(...boxes.map((box) => box.bottom));
  return { image: crop(out, left, top, right, bottom), left, top };
}
