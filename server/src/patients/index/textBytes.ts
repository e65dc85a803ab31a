import { encode } from '../../text/windows1252.ts';

/** Encodes one text after the other into the same memory: for many short ones, of which each array would cost more than what is done with its bytes. */
export class TextBytes {
  /** The last text, and behind its length whatever was there before. */
  bytes: Uint8Array = new Uint8Array(256);

  /** Encodes a text as {@link encode} does; returns its length in bytes. */
  take(text: string): number {
    if (text.length > this.bytes.length) this.bytes = new Uint8Array(2 * text.length);
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      // Whatever is another byte in Windows-1252 than in Latin-1, or none, is left to encode.
      if (unit >= 0x100 || (unit & 0xe0) === 0x80) return this.#takeOther(text);
      this.bytes[i] = unit;
    }
    return text.length;
  }

  #takeOther(text: string): number {
    const encoded = encode(text);
    if (encoded.length > this.bytes.length) this.bytes = new Uint8Array(2 * encoded.length);
    this.bytes.set(encoded);
    return encoded.length;
  }
}
