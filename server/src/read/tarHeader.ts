/** Fields of a tar header (POSIX.1-2008, pax interchange format; GNU tar manual, appendix D). */

/** Size of a block, in which headers and contents stand. */
export const TAR_BLOCK = 512;

/** Whether a block is a tar header: its checksum is right. */
export function isTarHeader(block: Uint8Array): boolean {
  return block.length >= TAR_BLOCK && !isZeroBlock(block.subarray(0, TAR_BLOCK)) && hasRightChecksum(block);
}

export function isZeroBlock(block: Uint8Array): boolean {
  return block.every((byte) => byte === 0);
}

/** The name in the header itself, with its prefix (ustar, star). */
export function ownName(header: Uint8Array): Uint8Array {
  const name = textField(header, 0, 100);
  const isUstar = Buffer.from(header.subarray(257, 262)).toString('latin1') === 'ustar';
  if (!isUstar || header[262] !== 0) return name;
  const isStar = Buffer.from(header.subarray(508, 512)).toString('latin1') === 'tar\0';
  const prefix = textField(header, 345, isStar ? 131 : 155);
  return prefix.length === 0 ? name : Buffer.concat([prefix, Buffer.from('/'), name]);
}

function textField(header: Uint8Array, start: number, length: number): Uint8Array {
  const bytes = header.subarray(start, start + length);
  const end = bytes.indexOf(0);
  return bytes.slice(0, end < 0 ? length : end);
}

/** Octal digits, or base 256 when the first bit is set (GNU, files of 8 GiB and more). Never negative, never beyond what a number holds exactly. */
export function readNumber(header: Uint8Array, start: number, length: number): number {
  if ((header[start]! & 0x80) === 0) return octalField(header, start, length);
  let value = header[start]! & 0x7f;
  if ((value & 0x40) !== 0) return 0;
  for (let i = 1; i < length; i++) value = value * 256 + header[start + i]!;
  return Math.min(value, Number.MAX_SAFE_INTEGER);
}

function octalField(header: Uint8Array, start: number, length: number): number {
  const digits = Buffer.from(textField(header, start, length))
    .toString('latin1')
    .trim();
  return parseInt(digits, 8) || 0;
}

/** The sum of all bytes, the field of the sum itself counting as blanks; old programs summed signed bytes. */
function hasRightChecksum(header: Uint8Array): boolean {
  const sum = readNumber(header, 148, 8);
  let unsigned = 8 * 0x20;
  let signed = unsigned;
  for (let i = 0; i < TAR_BLOCK; i++) {
    if (i >= 148 && i < 156) continue;
    unsigned += header[i]!;
    signed += (header[i]! << 24) >> 24;
  }
  return sum === unsigned || sum === signed;
}
