import type { PDFiumPage } from '@hyzyla/pdfium';

/** The functions of PDFium that the wrapper does not offer, as the module exports them (fpdf_edit.h, fpdfview.h). */
interface PdfiumModule {
  readonly HEAPU8: Uint8Array;
  readonly wasmExports: PdfiumExports;
}

interface PdfiumExports {
  malloc(bytes: number): number;
  free(address: number): void;
  FPDFPage_CountObjects(page: number): number;
  FPDFPage_GetObject(page: number, index: number): number;
  FPDFFormObj_CountObjects(form: number): number;
  FPDFFormObj_GetObject(form: number, index: number): number;
  FPDFPageObj_GetType(object: number): number;
  FPDFPageObj_GetBounds(object: number, left: number, bottom: number, right: number, top: number): number;
  FPDFImageObj_GetImagePixelSize(object: number, width: number, height: number): number;
  FPDF_PageToDevice(
    page: number,
    startX: number,
    startY: number,
    sizeX: number,
    sizeY: number,
    rotate: number,
    pageX: number,
    pageY: number,
    deviceX: number,
    deviceY: number,
  ): void;
}

/** A picture on a page: its box in shares of the page (0 to 1, from the top left, as shown), and its own pixels. */
export interface PagePicture {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly pixelWidth: number;
  readonly pixelHeight: number;
}

export interface PageDrawing {
  readonly pictures: readonly PagePicture[];
  /** Lines and shapes, in which letters may be drawn. */
  readonly paths: number;
}

const PATH = 2;
const IMAGE = 3;
const FORM = 5;
/** Objects of a page that are looked at, and forms in forms. */
const OBJECT_LIMIT = 20_000;
const DEPTH_LIMIT = 4;

/** The pictures and shapes of a page. */
export function drawingOf(page: PDFiumPage): PageDrawing {
  return new DrawingReader(page).read();
}

class DrawingReader {
  readonly #module: PdfiumModule;
  readonly #pdfium: PdfiumExports;
  readonly #page: number;
  readonly #pictures: PagePicture[] = [];
  #paths = 0;
  #objects = 0;

  constructor(page: PDFiumPage) {
    // The wrapper keeps both to itself.
    const inside = page as unknown as { readonly module: PdfiumModule; readonly pageIdx: number };
    this.#module = inside.module;
    this.#pdfium = inside.module.wasmExports;
    this.#page = inside.pageIdx;
  }

  read(): PageDrawing {
    const count = this.#pdfium.FPDFPage_CountObjects(this.#page);
    for (let i = 0; i < count && this.#objects < OBJECT_LIMIT; i++)
      this.#take(this.#pdfium.FPDFPage_GetObject(this.#page, i), null, 0);
    return { pictures: this.#pictures, paths: this.#paths };
  }

  /** Objects in a form have coordinates of their own: their place is that of the outermost form. */
  #take(object: number, outer: number | null, depth: number): void {
    this.#objects++;
    const type = this.#pdfium.FPDFPageObj_GetType(object);
    if (type === PATH) this.#paths++;
    else if (type === IMAGE) this.#takePicture(object, outer ?? object);
    else if (type === FORM && depth < DEPTH_LIMIT) {
      const count = this.#pdfium.FPDFFormObj_CountObjects(object);
      for (let i = 0; i < count && this.#objects < OBJECT_LIMIT; i++)
        this.#take(this.#pdfium.FPDFFormObj_GetObject(object, i), outer ?? object, depth + 1);
    }
  }

  #takePicture(picture: number, placed: number): void {
    const corners = this.#withNumbers(4, (address) =>
      this.#pdfium.FPDFPageObj_GetBounds(placed, address, address + 4, address + 8, address + 12) === 0
        ? null
        : Array.from(new Float32Array(this.#module.HEAPU8.buffer, address, 4)),
    );
    const size = this.#withNumbers(2, (address) =>
      this.#pdfium.FPDFImageObj_GetImagePixelSize(picture, address, address + 4) === 0
        ? null
        : Array.from(new Uint32Array(this.#module.HEAPU8.buffer, address, 2)),
    );
    if (corners === null || size === null) return;
    const [x1, y1] = this.#shareOfPage(corners[0]!, corners[1]!);
    const [x2, y2] = this.#shareOfPage(corners[2]!, corners[3]!);
    const [left, right] = [clamp(Math.min(x1, x2)), clamp(Math.max(x1, x2))];
    const [top, bottom] = [clamp(Math.min(y1, y2)), clamp(Math.max(y1, y2))];
    if (right > left && bottom > top)
      this.#pictures.push({ left, top, right, bottom, pixelWidth: size[0]!, pixelHeight: size[1]! });
  }

  /** From the page's own coordinates to the page as it is shown, turned as it says. */
  #shareOfPage(x: number, y: number): [number, number] {
    const grid = 10_000;
    return this.#withNumbers(2, (address) => {
      this.#pdfium.FPDF_PageToDevice(this.#page, 0, 0, grid, grid, 0, x, y, address, address + 4);
      const [across, down] = new Int32Array(this.#module.HEAPU8.buffer, address, 2);
      return [across! / grid, down! / grid];
    });
  }

  /** Room for so many numbers of four bytes during `use`. */
  #withNumbers<T>(count: number, use: (address: number) => T): T {
    const address = this.#pdfium.malloc(4 * count);
    try {
      return use(address);
    } finally {
      this.#pdfium.free(address);
    }
  }
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}
