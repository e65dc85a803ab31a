import type { PDFiumPage } from '@hyzyla/pdfium';
import { ReadFault } from '../format.ts';
import { crop, type GrayImage, stack } from './grayImage.ts';
import { drawingOf, type PageDrawing, type PagePicture } from './pdfPictures.ts';

/** A page whose pictures cover this share of it is a scan … */
const COVERING = 0.5;
/** … unless it holds so many letters: then it is a scan that was recognised before, or a page with a picture behind its text. */
const ENOUGH_LETTERS = 200;
/** With fewer letters than this a page is looked at whatever is drawn on it. */
const HARDLY_ANY = 5;
/** Shapes of which letters may be drawn. */
const DRAWN_LETTERS = 60;
/** A picture on a page of text is read from this size on: share of the page, and pixels. A label is larger, most logos are smaller. */
const LABEL_SHARE = 0.015;
const LABEL_WIDTH = 120;
const LABEL_HEIGHT = 40;
/** So many pictures of a page of text are read. */
const LABEL_LIMIT = 8;
/** Text of which this share of the characters has no meaning is broken: fonts without a table of characters. */
const BROKEN = 0.3;

/** What of a page can only be read by recognition: nothing, the whole page, or some pictures on it. */
export type PageScan = {
  readonly kind: 'page' | 'pictures';
  readonly pictures: readonly PagePicture[];
} | null;

/** Tells from the text and the drawing of a page whether recognition is needed. `text` is what PDFium extracts. */
export function needsScan(page: PDFiumPage, text: string): PageScan {
  const { letters, visible, meaningless } = countSigns(text);
  const drawing = drawingOf(page);
  if (isScan(drawing, letters) || meaningless > BROKEN * visible)
    return { kind: 'page', pictures: drawing.pictures };
  if (letters >= ENOUGH_LETTERS && coverage(drawing.pictures) >= COVERING) return null;
  const pictures = drawing.pictures.filter(mayHoldText).slice(0, LABEL_LIMIT);
  return pictures.length === 0 ? null : { kind: 'pictures', pictures };
}

function isScan({ pictures, paths }: PageDrawing, letters: number): boolean {
  if (letters < HARDLY_ANY) return pictures.length > 0 || paths >= DRAWN_LETTERS;
  return letters < ENOUGH_LETTERS && coverage(pictures) >= COVERING;
}

function coverage(pictures: readonly PagePicture[]): number {
  return pictures.reduce((sum, picture) => sum + shareOf(picture), 0);
}

function shareOf({ left, top, right, bottom }: PagePicture): number {
  return (right - left) * (bottom - top);
}

function mayHoldText(picture: PagePicture): boolean {
  return (
    shareOf(picture) >= LABEL_SHARE &&
    picture.pixelWidth >= LABEL_WIDTH &&
    picture.pixelHeight >= LABEL_HEIGHT
  );
}

/** Counts letters and digits, whatever is not blank, and signs that mean nothing (controls, private use, replacements). */
function countSigns(text: string): { letters: number; visible: number; meaningless: number } {
  let [letters, visible, meaningless] = [0, 0, 0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x20 || code === 0xa0 || (code >= 0x09 && code <= 0x0d)) continue;
    visible++;
    if (code < 0x20 || (code >= 0xe000 && code <= 0xf8ff) || code === 0xfffd) meaningless++;
    else if (
      code >= 0xc0 ||
      (code >= 0x30 && code <= 0x39) ||
      ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a)
    )
      letters++;
  }
  return { letters, visible, meaningless };
}

/** Points of a PDF in an inch. */
const POINTS = 72;
/** Resolutions at which pages are drawn, dots an inch. */
const LOWEST = 150;
const HIGHEST = 300;
const MOST_PIXELS = 30e6;
/** A picture in a page with more pixels is not drawn. */
const PICTURE_LIMIT = 150e6;

/** Draws what is to be recognised, at the resolution of the pictures. The page can be used no more afterwards. */
export async function drawScan(page: PDFiumPage, scan: NonNullable<PageScan>): Promise<GrayImage> {
  if (scan.pictures.some(({ pixelWidth, pixelHeight }) => pixelWidth * pixelHeight > PICTURE_LIMIT))
    throw new ReadFault('read_in_part', 'pixel_limit');
  const drawn = await page.render({
    scale: scaleOf(page, scan.pictures),
    render: 'bitmap',
    colorSpace: 'Gray',
  });
  const image = { width: drawn.width, height: drawn.height, pixels: drawn.data };
  return scan.kind === 'page' ? image : stack(scan.pictures.map((picture) => cropShare(image, picture)));
}

function scaleOf(page: PDFiumPage, pictures: readonly PagePicture[]): number {
  const { originalWidth, originalHeight } = page.getOriginalSize();
  const own = Math.max(
    0,
    ...pictures.map(({ left, right, pixelWidth }) => pixelWidth / ((right - left) * originalWidth)),
  );
  const wanted = own === 0 ? HIGHEST / POINTS : Math.min(HIGHEST / POINTS, Math.max(LOWEST / POINTS, own));
  return Math.min(wanted, Math.sqrt(MOST_PIXELS / (originalWidth * originalHeight)));
}

function cropShare(image: GrayImage, { left, top, right, bottom }: PagePicture): GrayImage {
  return crop(image, left * image.width, top * image.height, right * image.width, bottom * image.height);
}
