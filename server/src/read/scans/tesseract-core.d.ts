/** What is used of WebAssembly here; Node's types leave it to those of browsers. */
declare namespace WebAssembly {
  type Imports = Readonly<Record<string, unknown>>;
  /** Opaque: what {@link compile} gives and {@link instantiate} takes. */
  interface Module {
    readonly [Symbol.toStringTag]: string;
  }
  interface Instance {
    readonly exports: Readonly<Record<string, unknown>>;
  }
  class Memory {
    constructor(descriptor: { initial: number });
    readonly buffer: ArrayBuffer;
  }
  function compile(bytes: Uint8Array): Promise<Module>;
  function instantiate(module: Module, imports: Imports): Promise<Instance>;
}

/** What is used of Tesseract and Leptonica in WebAssembly; the package brings no types of its own. */
declare module 'tesseract.js-core/tesseract-core-simd-lstm.js' {
  /** Leptonica's picture, a view of the module's memory. */
  export interface Pix {
    get_w(): number;
    get_h(): number;
    /** Bits per pixel: 1, 2, 4, 8, 16 or 32. */
    get_d(): number;
    /** 32-bit words per line. */
    get_wpl(): number;
    get_spp(): number;
    get_xres(): number;
    /** Address of the pixels. */
    get_data(): number;
    /** A view whose address is 0 where the picture has no palette. */
    get_colormap(): Palette;
  }

  export interface Palette {
    get_n(): number;
    /** Address of the colours: blue, green, red, alpha, one byte each. */
    get_array(): number;
  }

  export interface TessBaseAPI {
    Init(dataPath: string, language: string, engine: number): number;
    SetVariable(name: string, value: string): boolean;
    SetPageSegMode(mode: number): void;
    SetImage(
      address: number,
      width: number,
      height: number,
      bytesPerPixel: number,
      bytesPerLine: number,
    ): void;
    SetSourceResolution(dpi: number): void;
    Recognize(monitor: null): number;
    GetTSVText(page: number): string;
    Clear(): void;
    ClearAdaptiveClassifier(): void;
    ClearPersistentCache(): void;
    End(): void;
  }

  export interface TesseractModule {
    readonly TessBaseAPI: new () => TessBaseAPI;
    readonly Pix: unknown;
    readonly FS: { writeFile(path: string, bytes: Uint8Array): void };
    wrapPointer(address: number, type: unknown): Pix;
    getPointer(view: Palette): number;
    _malloc(bytes: number): number;
    _free(address: number): void;
    _pixReadMem(address: number, bytes: number): number;
    /** Takes the address of the variable that holds the picture's address. */
    _pixDestroy(address: number): void;
    /** Called with the share done, 0 to 100, while words are recognised. */
    TesseractProgress?: (percent: number) => void;
  }

  export interface ModuleOptions {
    instantiateWasm(
      imports: WebAssembly.Imports,
      done: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
    ): void;
    print(line: string): void;
    printErr(line: string): void;
  }

  export default function createTesseract(options: ModuleOptions): Promise<TesseractModule>;
}
