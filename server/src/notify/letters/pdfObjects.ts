/** An object of a PDF: what stands before its stream (all of it where it has none), and the stream's bytes with what ends them. */
export interface PdfObject {
  readonly dictionary: string;
  readonly stream: Uint8Array | null;
}

/** The objects of a PDF as Typst writes them: a plain cross-reference table, no object streams, generation 0. Throws for any other. */
export class PdfObjects {
  readonly #bytes: Buffer;
  /** Where each object begins and ends; by its number. */
  readonly #places = new Map<number, readonly [number, number]>();
  readonly root: number;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const tail = this.#bytes.subarray(-1024).toString('latin1');
    const table = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(tail)?.[1] ?? Number.NaN);
    const text = this.#bytes.subarray(table).toString('latin1');
    const head = /^xref\n0 (\d+)\n/.exec(text);
    const root = /\/Root (\d+) 0 R/.exec(text.slice(text.indexOf('trailer')));
    if (head === null || root === null) throw new Error('a PDF of another shape than Typst writes');
    this.root = Number(root[1]);
    const offsets: [number, number][] = [];
    for (let n = 1; n < Number(head[1]); n++) {
      const entry = text.slice(head[0].length + n * 20, head[0].length + n * 20 + 18);
      if (entry[17] === 'n') offsets.push([Number(entry.slice(0, 10)), n]);
    }
    offsets.sort(([a], [b]) => a - b);
    for (const [i, [start, n]] of offsets.entries())
      this.#places.set(n, [start, offsets[i + 1]?.[0] ?? table]);
  }

  /** An object by its number. */
  object(n: number): PdfObject {
    const [start, end] = this.#places.get(n)!;
    const bytes = this.#bytes.subarray(start, end);
    const from = bytes.indexOf(' 0 obj\n') + 7;
    const to = bytes.lastIndexOf('endobj');
    const stream = bytes.indexOf('\nstream\n', from);
    if (stream < 0 || stream > to) return { dictionary: bytes.subarray(from, to).toString('latin1').trimEnd(), stream: null };
    return { dictionary: bytes.subarray(from, stream).toString('latin1'), stream: bytes.subarray(stream + 8, to) };
  } // prettier-ignore

  /** The numbers that an entry of a dictionary refers to: '/K [1 0 R 2 0 R]' or '/Pages 3 0 R'. */
  static references(dictionary: string, key: string): number[] {
    const entry = new RegExp(`/${key} (?:\\[([^\\]]*)\\]|(\\d+ 0 R))`).exec(dictionary);
    return Array.from((entry?.[1] ?? entry?.[2] ?? '').matchAll(/(\d{1,10}) 0 R/g), ([, n]) => Number(n));
  }
}

/** Puts something else in the place of each reference '12 0 R' and of each other piece that `pattern` finds; texts in brackets stay as they are. */
export function replaceOutsideTexts(
  dictionary: string,
  pattern: RegExp,
  replace: (all: string, ...groups: (string | undefined)[]) => string,
): string {
  let out = '';
  let from = 0;
  for (let at = dictionary.indexOf('('); at >= 0; at = dictionary.indexOf('(', from)) {
    const end = endOfText(dictionary, at);
    out += dictionary.slice(from, at).replace(pattern, replace) + dictionary.slice(at, end);
    from = end;
  }
  return out + dictionary.slice(from).replace(pattern, replace);
}

/** Where a text that begins with a bracket ends: brackets within it come in pairs, or behind a backslash. */
function endOfText(text: string, start: number): number {
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '(') depth++;
    else if (text[i] === ')' && --depth === 0) return i + 1;
  }
  return text.length;
}
