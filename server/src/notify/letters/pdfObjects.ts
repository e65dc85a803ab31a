/** An object of a PDF: what stands before its stream (all of it where it has none), and the stream's bytes with what ends them. */
export interface PdfObject {
  readonly dictionary: string;
  readonly stream: Uint8Array | null;
}

/** The objects of a PDF as writeLetters.ts and mergePdfs.ts write them: a plain cross-reference table, no object streams, generation 0. Throws for any other. */
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
    if (head === null || root === null) throw new Error('a PDF of another shape than letters have');
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

  /** How many objects there are; the last one has this number. */
  get count(): number {
    return this.#places.size;
  }

  /** An object by its number. */
  object(n: number): PdfObject {
    const place = this.#places.get(n);
    if (place === undefined) throw new Error(`a PDF without object ${n}`);
    const bytes = this.#bytes.subarray(...place);
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
