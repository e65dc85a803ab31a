import { readSync, writeSync } from 'node:fs';
import { encodeFrame, type Frame, parseRequest } from '../protocol.ts';
import { listFile } from './listFile.ts';
import { readFile } from './readFile.ts';

/**
 * The reading child: takes one request a line on stdin, answers with frames on stdout. It opens the file itself, read-only.
 * Everything hostile is parsed here and nowhere else.
 */
const BATCH_BYTES = 1 << 18;

/** Frames are sent in batches; a blocking write is the back-pressure. */
class Output {
  #parts: Uint8Array[] = [];
  #length = 0;

  send(frame: Frame): void {
    const bytes = encodeFrame(frame);
    this.#parts.push(bytes);
    this.#length += bytes.length;
    if (this.#length >= BATCH_BYTES || frame.kind === 'begin') this.flush();
  }

  flush(): void {
    const bytes = Buffer.concat(this.#parts);
    this.#parts = [];
    this.#length = 0;
    for (let at = 0; at < bytes.length;) at += writeWhenReady(bytes, at);
  }
}

function writeWhenReady(bytes: Uint8Array, at: number): number {
  try {
    return writeSync(1, bytes, at);
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

for (const line of requestLines()) {
  const request = parseRequest(line);
  if (request.op === 'list') await listFile(request.path, send);
  else await readFile(request.path, request.wanted, send);
  send({ kind: 'done' });
  output.flush();
}
