import { type FormatSample, ROWS } from './sample.ts';

const cell = (text: string, type = 'String', attributes = '', more = ''): string =>
  `<Cell ${attributes}><Data ss:Type="${type}">${text}</Data>${more}</Cell>`;

export const sample: FormatSample = {
  file: 'a.xml',
  bytes: Buffer.from(
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">' +
      '<DocumentProperties><Author>Odile TESTARD</Author></DocumentProperties>' +
      '<Styles><Style ss:ID="s1"><NumberFormat ss:Format="0#&quot; &quot;##&quot; &quot;##&quot; &quot;##&quot; &quot;##"/></Style></Styles>' +
      '<Worksheet ss:Name="Séjours"><Table>' +
      ROWS.map((cells) => `<Row>${cells.map((text) => cell(text)).join('')}</Row>`).join('') +
      `<Row ss:Index="9">${cell('1984-07-14T00:00:00.000', 'DateTime', 'ss:Index="2"')}${cell('199001234', 'Number', 'ss:StyleID="s1" ss:MergeAcross="1"')}${cell('284079122899953', 'Number')}` +
      `${cell('1', 'Boolean', '', '<Comment ss:Author="Dr ESSAI"><ss:Data><B>Rappeler</B> la fille</ss:Data></Comment>')}</Row>` +
      '</Table><WorksheetOptions><PageSetup><Header x:Data="&amp;CCH d’Essai"/></PageSetup></WorksheetOptions></Worksheet></Workbook>',
  ),
  texts: [
    'Séjours',
    '0084512\tEXEMPLE\t14/07/1984',
    '14/07/1984\t01 99 00 12 34\t284079122899953\tVRAI\t',
    'Auteur : Dr ESSAI\nF9 : Rappeler la fille\nCH d’Essai\n',
    'Auteur : Odile TESTARD',
  ],
};
