import { createHmac } from 'node:crypto';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import type { CodeHolder } from './deriveCode.ts';
import { CODE_SYMBOLS, symbolsOf } from './referenceCode.ts';

const SYMBOLS = 12;

/**
 * What the data matrix of a letter says: 12 symbols (59 bits) derived from the key of the case and a check symbol; not the reference code, not a number of the
 * hospital. The same letter printed again bears the same one.
 */
export function sheetCode(keys: CaseKeys, { person, issue }: CodeHolder): string {
  const digest = createHmac('sha256', keys.derive('notice sheet')).update(`${person} ${issue}`).digest();
  const symbols = symbolsOf(BigInt(`0x${digest.subarray(0, 16).toString('hex')}`), SYMBOLS);
  return symbols + sheetCheck(symbols);
}

/** Whether a sheet code as it was scanned or typed has its check symbol. */
export function isSheetCode(code: string): boolean {
  return code.length === SYMBOLS + 1 && sheetCheck(code.slice(0, SYMBOLS)) === code[SYMBOLS];
}

/** Weighted sum modulo 31, as in reference codes. */
function sheetCheck(symbols: string): string {
  let sum = 0;
  for (let i = 0; i < symbols.length; i++) sum += (i + 1) * CODE_SYMBOLS.indexOf(symbols[i]!);
  return CODE_SYMBOLS[((sum % 31) + 31) % 31]!;
}
