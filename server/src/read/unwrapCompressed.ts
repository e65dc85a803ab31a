import { ReadFault, type SyncBytes } from './format.ts';
import { Archive } from './libarchive.ts';
import { syncJoined, syncMemory } from './source.ts';

/**
 * libarchive knows compression only as the wrapping of an archive, and takes compressed streams that follow each other for one.
 * So a compressed tar header of one file without an end is put before the content, which becomes that file, and a compressed mark behind it:
 * where the mark arrives, the content was whole.
 */
interface Wrapping {
  /** The header, compressed. */
  readonly header: string;
  /** {@link MARK}, compressed. */
  readonly mark: string;
}

const MARK = Buffer.from('\0end of content\0', 'latin1');

/** Made with `bzip2 -9`, `xz -9e --check=crc32` and `lzip -9` from the same 512 and 16 bytes. */
const WRAPPINGS = {
  bzip2: {
    header:
      'QlpoOTFBWSZTWbt9UTwAABl7wMADQABAAG0AAADgAB4AQAAIACAAIjUyAaaD1CmTEyDIz2KNF0UAPtmAyqLJIeGGbxYH2iSbfF3JFOFCQu31RPA=',
    mark: 'QlpoOTFBWSZTWfPXY4MAAADRgEAAQAAPAYQAIAAxBkxA00ZGkOtcnIC5o8XckU4UJDz12ODA',
  },
  xz: {
    header:
      '/Td6WFoAAAFpIt42AgAhARwAAAAQz1jM4AH/ACldADCAM1AYaImDAjL3DnWSZ+vzfmbJpxenf7NpBTdYUxOsng15uJgwSNgAAAAAAMk63cQAAUGABAAAANEq1Tk+MA2LAgAAAAABWVo=',
    mark: '/Td6WFoAAAFpIt42AgAhARwAAAAQz1jMAQAPAGVuZCBvZiBjb250ZW50AABWe8+JAAEkEOlE2cyQQpkNAQAAAAABWVo=',
  },
  lzip: {
    header:
      'TFpJUAEMADCAM1AYaImDAjL3DnWSZ+vzfmbJpxenf7NpBTdYUxOsng15uJg90gPf//osIADJOt3EAAIAAAAAAABJAAAAAAAAAA==',
    mark: 'TFpJUAEMAAAaTweNCsfJzUTwNjj9BIeIoDub3//YyIAAVnvPiRAAAAAAAAAANQAAAAAAAAA=',
  },
} satisfies Record<string, Wrapping>;

/** Unpacks a compressed file that is no archive, also one of several streams. Throws ReadFault after what could be had. */
export async function* unwrapCompressed(
  bytes: SyncBytes,
  kind: keyof typeof WRAPPINGS,
): AsyncGenerator<Uint8Array> {
  const { header, mark } = WRAPPINGS[kind];
  const archive = await Archive.open(
    syncJoined([syncMemory(Buffer.from(header, 'base64')), bytes, syncMemory(Buffer.from(mark, 'base64'))]),
  );
  try {
    archive.next();
    yield* withoutMark(archive.content());
  } finally {
    archive.close();
  }
}

/** The content up to the mark; without one it was cut or damaged. */
async function* withoutMark(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array = new Uint8Array(0);
  let fault: unknown;
  try {
    for (const chunk of chunks) {
      const bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      const ready = Math.max(0, bytes.length - MARK.length);
      held = bytes.subarray(ready);
      if (ready > 0) yield await Promise.resolve(bytes.subarray(0, ready));
    }
  } catch (error) {
    // The file without an end always ends too early.
    fault = error;
  }
  if (MARK.equals(held)) return;
  if (held.length > 0) yield held;
  throw new ReadFault('corrupt', 'truncated', { cause: fault });
}
