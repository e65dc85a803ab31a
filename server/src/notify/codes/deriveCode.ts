import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import {
  codeSymbols,
  LOCATOR_SYMBOLS,
  type ReferenceCode,
  SECRET_SYMBOLS,
  symbolsOf,
} from './referenceCode.ts';
import { holdsRudeWord } from './rudeWords.ts';

/** Whose code it is: the person (internal id) and the issue number. A new issue makes the code before it void. */
export interface CodeHolder {
  readonly person: number;
  readonly issue: number;
}

/** Which derivation gave the code: earlier ones were rude, or their locator was taken. Kept with the notice, so that the same code comes out again. */
export interface CodeAttempts {
  readonly locatorAttempt: number;
  readonly secretAttempt: number;
}

/** So many derivations in a row that are rude or taken do not happen: something else is wrong. */
const MOST_ATTEMPTS = 1_000;

/** Derives reference codes from the case's key: the same person, issue and attempts give the same code, and nobody without the key can compute one. */
export class CodeDeriver {
  readonly #key: KeyObject;

  constructor(keys: CaseKeys) {
    this.#key = createSecretKey(keys.derive('notice code'));
  }

  /** The code of a holder by the attempts that were kept. */
  derive(holder: CodeHolder, { locatorAttempt, secretAttempt }: CodeAttempts): ReferenceCode {
    return {
      locator: this.#symbols('locator', holder, locatorAttempt, LOCATOR_SYMBOLS),
      secret: this.#symbols('secret', holder, secretAttempt, SECRET_SYMBOLS),
    };
  }

  /** The first code of a holder in which no rude word can be read and whose locator is not in `taken`; its locator is added there. */
  choose(holder: CodeHolder, taken: Set<string>): CodeAttempts & { readonly code: ReferenceCode } {
    for (let locatorAttempt = 0; locatorAttempt < MOST_ATTEMPTS; locatorAttempt++) {
      const locator = this.#symbols('locator', holder, locatorAttempt, LOCATOR_SYMBOLS);
      if (taken.has(locator) || holdsRudeWord(locator)) continue;
      for (let secretAttempt = 0; secretAttempt < MOST_ATTEMPTS; secretAttempt++) {
        const code = this.derive(holder, { locatorAttempt, secretAttempt });
        if (holdsRudeWord(codeSymbols(code))) continue;
        taken.add(locator);
        return { locatorAttempt, secretAttempt, code };
      }
    }
    throw new Error('no reference code could be derived');
  }

  #symbols(part: string, { person, issue }: CodeHolder, attempt: number, length: number): string {
    const digest = createHmac('sha256', this.#key).update(`${part} ${person} ${issue} ${attempt}`).digest();
    // 128 bits taken modulo 31^10 (50 bits): no symbol is likelier than another by more than 2^-78.
    return symbolsOf(BigInt(`0x${digest.subarray(0, 16).toString('hex')}`), length);
  }
}
