/** The stream cipher RC4, which Node's OpenSSL no longer offers: for opening old documents only. */
export class Rc4 {
  readonly #state = Uint8Array.from({ length: 256 }, (_, i) => i);
  #i = 0;
  #j = 0;

  constructor(key: Uint8Array) {
    const state = this.#state;
    for (let i = 0, j = 0; i < 256; i++) {
      j = (j + state[i]! + key[i % key.length]!) & 0xff;
      [state[i], state[j]] = [state[j]!, state[i]!];
    }
  }

  /** Encrypts or decrypts in place, and gives the bytes back. */
  apply(bytes: Uint8Array): Uint8Array {
    for (let at = 0; at < bytes.length; at++) bytes[at]! ^= this.#next();
    return bytes;
  }

  /** Passes over `count` bytes of the key stream. */
  skip(count: number): void {
    for (let at = 0; at < count; at++) this.#next();
  }

  #next(): number {
    const state = this.#state;
    this.#i = (this.#i + 1) & 0xff;
    const a = state[this.#i]!;
    this.#j = (this.#j + a) & 0xff;
    const b = state[this.#j]!;
    state[this.#i] = b;
    state[this.#j] = a;
    return state[(a + b) & 0xff]!;
  }
}
