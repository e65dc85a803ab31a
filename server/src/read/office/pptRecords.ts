/** One record of a presentation before 2007 ([MS-PPT] 2.3.1). */
export interface PptRecord {
  readonly type: number;
  readonly instance: number;
  readonly isContainer: boolean;
  /** Where its head begins, in the bytes that were walked. */
  readonly position: number;
  readonly body: Buffer;
}

const HEADER_BYTES = 8;
const CONTAINER = 0xf;
/** A record that is marked as an atom but holds records. */
const TAG_DATA = 0x138b;
/** Containers in containers are followed so deep. */
const DEPTH_LIMIT = 64;

/** The record at `position`; null where there is none. One that runs over the end is cut there. */
export function recordAt(bytes: Buffer, position: number): PptRecord | null {
  if (position + HEADER_BYTES > bytes.length) return null;
  const head = bytes.readUInt16LE(position);
  const type = bytes.readUInt16LE(position + 2);
  const start = position + HEADER_BYTES;
  const body = bytes.subarray(start, start + bytes.readUInt32LE(position + 4));
  return {
    type,
    instance: head >> 4,
    isContainer: (head & 0xf) === CONTAINER || type === TAG_DATA,
    position,
    body,
  };
}

/** The records that stand one after another in these bytes. */
export function* recordsIn(bytes: Buffer): Generator<PptRecord> {
  for (
    let record = recordAt(bytes, 0);
    record !== null;
    record = recordAt(bytes, record.position + HEADER_BYTES + record.body.length)
  )
    yield record;
}

/** All records below these bytes, each container before what it holds. */
export function* recordsBelow(bytes: Buffer, depth = 0): Generator<PptRecord> {
  for (const record of recordsIn(bytes)) {
    yield record;
    if (record.isContainer && depth < DEPTH_LIMIT) yield* recordsBelow(record.body, depth + 1);
  }
}

/** The first record of this type among those that stand in these bytes. */
export function findRecord(bytes: Buffer, type: number): PptRecord | undefined {
  for (const record of recordsIn(bytes)) if (record.type === type) return record;
  return undefined;
}
