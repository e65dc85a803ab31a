import { htmlFile } from '../../../demo/fileWriters.ts';
import { type FormatSample, TEXT } from './sample.ts';

export const sample: FormatSample = {
  file: 'a.mht',
  bytes: Buffer.from(
    [
      'From: <Saved by a browser>',
      'Subject: Compte rendu',
      'Date: Tue, 1 Mar 2016 09:00:00 +0100',
      'MIME-Version: 1.0',
      'Content-Type: multipart/related; type="text/html"; boundary="----limite"',
      '',
      '------limite',
      'Content-Type: text/html; charset=utf-8',
      'Content-Transfer-Encoding: base64',
      'Content-Location: https://hopital.example/cr.html',
      '',
      htmlFile('Compte rendu', TEXT).toString('base64'),
      '------limite',
      'Content-Type: image/gif',
      'Content-Transfer-Encoding: base64',
      'Content-Location: https://hopital.example/images/etiquette.gif?taille=2',
      '',
      'R0lGODlhAQABAAAAACwAAAAAAQABAAA=',
      '------limite--',
      '',
    ].join('\r\n'),
  ),
  texts: TEXT,
  members: ['etiquette.gif'],
};
