import { textFile } from '../../../demo/fileWriters.ts';
import { type FormatSample, TEXT } from './sample.ts';

/** An element of DER. */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(tag, 0x82, body.length >> 8, body.length & 0xff), body]);
}

const DATA = Buffer.from('06092a864886f70d010701', 'hex');
const SIGNED_DATA = Buffer.from('06092a864886f70d010702', 'hex');

/** SignedData without signers: what is signed stands in it as it is. */
export const sample: FormatSample = {
  file: 'ordonnance.txt.p7m',
  bytes: der(
    0x30,
    SIGNED_DATA,
    der(
      0xa0,
      der(
        0x30,
        Buffer.of(0x02, 0x01, 0x01),
        der(0x31),
        der(0x30, DATA, der(0xa0, der(0x04, textFile(TEXT, 'utf8')))),
        der(0x31),
      ),
    ),
  ),
  members: ['ordonnance.txt'],
};
