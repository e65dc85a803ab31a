import { archiveMembers } from '../archiveMembers.ts';
import type { Format } from '../format.ts';

/** LHA archives (.lzh, .lha). */
export const lzh: Format = {
  name: 'lzh',
  recognise: (head) => (isLha(head) ? 0.95 : 0),
  members: (source) => archiveMembers(source),
};

/** A method ("-lh5-", "-lzs-", …) behind two bytes, and a level of header that exists. */
function isLha(head: Uint8Array): boolean {
  const method = Buffer.from(head.subarray(2, 7)).toString('latin1');
  return /^-l(?:h[0-7d]|z[s45])-$/.test(method) && head[20]! <= 3;
}
