import { archiveMembers } from '../archiveMembers.ts';
import type { Format } from '../format.ts';

/** RAR archives of version 4 and 5, also in volumes. What is encrypted is listed as such. */
export const rar: Format = {
  name: 'rar',
  recognise: (head) => (isRar(head) ? 0.95 : 0),
  members: archiveMembers,
};

/** "Rar!", then the version: 00 (1.5 to 4) or 01 00 (5). */
function isRar(head: Uint8Array): boolean {
  const start = Buffer.from(head.subarray(0, 8)).toString('hex');
  return start.startsWith('526172211a0700') || start === '526172211a070100';
}
