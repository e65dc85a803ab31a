import { archiveMembers } from '../archiveMembers.ts';
import { type Format, ReadFault } from '../format.ts';

/** cpio archives: "newc", old portable and binary ones. */
export const cpio: Format = {
  name: 'cpio',
  recognise: (head) => (isCpio(head) ? 0.95 : 0),
  async *members(source) {
    let isEmpty = true;
    for await (const member of archiveMembers(source)) {
      isEmpty = false;
      yield member;
    }
    // What calls itself the trailer is none where more follows than the padding of one.
    if (isEmpty && (source.size ?? 0) > EMPTY_BYTES) throw new ReadFault('corrupt', 'damaged_structure');
  },
};

/** An archive of nothing but its trailer, padded to the largest usual block. */
const EMPTY_BYTES = 10_240;

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
