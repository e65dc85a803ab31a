import type { FormatSample } from './sample.ts';

export const sample: FormatSample = {
  file: 'a.txt.lz',
  bytes: Buffer.from(
    'TFpJUAEMACgYSoarBGuQC5aIx0xja/+xWWR9Yrod6qIHTxO/7YwiCk4nwm6rwXjNQz6fPoYAoBr0T/QbndgaCT9WP4fH//93CwAA' +
      'L6E8+DoAAAAAAAAAXwAAAAAAAAA=',
    'base64',
  ),
  members: ['a.txt'],
};
