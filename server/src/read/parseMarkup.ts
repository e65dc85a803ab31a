import { Parser } from 'htmlparser2';
import { decode } from '../text/windows1252.ts';
import { decodeText } from './decodeText.ts';
import type { Encoding } from './detectEncoding.ts';

/** What a reader of XML or HTML listens to. Names keep their prefix ('w:p'). */
export interface MarkupHandler {
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  text?(text: string): void;
  close?(name: string): void;
}

/**
 * Streams XML (or HTML) through a handler. Tolerant: ill-formed markup gives what can be had. Entities that a document declares are never expanded.
 * `between` is awaited after each chunk, for back-pressure.
 */
export async function parseMarkup(
  chunks: AsyncIterable<Uint8Array>,
  kind: 'xml' | 'html',
  handler: MarkupHandler,
  between: () => Promise<void> = () => Promise.resolve(),
  encoding?: Encoding,
): Promise<void> {
  const parser = new Parser(
    {
      onopentag: (name, attributes) => handler.open?.(name, attributes),
      ontext: (text) => handler.text?.(text),
      onclosetag: (name) => handler.close?.(name),
    },
    {
      xmlMode: kind === 'xml',
      decodeEntities: true,
      lowerCaseTags: kind === 'html',
      lowerCaseAttributeNames: kind === 'html',
    },
  );
  for await (const chunk of decodeText(chunks, encoding)) {
    parser.write(decode(chunk));
    await between();
  }
  parser.end();
  await between();
}

/** The name without its prefix. */
export function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
