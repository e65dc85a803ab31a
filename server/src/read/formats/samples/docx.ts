import { zipFile } from '../../../demo/fileWriters.ts';
import { type FormatSample, TEXT } from './sample.ts';

const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';

export const paragraph = (text: string): string =>
  `<w:p><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;

/** A Word document of parts (without 'word/' and '.xml'), the body being 'document', and of other entries. */
export function wordFile(
  parts: Readonly<Record<string, string>>,
  others: readonly { name: string; bytes: Uint8Array }[] = [],
): Promise<Buffer> {
  const roots: Record<string, string> = { document: 'document', comments: 'comments', settings: 'settings' };
  const entries = Object.entries(parts).map(([name, xml]) => {
    const root = roots[name] ?? (name.startsWith('header') ? 'hdr' : 'ftr');
    const body = root === 'document' ? `<w:body>${xml}</w:body>` : xml;
    return {
      name: `word/${name}.xml`,
      bytes: Buffer.from(`<?xml version="1.0"?><w:${root} ${W}>${body}</w:${root}>`),
    };
  });
  return zipFile([{ name: '[Content_Types].xml', bytes: Buffer.from('<Types/>') }, ...entries, ...others]);
}

export const sample: FormatSample = {
  file: 'a.docx',
  bytes: await wordFile(
    {
      document: TEXT.map(paragraph).join(''),
      header1: paragraph('Centre hospitalier d’Essai'),
      comments: `<w:comment w:author="Dr ESSAI">${paragraph('Rappeler la fille')}</w:comment>`,
    },
    [{ name: 'word/media/image1.png', bytes: Buffer.from('89504e470d0a1a0a', 'hex') }],
  ),
  texts: [TEXT.join('\n'), 'Centre hospitalier d’Essai', 'Auteur : Dr ESSAI\nRappeler la fille'],
  members: ['word/media/image1.png'],
};
