import { PDFiumLibrary } from '@hyzyla/pdfium';
import type { GrayImage } from './grayImage.ts';

/** A PDF of one page (in points) with lines of Latin text in one of the standard fonts. For tests. */
export function textPdf(
  lines: readonly string[],
  { width = 480, height = 190, size = 11, font = 'Helvetica' } = {},
): Buffer {
  const content = lines
    .map(
      (line, i) =>
        `BT /F1 ${size} Tf 40 ${height - 40 - i * size * 1.5} Td (${line.replace(/[()\\]/g, '\\$&')}) Tj ET`,
    )
    .join('\n');
  return pdfOf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Count 1 /Kids [3 0 R] >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] /Resources << /Font << /F1 4 0 R >> >> /Contents 5 0 R >>`,
    `<< /Type /Font /Subtype /Type1 /BaseFont /${font} /Encoding /WinAnsiEncoding >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
  ]);
}

/** A PDF of pages that hold nothing but a picture each, as a scanner makes them, or a line of text beside it. */
export function scanPdf(pages: readonly { picture: GrayImage; text?: string }[]): Buffer {
  const kids = pages.map((_, i) => `${4 + i * 3} 0 R`).join(' ');
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages.length} /Kids [${kids}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
  ];
  pages.forEach(({ picture: { width, height, pixels }, text }, i) => {
    const at = 4 + i * 3;
    const box =
      text === undefined ? [595, (595 * height) / width, 0, 20] : [300, (300 * height) / width, 40, 500];
    const words = text === undefined ? '' : `BT /F1 11 Tf 40 780 Td (${text}) Tj ET`;
    const drawing = `${words} q ${box[0]} 0 0 ${box[1]} ${box[2]} ${box[3]} cm /P Do Q`;
    const hex = Buffer.from(pixels).toString('hex');
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> /XObject << /P ${at + 2} 0 R >> >> /Contents ${at + 1} 0 R >>`,
      `<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`,
      `<< /Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /ASCIIHexDecode /Length ${hex.length + 1} >>\nstream\n${hex}>\nendstream`,
    );
  });
  return pdfOf(objects);
}

/** Without a table of objects PDFium finds them by looking through the file. */
function pdfOf(objects: readonly string[]): Buffer {
  const body = objects.map((object, i) => `${i + 1} 0 obj\n${object}\nendobj\n`).join('');
  return Buffer.from(
    `%PDF-1.4\n${body}trailer\n<< /Root 1 0 R /Size ${objects.length + 1} >>\n%%EOF\n`,
    'latin1',
  );
}

/** Lines of text as a picture, at so many dots an inch. */
export async function drawText(
  lines: readonly string[],
  options: Parameters<typeof textPdf>[1] & { dpi?: number } = {},
): Promise<GrayImage> {
  const library = await PDFiumLibrary.init();
  const document = await library.loadDocument(textPdf(lines, options));
  const page = document.getPage(0);
  const drawn = await page.render({ scale: (options.dpi ?? 150) / 72, render: 'bitmap', colorSpace: 'Gray' });
  document.destroy();
  return { width: drawn.width, height: drawn.height, pixels: drawn.data };
}

/** A letter about an invented patient. */
export const LETTER = [
  'Centre hospitalier des Essais, service de cardiologie',
  'Patiente : Mme VERNELLI Zo\u00e9, n\u00e9e le 14/07/1984',
  'IPP : 0084512',
  'Cher confr\u00e8re, je vous remercie de m\u2019avoir adress\u00e9 votre patiente',
  'pour un avis sur une fibrillation auriculaire paroxystique.',
  'Le traitement par bisoprolol est poursuivi et bien support\u00e9.',
  'Un contr\u00f4le est pr\u00e9vu dans trois mois \u00e0 la consultation.',
].map((line) => line.replace('\u2019', "'"));
