import { ReadFault } from '../format.ts';
import { forgetPdfium, isPdfiumExhausted, pdfiumFor, withRoomToDraw } from '../pdfiumLibrary.ts';
import type { GrayImage } from './grayImage.ts';
import type { PictureSize } from './pictureSize.ts';

/** Marker of the size segment of a JPEG 2000 codestream (ITU-T T.800, A.5.1), with that of its beginning in front. */
const SIZE_SEGMENT = Buffer.from('ff4fff51', 'hex');

/** Size of a JPEG 2000 picture, from the codestream wherever it begins in the file's first bytes. */
export function jpxSize(bytes: Uint8Array): PictureSize | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 1 << 20));
  const at = head.indexOf(SIZE_SEGMENT);
  if (at < 0 || at + 42 > head.length) return null;
  const width = head.readUInt32BE(at + 8) - head.readUInt32BE(at + 16);
  const height = head.readUInt32BE(at + 12) - head.readUInt32BE(at + 20);
  return width < 1 || height < 1 ? null : { width, height, bits: 8 * head.readUInt16BE(at + 40) };
}

/** Draws a JPEG 2000 picture: as the only thing on the page of a PDF, since PDFium decodes it there. Throws ReadFault. */
export async function drawJpx(bytes: Uint8Array, { width, height }: PictureSize): Promise<GrayImage> {
  try {
    const library = await pdfiumFor(bytes.length);
    const document = await library.loadDocument(pdfAround(bytes, width, height));
    const drawn = await withRoomToDraw(() =>
      document.getPage(0).render({ scale: 1, render: 'bitmap', colorSpace: 'Gray' }),
    );
    document.destroy();
    return { width: drawn.width, height: drawn.height, pixels: drawn.data };
  } catch (error) {
    const isMemory = isPdfiumExhausted();
    forgetPdfium();
    throw isMemory
      ? new ReadFault('out_of_memory', 'memory_limit', { cause: error })
      : new ReadFault('corrupt', 'damaged_structure', { cause: error });
  }
}

/** A PDF of one page that is as large as the picture, one point a pixel. */
function pdfAround(bytes: Uint8Array, width: number, height: number): Uint8Array {
  const drawing = `${width} 0 0 ${height} 0 0 cm /P Do`;
  const picture = `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /Filter /JPXDecode`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Count 1 /Kids [3 0 R] >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] /Resources << /XObject << /P 5 0 R >> >> /Contents 4 0 R >>`,
    `<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`,
  ];
  const parts: Uint8Array[] = [Buffer.from('%PDF-1.7\n')];
  objects.forEach((object, i) => parts.push(Buffer.from(`${i + 1} 0 obj\n${object}\nendobj\n`)));
  parts.push(Buffer.from(`5 0 obj\n<< ${picture} /Length ${bytes.length} >>\nstream\n`), bytes);
  // Without a table of objects PDFium finds them by looking through the file.
  parts.push(Buffer.from('\nendstream\nendobj\ntrailer\n<< /Root 1 0 R /Size 6 >>\n%%EOF\n'));
  return Buffer.concat(parts);
}
