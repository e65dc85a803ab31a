import { type FormatSample, TEXT } from './sample.ts';

function u32(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [i, value] of values.entries()) bytes.writeInt32LE(value, 4 * i);
  return bytes;
}

function record(type: number, ...body: readonly Uint8Array[]): Buffer {
  const bytes = Buffer.concat(body);
  const padded = Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
  return Buffer.concat([u32(type, 8 + padded.length), padded]);
}

const text = (y: number, value: string): Buffer =>
  record(
    84,
    Buffer.alloc(28),
    u32(0, y, value.length, 76, 0),
    Buffer.alloc(20),
    Buffer.from(value, 'utf16le'),
  );
const info = Buffer.concat([
  u32(40, 32, 32),
  Buffer.from([1, 0, 8, 0]),
  Buffer.alloc(24),
  Buffer.alloc(1024),
]);
const bitmap = record(
  81,
  Buffer.alloc(40),
  u32(80, info.length, 80 + info.length, 1024),
  Buffer.alloc(16),
  info,
  Buffer.alloc(1024),
);

export const sample: FormatSample = {
  file: 'a.emf',
  bytes: Buffer.concat([
    record(1, Buffer.alloc(32), Buffer.from(' EMF'), Buffer.alloc(44)),
    text(10, 'NOM'),
    text(10, 'DDN'),
    ...TEXT.map((line, i) => text(20 + 10 * i, line)),
    bitmap,
  ]),
  texts: [`NOM\tDDN\n${TEXT.join('\n')}\n`],
  members: ['picture-1.bmp'],
};
