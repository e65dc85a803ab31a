/**
 * Remembers the answer to a question about the bytes that it was last asked about: all formats ask the same of the same head, one after the other.
 * The bytes themselves are not kept alive.
 */
export class LastAnswer<T> {
  readonly #tell: (bytes: Uint8Array) => T;
  #bytes: WeakRef<Uint8Array> | null = null;
  #answer: T | undefined;

  constructor(tell: (bytes: Uint8Array) => T) {
    this.#tell = tell;
  }

  of(bytes: Uint8Array): T {
    if (this.#bytes?.deref() === bytes) return this.#answer as T;
    const answer = this.#tell(bytes);
    this.#bytes = new WeakRef(bytes);
    this.#answer = answer;
    return answer;
  }
}
