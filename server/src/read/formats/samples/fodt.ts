import { type FormatSample, TEXT } from './sample.ts';

const NAMES =
  'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:mimetype="application/vnd.oasis.opendocument.text"';
const paragraph = (text: string): string => `<text:p>${text}</text:p>`;
const PICTURE = Buffer.from('89504e470d0a1a0a', 'hex').toString('base64');

/** A text with a header, tracked changes, a note, a comment, a text box, a table and a picture. */
export const sample: FormatSample = {
  file: 'a.xml',
  bytes: Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?><office:document ${NAMES}>` +
      '<office:meta><dc:title>CRH EXEMPLE</dc:title></office:meta>' +
      `<office:master-styles><style:header>${paragraph('CH d’Essai')}</style:header></office:master-styles>` +
      '<office:body><office:text><text:tracked-changes><text:changed-region text:id="c1"><text:deletion><office:change-info><dc:creator>X</dc:creator></office:change-info>' +
      `${paragraph('12/06/1983')}</text:deletion></text:changed-region></text:tracked-changes>` +
      TEXT.map(paragraph).join('') +
      paragraph('née le <text:change text:change-id="c1"/><text:change-start/>14/07/1984<text:change-end/>') +
      paragraph(
        `Vue<text:note><text:note-citation>1</text:note-citation><text:note-body>${paragraph('une note')}</text:note-body></text:note> ce jour<office:annotation><dc:creator>Dr ESSAI</dc:creator>${paragraph('Rappeler la fille')}</office:annotation>`,
      ) +
      `<table:table><table:table-row><table:table-cell>${paragraph('NOM')}</table:table-cell><table:table-cell/><table:table-cell>${paragraph('DDN')}</table:table-cell></table:table-row></table:table>` +
      paragraph(
        `<draw:frame><draw:image><office:binary-data>${PICTURE}</office:binary-data></draw:image><svg:desc>Étiquette</svg:desc></draw:frame>`,
      ) +
      '</office:text></office:body></office:document>',
  ),
  texts: [
    'CH d’Essai',
    `${TEXT.join('\n')}\nnée le 14/07/1984\nnée le 12/06/1983\nVue ce jour\nNOM\t\tDDN\n`,
    'une note',
    'Auteur : Dr ESSAI\nRappeler la fille\n',
    'Étiquette',
    'Titre : CRH EXEMPLE',
  ],
  members: ['picture-1'],
};
