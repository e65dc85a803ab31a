import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { PDFiumLibrary } from '@hyzyla/pdfium';

/**
 * What PDFium may use beside the document itself. A page whose content unpacks to gigabytes would be unpacked whole: here its memory is refused,
 * and the page is given up.
 */
const HEAP_LIMIT = 384 << 20;
/** While a page is drawn: a scan of 600 dpi in JPEG 2000 takes half a gigabyte. */
const DRAWING_LIMIT = 768 << 20;
/** WebAssembly never gives memory back: an instance that has grown so large makes room for a new one. */
const KEPT_LIMIT = 128 << 20;

/** An instance of PDFium with its memory. */
interface Instance {
  readonly library: PDFiumLibrary;
  readonly memory: { readonly buffer: ArrayBuffer };
  documentBytes: number;
  limit: number;
  /** Whether memory was refused to it. */
  isExhausted: boolean;
}

let kept: Promise<Instance> | null = null;
let current: Instance | null = null;

/** PDFium, for a document of so many bytes: the instance that is there already, where it is fit. */
export async function pdfiumFor(bytes: number): Promise<PDFiumLibrary> {
  if (current !== null && (current.isExhausted || current.memory.buffer.byteLength > KEPT_LIMIT))
    forgetPdfium();
  current = await (kept ??= start());
  current.documentBytes = bytes;
  current.limit = HEAP_LIMIT + bytes;
  return current.library;
}

/** Draws with more memory than reading may take. */
export async function withRoomToDraw<T>(draw: () => Promise<T>): Promise<T> {
  const instance = current;
  if (instance === null) return await draw();
  instance.limit = DRAWING_LIMIT + instance.documentBytes;
  try {
    return await draw();
  } finally {
    instance.limit = HEAP_LIMIT + instance.documentBytes;
  }
}

/** Whether memory was refused: what PDFium said since then may be less than there is. */
export function isPdfiumExhausted(): boolean {
  return current?.isExhausted === true;
}

/** After a trap the memory of the module is not to be trusted any more: the next document gets a new instance. */
export function forgetPdfium(): void {
  kept = null;
  current = null;
}

let compiled: WebAssembly.Module | null = null;

function compile(): WebAssembly.Module {
  const file = createRequire(import.meta.url).resolve('@hyzyla/pdfium/pdfium.wasm');
  return (compiled ??= new WebAssembly.Module(readFileSync(file)));
}

async function start(): Promise<Instance> {
  const state = { documentBytes: 0, limit: HEAP_LIMIT, isExhausted: false };
  let memory: Instance['memory'] | undefined;
  const library = await PDFiumLibrary.init({
    instantiateWasm: (imports: WebAssembly.Imports, done: (instance: WebAssembly.Module) => void) => {
      const instance = new WebAssembly.Instance(compile(), boundedBy(state, imports));
      memory = instance.exports['memory'] as Instance['memory'];
      // The wrapper's type says module; it wants the instance.
      done(instance as unknown as WebAssembly.Module);
      return instance.exports;
    },
  });
  if (memory === undefined) throw new Error('@hyzyla/pdfium: its memory is not where it was');
  return Object.assign(state, { library, memory });
}

/** The imports with which the module cannot grow beyond the limit: its allocations then fail. */
function boundedBy(
  state: Pick<Instance, 'limit' | 'isExhausted'>,
  imports: WebAssembly.Imports,
): WebAssembly.Imports {
  const grow = imports['env']?.['emscripten_resize_heap'] as ((bytes: number) => number) | undefined;
  if (grow === undefined) throw new Error('@hyzyla/pdfium: not the version that this was written for');
  const growWithin = (bytes: number): number => {
    if (bytes >>> 0 <= state.limit) return grow(bytes);
    state.isExhausted = true;
    return 0;
  };
  return { ...imports, env: { ...imports['env'], emscripten_resize_heap: growWithin } };
}
