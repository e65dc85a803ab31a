const WINDOW_MS = 60_000;
/** So many keys are remembered at most; beyond that all share one count, so that memory is bounded. */
const MOST_KEYS = 50_000;

/** Counts requests in windows of a minute. */
export class RateLimit {
  readonly #most: number;
  readonly #now: () => Date;
  readonly #counts = new Map<string, number>();
  #window = 0;

  constructor(most: number, now: () => Date) {
    this.#most = most;
    this.#now = now;
  }

  /** Counts a request; false when there were too many from the same one within the minute. */
  take(key: string): boolean {
    const window = Math.floor(this.#now().getTime() / WINDOW_MS);
    if (window !== this.#window) {
      this.#window = window;
      this.#counts.clear();
    }
    const counted = this.#counts.has(key) || this.#counts.size < MOST_KEYS ? key : '';
    const count = (this.#counts.get(counted) ?? 0) + 1;
    this.#counts.set(counted, count);
    return count <= this.#most;
  }

  /** Seconds until the next window. */
  get retryAfter(): number {
    return Math.ceil((WINDOW_MS - (this.#now().getTime() % WINDOW_MS)) / 1000);
  }
}
