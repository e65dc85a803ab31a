import { Parser } from 'htmlparser2';
import { decodeToStrings } from './decodeText.ts';
import type { Encoding } from './detectEncoding.ts';
import { ReadFault } from './format.ts';

/** What a reader of XML or HTML listens to. Names keep their prefix ('w:p'). */
export interface MarkupHandler {
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** Elements in elements are followed so deep: the parser's own work grows with the depth. */
const DEPTH_LIMIT = 20_000;

/**
 * Streams XML (or HTML) through a handler. Tolerant: ill-formed markup gives what can be had. Entities that a document declares are never expanded.
 * `between` is awaited after each chunk, for back-pressure. Throws ReadFault where elements nest too deep, after what came before.
 */
export async function parseMarkup(
  chunks: AsyncIterable<Uint8Array>,
  kind: 'xml' | 'html',
  handler: MarkupHandler,
  between: () => Promise<void> = () => Promise.resolve(),
  encoding?: Encoding,
): Promise<void> {
  let depth = 0;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (++depth > DEPTH_LIMIT) throw new ReadFault('read_in_part', 'depth_limit');
        handler.open?.(name, attributes);
      },
      ontext: (text) => handler.text?.(text),
      onclosetag(name) {
        depth--;
        handler.close?.(name);
      },
    },
    {
      xmlMode: kind === 'xml',
      decodeEntities: true,
      lowerCaseTags: kind === 'html',
      lowerCaseAttributeNames: kind === 'html',
    },
  );
  for await (const text of decodeToStrings(chunks, encoding)) {
    parser.write(text);
    await between();
  }
  parser.end();
  await between();
}

/** The name without its prefix. */
export function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
