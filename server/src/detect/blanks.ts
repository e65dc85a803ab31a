const LF = 0x0a;

/** Behind the blanks, dots and colons that begin at `at`. */
export function skipBlanks(bytes: Uint8Array, at: number): number {
  let i = at;
  while (bytes[i] === 0x20 || bytes[i] === 0xa0 || bytes[i] === 0x2e || bytes[i] === 0x3a) i++;
  return i;
}

/** What stands between words of a cell. */
export function isBlankOrTab(byte: number): boolean {
  return byte === 0x20 || byte === 0xa0 || byte === 0x09;
}

/** A line end, a tab or a bar: a phrase does not go on in the next cell. */
export function isCellEnd(byte: number): boolean {
  return byte === LF || byte === 0x09 || byte === 0x7c;
}
