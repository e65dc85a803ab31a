import { ReadFault, type Source } from './format.ts';

/** A source that ends with the fault 'size_limit' behind so many bytes. */
export function limitedSource(source: Source, limit: number): Source {
  if (source.size !== null && source.size <= limit) return source;
  return {
    name: source.name,
    size: source.size,
    head: source.head,
    whole: source.whole,
    bytes: (most) => source.bytes(Math.min(most, limit)),
    readAt: (offset, length) => source.readAt(offset, length),
    sync: () => source.sync(),
    async *stream() {
      let bytes = 0;
      for await (const chunk of source.stream()) {
        yield chunk;
        if ((bytes += chunk.length) > limit) throw new ReadFault('read_in_part', 'size_limit');
      }
    },
  };
}
