/** Names of the entries whose local headers stand in the first bytes of a zip, as far as they can be followed. */
export function readFileNames(head: Uint8Array): string[] {
  const names: string[] = [];
  const buffer = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  for (
    let at = buffer.indexOf('PK\u0003\u0004', 0, 'latin1');
    at >= 0 && at + 30 < buffer.length;
    at = buffer.indexOf('PK\u0003\u0004', at + 4, 'latin1')
  ) {
    const length = buffer.readUInt16LE(at + 26);
    names.push(buffer.toString('latin1', at + 30, at + 30 + length).replaceAll('\\', '/'));
  }
  return names;
}
