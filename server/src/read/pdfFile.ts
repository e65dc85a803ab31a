import type { PDFiumDocument, PDFiumPage } from '@hyzyla/pdfium';
import { type ReadContext, ReadFault } from './format.ts';
import { PdfDetails } from './pdfDetails.ts';
import { forgetPdfium, isPdfiumExhausted, pdfiumFor, withRoomToDraw } from './pdfiumLibrary.ts';

/** Error codes of FPDF_GetLastError: 4 is a wrong or missing password. */
const PASSWORD_ERROR = /password/i;
/** A document with so many pages that take too much memory is read no further. */
const EXHAUSTED_LIMIT = 16;

/** Opens a document, with the passwords of the case where it needs one. Throws ReadFault, or what PDFium throws when it traps. */
export async function openPdf(bytes: Uint8Array, { passwords }: ReadContext): Promise<PDFiumDocument> {
  const pdfium = await pdfiumFor(bytes.length);
  for (const password of ['', ...passwords]) {
    try {
      return await pdfium.loadDocument(Buffer.from(bytes), password);
    } catch (error) {
      if (error instanceof Error && error.name === 'RuntimeError') throw error;
      if (!(error instanceof Error && PASSWORD_ERROR.test(error.message)))
        throw new ReadFault('corrupt', 'damaged_structure', { cause: error });
    }
  }
  throw new ReadFault('encrypted', 'password_needed');
}

/** A document whose pages are read one by one. Where a page takes more memory than there is, it is given up, and the document opened again for the others. */
export class PdfFile {
  readonly #bytes: Uint8Array;
  readonly #context: ReadContext;
  #document: PDFiumDocument;
  #details: PdfDetails;
  #exhausted = 0;
  /** Whether PDFium trapped on something that is passed over: its memory is not to be trusted any more. */
  #isBroken = false;
  readonly pages: number;

  private constructor(bytes: Uint8Array, context: ReadContext, document: PDFiumDocument) {
    this.#bytes = bytes;
    this.#context = context;
    this.#document = document;
    this.#details = new PdfDetails(document);
    this.pages = document.getPageCount();
  }

  /** Throws as {@link openPdf} does. */
  static async open(bytes: Uint8Array, context: ReadContext): Promise<PdfFile> {
    return new PdfFile(bytes, context, await openPdf(bytes, context));
  }

  /** Whether something was given up for want of memory. */
  get isIncomplete(): boolean {
    return this.#exhausted > 0;
  }

  /** Reads a page; null where it takes too much memory. Throws what PDFium throws when it traps. */
  async page<T>(index: number, read: (page: PDFiumPage, details: PdfDetails) => T): Promise<T | null> {
    await this.#mend();
    return this.#within(() => {
      const page = this.#document.getPage(index);
      const result = read(page, this.#details);
      this.#details.closePage(page);
      return result;
    });
  }

  /** Reads what stands beside the pages. */
  async whole<T>(read: (details: PdfDetails) => T): Promise<T | null> {
    await this.#mend();
    return this.#within(() => read(this.#details));
  }

  /** Draws a page, which closes it. Whoever asks is told of any fault and passes over it. */
  async draw<T>(index: number, draw: (page: PDFiumPage) => Promise<T>): Promise<T> {
    await this.#mend();
    try {
      return await withRoomToDraw(() => draw(this.#document.getPage(index)));
    } catch (error) {
      this.#isBroken ||= !(error instanceof ReadFault);
      throw error;
    }
  }

  close(): void {
    if (!this.#isBroken && !isPdfiumExhausted()) this.#document.destroy();
  }

  #within<T>(read: () => T): T | null {
    try {
      const result = read();
      this.#note();
      return result;
    } catch (error) {
      if (!isPdfiumExhausted()) throw error;
      this.#note();
      return null;
    }
  }

  /** What came after memory was refused may be less than there is. */
  #note(): void {
    if (!isPdfiumExhausted()) return;
    this.#exhausted++;
    this.#isBroken = true;
    if (this.#exhausted === EXHAUSTED_LIMIT) throw new ReadFault('read_in_part', 'memory_limit');
  }

  /** The document in a new instance, where the last one is not to be trusted any more. */
  async #mend(): Promise<void> {
    if (!this.#isBroken && !isPdfiumExhausted()) return;
    forgetPdfium();
    this.#document = await openPdf(this.#bytes, this.#context);
    this.#details = new PdfDetails(this.#document);
    this.#isBroken = false;
  }
}
