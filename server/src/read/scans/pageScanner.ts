import type { Fate } from '@constat/contract/item.ts';
import { decode, encode } from '../../text/windows1252.ts';
import type { TextEmitter } from '../emitText.ts';
import { type ReadContext, ReadFault, type ReadReason, type ScannedPage, type Sink } from '../format.ts';
import type { GrayImage } from './grayImage.ts';
import { PageClock, TimeUp } from './pageClock.ts';
import { readScan } from './readScan.ts';

/** A page that takes longer is given up, milliseconds of the processor. */
const PAGE_MS = 40_000;
/** A page at work says so this often, milliseconds: whoever is silent for a minute is ended. */
const SIGN_OF_LIFE_MS = 5_000;

const FATE_WITHOUT_TEXT: Partial<Record<ReadReason, Exclude<Fate, 'read'>>> = {
  damaged_structure: 'corrupt',
  no_reader: 'unsupported',
  memory_limit: 'out_of_memory',
  time_limit: 'timed_out',
};

/**
 * Takes the pages of one item that can only be read by recognition. What is known is taken as it is; the rest is recognised now or left
 * for later, as the run asks (ReadContext.scans). A page that takes too long or too much is given up, the others go on.
 */
export class PageScanner {
  readonly #sink: Sink;
  readonly #emitter: TextEmitter;
  readonly #recognise: boolean;
  readonly #known: ReadonlyMap<number, ScannedPage>;
  #pages = 0;
  #waiting = 0;
  #withText = 0;
  #givenUp: ReadReason = '';

  constructor(sink: Sink, emitter: TextEmitter, { scans }: ReadContext) {
    this.#sink = sink;
    this.#emitter = emitter;
    this.#recognise = scans?.recognise ?? true;
    this.#known = new Map(scans?.known.map((page) => [page.page, page]));
  }

  /** One page; `open` gives its picture when it is needed and throws ReadFault where it cannot be had. The text goes to the emitter. */
  async page(number: number, open: () => Promise<GrayImage>): Promise<void> {
    this.#pages++;
    const known = this.#known.get(number);
    if (known === undefined && !this.#recognise) {
      this.#waiting++;
      return;
    }
    const scanned = known ?? (await this.#scan(number, open));
    if (scanned.text !== '') {
      this.#withText++;
      await this.#emitter.write(encode(scanned.text));
    } else if (scanned.reason !== 'no_text') this.#givenUp = scanned.reason;
  }

  async #scan(page: number, open: () => Promise<GrayImage>): Promise<ScannedPage> {
    let said = -Infinity;
    const sayScanning = (): void => {
      if (performance.now() < said + SIGN_OF_LIFE_MS) return;
      said = performance.now();
      this.#sink.scan?.({ kind: 'scanning', page });
    };
    sayScanning();
    const scanned = { page, ...(await readPage(open, new PageClock(PAGE_MS, sayScanning))) };
    this.#sink.scan?.({ kind: 'scanned', ...scanned });
    return scanned;
  }

  /** Something of the item was given up before it came to recognition. */
  giveUp(reason: ReadReason): void {
    this.#givenUp = reason;
  }

  /** Of an item with a page that was given up. */
  #fate(hasOtherText: boolean): Exclude<Fate, 'read'> {
    if (this.#withText > 0 || hasOtherText) return 'read_in_part';
    return FATE_WITHOUT_TEXT[this.#givenUp] ?? 'read_in_part';
  }

  /** After the last page: says how many there were. Throws ReadFault when pages wait or were given up, and when the item holds no text at all. */
  end(hasOtherText: boolean): void {
    if (this.#pages > 0) this.#sink.scan?.({ kind: 'scans', pages: this.#pages, waiting: this.#waiting });
    if (this.#waiting > 0) throw new ReadFault('read_in_part', 'scans_waiting');
    if (this.#givenUp !== '') throw new ReadFault(this.#fate(hasOtherText), this.#givenUp);
    if (this.#withText === 0 && !hasOtherText) throw new ReadFault('empty', 'no_text');
  }
}

async function readPage(
  open: () => Promise<GrayImage>,
  clock: PageClock,
): Promise<{ text: string; reason: ReadReason }> {
  try {
    // Characters outside Windows-1252 are put into it now: what is kept is what is read.
    const text = decode(encode(await readScan(await open(), clock)));
    return { text, reason: text === '' ? 'no_text' : '' };
  } catch (error) {
    return { text: '', reason: reasonOf(error) };
  }
}

/** Anything that breaks inside WebAssembly on an image that was decoded is a lack of its memory. */
function reasonOf(error: unknown): ReadReason {
  if (error instanceof TimeUp) return 'time_limit';
  return error instanceof ReadFault ? error.reason : 'memory_limit';
}
