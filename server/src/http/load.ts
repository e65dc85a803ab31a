const SAMPLE_MS = 100;

/** How much the server is doing: requests in flight, and how late the event loop is. */
export class Load {
  readonly #mostInFlight: number;
  readonly #mostDelayMs: number;
  readonly #timer: NodeJS.Timeout;
  #inFlight = 0;
  #delayMs = 0;
  #isStopping = false;

  constructor({
    mostInFlight = 64,
    mostDelayMs = 500,
  }: { mostInFlight?: number; mostDelayMs?: number } = {}) {
    this.#mostInFlight = mostInFlight;
    this.#mostDelayMs = mostDelayMs;
    let due = performance.now() + SAMPLE_MS;
    this.#timer = setInterval(() => {
      const now = performance.now();
      this.#delayMs = Math.max(0, now - due);
      due = now + SAMPLE_MS;
    }, SAMPLE_MS);
    this.#timer.unref();
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get delayMs(): number {
    return this.#delayMs;
  }

  get isStopping(): boolean {
    return this.#isStopping;
  }

  /** Whether one more request would be too many. */
  get isOverloaded(): boolean {
    return this.#inFlight >= this.#mostInFlight || this.#delayMs > this.#mostDelayMs;
  }

  /** Counts a request while `answer` runs. */
  async during<T>(answer: () => Promise<T>): Promise<T> {
    this.#inFlight++;
    try {
      return await answer();
    } finally {
      this.#inFlight--;
    }
  }

  /** From here on new requests are turned away. */
  stop(): void {
    this.#isStopping = true;
    clearInterval(this.#timer);
  }
}
