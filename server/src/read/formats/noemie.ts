import { decodeText } from '../decodeText.ts';
import { TextEmitter } from '../emitText.ts';
import type { Format } from '../format.ts';
import { headText, looksLikeText } from '../looksLikeText.ts';

const AT = 0x40;
const LF = 0x0a;

/**
 * NOEMIE (answers of health insurance): entities without line ends, each with a number of three digits before it and '@' behind it
 * (french-formats.md 8). Every entity becomes a line of text.
 */
export const noemie: Format = {
  name: 'noemie',
  recognise(head) {
    if (!looksLikeText(head)) return 0;
    const start = headText(head, 16_384);
    if (!/^\s*000[^@\n]{5,400}@/.test(start)) return 0;
    const entities = start.split('@').slice(1, -1);
    const numbered = entities.filter((entity) => /^\s*\d{3}/.test(entity)).length;
    return entities.length >= 2 && numbered >= entities.length * 0.95 ? 0.92 : 0;
  },
  async read(source, sink) {
    await sink.segment({ kind: 'part', place: 'line', name: '', number: 0 });
    const emitter = new TextEmitter(sink);
    for await (const chunk of decodeText(source.stream())) {
      // Of the file's own line ends there is nothing to keep: entities are what one counts.
      const bytes = chunk.filter((byte) => byte !== LF);
      for (let at = bytes.indexOf(AT); at >= 0; at = bytes.indexOf(AT, at + 1)) bytes[at] = LF;
      await emitter.write(bytes);
    }
    await emitter.end();
  },
};
