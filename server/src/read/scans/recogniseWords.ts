import type { TessBaseAPI } from 'tesseract.js-core/tesseract-core-simd-lstm.js';
import type { GrayImage } from './grayImage.ts';
import type { PageClock } from './pageClock.ts';
import { frenchData, startTesseractCore, type TesseractCore } from './tesseractCore.ts';

/** A word as recognised, with its box in pixels of the image that was given. */
export interface Word {
  readonly text: string;
  /** 0 to 100. */
  readonly confidence: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Number of the line within the page as the recogniser sees lines, in reading order; words of a line come in order. */
  readonly line: number;
  /** Number of the block (column, paragraph group) that holds the line. */
  readonly block: number;
}

/** How the page is taken apart: the numbers are Tesseract's page segmentation modes. */
export const SEGMENTATION = { page: 3, block: 6, line: 7, sparse: 11 } as const;
export type Segmentation = keyof typeof SEGMENTATION;

/** The engine of Tesseract 4 and later: neural networks, no old classifier. */
const LSTM_ONLY = 1;
/** A module that grew beyond this is not kept: its memory never shrinks. */
const KEPT_BYTES = 256 << 20;

interface Recogniser {
  readonly core: TesseractCore;
  readonly api: TessBaseAPI;
}
let recogniser: Recogniser | null = null;
let french: Uint8Array | null = null;

/** Recognises the words of an image, in French. Throws TimeUp when the clock does; the recogniser is started anew for the next page then. */
export async function recogniseWords(
  image: GrayImage,
  segmentation: Segmentation,
  clock: PageClock,
): Promise<Word[]> {
  const { core, api } = (recogniser ??= await startRecogniser());
  const address = core.module._malloc(image.pixels.length);
  try {
    new Uint8Array(core.memory()).set(image.pixels, address);
    core.module.TesseractProgress = () => clock.tick();
    api.SetPageSegMode(SEGMENTATION[segmentation]);
    api.SetImage(address, image.width, image.height, 1, image.width);
    api.SetSourceResolution(300);
    if (api.Recognize(null) !== 0) return [];
    return parseWords(api.GetTSVText(0));
  } catch (error) {
    // Whatever broke off inside WebAssembly leaves the module in no usable state.
    recogniser = null;
    throw error;
  } finally {
    if (recogniser !== null) {
      api.Clear();
      core.module._free(address);
      if (core.memory().byteLength > KEPT_BYTES) recogniser = null;
    }
  }
}

async function startRecogniser(): Promise<Recogniser> {
  const core = await startTesseractCore();
  core.module.FS.writeFile('/fra.traineddata', (french ??= frenchData()));
  const api = new core.module.TessBaseAPI();
  if (api.Init('/', 'fra', LSTM_ONLY) !== 0) throw new Error('the recogniser of scans does not start');
  for (const [name, value] of Object.entries(VARIABLES)) api.SetVariable(name, value);
  return { core, api };
}

const VARIABLES = { debug_file: '/dev/null' };

/** Words of Tesseract's table: level, page, block, paragraph, line, word, left, top, width, height, confidence, text. */
function parseWords(table: string): Word[] {
  const words: Word[] = [];
  let line = 0;
  for (const row of table.split('\n')) {
    const cells = row.split('\t');
    if (cells[0] === '4') line++;
    if (cells[0] !== '5') continue;
    const text = cells.slice(11).join(' ').trim();
    if (text === '') continue;
    const [left, top, width, height, confidence] = cells.slice(6, 11).map(Number) as [
      number,
      number,
      number,
      number,
      number,
    ];
    words.push({ text, confidence, left, top, width, height, line, block: Number(cells[2]) });
  }
  return words;
}
