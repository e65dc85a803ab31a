import { testPicture } from '../../scans/testPicture.ts';
import type { FormatSample } from './sample.ts';

/** A bitmap of 24 bits: header of 54 bytes, lines from the bottom, each filled up to a multiple of four bytes. */
function bitmap(): Buffer {
  const { width, height, pixels } = testPicture();
  const stride = Math.ceil((width * 3) / 4) * 4;
  const bytes = Buffer.alloc(54 + stride * height);
  bytes.write('BM');
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(height, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      bytes.fill(pixels[(height - 1 - y) * width + x]!, 54 + y * stride + x * 3, 54 + y * stride + x * 3 + 3);
  return bytes;
}

export const sample: FormatSample = { file: 'carte.bmp', bytes: bitmap(), texts: ['VERNELLI', '14/07/1984'] };
