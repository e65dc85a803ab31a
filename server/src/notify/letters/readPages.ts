import { pdfiumFor } from '../../read/pdfiumLibrary.ts';
import { EXPOSED_AREA, type SheetArea } from './envelopeWindow.ts';

/** What stands on a page of letters, read back from the PDF. */
export interface PageText {
  readonly text: string;
  /** Where each piece of text lies that can come under the window. */
  readonly exposed: readonly SheetArea[];
  /** The text that can come under the window. */
  readonly exposedText: string;
}

/** The functions of PDFium (fpdf_text.h) that the wrapper does not offer. */
interface TextFunctions {
  malloc(bytes: number): number;
  free(address: number): void;
  FPDF_ClosePage(page: number): void;
  FPDFText_LoadPage(page: number): number;
  FPDFText_ClosePage(text: number): void;
  FPDFText_CountChars(text: number): number;
  FPDFText_GetText(text: number, from: number, count: number, buffer: number): number;
  FPDFText_GetUnicode(text: number, index: number): number;
  FPDFText_GetCharBox(text: number, index: number, left: number, right: number, bottom: number, top: number): number;
} // prettier-ignore

interface PdfiumModule {
  readonly HEAPU8: Uint8Array;
  readonly wasmExports: TextFunctions;
}

const MM = 72 / 25.4;
const PAGE_HEIGHT = 297;

/** What can come under the window, in points from the lower left corner. */
const EXPOSED = {
  left: EXPOSED_AREA.left * MM,
  right: EXPOSED_AREA.right * MM,
  top: (PAGE_HEIGHT - EXPOSED_AREA.top) * MM,
  bottom: (PAGE_HEIGHT - EXPOSED_AREA.bottom) * MM,
};

/** Reads the pages of a PDF of letters back: their text, and what of it can come under the window of the envelope. */
export async function readPages(pdf: Uint8Array): Promise<PageText[]> {
  const pdfium = await pdfiumFor(pdf.length);
  const document = await pdfium.loadDocument(Buffer.from(pdf));
  try {
    // The wrapper keeps its module to itself.
    const { module } = document as unknown as { readonly module: PdfiumModule };
    return Array.from({ length: document.getPageCount() }, (_, i) => {
      const { pageIdx } = document.getPage(i) as unknown as { readonly pageIdx: number };
      const page = readPage(module, pageIdx);
      module.wasmExports.FPDF_ClosePage(pageIdx);
      return page;
    });
  } finally {
    document.destroy();
  }
}

function readPage(module: PdfiumModule, page: number): PageText {
  const pdfium = module.wasmExports;
  const handle = pdfium.FPDFText_LoadPage(page);
  const count = pdfium.FPDFText_CountChars(handle);
  const buffer = pdfium.malloc(2 * (count + 1) + 64);
  const box = buffer + ((2 * (count + 1) + 7) & ~7);
  try {
    const units = pdfium.FPDFText_GetText(handle, 0, count, buffer);
    const text = Buffer.from(module.HEAPU8.subarray(buffer, buffer + 2 * Math.max(units - 1, 0))).toString('utf16le');
    const exposed: SheetArea[] = [];
    let exposedText = '';
    const boxes = new Float64Array(module.HEAPU8.buffer, box, 4);
    for (let i = 0; i < count; i++) {
      const unicode = pdfium.FPDFText_GetUnicode(handle, i);
      if (unicode <= 32) {
        if (exposedText !== '' && !exposedText.endsWith(' ')) exposedText += ' ';
        continue;
      }
      const isPlaced = pdfium.FPDFText_GetCharBox(handle, i, box, box + 8, box + 16, box + 24) !== 0;
      // Where PDFium cannot say where a character lies it counts as exposed.
      if (isPlaced && !touchesWindow(boxes)) continue;
      exposedText += String.fromCodePoint(unicode);
      if (isPlaced) exposed.push(areaOf(boxes));
    }
    return { text, exposed, exposedText: exposedText.trim() };
  } finally {
    pdfium.free(buffer);
    pdfium.FPDFText_ClosePage(handle);
  }
} // prettier-ignore

/** Left, right, bottom and top in points from the lower left corner, in millimetres from the upper left one. */
function areaOf([left, right, bottom, top]: Float64Array): SheetArea {
  return { left: left! / MM, right: right! / MM, bottom: PAGE_HEIGHT - bottom! / MM, top: PAGE_HEIGHT - top! / MM };
} // prettier-ignore

/** Whether anything of a box can come under the window. */
function touchesWindow(box: Float64Array): boolean {
  return box[0]! < EXPOSED.right && EXPOSED.left < box[1]! && box[2]! < EXPOSED.top && EXPOSED.bottom < box[3]!;
} // prettier-ignore
