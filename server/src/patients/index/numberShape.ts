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
