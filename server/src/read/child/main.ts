import { writevSync } from 'node:fs';
import { SCRATCH_DESCRIPTOR } from '../../sandbox/descriptors.ts';
import { onAlive } from '../alive.ts';
import { type Frame, frameParts } from '../protocol.ts';
import { useScratch } from '../scratch.ts';
import { listFile } from './listFile.ts';
import { readFile } from './readFile.ts';
import { receiveRequests } from './receiveRequests.ts';

/**
 * The reading child: takes requests on stdin, answers with frames on stdout. It opens nothing: descriptor 3 is its scratch file, further ones and
 * stdin bring the input. Everything hostile is parsed here and nowhere else.
 */
const BATCH_BYTES = 1 << 16;

/** What must not be lost when the child dies of what comes next, lest that be blamed on another item or page. */
const SENT_AT_ONCE: ReadonlySet<Frame['kind']> = new Set([
  'begin',
  'trying',
  'text',
  'rows',
  'scanning',
  'scanned',
  'alive',
]);

/** Small frames are sent in batches; a blocking write is the back-pressure. */
class Output {
  #parts: Uint8Array[] = [];
  #length = 0;

  /** Sends a frame; its arrays may be used again afterwards. */
  send(frame: Frame): void {
    const parts = frameParts(frame);
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    if (length >= BATCH_BYTES) {
      this.flush();
      write(parts, length);
      return;
    }
    this.#parts.push(Buffer.concat(parts, length));
    this.#length += length;
    if (this.#length >= BATCH_BYTES || SENT_AT_ONCE.has(frame.kind)) this.flush();
  }

  flush(): void {
    write(this.#parts, this.#length);
    this.#parts = [];
    this.#length = 0;
  }
}

function write(parts: readonly Uint8Array[], length: number): void {
  let rest = parts;
  for (let left = length; left > 0;) {
    const written = writeWhenReady(rest);
    left -= written;
    rest = skipBytes(rest, written);
  }
}

/** The pieces without their first `count` bytes. */
function skipBytes(parts: readonly Uint8Array[], count: number): readonly Uint8Array[] {
  let skip = count;
  let first = 0;
  while (first < parts.length && skip >= parts[first]!.length) skip -= parts[first++]!.length;
  const rest = parts.slice(first);
  if (rest.length > 0) rest[0] = rest[0]!.subarray(skip);
  return rest;
}

function writeWhenReady(parts: readonly Uint8Array[]): number {
  try {
    return writevSync(1, parts);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
      return 0;
    }
    throw error;
  }
}

const output = new Output();
const send = (frame: Frame): void => output.send(frame);
useScratch(SCRATCH_DESCRIPTOR, process.argv[2]!);
onAlive(() => send({ kind: 'alive' }));
send({ kind: 'ready' });
output.flush();

for await (const { request, file } of receiveRequests()) {
  const context = { passwords: request.passwords };
  if (request.op === 'list') await listFile(file, request, context, send);
  else await readFile(file, request.wanted, { ...context, scans: request.scans }, send);
  send({ kind: 'done', peakBytes: process.resourceUsage().maxRSS * 1024 });
  output.flush();
}
