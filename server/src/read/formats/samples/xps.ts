import { zipFile } from '../../../demo/fileWriters.ts';
import { type FormatSample, TEXT } from './sample.ts';

const glyphs = (x: number, y: number, text: string): string =>
  `<Glyphs OriginX="${x}" OriginY="${y}" UnicodeString="${text}"/>`;
const PAGE = `<FixedPage>${TEXT.map((line, i) => glyphs(10, 20 * i, line)).join('')}${glyphs(10, 60, '{}{suite')}${glyphs(90, 60.5, 'et fin}')}</FixedPage>`;

/** The second page is stored in pieces, as a printer writes it. */
const PARTS: Readonly<Record<string, string>> = {
  '[Content_Types].xml': '<Types/>',
  'FixedDocSeq.fdseq': '<FixedDocumentSequence/>',
  'Documents/1/Pages/1.fpage': PAGE,
  'Documents/1/Pages/2.fpage/[0].piece': '<FixedPage><Glyphs OriginY="1" Unicode',
  'Documents/1/Pages/2.fpage/[1].last.piece': 'String="page deux"/></FixedPage>',
  'Resources/1.jpg': '',
};

export const sample: FormatSample = {
  file: 'a.xps',
  bytes: await zipFile(Object.entries(PARTS).map(([name, text]) => ({ name, bytes: Buffer.from(text) }))),
  texts: [`${TEXT.join('\n')}\n{suite et fin}\n`, 'page deux'],
  members: ['Resources/1.jpg'],
};
