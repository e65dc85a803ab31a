import type { FormatSample } from './sample.ts';

export const sample: FormatSample = {
  file: 'a.txt.Z',
  bytes: Buffer.from(
    'H52QUMLQSVPGDZ0yIHSAKIKlSBMoTIqAUFImjBs3ZRQ4GZYKIRuEMWi8gHHjRYwcOGiwAJEEChQQMGCkrBFDhgI=',
    'base64',
  ),
  members: ['a.txt'],
};
