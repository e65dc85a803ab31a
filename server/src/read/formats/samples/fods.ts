import { type FormatSample, ROWS } from './sample.ts';

const NAMES =
  'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:mimetype="application/vnd.oasis.opendocument.spreadsheet"';
const cell = (text: string, attributes = '', more = ''): string =>
  `<table:table-cell ${attributes}>${more}<text:p>${text}</text:p></table:table-cell>`;
const row = (...cells: readonly string[]): string => `<table:table-row>${cells.join('')}</table:table-row>`;

export const sample: FormatSample = {
  file: 'a.xml',
  bytes: Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?><office:document ${NAMES}><office:body><office:spreadsheet><table:table table:name="Séjours">` +
      ROWS.map((cells) => row(...cells.map((text) => cell(text)))).join('') +
      '<table:table-row table:number-rows-repeated="3"/>' +
      row(
        cell('14/07', 'office:value-type="date" office:date-value="1984-07-14"'),
        cell('2,84E+014', 'office:value-type="float" office:value="284079122899953"'),
        cell('01 99 00 12 34', 'office:value-type="float" office:value="199001234"'),
        cell('8 012 345', 'office:value-type="float" office:value="8012345"'),
        cell(
          'EXEMPLE',
          'table:number-columns-repeated="2"',
          '<office:annotation><dc:creator>Dr ESSAI</dc:creator><text:p>Rappeler la fille</text:p></office:annotation>',
        ),
      ) +
      '<table:shapes><draw:frame><draw:text-box><text:p>12 rue des Lilas</text:p></draw:text-box></draw:frame></table:shapes>' +
      '</table:table></office:spreadsheet></office:body></office:document>',
  ),
  texts: [
    'Séjours',
    '0084512\tEXEMPLE\t14/07/1984',
    '14/07/1984\t284079122899953\t01 99 00 12 34\t8012345\tEXEMPLE\tEXEMPLE\t',
    'Auteur : Dr ESSAI\nE8 : Rappeler la fille\n12 rue des Lilas\n',
  ],
};
