import type { Access } from '../audit/recordAccess.ts';

/** The reason that somebody gave, for the record; none where he gave none. */
export function becauseOf(reason: string | undefined): Pick<Access, 'reason'> {
  return reason === undefined || reason === '' ? {} : { reason };
}
