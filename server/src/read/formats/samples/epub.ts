import { zipFile } from '../../../demo/fileWriters.ts';
import { type FormatSample, TEXT } from './sample.ts';

const PARTS: Readonly<Record<string, string>> = {
  'mimetype': 'application/epub+zip',
  'META-INF/container.xml':
    '<container><rootfiles><rootfile full-path="OEBPS/livre.opf"/></rootfiles></container>',
  'OEBPS/livre.opf':
    '<package><metadata><dc:title>Guide EXEMPLE</dc:title></metadata><manifest><item id="a" href="b.xhtml"/><item id="b" href="a%20.xhtml"/></manifest><spine><itemref idref="a"/><itemref idref="b"/></spine></package>',
  'OEBPS/a .xhtml': '<html><body><p>fin</p></body></html>',
  'OEBPS/b.xhtml': `<html><body>${TEXT.map((line) => `<p>${line}</p>`).join('')}</body></html>`,
  'OEBPS/couverture.png': '',
};

export const sample: FormatSample = {
  file: 'a.epub',
  bytes: await zipFile(Object.entries(PARTS).map(([name, text]) => ({ name, bytes: Buffer.from(text) }))),
  texts: [`${TEXT.join('\n')}\n`, 'fin', 'Titre : Guide EXEMPLE'],
  members: ['OEBPS/couverture.png'],
};
