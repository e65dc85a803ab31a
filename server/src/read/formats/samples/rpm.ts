import { gzipSync } from 'node:zlib';
import type { FormatSample } from './sample.ts';
import { sample as cpio } from './cpio.ts';

/** A lead of 96 bytes and two empty heads before the compressed cpio. */
const lead = Buffer.alloc(96);
lead.set([0xed, 0xab, 0xee, 0xdb, 3, 0]);
const head = Buffer.from('8eade801000000000000000000000000', 'hex');

export const sample: FormatSample = {
  file: 'a.rpm',
  bytes: Buffer.concat([lead, head, head, gzipSync(cpio.bytes)]),
  members: cpio.members ?? [],
};
