import { encode } from '../../../text/windows1252.ts';
import { type FormatSample, TEXT } from './sample.ts';

function u16(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(2 * values.length);
  for (const [i, value] of values.entries()) bytes.writeUInt16LE(value, 2 * i);
  return bytes;
}

function record(type: number, ...body: readonly Uint8Array[]): Buffer {
  const bytes = Buffer.concat(body);
  const padded = Buffer.concat([bytes, Buffer.alloc(bytes.length & 1)]);
  return Buffer.concat([u16((padded.length + 6) / 2, 0, type), padded]);
}

export const sample: FormatSample = {
  file: 'a.wmf',
  bytes: Buffer.concat([
    u16(1, 9, 0x0300),
    Buffer.alloc(12),
    ...TEXT.map((line, i) => record(0x0a32, u16(10 * i, 5, encode(line).length, 0), encode(line))),
    record(0x0521, u16(3), Buffer.from('fin\0'), u16(90, 5)),
  ]),
  texts: [`${TEXT.join('\n')}\nfin\n`],
};
