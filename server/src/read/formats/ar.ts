import { archiveMembers } from '../archiveMembers.ts';
import type { Format } from '../format.ts';

/** Unix ar archives (.a, .deb). */
export const ar: Format = {
  name: 'ar',
  recognise: (head) => (Buffer.from(head.subarray(0, 8)).toString('latin1') === '!<arch>\n' ? 0.95 : 0),
  members: (source) => archiveMembers(source),
};
