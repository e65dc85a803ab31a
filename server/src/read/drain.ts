/** Goes to the end of a stream without keeping anything: for what is only known there (a checksum, a fault). */
export async function drain(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
  const iterator =
    Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]();
  let next = await iterator.next();
  while (next.done !== true) next = await iterator.next();
}
