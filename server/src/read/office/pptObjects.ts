import { constants, inflateSync } from 'node:zlib';
import type { Member } from '../format.ts';
import { memorySource } from '../source.ts';
import type { Presentation } from './pptFile.ts';
import { type PptRecord, recordsIn } from './pptRecords.ts';

/** An embedded object ([MS-PPT] 2.10.34 ExOleObjStg): a compound file, mostly packed behind its size. */
const OBJECT = 0x1011;
const OBJECT_LIMIT = 512 << 20;

/** The objects embedded in a presentation, in the order of the stream. */
export function* pptObjects({ stream, isEncrypted }: Presentation): Generator<Member> {
  let ordinal = 0;
  if (isEncrypted) return;
  for (const record of recordsIn(stream)) if (record.type === OBJECT) yield memberOf(record, ++ordinal);
}

function memberOf({ instance, body }: PptRecord, ordinal: number): Member {
  const displayName = `object-${ordinal}`;
  const name = Buffer.from(displayName);
  if (instance === 0) return { name, displayName, source: memorySource(body, displayName) };
  try {
    // Some writers leave the end of the stream out.
    const bytes = inflateSync(body.subarray(4), {
      maxOutputLength: OBJECT_LIMIT,
      finishFlush: constants.Z_SYNC_FLUSH,
    });
    return { name, displayName, source: memorySource(bytes, displayName) };
  } catch {
    return { name, displayName, fate: 'corrupt', reason: 'bad_compression' };
  }
}
