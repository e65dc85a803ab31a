import { TextEmitter } from '../emitText.ts';
import { type ReadContext, ReadFault, type Sink, type Source } from '../format.ts';
import { decodePicture } from './decodePicture.ts';
import type { GrayImage } from './grayImage.ts';
import { PageScanner } from './pageScanner.ts';
import { assertDecodable, type PictureSize } from './pictureSize.ts';

/** The largest picture file that is taken into memory. */
const FILE_LIMIT = 256 << 20;

/** Reads a file that is one picture. `sizeOf` tells its size from the file's first bytes; `encoded` what of the file is decoded. */
export async function readPicture(
  source: Source,
  sink: Sink,
  context: ReadContext,
  sizeOf: (bytes: Uint8Array) => PictureSize | null,
  encoded: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes,
): Promise<void> {
  const bytes = await source.bytes(FILE_LIMIT);
  await readPages(sink, context, [
    () => {
      const size = sizeOf(bytes);
      if (size === null) throw new ReadFault('corrupt', 'damaged_structure');
      assertDecodable(size);
      return decodePicture(encoded(bytes));
    },
  ]);
}

/** Reads the pages of a file of pictures, in order; each is opened when its turn comes. */
export async function readPages(
  sink: Sink,
  context: ReadContext,
  pages: Iterable<() => Promise<GrayImage>>,
): Promise<void> {
  const emitter = new TextEmitter(sink);
  const scanner = new PageScanner(sink, emitter, context);
  let number = 0;
  for (const open of pages) {
    await sink.segment({ kind: 'part', place: 'page', name: '', number: ++number });
    await scanner.page(number, open);
    await emitter.end();
  }
  scanner.end(false);
}
