import { type FormatSample, TEXT } from './sample.ts';

const run = (text: string, element = 't'): string => `<w:r><w:${element}>${text}</w:${element}></w:r>`;
const paragraph = (...inside: readonly string[]): string => `<w:p>${inside.join('')}</w:p>`;
const annotation = (attributes: string, ...inside: readonly string[]): string =>
  `<aml:annotation ${attributes}><aml:content>${inside.join('')}</aml:content></aml:annotation>`;

/** A document of Word 2003 with a header, a note, a comment, tracked changes and a picture. */
export const sample: FormatSample = {
  file: 'a.xml',
  bytes: Buffer.from(
    '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml">' +
      '<o:DocumentProperties><o:Title>CRH EXEMPLE</o:Title><o:LastAuthor>Odile TESTARD</o:LastAuthor></o:DocumentProperties><w:body>' +
      TEXT.map((text) => paragraph(run(text))).join('') +
      paragraph(
        run('née le '),
        annotation('w:type="Word.Deletion" aml:author="X"', run('12/06/1983', 'delText')),
        annotation('w:type="Word.Insertion" aml:author="X"', run('14/07/1984')),
      ) +
      paragraph(
        run('Vue'),
        `<w:footnote>${paragraph(run('une note'))}</w:footnote>`,
        run(' ce jour'),
        annotation('w:type="Word.Comment" aml:author="Dr ESSAI"', paragraph(run('Rappeler la fille'))),
        `<w:pict><w:binData w:name="wordml://image1.png">${Buffer.from('89504e470d0a1a0a', 'hex').toString('base64')}</w:binData></w:pict>`,
      ) +
      `<w:sectPr><w:hdr>${paragraph(run('CH d’Essai'))}</w:hdr></w:sectPr></w:body></w:wordDocument>`,
  ),
  texts: [
    `${TEXT.join('\n')}\nnée le 14/07/1984\nnée le 12/06/1983\nVue ce jour\n`,
    'une note',
    'Auteur : Dr ESSAI\nRappeler la fille\n',
    'CH d’Essai',
    'Titre : CRH EXEMPLE\nSaisi par : Odile TESTARD\n',
  ],
  members: ['image1.png'],
};
