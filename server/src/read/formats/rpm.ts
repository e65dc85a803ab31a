import { archiveMembers } from '../archiveMembers.ts';
import type { Format } from '../format.ts';

/** Packages of Red Hat's kind: a compressed cpio behind heads of their own. */
export const rpm: Format = {
  name: 'rpm',
  recognise: (head) => (Buffer.from(head.subarray(0, 4)).toString('hex') === 'edabeedb' ? 0.95 : 0),
  members: (source) => archiveMembers(source),
};
