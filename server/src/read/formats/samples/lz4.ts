import type { FormatSample } from './sample.ts';

export const sample: FormatSample = {
  file: 'a.txt.lz4',
  bytes: Buffer.from(
    'BCJNGGRApzoAAIBQYXRpZW50ZSA6IEVYRU1QTEUgSmVhbm5lCk7DqWUgbGUgMTQvMDcvMTk4NCwgSVBQIDAwODQ1MTIKAAAAAAY8' +
      'ZOU=',
    'base64',
  ),
  members: ['a.txt'],
};
