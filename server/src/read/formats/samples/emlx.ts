import { mailFile } from '../../../demo/fileWriters.ts';
import { type FormatSample, TEXT } from './sample.ts';

const mail = mailFile({
  from: 'a@b.example',
  to: 'c@d.example',
  subject: 'Résultats',
  date: 'Tue, 01 Mar 2016 09:00:00 +0100',
  lines: TEXT,
  attachments: [],
});

export const sample: FormatSample = {
  file: '1234.emlx',
  bytes: Buffer.concat([
    Buffer.from(`${mail.length}      \n`),
    mail,
    Buffer.from('<?xml version="1.0" encoding="UTF-8"?><plist version="1.0"><dict></dict></plist>\n'),
  ]),
  texts: [...TEXT, 'Résultats'],
};
