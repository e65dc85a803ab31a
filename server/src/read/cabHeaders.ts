import type { SyncBytes } from './format.ts';

/** What a cabinet says of one file, as far as listing needs it. */
export interface CabHeader {
  /** As stored: UTF-8 where it is marked so, else bytes of the system's code page. */
  readonly name: Uint8Array;
  /** Whether its content begins in another cabinet of the set. */
  readonly beginsElsewhere: boolean;
}

/** Fixed part of the entry of a file, before its name ([MS-CAB] 2.5). */
const ENTRY = 16;
const NAME_LIMIT = 1 << 10;
/** Folders that begin in the cabinet before: 0xfffd, and 0xffff where they also go on in the next one. */
const BEFORE = [0xfffd, 0xffff];

/** The files that a cabinet names, by its headers alone, in order ([MS-CAB] 2.1 and 2.5), also those whose content is not there. Ends where the headers are damaged. */
export function* cabHeaders(bytes: SyncBytes): Generator<CabHeader> {
  const head = Buffer.from(bytes.read(0, 36));
  if (head.length < 36) return;
  const count = head.readUInt16LE(28);
  let at = head.readUInt32LE(16);
  for (let i = 0; i < count; i++) {
    const entry = Buffer.from(bytes.read(at, ENTRY + NAME_LIMIT));
    const end = entry.indexOf(0, ENTRY);
    if (end <= ENTRY) return;
    yield {
      name: entry.subarray(ENTRY, end),
      beginsElsewhere: BEFORE.includes(entry.readUInt16LE(8)),
    };
    at += end + 1;
  }
}
