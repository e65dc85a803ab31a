import { decodeText } from '../decodeText.ts';
import { TextEmitter } from '../emitText.ts';
import type { Format } from '../format.ts';
import { looksLikeText } from '../looksLikeText.ts';

/** Plain text in any encoding; also every line format (HL7, HPRIM, fixed width) that has no reader of its own. */
export const text: Format = {
  name: 'txt',
  recognise: (head) => (looksLikeText(head) ? 0.2 : 0),
  async read(source, sink) {
    await sink.segment({ kind: 'part', place: 'line', name: '', number: 0 });
    const emitter = new TextEmitter(sink);
    for await (const chunk of decodeText(source.stream())) await emitter.write(chunk);
    await emitter.end();
  },
};
