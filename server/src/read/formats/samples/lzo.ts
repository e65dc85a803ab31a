import type { FormatSample } from './sample.ts';

/** Three times the same lines, so that something is packed. */
export const sample: FormatSample = {
  file: 'a.txt.lzo',
  bytes: Buffer.from(
    'iUxaTwANChoKEEAgoAlAAwkDAAAJAACBpGsHu+8AAAAABWEudHh0VzEGpwAAAK4AAABCRUMwl0tQYXRpZW50ZSA6IEVYRU1QTEUgSmVh' +
      'bm5lCk7DqWUgbGUgMTQvMDcvMTk4NCwgSVBQIDAwODQ1MTIKIFPkABEAAAAAAAA=',
    'base64',
  ),
  members: ['a.txt'],
};
