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
const LF = 0x0a;

/** Frames that the supervisor is told of without waiting for more: what is being read, lest it be blamed on another item or page. */
const AT_ONCE: ReadonlySet<Frame['kind']> = new Set(['begin', 'scanning', 'scanned', 'alive']);

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
    if (this.#length >= BATCH_BYTES || AT_ONCE.has(frame.kind)) this.flush();
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

/** The lines of stdin. They may be long: what is known of the scans of a file comes with the request. */
function* requestLines(): Generator<string> {
  const buffer = Buffer.alloc(65_536);
  let parts: Buffer[] = [];
  for (let count = readSync(0, buffer); count > 0; count = readSync(0, buffer)) {
    let from = 0;
    for (let at = buffer.indexOf(LF); at >= 0 && at < count; at = buffer.indexOf(LF, from)) {
      yield Buffer.concat([...parts, buffer.subarray(from, at)]).toString('utf8');
      parts = [];
      from = at + 1;
    }
    if (from < count) parts.push(Buffer.from(buffer.subarray(from, count)));
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
      ? readFile(file, request.wanted, { ...context, scans: request.scans }, send)
      : listFile(file, context, send, request.op === 'hash'),
  );
  send({ kind: 'done' });
  output.flush();
}
