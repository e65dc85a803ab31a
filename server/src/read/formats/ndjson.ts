import { encode } from '../../text/windows1252.ts';
import { TextEmitter } from '../emitText.ts';
import type { Json } from '../flattenRecord.ts';
import type { Format } from '../format.ts';
import { headText, looksLikeText } from '../looksLikeText.ts';
import { textLines } from '../textLines.ts';
import { RecordWriter } from './json.ts';

/** One JSON object a line. A line that is none is text. */
export const ndjson: Format = {
  name: 'ndjson',
  recognise(head, extension) {
    if (!looksLikeText(head)) return 0;
    const lines = headText(head).split('\n', 5);
    const complete = (lines.length > 1 ? lines.slice(0, -1) : lines).filter((line) => line.trim() !== '');
    if (complete.length === 0 || !complete.every((line) => parseObject(line) !== null)) return 0;
    return complete.length >= 2 || ['ndjson', 'jsonl'].includes(extension) ? 0.95 : 0;
  },
  async read(source, sink) {
    await sink.segment({ kind: 'part', place: 'row', name: '', number: 0 });
    const records = new RecordWriter(sink);
    const rejected: string[] = [];
    for await (const { text: line } of textLines(source)) {
      const record = parseObject(line);
      if (record !== null) await records.write(record);
      else if (line.trim() !== '' && rejected.length < 10_000) rejected.push(line);
    }
    await records.end();
    if (rejected.length === 0) return;
    await sink.segment({ kind: 'part', place: 'line', name: '', number: 0 });
    const emitter = new TextEmitter(sink);
    for (const line of rejected) await emitter.write(encode(`${line}\n`));
    await emitter.end();
  },
};

function parseObject(line: string): Json | null {
  if (!line.trimStart().startsWith('{')) return null;
  try {
    return JSON.parse(line) as Json;
  } catch {
    return null;
  }
}
