import { zipFile } from '../../../demo/fileWriters.ts';
import { type FormatSample, TEXT } from './sample.ts';

const paragraph = (text: string): string => `<text:p>${text}</text:p>`;
const box = (...inside: readonly string[]): string =>
  `<draw:frame><draw:text-box>${inside.join('')}</draw:text-box></draw:frame>`;
const PAGES =
  `<draw:page draw:name="p1">${box(...TEXT.map(paragraph))}<draw:frame><table:table><table:table-row><table:table-cell>${paragraph('NOM')}</table:table-cell><table:table-cell>${paragraph('DDN')}</table:table-cell></table:table-row></table:table></draw:frame>` +
  `<office:annotation><dc:creator>Dr ESSAI</dc:creator>${paragraph('Rappeler la fille')}</office:annotation><presentation:notes>${box(paragraph('Note : œdème'))}</presentation:notes></draw:page>` +
  `<draw:page draw:name="p2">${box(paragraph('Masquée : TESTARD Luc'))}</draw:page>`;

/** A package of one kind of OpenDocument with these pages. */
export function pagesFile(kind: string, pages: string): Promise<Buffer> {
  return zipFile([
    { name: 'mimetype', bytes: Buffer.from(`application/vnd.oasis.opendocument.${kind}`) },
    {
      name: 'content.xml',
      bytes: Buffer.from(`<?xml version="1.0"?><office:document-content>${pages}</office:document-content>`),
    },
    { name: 'Pictures/1.png', bytes: Buffer.from('89504e470d0a1a0a', 'hex') },
  ]);
}

export const sample: FormatSample = {
  file: 'a.odp',
  bytes: await pagesFile('presentation', PAGES),
  texts: [
    `${TEXT.join('\n')}\nNOM\tDDN\nAuteur : Dr ESSAI\nRappeler la fille\nNote : œdème\n`,
    'Masquée : TESTARD Luc',
  ],
  members: ['Pictures/1.png'],
};
