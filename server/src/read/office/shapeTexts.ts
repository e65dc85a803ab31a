/** Type of the record that holds the properties of a shape ([MS-ODRAW] 2.2.9 OfficeArtFOPT). */
const PROPERTIES = 0xf00b;
const HEADER_BYTES = 8;
const PROPERTY_BYTES = 6;
const TEXT_LIMIT = 1 << 20;

/** Properties that are texts: what WordArt shows, name and description of a shape (the alternative text of a picture). */
const TEXT_PROPERTIES = [0x00c0, 0x0380, 0x0381];
const NAME_PROPERTY = 0x0380;
/** Names that programs give on their own ('Image 3'). */
const DEFAULT_NAME = /^[\p{L} ]*\d*$/u;

/** Texts of the shapes in a stream of drawing records, wherever they stand in it; each text once. */
export function shapeTexts(stream: Uint8Array): string[] {
  const view = Buffer.from(stream.buffer, stream.byteOffset, stream.length);
  const texts = new Set<string>();
  for (let at = view.indexOf(0xf0, 3); at >= 0; at = view.indexOf(0xf0, at + 1)) {
    const start = at - 3;
    if (start + HEADER_BYTES > view.length || view.readUInt16LE(start + 2) !== PROPERTIES) continue;
    const version = view.readUInt16LE(start);
    const end = start + HEADER_BYTES + view.readUInt32LE(start + 4);
    if ((version & 0xf) !== 3 || end > view.length) continue;
    for (const text of textsOf(view.subarray(start + HEADER_BYTES, end), version >> 4)) texts.add(text);
  }
  return [...texts];
}

/** First the properties one by one, then the values of those that are long, in the same order. */
function textsOf(body: Buffer, count: number): string[] {
  const texts: string[] = [];
  let at = count * PROPERTY_BYTES;
  for (let i = 0; i < count && (i + 1) * PROPERTY_BYTES <= body.length; i++) {
    const id = body.readUInt16LE(i * PROPERTY_BYTES);
    if ((id & 0x8000) === 0) continue;
    const length = body.readUInt32LE(i * PROPERTY_BYTES + 2);
    const end = Math.min(body.length, at + Math.min(length, TEXT_LIMIT));
    const property = id & 0x3fff;
    if (TEXT_PROPERTIES.includes(property)) {
      const text = body.toString('utf16le', Math.min(at, body.length), end).replaceAll('\u0000', '').trim();
      if (text !== '' && !(property === NAME_PROPERTY && DEFAULT_NAME.test(text))) texts.push(text);
    }
    at += length;
  }
  return texts;
}
