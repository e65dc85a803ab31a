import { zipFile } from '../../../demo/fileWriters.ts';
import { type FormatSample, TEXT } from './sample.ts';

const paragraph = (text: string): string => `<a:p><a:r><a:t>${text}</a:t></a:r></a:p>`;
const cell = (text: string): string => `<a:tc><a:txBody>${paragraph(text)}</a:txBody></a:tc>`;
const relation = (id: string, type: string, target: string): string =>
  `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"/>`;
const relations = (...inner: readonly string[]): string => `<Relationships>${inner.join('')}</Relationships>`;

const PARTS: Readonly<Record<string, string>> = {
  '[Content_Types].xml': '<Types/>',
  'ppt/presentation.xml':
    '<p:presentation><p:sldIdLst><p:sldId id="1" r:id="r2"/><p:sldId id="2" r:id="r1"/></p:sldIdLst></p:presentation>',
  'ppt/_rels/presentation.xml.rels': relations(
    relation('r1', 'slide', 'slides/slide1.xml'),
    relation('r2', 'slide', 'slides/slide2.xml'),
  ),
  'ppt/slides/slide1.xml': `<p:sld show="0">${paragraph('Masquée : TESTARD Luc')}</p:sld>`,
  'ppt/slides/slide2.xml': `<p:sld><p:pic><p:cNvPr name="Image 1" descr="Étiquette de EXEMPLE"/></p:pic>${TEXT.map(paragraph).join('')}<a:tbl><a:tr>${cell('NOM')}${cell('DDN')}</a:tr><a:tr>${cell('EXEMPLE')}${cell('14/07/1984')}</a:tr></a:tbl></p:sld>`,
  'ppt/slides/_rels/slide2.xml.rels': relations(
    relation('r1', 'notesSlide', '../notesSlides/notesSlide1.xml'),
    relation('r2', 'comments', '../comments/comment1.xml'),
  ),
  'ppt/notesSlides/notesSlide1.xml': `<p:notes>${paragraph('Note : œdème')}</p:notes>`,
  'ppt/comments/comment1.xml':
    '<p:cmLst><p:cm authorId="3"><p:text>Rappeler la fille</p:text></p:cm></p:cmLst>',
  'ppt/commentAuthors.xml': '<p:cmAuthorLst><p:cmAuthor id="3" name="Dr ESSAI"/></p:cmAuthorLst>',
  'ppt/media/image1.png': '',
};

/** Two slides, the second of the file first, with a table, notes, a comment and a picture. */
export const sample: FormatSample = {
  file: 'a.pptx',
  bytes: await zipFile(Object.entries(PARTS).map(([name, xml]) => ({ name, bytes: Buffer.from(xml) }))),
  texts: [
    `${TEXT.join('\n')}\nNOM\tDDN\nEXEMPLE\t14/07/1984\nÉtiquette de EXEMPLE\nNote : œdème\nAuteur : Dr ESSAI\nRappeler la fille\n`,
    'Masquée : TESTARD Luc',
  ],
  members: ['ppt/media/image1.png'],
};
