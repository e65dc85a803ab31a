/** How a register writes a patient number: letters, so many digits (zeros in front), letters. '0084512' is seven digits, 'Q10024554' a Q and eight. */
export interface NumberShape {
  readonly prefix: string;
  readonly digits: number;
  readonly suffix: string;
}

const NUMBER = /^([A-Z]*)(\d+)([A-Z]*)$/;
/** Rarer shapes than one in so many numbers are no habit. */
const RARE = 20;
const SHAPES_KEPT = 4;
/** More shapes than that are no habit of anybody. */
const SHAPES_COUNTED = 1000;

/** Numbers that are all counted; of those behind them one in so many is enough. */
const COUNTED = 20_000;
const SKIPPED = 16;

/** Counts the shapes of a register's numbers. */
export class NumberShapeCounter {
  readonly #counts = new Map<string, number>();
  #seen = 0;
  #total = 0;

  add(number: string): void {
    if (this.#seen++ > COUNTED && this.#seen % SKIPPED !== 0) return;
    this.#total++;
    const match = NUMBER.exec(plain(number));
    if (match === null) return;
    const key = `${match[1]!} ${match[2]!.length} ${match[3]!}`;
    const count = this.#counts.get(key);
    if (count !== undefined || this.#counts.size < SHAPES_COUNTED) this.#counts.set(key, (count ?? 0) + 1);
  }

  commonest(): NumberShape[] {
    return [...this.#counts]
      .filter(([, count]) => count * RARE >= this.#total)
      .sort((a, b) => b[1] - a[1])
      .slice(0, SHAPES_KEPT)
      .map(([key]) => {
        const [prefix = '', digits = '', suffix = ''] = key.split(' ');
        return { prefix, digits: Number(digits), suffix };
      });
  }
}

/**
 * How many of the numbers that a register could have where its numbers lie it has, 0 to 1: 1 for running numbers, little where they are spread
 * or end with letters. So much an equal number proves.
 */
export class NumberDensity {
  readonly #values: number[] = [];
  readonly #letters = new Set<string>();
  #withLetters = 0;
  #inGroups = 0;

  add(number: string): void {
    const written = plain(number);
    if (written.length < number.length) this.#inGroups++;
    const match = NUMBER.exec(written);
    if (match === null || match[2]!.length > SAFE_DIGITS) return;
    this.#values.push(Number(match[2]));
    if (match[3] !== '') this.#withLetters++;
    if (this.#letters.size < SHAPES_COUNTED) this.#letters.add(`${match[1]!} ${match[3]!}`);
  }

  get endsWithLetters(): boolean {
    return this.#withLetters > this.#values.length / 2;
  }

  /** Whether most numbers are written with signs between their digits ('P012345-7'). */
  get isInGroups(): boolean {
    return this.#inGroups > this.#values.length / 2;
  }

  /** By the gaps between neighbours: of the smaller ones, since numbers may be given in blocks. */
  get share(): number {
    const sorted = Float64Array.from(this.#values).sort();
    const gaps = sorted.subarray(1).map((value, i) => value - sorted[i]!);
    const gap = gaps.sort()[gaps.length >> 2] ?? 1;
    return 1 / (Math.max(1, gap) * Math.max(1, this.#letters.size));
  }
}

/** Longer numbers are no exact numbers here. */
const SAFE_DIGITS = 15;

/** Letters in front of and behind the digits that a software may have added; zeros in front that it added or dropped; '.0' of a number read as a fraction. */
const WRITTEN = /^([A-Z]{0,4})(\d+)([A-Z]{0,2})$/;

/**
 * A number that is written otherwise than in the register, as the register would write it: '84512' and 'P0084512' are '0084512', '0000000084512' too.
 * Null when it is no number, or too long for the shape.
 */
export function inShape(text: string, { prefix, digits, suffix }: NumberShape): string | null {
  const match = WRITTEN.exec(plain(text.replace(/^(\s*\d+)[.,]0+\s*$/, '$1')));
  const significant = match?.[2]!.replace(/^0+(?=\d)/, '');
  if (significant === undefined || significant.length > digits) return null;
  return `${prefix}${significant.padStart(digits, '0')}${suffix}`;
}

function plain(number: string): string {
  return number.toUpperCase().replace(/[^0-9A-Z]/g, '');
}
