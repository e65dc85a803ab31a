import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gunzipSync } from 'node:zlib';
import type { TesseractModule } from 'tesseract.js-core/tesseract-core-simd-lstm.js';

const { resolve } = createRequire(import.meta.url);

/** A module of Tesseract with Leptonica, and its memory. */
export interface TesseractCore {
  readonly module: TesseractModule;
  /** The module's memory; it may grow and then is another buffer: ask again after every call. */
  memory(): ArrayBuffer;
}

let compiled: Promise<WebAssembly.Module> | null = null;

/**
 * Starts a fresh module of tesseract.js-core from the installed package (no network, no worker thread). The build with SIMD
 * computes the same on every processor, unlike the one with relaxed SIMD.
 */
export async function startTesseractCore(): Promise<TesseractCore> {
  compiled ??= WebAssembly.compile(readFileSync(resolve('tesseract.js-core/tesseract-core-simd-lstm.wasm')));
  const program = await compiled;
  const { default: createTesseract } = await import('tesseract.js-core/tesseract-core-simd-lstm.js');
  let memory: WebAssembly.Memory | undefined;
  const module = await createTesseract({
    instantiateWasm(imports, done) {
      void WebAssembly.instantiate(program, imports).then((instance) => {
        memory = Object.values(instance.exports).find((value) => value instanceof WebAssembly.Memory);
        done(instance, program);
      });
    },
    print: () => undefined,
    printErr: () => undefined,
  });
  return { module, memory: () => memory!.buffer };
}

/** Trained data of French, unpacked. */
export function frenchData(): Uint8Array {
  return gunzipSync(readFileSync(resolve('@tesseract.js-data/fra/4.0.0_best_int/fra.traineddata.gz')));
}
