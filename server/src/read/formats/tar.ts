import type { Format } from '../format.ts';
import { isTarHeader } from '../tarHeader.ts';
import { tarInRange, tarMembers } from '../tarMembers.ts';

/** tar archives (v7, ustar, star, GNU, pax, sparse files), members read where they lie. */
export const tar: Format = {
  name: 'tar',
  recognise: (head) => (isTarHeader(head) ? 0.95 : 0),
  members: (source) => tarMembers(tarInRange(source)),
};
