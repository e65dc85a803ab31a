import { createReadStream } from 'node:fs';

/** A text that must not stand anywhere, and its other spellings (a phone number with blanks …). */
export interface Planted {
  readonly kind: string;
  readonly spellings: readonly string[];
}

/** How a text can stand in bytes and still be read by whoever finds it. */
const FORMS: Readonly<Record<string, (text: string) => Buffer[]>> = {
  raw: (text) => [Buffer.from(text, 'utf8'), Buffer.from(text, 'latin1')],
  hex: (text) => [
    Buffer.from(Buffer.from(text, 'utf8').toString('hex')),
    Buffer.from(Buffer.from(text, 'utf8').toString('hex').toUpperCase()),
  ],
  base64: (text) => [0, 1, 2].map((offset) => Buffer.from(base64At(text, offset))),
  utf16: (text) => {
    const little = Buffer.from(text, 'utf16le');
    return [little, Buffer.from(little).swap16()];
  },
};
export const FORM_NAMES = Object.keys(FORMS);

/** Longer than that each needle is: its first bytes are looked up by a running hash. */
const WINDOW = 8;
const FACTOR = 0x01000193;
const BITS = 24;

/** The characters of base64 that a text gives for certain when it stands `offset` bytes (0 to 2) behind a multiple of three. */
function base64At(text: string, offset: number): string {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(text, 'utf8')]);
  return bytes.toString('base64').slice(Math.ceil((offset * 8) / 6), Math.floor((bytes.length * 8) / 6));
}

/** Bytes in which text stands in one of the forms; for the control of the search. */
export function formOf(form: string, text: string): Buffer {
  return FORMS[form]!(text)[0]!;
}

/** What was found of which planted text. */
export interface Hit {
  readonly planted: number;
  readonly form: string;
}

interface Needle {
  readonly bytes: Buffer;
  readonly hit: Hit;
}

/** Looks for thousands of texts in all their spellings (also in capitals and small letters) and forms, in one pass over any number of bytes. */
export class PlainSearch {
  readonly #starts = new Map<string, Needle[]>();
  readonly #bitmap = new Uint8Array(1 << (BITS - 3));
  readonly #out: number;
  #longest = WINDOW;
  bytes = 0;

  constructor(planted: readonly Planted[]) {
    let power = 1;
    for (let i = 1; i < WINDOW; i++) power = Math.imul(power, FACTOR);
    this.#out = power;
    for (const [at, { spellings }] of planted.entries())
      for (const text of new Set(spellings.flatMap((one) => [one, one.toUpperCase(), one.toLowerCase()])))
        for (const [form, encode] of Object.entries(FORMS))
          for (const bytes of encode(text)) this.#add({ bytes, hit: { planted: at, form } });
  }

  #add(needle: Needle): void {
    const { bytes } = needle;
    if (bytes.length < WINDOW) throw new RangeError('a planted text is too short to be looked for');
    const start = bytes.toString('latin1', 0, WINDOW);
    this.#starts.set(start, [...(this.#starts.get(start) ?? []), needle]);
    this.#longest = Math.max(this.#longest, bytes.length);
    let hash = 0;
    for (let i = 0; i < WINDOW; i++) hash = (Math.imul(hash, FACTOR) + bytes[i]!) | 0;
    const slot = hash >>> (32 - BITS);
    this.#bitmap[slot >>> 3]! |= 1 << (slot & 7);
  }

  /** All that stands in these bytes. */
  find(bytes: Buffer): Hit[] {
    const hits: Hit[] = [];
    let hash = 0;
    for (let i = 0; i < bytes.length; i++) {
      if (i >= WINDOW) hash = (hash - Math.imul(bytes[i - WINDOW]!, this.#out)) | 0;
      hash = (Math.imul(hash, FACTOR) + bytes[i]!) | 0;
      const slot = hash >>> (32 - BITS);
      if ((this.#bitmap[slot >>> 3]! & (1 << (slot & 7))) === 0 || i < WINDOW - 1) continue;
      const at = i - WINDOW + 1;
      for (const { bytes: needle, hit } of this.#starts.get(bytes.toString('latin1', at, at + WINDOW)) ?? [])
        if (bytes.subarray(at, at + needle.length).equals(needle)) hits.push(hit);
    }
    return hits;
  }

  /** All that stands in a file, however large. */
  async findInFile(path: string): Promise<Hit[]> {
    const hits: Hit[] = [];
    let rest: Buffer = Buffer.alloc(0);
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 22 })) {
      const piece = chunk as Buffer;
      this.bytes += piece.length;
      const bytes = Buffer.concat([rest, piece]);
      hits.push(...this.find(bytes));
      rest = bytes.subarray(Math.max(0, bytes.length - this.#longest));
    }
    return hits;
  }
}
