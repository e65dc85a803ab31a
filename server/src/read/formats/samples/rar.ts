import { crc32 } from 'node:zlib';
import { textFile } from '../../../demo/fileWriters.ts';
import { type FormatSample, TEXT } from './sample.ts';

/** Numbers of 7 bits a byte, lowest first. */
function vint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...vint(value >>> 7)];
}

/** A block: checksum, size, then its fields (RAR 5.0 archive format, "General archive block format"). */
function block(fields: readonly number[], data: Uint8Array = new Uint8Array(0)): Buffer {
  const body = Buffer.from([...vint(fields.length), ...fields]);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32LE(crc32(body));
  return Buffer.concat([checksum, body, data]);
}

/** An archive of version 5 with stored files, as the published description of the format has it. */
export function rarFile(files: readonly { name: string; bytes: Uint8Array }[]): Buffer {
  const fileBlocks = files.map(({ name, bytes }) => {
    const nameBytes = Buffer.from(name);
    const checksum = Buffer.alloc(4);
    checksum.writeUInt32LE(crc32(bytes));
    // Type 2, flag "data follows"; file flag "has checksum"; attributes, method 0 (stored), system Unix.
    const fields = [
      2,
      2,
      ...vint(bytes.length),
      4,
      ...vint(bytes.length),
      ...vint(0o100644),
      ...checksum,
      0,
      1,
    ];
    return block([...fields, ...vint(nameBytes.length), ...nameBytes], bytes);
  });
  return Buffer.concat([
    Buffer.from('526172211a070100', 'hex'),
    block([1, 0, 0]),
    ...fileBlocks,
    block([5, 0, 0]),
  ]);
}

export const sample: FormatSample = {
  file: 'a.rar',
  bytes: rarFile([{ name: 'dossier/été.txt', bytes: textFile(TEXT, 'utf8') }]),
  members: ['dossier/été.txt'],
};
