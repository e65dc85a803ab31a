import { textFile } from '../../../demo/fileWriters.ts';
import { type FormatSample, TEXT } from './sample.ts';

/** One stored file with a header of level 0: size, sum, method, sizes, time, attribute, level, name, CRC-16 (LHA, header.doc). */
function lhaFile(name: string, content: Uint8Array): Buffer {
  const header = Buffer.alloc(24 + name.length);
  header[0] = header.length - 2;
  header.write('-lh0-', 2, 'latin1');
  header.writeUInt32LE(content.length, 7);
  header.writeUInt32LE(content.length, 11);
  header[19] = 0x20;
  header[21] = name.length;
  header.write(name, 22, 'latin1');
  header.writeUInt16LE(crc16(content), 22 + name.length);
  header[1] = header.subarray(2).reduce((sum, byte) => sum + byte, 0) & 0xff;
  return Buffer.concat([header, content, Buffer.alloc(1)]);
}

function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
  }
  return crc;
}

export const sample: FormatSample = {
  file: 'a.lzh',
  bytes: lhaFile('a.txt', textFile(TEXT, 'utf8')),
  members: ['a.txt'],
};
