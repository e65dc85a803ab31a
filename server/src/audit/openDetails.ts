import type { CaseKeys } from '../keys/caseKeys.ts';
import { SealError } from '../keys/sealKey.ts';
import { sealedPart } from './accessEntry.ts';
import { type AccessDetails, accessDetailsSchema } from './recordAccess.ts';

/** The details of an entry; null where they do not open, which means that the row was not written by whoever holds the key, or was changed since. */
export function openDetails(keys: CaseKeys, entry: string): AccessDetails | null {
  const part = sealedPart(entry);
  if (part === null) return null;
  try {
    return accessDetailsSchema.parse(JSON.parse(keys.openText(part.sealed, part.place)));
  } catch (error) {
    if (error instanceof SealError) return null;
    throw error;
  }
}
