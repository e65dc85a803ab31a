import { arrangeLines } from './arrangeLines.ts';
import { calmNoise } from './calmNoise.ts';
import { evenPaper, isNegative } from './evenPaper.ts';
import { type GrayImage, invert, scale, turnDegrees, turnQuarters } from './grayImage.ts';
import { keepWords, legibility } from './keepWords.ts';
import { leftoverOf } from './leftovers.ts';
import type { PageClock } from './pageClock.ts';
import { placeCodes } from './placeCodes.ts';
import { type BarCode, readBarCodes } from './readBarCodes.ts';
import { readZones } from './readZones.ts';
import { recogniseWords, type Segmentation, type Word } from './recogniseWords.ts';
import { repairFigures } from './repairFigures.ts';
import { type Survey, surveyPage } from './surveyPage.ts';

/** How pages are prepared and taken apart. The defaults were measured (benchmarks/src/measures/scans.ts); the measure tries others. */
export interface ScanSettings {
  /** Letters are brought to this height, pixels, where they are smaller than `smallest` or taller than `tallest`. */
  readonly letterHeight: number;
  readonly smallest: number;
  readonly tallest: number;
  readonly segmentation: Segmentation;
  readonly level: boolean;
  readonly even: boolean;
  readonly calm: boolean;
  readonly turn: boolean;
  readonly secondLook: boolean;
  readonly barCodes: boolean;
}

export const DEFAULT_SETTINGS: ScanSettings = {
  letterHeight: 20,
  smallest: 16,
  tallest: 48,
  segmentation: 'page',
  level: true,
  even: true,
  calm: true,
  turn: true,
  secondLook: true,
  barCodes: true,
};

/** No picture is enlarged beyond this, neither in size nor in pixels. */
const MOST_ENLARGED = 3;
const MOST_PIXELS = 24e6;
/** Slopes below, in degrees, are left to the recogniser. */
const LEVEL = 0.3;
/** Once this share of the page's time is used, no other direction is tried: what takes so long is no text in any. */
const FIRST_TRY = 0.2;
/** A page of which this share is legible stands the right way up. */
const UPRIGHT = 0.5;

/**
 * Reads a page: text in whatever direction it stands, and bar codes. Lines come in reading order, ended by \n; '' where there is no text.
 * Throws TimeUp when it takes longer than the clock allows.
 */
export async function readScan(
  page: GrayImage,
  clock: PageClock,
  settings: ScanSettings = DEFAULT_SETTINGS,
): Promise<string> {
  const calm = settings.calm ? calmNoise(page) : page;
  const image = isNegative(calm) ? invert(calm) : calm;
  const survey = surveyPage(image);
  const upright = await recogniseUpright(image, survey, clock, settings);
  const words = keepWords(upright.words);
  const second =
    words.length === 0 || !settings.secondLook
      ? NOTHING_MORE
      : await lookAgain(upright, words, survey, clock, settings);
  const codes = settings.barCodes ? await codesOf(upright.level, second.skew) : [];
  const text = readZones(arrangeLines([...words, ...second.words]));
  const lines = placeCodes(text, codes, upright.factor);
  return lines.map(({ text }) => `${repairFigures(text)}\n`).join('');
}

/** Bar codes are found at any angle up to this, degrees, by looking at the page as it lies. */
const CODE_SLOPE = 8;

/** The bar codes of a page, and those of a label that was stuck on at an angle of its own: they come last. */
async function codesOf(level: GrayImage, slope: number): Promise<BarCode[]> {
  const codes = await readBarCodes(level);
  if (Math.abs(slope) < CODE_SLOPE) return codes;
  const known = new Set(codes.map(({ symbology, text }) => `${symbology} ${text}`));
  const others = await readBarCodes(turnDegrees(level, -slope));
  return [
    ...codes,
    ...others
      .filter(({ symbology, text }) => !known.has(`${symbology} ${text}`))
      .map((code) => ({ ...code, x: 0, y: 2 * level.height })),
  ];
}

interface Recognised {
  readonly words: readonly Word[];
  /** The page upright and level, in its own size; the words were recognised in a picture `factor` times as large. */
  readonly level: GrayImage;
  readonly factor: number;
  /** Quarters clockwise by which the page was turned. */
  readonly quarters: number;
}

/** Tries the likeliest direction first; the others only while the words make no sense. */
async function recogniseUpright(
  image: GrayImage,
  survey: Survey,
  clock: PageClock,
  settings: ScanSettings,
): Promise<Recognised> {
  let best: Recognised | null = null;
  for (const quarters of directions(survey, settings)) {
    const level = levelled(turnQuarters(image, quarters), survey, settings);
    const factor = enlargement(level, survey, settings);
    const prepared = scale(settings.even ? evenPaper(level) : level, factor);
    const words = await recogniseWords(prepared, settings.segmentation, clock);
    if (best === null || legibility(words) > legibility(best.words))
      best = { words, level, factor, quarters };
    if (legibility(best.words) >= UPRIGHT || clock.used() > FIRST_TRY) break;
  }
  return best!;
}

/** Numbers of lines and blocks of the second look follow those of the first. */
const SECOND = 100_000;

/** What the second look found, and how it sloped against the page. */
interface SecondLook {
  readonly words: readonly Word[];
  readonly skew: number;
}
const NOTHING_MORE: SecondLook = { words: [], skew: 0 };

/**
 * The words in what the first look left over: in place where they stand level, else behind everything (a label at an angle). A word that
 * makes no sense in any direction is none.
 */
async function lookAgain(
  { level, factor }: Recognised,
  words: readonly Word[],
  { letterHeight }: Survey,
  clock: PageClock,
  settings: ScanSettings,
): Promise<SecondLook> {
  const onPage = words.map((word) => inSize(word, 1 / factor));
  const leftover = leftoverOf(level, onPage, letterHeight);
  if (leftover === null) return NOTHING_MORE;
  const survey = { ...surveyPage(leftover.image), letterHeight };
  const found = await recogniseUpright(leftover.image, survey, clock, {
    ...settings,
    segmentation: 'sparse',
  });
  const isLevel = found.quarters === 0 && (Math.abs(survey.skew) < LEVEL || !settings.level);
  const kept = keepWords(found.words).map((word) => {
    const placed = inSize(word, factor / found.factor);
    return {
      ...placed,
      left: placed.left + leftover.left * factor,
      top: isLevel ? placed.top + leftover.top * factor : placed.top + SECOND,
      line: word.line + SECOND,
      block: word.block + SECOND,
    };
  });
  return { words: kept, skew: kept.length === 0 ? 0 : survey.skew };
}

function inSize(word: Word, factor: number): Word {
  return {
    ...word,
    left: word.left * factor,
    top: word.top * factor,
    width: word.width * factor,
    height: word.height * factor,
  };
}

/** Quarters clockwise, the likeliest first. A page with hardly a letter is tried as it is. */
function directions({ letters, sideways }: Survey, { turn }: ScanSettings): readonly number[] {
  if (letters < 8 || !turn) return [0];
  return sideways ? [1, 3, 0, 2] : [0, 2, 1, 3];
}

function levelled(image: GrayImage, { skew }: Survey, { level }: ScanSettings): GrayImage {
  return level && Math.abs(skew) >= LEVEL ? turnDegrees(image, -skew) : image;
}

function enlargement({ width, height }: GrayImage, { letterHeight }: Survey, settings: ScanSettings): number {
  if (letterHeight === 0 || (letterHeight >= settings.smallest && letterHeight <= settings.tallest))
    return Math.min(1, Math.sqrt(MOST_PIXELS / (width * height)));
  return Math.min(
    settings.letterHeight / letterHeight,
    MOST_ENLARGED,
    Math.sqrt(MOST_PIXELS / (width * height)),
  );
}
