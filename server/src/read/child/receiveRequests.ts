import { readSync } from 'node:fs';
import type { Source } from '../format.ts';
import { joinedSource } from '../joinedSource.ts';
import { displayNameOf } from '../memberName.ts';
import { parseRequest, type Request, type Volume } from '../protocol.ts';
import { descriptorSource, memorySource } from '../source.ts';

/** The file of a request. */
export interface OpenedFile {
  /** What is read: the file, or all volumes of its set as one. */
  readonly source: Source;
  /** The file itself. */
  readonly own: Source;
}

/** A request with its file, opened. */
export interface Received {
  readonly request: Request;
  readonly file: OpenedFile;
}

const STDIN = 0;

/** The requests that come on standard input, until it ends. */
export async function* receiveRequests(): AsyncGenerator<Received> {
  const input = new BlockingInput();
  for (let line = input.line(); line !== null; line = input.line()) {
    const request = parseRequest(line);
    const volumes: Source[] = [];
    for (const volume of request.volumes)
      volumes.push(await openVolume(input, volume, displayNameOf(request.name)));
    const own = volumes[request.own];
    if (own === undefined) continue;
    const source = request.isSet ? await joinedSource(volumes, own.name) : own;
    yield { request, file: { source, own } };
  }
}

async function openVolume(input: BlockingInput, volume: Volume, name: string): Promise<Source> {
  return volume.descriptor === null
    ? memorySource(input.bytes(volume.bytes), name)
    : await descriptorSource(volume.descriptor, volume.offset, volume.bytes, name);
}

/** Standard input, read as it is needed: a reading child has nothing else to do meanwhile. */
class BlockingInput {
  #rest = Buffer.alloc(0);

  /** The next line without its end; null at the end of the input. */
  line(): string | null {
    const pieces: Buffer[] = [];
    for (;;) {
      const end = this.#rest.indexOf(0x0a);
      if (end >= 0) {
        pieces.push(this.#rest.subarray(0, end));
        this.#rest = this.#rest.subarray(end + 1);
        return Buffer.concat(pieces).toString('utf8');
      }
      pieces.push(this.#rest);
      const chunk = Buffer.allocUnsafe(65_536);
      const count = readSync(STDIN, chunk);
      if (count === 0) return null;
      this.#rest = chunk.subarray(0, count);
    }
  }

  /** Exactly so many bytes, in an array of their own. */
  bytes(count: number): Uint8Array {
    const out = new Uint8Array(count);
    let filled = Math.min(count, this.#rest.length);
    out.set(this.#rest.subarray(0, filled));
    this.#rest = this.#rest.subarray(filled);
    while (filled < count) {
      const read = readSync(STDIN, out, filled, count - filled, null);
      if (read === 0) throw new Error('the input ended within a file');
      filled += read;
    }
    return out;
  }
}
