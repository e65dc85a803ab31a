import { archiveMembers } from '../archiveMembers.ts';
import type { Format } from '../format.ts';

/** Microsoft cabinets. */
export const cab: Format = {
  name: 'cab',
  recognise: (head) => (Buffer.from(head.subarray(0, 8)).toString('latin1') === 'MSCF\0\0\0\0' ? 0.95 : 0),
  members: (source) => archiveMembers(source),
};
