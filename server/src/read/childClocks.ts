import type { Clock } from './mishap.ts';

/** How long a child may take. Only the time counts during which its supervisor waits for it. Milliseconds. */
export interface ClockLimits {
  /** Without a sign of life. */
  readonly stallMs: number;
  /** For one item, or one page of an item that is recognised. */
  readonly itemMs: number;
  /** For one request. */
  readonly totalMs: number;
}

const MINUTE = 60_000;

/** For a file of so many bytes: the slowest reading that is still sensible is a megabyte a second. A file of many scans may take a day. */
export function clockLimits(fileBytes: number, stallMs: number): ClockLimits {
  const forSize = fileBytes / 1000;
  return { stallMs, itemMs: 30 * MINUTE + forSize, totalMs: 24 * 60 * MINUTE + forSize };
}

/** The three clocks of a request. (The fourth, on processor time, is the kernel's.) */
export class ChildClocks {
  readonly #limits: ClockLimits;
  #stall = 0;
  #item = 0;
  #total = 0;

  constructor(limits: ClockLimits) {
    this.#limits = limits;
  }

  /** What is left until the first of them strikes. */
  get leftMs(): number {
    const { stallMs, itemMs, totalMs } = this.#limits;
    return Math.max(0, Math.min(stallMs - this.#stall, itemMs - this.#item, totalMs - this.#total));
  }

  /** The clock that has struck, or null. */
  get struck(): Clock | null {
    const { stallMs, itemMs, totalMs } = this.#limits;
    if (this.#stall >= stallMs) return 'stall';
    if (this.#item >= itemMs) return 'item';
    return this.#total >= totalMs ? 'total' : null;
  }

  /** So long the child was waited for. */
  waited(ms: number): void {
    this.#stall += ms;
    this.#item += ms;
    this.#total += ms;
  }

  /** The child gave a sign of life. */
  signOfLife(): void {
    this.#stall = 0;
  }

  /** The child began another item, or another page. */
  nextItem(): void {
    this.#item = 0;
  }
}
