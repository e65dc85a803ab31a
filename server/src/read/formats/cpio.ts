import { archiveMembers } from '../archiveMembers.ts';
import type { Format } from '../format.ts';

/** cpio archives: "newc", old portable and binary ones. */
export const cpio: Format = {
  name: 'cpio',
  recognise: (head) => (isCpio(head) ? 0.95 : 0),
  members: (source) => archiveMembers(source),
};

/** Octal digits 070701, 070702 or 070707, or the number 070707 itself with a plausible length of name. */
function isCpio(head: Uint8Array): boolean {
  if (/^07070[127][0-9a-fA-F]{8}/.test(Buffer.from(head.subarray(0, 14)).toString('latin1'))) return true;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  return (
    head.length > 26 &&
    [true, false].some(
      (little) =>
        view.getUint16(0, little) === 0o070707 &&
        view.getUint16(20, little) > 1 &&
        view.getUint16(20, little) < 4096,
    )
  );
}
