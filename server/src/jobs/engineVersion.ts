import type { EngineFloor } from '../collect/unreadContents.ts';

/**
 * Version of reading, detection and linking together. Raised whenever one of them finds something else in the same bytes:
 * contents that an older version read are read again.
 */
export const ENGINE_VERSION = 10;

/**
 * Version of the recognition of scans alone. Raised when it finds another text in the same pages: then they are recognised again. A new
 * engine version takes the texts as they are kept.
 */
export const SCAN_VERSION = 1;

/**
 * Formats that a version concerns, where it does not concern all: '6: ["docx"]' says that version 6 finds something else in contents of that
 * format only. Contents of other formats that version 5 read are not read again then.
 */
export const FORMATS_OF_VERSION: Readonly<Record<number, readonly string[]>> = {};

/** Below which version contents must be read again, as the versions up to `current` require. */
export function requiredEngine(
  current = ENGINE_VERSION,
  formatsOf: Readonly<Record<number, readonly string[]>> = FORMATS_OF_VERSION,
): EngineFloor {
  let general = current;
  while (general > 1 && formatsOf[general] !== undefined) general--;
  const formats = new Map<string, number>();
  for (let version = general + 1; version <= current; version++)
    for (const format of formatsOf[version]!) formats.set(format, version);
  return { general, formats };
}
