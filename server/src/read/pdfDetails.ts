import type { PDFiumDocument, PDFiumPage } from '@hyzyla/pdfium';

/** The functions of PDFium that the wrapper does not offer (fpdf_annot.h, fpdf_attachment.h, fpdf_doc.h). Strings come as UTF-16LE with a final zero. */
interface PdfiumModule {
  readonly HEAPU8: Uint8Array;
  readonly wasmExports: PdfiumExports;
}

interface PdfiumExports {
  malloc(bytes: number): number;
  free(address: number): void;
  FPDF_GetMetaText(document: number, tag: number, buffer: number, bytes: number): number;
  FPDFBookmark_GetFirstChild(document: number, bookmark: number): number;
  FPDFBookmark_GetNextSibling(document: number, bookmark: number): number;
  FPDFBookmark_GetTitle(bookmark: number, buffer: number, bytes: number): number;
  FPDF_ClosePage(page: number): void;
  FPDFPage_GetAnnotCount(page: number): number;
  FPDFPage_GetAnnot(page: number, index: number): number;
  FPDFPage_CloseAnnot(annotation: number): void;
  FPDFAnnot_GetSubtype(annotation: number): number;
  FPDFAnnot_GetStringValue(annotation: number, key: number, buffer: number, bytes: number): number;
  FPDFAnnot_GetFormFieldName(form: number, annotation: number, buffer: number, bytes: number): number;
  FPDFAnnot_GetFormFieldValue(form: number, annotation: number, buffer: number, bytes: number): number;
  FPDFAnnot_GetFileAttachment(annotation: number): number;
  FPDFDoc_GetAttachmentCount(document: number): number;
  FPDFDoc_GetAttachment(document: number, index: number): number;
  FPDFAttachment_GetName(attachment: number, buffer: number, bytes: number): number;
  FPDFAttachment_GetFile(attachment: number, buffer: number, bytes: number, length: number): number;
}

/** A file that a document holds. */
export interface PdfAttachment {
  readonly name: string;
  /** Null where it cannot be unpacked. */
  readonly bytes: Uint8Array | null;
}

const PROPERTIES = ['Title', 'Author', 'Subject', 'Keywords'];
/** Kinds of annotations (fpdf_annot.h): links and pop-ups say nothing of their own, fields have a value. */
const LINK = 2;
const POPUP = 16;
const FILE = 17;
const WIDGET = 20;
const ANNOTATION_LIMIT = 20_000;
const BOOKMARK_LIMIT = 20_000;
const ATTACHMENT_LIMIT = 10_000;
const STRING_LIMIT = 1 << 20;
const FILE_LIMIT = 256 << 20;

/** What a document says besides the text of its pages. */
export class PdfDetails {
  readonly #document: PDFiumDocument;
  readonly #module: PdfiumModule;
  readonly #pdfium: PdfiumExports;
  readonly #handle: number;

  constructor(document: PDFiumDocument) {
    // The wrapper keeps both to itself.
    const inside = document as unknown as { readonly module: PdfiumModule; readonly documentIdx: number };
    this.#document = document;
    this.#module = inside.module;
    this.#pdfium = inside.module.wasmExports;
    this.#handle = inside.documentIdx;
  }

  /** Title, author, subject and keywords, then the bookmarks. */
  lines(): string[] {
    const properties = PROPERTIES.map((tag) => this.#property(tag));
    return [...properties, ...this.#bookmarks()].filter((line) => line !== '');
  }

  /** Notes on a page with who wrote them, and the filled fields of a form with their names ('Nom : DURAND'). */
  notes(page: PDFiumPage): string[] {
    const lines: string[] = [];
    this.#eachAnnotation(page, (annotation, kind) => {
      if (kind === WIDGET) lines.push(this.#field(annotation));
      else if (kind !== LINK && kind !== POPUP) {
        const contents = this.#value(annotation, 'Contents');
        if (contents !== '') lines.push(contents, this.#value(annotation, 'T'));
      }
    });
    return lines.filter((line) => line !== '');
  }

  /** Gives the memory of a page back, which can be used no more. The wrapper only does so after drawing it. */
  closePage(page: PDFiumPage): void {
    this.#pdfium.FPDF_ClosePage((page as unknown as { readonly pageIdx: number }).pageIdx);
  }

  /** Files attached to the document and to its pages. */
  *attachments(): Generator<PdfAttachment> {
    const count = Math.min(this.#pdfium.FPDFDoc_GetAttachmentCount(this.#handle), ATTACHMENT_LIMIT);
    for (let i = 0; i < count; i++) {
      const attachment = this.#pdfium.FPDFDoc_GetAttachment(this.#handle, i);
      if (attachment !== 0) yield this.#attachment(attachment);
    }
    for (const page of this.#document.pages()) {
      const found: PdfAttachment[] = [];
      this.#eachAnnotation(page, (annotation, kind) => {
        const attachment = kind === FILE ? this.#pdfium.FPDFAnnot_GetFileAttachment(annotation) : 0;
        if (attachment !== 0) found.push(this.#attachment(attachment));
      });
      this.closePage(page);
      yield* found;
    }
  }

  #attachment(attachment: number): PdfAttachment {
    const name = this.#string((buffer, bytes) =>
      this.#pdfium.FPDFAttachment_GetName(attachment, buffer, bytes),
    );
    return { name, bytes: this.#file(attachment) };
  }

  #file(attachment: number): Uint8Array | null {
    const length = this.#pdfium.malloc(4);
    try {
      const sizeOf = (): number => new DataView(this.#module.HEAPU8.buffer).getUint32(length, true);
      if (this.#pdfium.FPDFAttachment_GetFile(attachment, 0, 0, length) === 0) return null;
      const size = sizeOf();
      if (size > FILE_LIMIT) return null;
      const buffer = this.#pdfium.malloc(Math.max(1, size));
      if (buffer === 0) return null;
      const isRead = this.#pdfium.FPDFAttachment_GetFile(attachment, buffer, size, length) !== 0;
      const bytes = isRead ? this.#module.HEAPU8.slice(buffer, buffer + size) : null;
      this.#pdfium.free(buffer);
      return bytes;
    } finally {
      this.#pdfium.free(length);
    }
  }

  #eachAnnotation(page: PDFiumPage, take: (annotation: number, kind: number) => void): void {
    const { pageIdx } = page as unknown as { readonly pageIdx: number };
    const count = Math.min(this.#pdfium.FPDFPage_GetAnnotCount(pageIdx), ANNOTATION_LIMIT);
    for (let i = 0; i < count; i++) {
      const annotation = this.#pdfium.FPDFPage_GetAnnot(pageIdx, i);
      if (annotation === 0) continue;
      take(annotation, this.#pdfium.FPDFAnnot_GetSubtype(annotation));
      this.#pdfium.FPDFPage_CloseAnnot(annotation);
    }
  }

  #field(annotation: number): string {
    const form = this.#document.initializeFormFields();
    const value = this.#string((buffer, bytes) =>
      this.#pdfium.FPDFAnnot_GetFormFieldValue(form, annotation, buffer, bytes),
    );
    // A button that is not pressed says so.
    if (value === '' || value === 'Off') return '';
    const name = this.#string((buffer, bytes) =>
      this.#pdfium.FPDFAnnot_GetFormFieldName(form, annotation, buffer, bytes),
    );
    const own = name.replace(/^.*\./s, '').replace(/\[\d+\]$/, '');
    return own === '' ? value : `${own} : ${value}`;
  }

  #property(tag: string): string {
    return this.#withName(tag, (name) =>
      this.#string((buffer, bytes) => this.#pdfium.FPDF_GetMetaText(this.#handle, name, buffer, bytes)),
    );
  }

  #value(annotation: number, key: string): string {
    return this.#withName(key, (name) =>
      this.#string((buffer, bytes) => this.#pdfium.FPDFAnnot_GetStringValue(annotation, name, buffer, bytes)),
    );
  }

  /** Titles in order; a bookmark that comes again (a loop) is not followed. */
  *#bookmarks(): Generator<string> {
    const seen = new Set<number>();
    const open = [this.#pdfium.FPDFBookmark_GetFirstChild(this.#handle, 0)];
    while (open.length > 0 && seen.size < BOOKMARK_LIMIT) {
      const bookmark = open.pop()!;
      if (bookmark === 0 || seen.has(bookmark)) continue;
      seen.add(bookmark);
      yield this.#string((buffer, bytes) => this.#pdfium.FPDFBookmark_GetTitle(bookmark, buffer, bytes));
      open.push(
        this.#pdfium.FPDFBookmark_GetNextSibling(this.#handle, bookmark),
        this.#pdfium.FPDFBookmark_GetFirstChild(this.#handle, bookmark),
      );
    }
  }

  /** A name as a C string. */
  #withName<T>(name: string, use: (address: number) => T): T {
    const address = this.#pdfium.malloc(name.length + 1);
    this.#module.HEAPU8.set(Buffer.from(`${name}\0`, 'latin1'), address);
    try {
      return use(address);
    } finally {
      this.#pdfium.free(address);
    }
  }

  /** A string that PDFium first tells the length of and then copies. */
  #string(get: (buffer: number, bytes: number) => number): string {
    const bytes = Math.min(get(0, 0), STRING_LIMIT);
    if (bytes <= 2) return '';
    const buffer = this.#pdfium.malloc(bytes);
    if (buffer === 0) return '';
    const copied = Math.min(get(buffer, bytes), bytes);
    const text = Buffer.from(this.#module.HEAPU8.slice(buffer, buffer + copied)).toString('utf16le');
    this.#pdfium.free(buffer);
    return text.replaceAll('\0', '').replace(/\r\n?/g, '\n').trim();
  }
}
