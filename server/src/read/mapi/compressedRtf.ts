/** The dictionary with which decompression begins (MS-OXRTFCP 2.2.2.1). */
const DICTIONARY =
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript ' +
  '\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par ' +
  '\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx';
const WINDOW = 4096;
const HEADER = 16;
const COMPRESSED = 0x75465a4c;
const UNCOMPRESSED = 0x414c454d;
/** A stated size is believed up to this. */
const OUTPUT_LIMIT = 128 << 20;

/** Decompresses the RTF body of an item (MS-OXRTFCP). Damaged data give what can be had; null when it is none. */
export function decompressRtf(bytes: Uint8Array): Uint8Array | null {
  if (bytes.length < HEADER) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const size = Math.min(view.getUint32(4, true), OUTPUT_LIMIT);
  const kind = view.getUint32(8, true);
  if (kind === UNCOMPRESSED) return bytes.subarray(HEADER, HEADER + size);
  return kind === COMPRESSED ? unpack(bytes, size) : null;
}

/** Runs of eight: a bit each says whether a byte or a reference (12 bits place, 4 bits length) follows. */
function unpack(bytes: Uint8Array, size: number): Uint8Array {
  const window = new Uint8Array(WINDOW);
  window.set(Buffer.from(DICTIONARY, 'latin1'));
  let write = DICTIONARY.length;
  // No byte of input gives more than 17 / 2 bytes of output.
  const out = new Uint8Array(Math.min(size, bytes.length * 9));
  let length = 0;
  for (let at = HEADER; at < bytes.length && length < out.length;) {
    const control = bytes[at++]!;
    for (let bit = 0; bit < 8 && at < bytes.length && length < out.length; bit++) {
      if ((control & (1 << bit)) === 0) {
        out[length++] = window[write] = bytes[at++]!;
        write = (write + 1) % WINDOW;
        continue;
      }
      const reference = (bytes[at]! << 8) | (bytes[at + 1] ?? 0);
      at += 2;
      let read = reference >> 4;
      if (read === write) return out.subarray(0, length);
      for (let left = (reference & 0xf) + 2; left > 0 && length < out.length; left--) {
        out[length++] = window[write] = window[read]!;
        read = (read + 1) % WINDOW;
        write = (write + 1) % WINDOW;
      }
    }
  }
  return out.subarray(0, length);
}
