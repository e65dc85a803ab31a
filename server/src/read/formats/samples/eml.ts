import { mailFile, textFile } from '../../../demo/fileWriters.ts';
import { type FormatSample, TEXT } from './sample.ts';

export const sample: FormatSample = {
  file: 'a.eml',
  bytes: mailFile({
    from: 'a@b.example',
    to: 'c@d.example',
    subject: 'Résultats',
    date: 'Tue, 01 Mar 2016 09:00:00 +0100',
    lines: TEXT,
    attachments: [{ name: 'piece.txt', bytes: textFile(TEXT, 'utf8') }],
  }),
  texts: [...TEXT, 'Résultats'],
  members: ['piece.txt'],
};
