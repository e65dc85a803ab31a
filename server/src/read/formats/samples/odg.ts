import { pagesFile } from './odp.ts';
import { type FormatSample, TEXT } from './sample.ts';

export const sample: FormatSample = {
  file: 'a.odg',
  bytes: await pagesFile(
    'graphics',
    `<draw:page><draw:custom-shape>${TEXT.map((text) => `<text:p>${text}</text:p>`).join('')}</draw:custom-shape></draw:page>`,
  ),
  texts: TEXT,
  members: ['Pictures/1.png'],
};
