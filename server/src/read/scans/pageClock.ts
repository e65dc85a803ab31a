/** The time of the page is up. */
export class TimeUp extends Error {
  constructor() {
    super('recognition took too long');
    this.name = 'TimeUp';
  }
}

/**
 * Time of the processor that one page may cost. Not the time of day: a busy machine must not cost pages. `onTick` is called whenever the
 * clock is looked at, to say that the work goes on.
 */
export class PageClock {
  readonly #limit: number;
  readonly #begun = process.cpuUsage();
  readonly #onTick: () => void;

  /** `limit`: milliseconds of the processor; Infinity for a page that may take whatever it takes. */
  constructor(limit: number, onTick: () => void = () => undefined) {
    this.#limit = limit;
    this.#onTick = onTick;
  }

  /** Share of the time that is used, 0 to 1 and beyond. */
  used(): number {
    const { user, system } = process.cpuUsage(this.#begun);
    return (user + system) / 1000 / this.#limit;
  }

  /** Throws TimeUp when the time is up. */
  tick(): void {
    this.#onTick();
    if (this.used() > 1) throw new TimeUp();
  }
}
