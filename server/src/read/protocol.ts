import { type Fate, fateSchema } from '@constat/contract/item.ts';
import { z } from 'zod';
import { COLUMN_ROLES, COLUMN_SUBJECTS } from '../columns/tableLayout.ts';
import { READ_REASONS, type ReadReason, type ScanEvent } from './format.ts';
import type { ListedItem, MemberChain, ReadEvent, ScanRequest } from './reader.ts';
import { COLUMN_LIMIT, encodeRows, POSITION_LIMIT, RowsDecoder } from './rowsCodec.ts';
import type { PartSegment, Segment } from './segment.ts';

/**
 * The wire between the reading child and its supervisor: frames of a 4-byte length (little endian, of what follows), a type byte and a body.
 * What comes out of a child is as hostile as the file it read: every frame is checked for size and shape before it is used.
 */
export type Request = RequestedInput & Order;

/** What is asked of a file. */
export type Order =
  | {
      readonly op: 'list';
      readonly leftOut: readonly LeftOut[];
      /** After so many items each member is announced before it is listed; before that, and with null, now and then. */
      readonly announceFrom: number | null;
    }
  | {
      readonly op: 'read';
      readonly wanted: readonly MemberChain[];
      /** Absent: scans are recognised, nothing is known of them. */
      readonly scans?: ScanRequest | undefined;
    };

/** The file that a request is about. A child opens nothing: its supervisor hands it the contents or a descriptor. */
export interface RequestedInput {
  /** Last part of the path, as stored. */
  readonly name: Uint8Array;
  /** The file itself, or all volumes of the set that it stands for, in the order of their bytes. */
  readonly volumes: readonly Volume[];
  /** Which of them is the file itself. */
  readonly own: number;
  /** Whether it stands for a set, of which perhaps one volume alone is there. */
  readonly isSet: boolean;
  readonly passwords: readonly string[];
}

/** A member that killed a child: it is listed with that fate and not touched again. */
export interface LeftOut {
  readonly chain: MemberChain;
  readonly fate: Exclude<Fate, 'read'>;
  readonly reason: ReadReason;
  /** The child did not even come to the member: its container ends before it. */
  readonly endsContainer: boolean;
}

export interface Volume {
  readonly bytes: number;
  /** Number of the descriptor in the child; null: the content follows the request. */
  readonly descriptor: number | null;
  /** Where it begins in what the descriptor stands for. */
  readonly offset: number;
}

/**
 * What a child sends. `ready` comes first, once; `alive` now and then while a child works through its input; `trying` names the member that is
 * listed next, so that it is known which one a child died of (see `announceFrom`); `done` ends an answer.
 */
export type Frame =
  | ReadEvent
  | { readonly kind: 'listed'; readonly item: ListedItem }
  | { readonly kind: 'trying'; readonly chain: MemberChain }
  | { readonly kind: 'ready' }
  | { readonly kind: 'alive' }
  | { readonly kind: 'done'; readonly peakBytes: number };

/** A frame that breaks the rules: the child is not to be trusted any more. */
export class ProtocolError extends Error {
  constructor(what: string) {
    super(`the reading process sent ${what}`);
    this.name = 'ProtocolError';
  }
}

const TYPES = [
  'begin',
  'part',
  'text',
  'columns',
  'rows',
  'end',
  'listed',
  'done',
  'alive',
  'trying',
  'ready',
  'scanning',
  'scanned',
  'scans',
] as const;

/** Largest frame: a segment is about 256 kB, a single long line or cell may make it larger. */
export const FRAME_LIMIT = 256 << 20;
/** Largest frame of those that are JSON. */
const JSON_LIMIT = 16 << 20;
/** Longest name of a part or a column. */
const NAME_LIMIT = 10_000;

/** A text for people or for the database: no NUL, no half of a surrogate pair. */
const textSchema = (limit: number): z.ZodType<string, string> =>
  z
    .string()
    .max(limit)
    .transform((text) => text.replaceAll('\0', '\ufffd').toWellFormed());
const reasonSchema = z.enum(READ_REASONS);
const formatSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._+-]{0,39}$/);
const chainSchema = z.array(z.number().int().nonnegative()).max(64);
const beginSchema = z.object({ wanted: z.number().int().nonnegative() });
const partSchema = z.object({
  place: z.enum(['line', 'page', 'row']),
  name: textSchema(NAME_LIMIT),
  number: z.number().int().nonnegative().max(POSITION_LIMIT),
});
const columnsSchema = z
  .object({
    names: z.array(textSchema(NAME_LIMIT)).max(COLUMN_LIMIT),
    declared: z
      .array(z.object({ role: z.enum(COLUMN_ROLES), subject: z.enum(COLUMN_SUBJECTS).optional() }))
      .max(COLUMN_LIMIT)
      .optional(),
    subject: z.boolean().optional(),
  })
  .refine(({ names, declared }) => declared === undefined || declared.length === names.length);
const endSchema = z.object({
  wanted: z.number().int().nonnegative(),
  format: formatSchema,
  fate: fateSchema,
  reason: reasonSchema,
});
const listedSchema = z.object({
  chain: chainSchema,
  name: z
    .string()
    .max(100_000)
    .transform((text) => new Uint8Array(Buffer.from(text, 'base64'))),
  displayName: textSchema(100_000),
  bytes: z.number().int().nonnegative(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  format: formatSchema,
  fate: fateSchema.exclude(['read']).nullable(),
  reason: reasonSchema,
});
const tryingSchema = z.object({ chain: chainSchema });
const doneSchema = z.object({ peakBytes: z.number().nonnegative() });
/** The most pages of an item that are counted, and the most characters that a page may hold. */
const PAGE_LIMIT = 1_000_000;
const PAGE_TEXT_LIMIT = 1 << 20;

const pageSchema = z.number().int().min(1).max(PAGE_LIMIT);
const scanningSchema = z.object({ page: pageSchema });
const scannedSchema = z.object({
  page: pageSchema,
  text: textSchema(PAGE_TEXT_LIMIT),
  reason: reasonSchema,
});
const scansSchema = z
  .object({
    pages: z.number().int().nonnegative().max(PAGE_LIMIT),
    waiting: z.number().int().nonnegative().max(PAGE_LIMIT),
  })
  .refine(({ pages, waiting }) => waiting <= pages);
export const requestSchema = z.object({
  op: z.enum(['list', 'read']),
  name: z.string(),
  volumes: z
    .array(
      z.object({
        bytes: z.number().int().nonnegative(),
        descriptor: z.number().int().nonnegative().nullable(),
        offset: z.number().int().nonnegative(),
      }),
    )
    .min(1),
  own: z.number().int().nonnegative(),
  isSet: z.boolean(),
  leftOut: z.array(
    z.object({
      chain: chainSchema,
      fate: fateSchema.exclude(['read']),
      reason: reasonSchema,
      endsContainer: z.boolean(),
    }),
  ),
  announceFrom: z.number().int().nonnegative().nullable(),
  wanted: z.array(chainSchema),
  passwords: z.array(z.string()),
  scans: z
    .object({
      recognise: z.boolean(),
      known: z.array(z.object({ chain: chainSchema, pages: z.array(scannedSchema) })),
    })
    .optional(),
});

/** A request as one line. The contents of its volumes without descriptor follow it, one after the other. */
export function encodeRequest(request: Request): string {
  const name = Buffer.from(request.name).toString('base64');
  return `${JSON.stringify({ wanted: [], leftOut: [], announceFrom: null, ...request, name })}\n`;
}

/** Reads a line that {@link encodeRequest} wrote. */
export function parseRequest(line: string): Request {
  const { op, wanted, leftOut, announceFrom, scans, ...rest } = requestSchema.parse(JSON.parse(line));
  const input = { ...rest, name: new Uint8Array(Buffer.from(rest.name, 'base64')) };
  if (op === 'list') return { op, ...input, leftOut, announceFrom };
  return scans === undefined ? { op, ...input, wanted } : { op, ...input, wanted, scans };
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
    case 'part':
      return framed('part', [json({ ...frame, name: clip(frame.name) })]);
    case 'columns':
      return framed('columns', [
        json({
          ...frame,
          names: frame.names.slice(0, COLUMN_LIMIT).map(clip),
          declared: frame.declared?.slice(0, COLUMN_LIMIT),
        }),
      ]);
    default:
      return framed(frame.kind, [json(frame)]);
  }
}

/** Names that a file gives are cut: no reader needs more of them. */
function clip(name: string): string {
  return name.length > NAME_LIMIT ? name.slice(0, NAME_LIMIT) : name;
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

/** Chunks below this size are put together as they come: a child that sends byte by byte would fill the memory with them. */
const SMALL_CHUNK = 4_096;

/** Cuts a stream of bytes into frames. */
export class FrameParser {
  readonly #buffer = new ArrayBuffer(BUFFER_BYTES);
  readonly #rows = new RowsDecoder();
  #chunks: Uint8Array[] = [];
  #length = 0;

  push(chunk: Uint8Array): void {
    this.#length += chunk.length;
    const last = this.#chunks.at(-1);
    if (last !== undefined && last.length < SMALL_CHUNK && chunk.length < SMALL_CHUNK)
      this.#chunks[this.#chunks.length - 1] = Buffer.concat([last, chunk]);
    else this.#chunks.push(chunk);
  }

  /** Whether nothing waits to be taken. */
  get isEmpty(): boolean {
    return this.#length === 0;
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
      return { kind, ...parse(scanningSchema, body) };
    case 'scanned':
      return { kind, ...parse(scannedSchema, body) } satisfies ScanEvent;
    case 'scans':
      return { kind, ...parse(scansSchema, body) };
    case 'done':
      return { kind, ...parse(doneSchema, body) };
    case 'trying':
      return { kind, ...parse(tryingSchema, body) };
    case 'ready':
    case 'alive':
      return { kind };
  }
}

function parse<T>(schema: z.ZodType<T>, body: Uint8Array): T {
  if (body.length > JSON_LIMIT) throw new ProtocolError('a frame that is too large');
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
  if (firstLine > POSITION_LIMIT) throw new ProtocolError('a text beyond all lines');
  return { kind: 'text', firstLine, bytes: body.subarray(4) };
}

function broken(what: string): never {
  throw new ProtocolError(what);
}
