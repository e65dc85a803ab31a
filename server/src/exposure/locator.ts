import type { CaseKeys } from '../keys/caseKeys.ts';
import { locatorText } from './locatorText.ts';
import { partPlace } from './places.ts';

/** Where something stands, as it is stored. */
export interface PlaceRow {
  /** Null for what the name of the item says. */
  content_id: number | null;
  /** Null where a reviewer found somebody whom linking did not: no place is known. */
  part: number | null;
  position: number | null;
  place: 'line' | 'page' | 'row' | null;
  number: number | null;
  name_sealed: Buffer | null;
}

/** 'page 3', 'line 40', 'Feuil1!R12'; 'R12' where rows stand in a part without a name; 'file name'; 'found by review'. */
export function locatorOf(row: PlaceRow, keys: CaseKeys): string {
  if (row.content_id === null) return 'file name';
  if (row.part === null || row.position === null) return 'found by review';
  const name =
    row.name_sealed === null ? '' : keys.openText(row.name_sealed, partPlace(row.content_id, row.part));
  return locatorText({ place: row.place ?? 'line', number: row.number ?? 1, name }, row.position);
}
