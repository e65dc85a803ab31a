import { fateSchema } from '@constat/contract/item.ts';
import { z } from 'zod';
import { COLUMN_ROLES, COLUMN_SUBJECTS } from '../columns/tableLayout.ts';
import type { ReadReason, ScanEvent } from './format.ts';
import type { ListedItem, MemberChain, ReadEvent, ScanRequest } from './reader.ts';
import { encodeRows, RowsDecoder } from './rowsCodec.ts';
import type { PartSegment, Segment } from './segment.ts';

/**
 * The wire between the reading child and its supervisor: frames of a 4-byte length (little endian, of what follows), a type byte and a body.
 * What comes out of a child is as hostile as the file it read: every frame is checked for size and shape before it is used.
 */
export type Request = {
  readonly path: Uint8Array;
  /** All volumes of the set that the file stands for, in the order of their bytes, the file itself among them; [] for an ordinary file. */
  readonly volumes: readonly Uint8Array[];
  readonly passwords: readonly string[];
} & (
  | { readonly op: 'list' }
  /** Lists the file alone. */
  | { readonly op: 'hash' }
  | {
      readonly op: 'read';
      readonly wanted: readonly MemberChain[];
      /** Absent: scans are recognised, nothing is known of them. */
      readonly scans?: ScanRequest | undefined;
    }
);

/** What a child sends. */
export type Frame =
  | ReadEvent
  | { readonly kind: 'listed'; readonly item: ListedItem }
  /** Nothing to say yet, but at work. */
  | { readonly kind: 'alive' }
  | { readonly kind: 'done' };

/** A frame that breaks the rules: the child is not to be trusted any more. */
export class ProtocolError extends Error {
  constructor(what: string) {
    super(`the reading process sent ${what}`);
    this.name = 'ProtocolError';
  }
}

const TYPES = ['begin', 'part', 'text', 'columns', 'rows', 'end', 'listed', 'done', 'scanning', 'scanned', 'scans', 'alive'] as const; // prettier-ignore

/** Largest frame: a segment is about 256 kB, a single long line or cell may make it larger. */
export const FRAME_LIMIT = 600 << 20;
const COLUMN_LIMIT = 20_000;

const reasonSchema = z.string().max(40) as unknown as z.ZodType<ReadReason>;
const chainSchema = z.array(z.number().int().nonnegative()).max(64);
const beginSchema = z.object({ wanted: z.number().int().nonnegative() });
const partSchema = z.object({
  place: z.enum(['line', 'page', 'row']),
  name: z.string().max(10_000),
  number: z.number().int().nonnegative(),
});
const columnsSchema = z
  .object({
    names: z.array(z.string()).max(COLUMN_LIMIT),
    declared: z
      .array(z.object({ role: z.enum(COLUMN_ROLES), subject: z.enum(COLUMN_SUBJECTS).optional() }))
      .max(COLUMN_LIMIT)
      .optional(),
    subject: z.boolean().optional(),
  })
  .refine(({ names, declared }) => declared === undefined || declared.length === names.length);
const endSchema = z.object({
  wanted: z.number().int().nonnegative(),
  format: z.string().max(40),
  fate: fateSchema,
  reason: reasonSchema,
});
const listedSchema = z.object({
  chain: chainSchema,
  name: z
    .string()
    .max(100_000)
    .transform((text) => new Uint8Array(Buffer.from(text, 'base64'))),
  displayName: z.string().max(100_000),
  bytes: z.number().int().nonnegative(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  format: z.string().max(40),
  fate: fateSchema.exclude(['read']).nullable(),
  reason: reasonSchema,
});
/** The most pages of an item that are counted, and the most characters that a page may hold. */
const PAGE_LIMIT = 1_000_000;
const PAGE_TEXT_LIMIT = 1 << 20;

const pageSchema = z.number().int().min(1).max(PAGE_LIMIT);
const scannedSchema = z.object({
  page: pageSchema,
  text: z.string().max(PAGE_TEXT_LIMIT),
  reason: reasonSchema,
});
const scansSchema = z
  .object({
    pages: z.number().int().nonnegative().max(PAGE_LIMIT),
    waiting: z.number().int().nonnegative().max(PAGE_LIMIT),
  })
  .refine(({ pages, waiting }) => waiting <= pages);
export const requestSchema = z.object({
  op: z.enum(['list', 'hash', 'read']),
  path: z.string(),
  volumes: z.array(z.string()),
  wanted: z.array(chainSchema),
  passwords: z.array(z.string()),
  scans: z
    .object({
      recognise: z.boolean(),
      known: z.array(z.object({ chain: chainSchema, pages: z.array(scannedSchema) })),
    })
    .optional(),
});

/** A request as one line. */
export function encodeRequest(request: Request): string {
  const wanted = request.op === 'read' ? request.wanted : [];
  const { op, passwords } = request;
  const scans = request.op === 'read' ? request.scans : undefined;
  const path = base64(request.path);
  const volumes = request.volumes.map(base64);
  return `${JSON.stringify({ op, path, volumes, wanted, passwords, scans })}\n`;
}

/** Reads a line that {@link encodeRequest} wrote. */
export function parseRequest(line: string): Request {
  const { op, wanted, passwords, scans, ...places } = requestSchema.parse(JSON.parse(line));
  const path = bytesOf(places.path);
  const volumes = places.volumes.map(bytesOf);
  if (op !== 'read') return { op, path, volumes, passwords };
  const request = { op, path, volumes, passwords, wanted };
  return scans === undefined ? request : { ...request, scans };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'));
}

/** The bytes of a frame. */
export function encodeFrame(frame: Frame): Uint8Array {
  return Buffer.concat(frameParts(frame));
}

/** The bytes of a frame in pieces, of which the large ones are views of the segment's own arrays. */
export function frameParts(frame: Frame): Uint8Array[] {
  switch (frame.kind) {
    case 'text':
      return framed('text', [u32(frame.firstLine), frame.bytes]);
    case 'rows':
      return framed('rows', encodeRows(frame));
    case 'listed':
      return framed('listed', [
        json({ ...frame.item, name: Buffer.from(frame.item.name).toString('base64') }),
      ]);
    default:
      return framed(frame.kind, [json(frame)]);
  }
}

function framed(type: (typeof TYPES)[number], parts: readonly Uint8Array[]): Uint8Array[] {
  const length = parts.reduce((sum, part) => sum + part.length, 1);
  return [u32(length), Uint8Array.of(TYPES.indexOf(type)), ...parts];
}

function json(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}

function u32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** Frames that lie in several chunks are put together in a buffer of this size that is used again; larger ones get their own. */
const BUFFER_BYTES = 4 << 20;
/** The body (behind length and type) begins at a multiple of 8, so that the arrays in it can be used where they are. */
const ALIGNMENT = 3;

/** Cuts a stream of bytes into frames. */
export class FrameParser {
  readonly #buffer = new ArrayBuffer(BUFFER_BYTES);
  readonly #rows = new RowsDecoder();
  #chunks: Uint8Array[] = [];
  #length = 0;

  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  /** The next whole frame, or null when more bytes are needed. Its arrays are valid until the next one is asked for. Throws ProtocolError. */
  next(): Frame | null {
    if (this.#length < 5) return null;
    const size = this.#peekLength();
    if (size < 1 || size > FRAME_LIMIT) throw new ProtocolError('a frame of impossible size');
    if (this.#length < 4 + size) return null;
    const bytes = this.#take(4 + size);
    return decodeBody(bytes[4]!, bytes.subarray(5), this.#rows);
  }

  #peekLength(): number {
    if (this.#chunks[0]!.length < 4) this.#chunks = [Buffer.concat(this.#chunks)];
    const first = this.#chunks[0]!;
    return new DataView(first.buffer, first.byteOffset, 4).getUint32(0, true);
  }

  #take(count: number): Uint8Array {
    this.#length -= count;
    const first = this.#chunks[0]!;
    if (first.length > count) {
      this.#chunks[0] = first.subarray(count);
      return first.subarray(0, count);
    }
    const room = count + ALIGNMENT <= BUFFER_BYTES ? this.#buffer : new ArrayBuffer(count + ALIGNMENT);
    const out = new Uint8Array(room, ALIGNMENT, count);
    let filled = 0;
    while (filled < count) {
      const chunk = this.#chunks[0]!;
      const used = Math.min(chunk.length, count - filled);
      out.set(chunk.subarray(0, used), filled);
      filled += used;
      if (used === chunk.length) this.#chunks.shift();
      else this.#chunks[0] = chunk.subarray(used);
    }
    return out;
  }
}

function decodeBody(type: number, body: Uint8Array, rows: RowsDecoder): Frame {
  const kind = TYPES[type];
  if (kind === undefined) throw new ProtocolError('a frame of unknown type');
  switch (kind) {
    case 'begin':
      return { kind, ...parse(beginSchema, body) };
    case 'part':
      return { kind, ...parse(partSchema, body) } satisfies PartSegment;
    case 'columns':
      return { kind, ...parse(columnsSchema, body) };
    case 'end':
      return { kind, ...parse(endSchema, body) };
    case 'listed':
      return { kind, item: parse(listedSchema, body) };
    case 'text':
      return decodeTextBody(body);
    case 'rows':
      return rows.decode(body) ?? broken('rows that do not add up');
    case 'scanning':
      return { kind, ...parse(z.object({ page: pageSchema }), body) };
    case 'scanned':
      return { kind, ...parse(scannedSchema, body) } satisfies ScanEvent;
    case 'scans':
      return { kind, ...parse(scansSchema, body) };
    case 'done':
    case 'alive':
      return { kind };
  }
}

function parse<T>(schema: z.ZodType<T>, body: Uint8Array): T {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    throw new ProtocolError('a frame that is no JSON');
  }
  const result = schema.safeParse(value);
  if (!result.success) throw new ProtocolError('a frame of wrong shape');
  return result.data;
}

function decodeTextBody(body: Uint8Array): Segment {
  if (body.length < 4) throw new ProtocolError('a text without its line');
  const firstLine = new DataView(body.buffer, body.byteOffset, 4).getUint32(0, true);
  return { kind: 'text', firstLine, bytes: body.subarray(4) };
}

function broken(what: string): never {
  throw new ProtocolError(what);
}
