import type { FormatSample } from './sample.ts';

export const sample: FormatSample = {
  file: 'a.txt.lzma',
  bytes: Buffer.from(
    'XQAAAAT//////////wAoGEqGqwRrkAuWiMdMY2v/sVlkfWK6HeqiB08Tv+2MIgpOJ8Juq8F4zUM+nz6GAKAa9E/0G6pq6B71Sak+' +
      'wv//6GHgAA==',
    'base64',
  ),
  members: ['a.txt'],
};
