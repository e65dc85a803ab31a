import type { FormatSample } from './sample.ts';

export const sample: FormatSample = {
  file: 'a.txt.xz',
  bytes: Buffer.from(
    '/Td6WFoAAATm1rRGAgAhARwAAAAQz1jMAQA5UGF0aWVudGUgOiBFWEVNUExFIEplYW5uZQpOw6llIGxlIDE0LzA3LzE5ODQsIElQ' +
      'UCAwMDg0NTEyCgAAAGuuc33ff7dKAAFSOk9TB24ftvN9AQAAAAAEWVo=',
    'base64',
  ),
  members: ['a.txt'],
};
