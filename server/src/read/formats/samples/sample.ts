import { inflateRawSync } from 'node:zlib';

/** What the contract test asks of a format: one small file of it. One sample a format, in the file with the format's own name. */
export interface FormatSample {
  /** Name of the file. */
  readonly file: string;
  readonly bytes: Uint8Array;
  /** What must be read. */
  readonly texts?: readonly string[];
  /** Names of the members that must be found, in order. */
  readonly members?: readonly string[];
  /** True where only the extension tells the format from plain text. */
  readonly weak?: boolean;
}

/** Lines that samples hold. */
export const TEXT = ['Patiente : EXEMPLE Jeanne', 'Née le 14/07/1984, IPP 0084512'];

/** Rows that samples of tables hold. */
export const ROWS = [
  ['IPP', 'NOM', 'DDN'],
  ['0084512', 'EXEMPLE', '14/07/1984'],
  ['0084513', "D'ÉTÉ; suite", '01/02/1960'],
  ['0084514', 'TESTARD', '03/04/1970'],
];

/** Bytes of a small binary sample, deflated and in base64. */
export function packed(...base64: readonly string[]): Uint8Array {
  return new Uint8Array(inflateRawSync(Buffer.from(base64.join(''), 'base64')));
}
