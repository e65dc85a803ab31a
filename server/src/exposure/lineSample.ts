import { randomInt } from 'node:crypto';

/** A line of a file, as it was drawn. */
export interface DrawnLine<T> {
  /** Of the lines behind the header, from 1 on. */
  readonly number: number;
  readonly line: T;
}

/** Draws so many lines at random from lines that pass by once, each as likely as any other (Vitter, algorithm R). Nobody can foresee which. */
export class LineSample<T> {
  readonly #most: number;
  readonly #drawn: DrawnLine<T>[] = [];
  #passed = 0;

  constructor(most: number) {
    this.#most = most;
  }

  take(line: T): void {
    const drawn = { number: ++this.#passed, line };
    if (this.#drawn.length < this.#most) this.#drawn.push(drawn);
    else {
      const place = randomInt(this.#passed);
      if (place < this.#most) this.#drawn[place] = drawn;
    }
  }

  /** What was drawn, in the order of the file. */
  drawn(): DrawnLine<T>[] {
    return this.#drawn.toSorted((a, b) => a.number - b.number);
  }
}
