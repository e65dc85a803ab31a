/**
 * The symbols of reference codes: digits and capitals without those that are taken for one another (0 O, 1 I L). 31 of them, a prime number: so a weighted
 * sum modulo 31 catches every single wrong symbol and every exchange of two.
 */
export const CODE_SYMBOLS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
export const LOCATOR_SYMBOLS = 5;
export const SECRET_SYMBOLS = 10;
const CODE_LENGTH = LOCATOR_SYMBOLS + SECRET_SYMBOLS + 1;
const GROUP = 5;

const VALUE = new Map(Array.from(CODE_SYMBOLS, (symbol, value) => [symbol, value]));

/** A reference code: the locator finds the notice, the secret proves that somebody holds the letter. */
export interface ReferenceCode {
  readonly locator: string;
  readonly secret: string;
}

/** What is wrong with a code as somebody typed it. */
export type CodeFault =
  | { readonly kind: 'length'; readonly symbols: number }
  /** A symbol that no code has. `lookAlikes` are those it is taken for: none of them stands in a code either, so another symbol was misread. */
  | { readonly kind: 'symbol'; readonly place: number; readonly symbol: string; readonly lookAlikes: string }
  | { readonly kind: 'check' };

/** Symbols that people type although no code has them, each with what it is taken for. */
const LOOK_ALIKES = new Map([
  ['0', '0/O'],
  ['O', '0/O'],
  ['1', '1/I/L'],
  ['I', '1/I/L'],
  ['L', '1/I/L'],
]);

/**
 * The check symbol of 15 symbols: the sum of value times place (1 to 15) plus 16 times the check is a multiple of 31. Places differ modulo 31, so that the
 * exchange of any two different symbols is caught, not of neighbours alone.
 */
export function checkSymbol(symbols: string): string {
  const sum = weightedSum(symbols);
  // 16 · 2 = 32 leaves 1: 2 is what 16 is divided by.
  return CODE_SYMBOLS[(31 - sum) * 2 % 31]!; // prettier-ignore
}

function weightedSum(symbols: string): number {
  let sum = 0;
  for (let i = 0; i < symbols.length; i++) sum += (i + 1) * VALUE.get(symbols[i]!)!;
  return sum % 31;
}

/** The 16 symbols of a code without blanks. */
export function codeSymbols({ locator, secret }: ReferenceCode): string {
  return `${locator}${secret}${checkSymbol(`${locator}${secret}`)}`;
}

/** A code as it is printed: 'K7M2P-4QDTW-X2RJ8-N'. */
export function printCode(code: ReferenceCode): string {
  const symbols = codeSymbols(code);
  const groups: string[] = [];
  for (let at = 0; at < symbols.length; at += GROUP) groups.push(symbols.slice(at, at + GROUP));
  return groups.join('-');
}

/** Reads a code as people type it: any case, blanks, hyphens and dots anywhere. */
export function readCode(typed: string): ReferenceCode | CodeFault {
  const symbols = typed
    .slice(0, 100)
    .toUpperCase()
    .replace(/[\s.\-\u2010-\u2015\u00a0_]/g, '');
  for (const [place, symbol] of Array.from(symbols).entries())
    if (!VALUE.has(symbol))
      return { kind: 'symbol', place: place + 1, symbol, lookAlikes: LOOK_ALIKES.get(symbol) ?? '' };
  if (symbols.length !== CODE_LENGTH) return { kind: 'length', symbols: symbols.length };
  if (weightedSum(symbols) !== 0) return { kind: 'check' };
  return {
    locator: symbols.slice(0, LOCATOR_SYMBOLS),
    secret: symbols.slice(LOCATOR_SYMBOLS, -1),
  };
}

/** The symbols of a number taken modulo 31 to the power of `length`. */
export function symbolsOf(value: bigint, length: number): string {
  let symbols = '';
  for (let rest = value; symbols.length < length; rest /= 31n) symbols += CODE_SYMBOLS[Number(rest % 31n)]!;
  return symbols;
}
