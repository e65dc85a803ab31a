import type { FormatSample } from './sample.ts';

export const sample: FormatSample = {
  file: 'contacts.vcf',
  bytes: Buffer.from(
    [
      'BEGIN:VCARD',
      'VERSION:2.1',
      'N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:EXEMPLE;J=C3=A9r=',
      '=C3=B4me;;;',
      'TEL;CELL:06 39 98 00 01',
      'BDAY:19840714',
      'END:VCARD',
      'BEGIN:VCARD',
      'VERSION:3.0',
      'FN:TESTARD Élise',
      'N:TESTARD;Élise;;;',
      'item1.ADR;TYPE=home:;;12\\, rue des Essais;Ville-Test;;01234;France',
      'NOTE:Suivie en cardiologie\\, IPP 00845',
      ' 13',
      'PHOTO;ENCODING=b;TYPE=GIF:R0lGODlhAQABAAAAACwAAAAAAQABAAA=',
      'END:VCARD',
      '',
    ].join('\r\n'),
  ),
  texts: ['EXEMPLE', 'Jérôme', '06 39 98 00 01', '12, rue des Essais', '01234', 'IPP 0084513'],
  members: ['photo-1.gif'],
};
