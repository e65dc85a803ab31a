import { readSync, writevSync } from 'node:fs';
import { onAlive } from '../alive.ts';
import { type Frame, frameParts, parseRequest } from '../protocol.ts';
import { listFile } from './listFile.ts';
import { withFile } from './openFile.ts';
import { readFile } from './readFile.ts';

/**
 * The reading child: takes one request a line on stdin, answers with frames on stdout. It opens the file itself, read-only.
 * Everything hostile is parsed here and nowhere else.
 */
const BATCH_BYTES = 1 << 16;

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
    if (this.#length >= BATCH_BYTES || frame.kind === 'begin' || frame.kind === 'alive') this.flush();
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

/** The next line of stdin; null at its end. */
function* requestLines(): Generator<string> {
  const buffer = Buffer.alloc(65_536);
  let rest = '';
  for (;;) {
    const count = readSync(0, buffer);
    if (count === 0) return;
    const lines = (rest + buffer.toString('utf8', 0, count)).split('\n');
    rest = lines.pop()!;
    yield* lines;
  }
}

const output = new Output();
const send = (frame: Frame): void => output.send(frame);
onAlive(() => send({ kind: 'alive' }));

for (const line of requestLines()) {
  const request = parseRequest(line);
  const context = { passwords: request.passwords };
  await withFile(request.path, request.volumes, (file) =>
    request.op === 'read'
      ? readFile(file, request.wanted, context, send)
      : listFile(file, context, send, request.op === 'hash'),
  );
  send({ kind: 'done' });
  output.flush();
}
