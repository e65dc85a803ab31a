/** So many earlier revisions are read, the latest first. */
const REVISION_LIMIT = 20;
const END = Buffer.from('%%EOF');
/** A file made for the web begins with its first page and an end of its own (ISO 32000, annex F). */
const LINEARIZED = Buffer.from('/Linearized');
const HEAD_BYTES = 1024;

/** What a PDF was before it was changed: its beginnings, each up to the end of a revision (ISO 32000, 7.5.6), the latest first. */
export function earlierRevisions(bytes: Uint8Array): Uint8Array[] {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const ends: number[] = [];
  for (let at = file.indexOf(END); at >= 0; at = file.indexOf(END, at + 1)) ends.push(at + END.length);
  // The last end is that of the document as it is.
  const earlier = ends.slice(0, -1);
  if (file.subarray(0, HEAD_BYTES).includes(LINEARIZED)) earlier.shift();
  return earlier
    .slice(-REVISION_LIMIT)
    .reverse()
    .map((end) => bytes.subarray(0, end));
}
