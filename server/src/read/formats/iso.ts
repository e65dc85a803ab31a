import { archiveMembers } from '../archiveMembers.ts';
import type { Format } from '../format.ts';

/** Images of CD and DVD: ISO 9660 with Joliet and Rock Ridge. */
export const iso: Format = {
  name: 'iso',
  recognise: (head) => (Buffer.from(head.subarray(32769, 32774)).toString('latin1') === 'CD001' ? 0.95 : 0),
  members: (source) => archiveMembers(source),
};
