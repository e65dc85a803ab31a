import type { FormatSample } from './sample.ts';

export const sample: FormatSample = {
  file: 'a.txt.bz2',
  bytes: Buffer.from(
    'QlpoOTFBWSZTWfzayHMAABPflAAQQAT28AI3QEAiJQQAACAIACAAVFAAAABoVPNSekNPTUGjEyewmbpIwi5ddoqAsiKCMT068PJl' +
      '5OfYfxna3163G6fMKUA+LuSKcKEh+bWQ5g==',
    'base64',
  ),
  members: ['a.txt'],
};
