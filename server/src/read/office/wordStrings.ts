const STRING_LIMIT = 100_000;

/** The strings of a string table ([MS-DOC] 2.2.4 STTB), whether in UTF-16 or of single bytes; what is damaged ends it. */
export function stringTable(bytes: Uint8Array | null): string[] {
  if (bytes === null || bytes.length < 4) return [];
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const isWide = view.readUInt16LE(0) === 0xffff;
  let at = isWide ? 2 : 0;
  const count = Math.min(STRING_LIMIT, view.readUInt16LE(at));
  const extra = at + 4 <= view.length ? view.readUInt16LE(at + 2) : 0;
  at += 4;
  const texts: string[] = [];
  while (texts.length < count) {
    const text = stringAt(view, at, isWide);
    if (text === null) return texts;
    texts.push(text.value);
    at = text.end + extra;
  }
  // Behind the names of variables stand their values, as many.
  for (
    let text = stringAt(view, at, true);
    text !== null && texts.length < 2 * count;
    text = stringAt(view, at, true)
  ) {
    texts.push(text.value);
    at = text.end;
  }
  return texts;
}

function stringAt(view: Buffer, at: number, isWide: boolean): { value: string; end: number } | null {
  if (at + (isWide ? 2 : 1) > view.length) return null;
  const start = at + (isWide ? 2 : 1);
  const end = start + (isWide ? 2 * view.readUInt16LE(at) : view[at]!);
  if (end > view.length) return null;
  return { value: view.toString(isWide ? 'utf16le' : 'latin1', start, end), end };
}

/** The strings of a group that follow one another without a count ([MS-DOC] 2.9.354 Xst). */
export function stringGroup(bytes: Uint8Array | null): string[] {
  if (bytes === null) return [];
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const texts: string[] = [];
  for (
    let text = stringAt(view, 0, true);
    text !== null && texts.length < STRING_LIMIT;
    text = stringAt(view, text.end, true)
  )
    texts.push(text.value);
  return texts;
}
