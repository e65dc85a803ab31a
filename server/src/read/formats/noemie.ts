import { TextEmitter } from '../emitText.ts';
import { readFixedLines } from '../fixedLines.ts';
import type { FixedLayout } from '../fixedLayouts.ts';
import type { Format, Source } from '../format.ts';
import { inferFixedWidth } from '../inferFixedWidth.ts';
import { headText, looksLikeText } from '../looksLikeText.ts';
import { type TextLine, textLines } from '../textLines.ts';
import { encode } from '../../text/windows1252.ts';

/** Bytes of the beginning that are looked at. */
const SAMPLE = 16_384;
/** Longer entities are cut. */
const ENTITY_LIMIT = 65_536;
/** Digits of an entity's number. */
const NUMBER = 3;

/**
 * NOEMIE (answers of health insurance): entities, mostly without line ends, each with a number of three digits before it and '@' behind it
 * (french-formats.md 8). Where the entities of a number hold the same fields in the same places, whoever they are about becomes a row; else every entity is a
 * line of text.
 */
export const noemie: Format = {
  name: 'noemie',
  recognise(head) {
    if (!looksLikeText(head)) return 0;
    const start = headText(head, SAMPLE);
    if (!/^\s*000[^@\n]{5,400}@/.test(start)) return 0;
    const entities = start.split('@').slice(1, -1);
    const numbered = entities.filter((entity) => /^\s*\d{3}/.test(entity)).length;
    return entities.length >= 2 && numbered >= entities.length * 0.95 ? 0.92 : 0;
  },
  async read(source, sink) {
    const layouts = inferFixedWidth(sampleOf(source.head), NUMBER);
    if (layouts !== null) {
      await readFixedLines(entitiesOf(source), layouts.map(ofInsurance), sink);
      return;
    }
    await sink.segment({ kind: 'part', place: 'line', name: '', number: 0 });
    const emitter = new TextEmitter(sink);
    for await (const { text } of entitiesOf(source)) await emitter.write(encode(`${text}\n`));
    await emitter.end();
  },
};

/** The numbers of an answer of an insurance are those of contracts and decisions. */
function ofInsurance(layout: FixedLayout): FixedLayout {
  const fields = layout.fields.map((field) =>
    field.role === 'identifier' ? { ...field, role: 'insurance' as const } : field,
  );
  return { ...layout, fields };
}

function sampleOf(head: Uint8Array): string[] {
  const entities = headText(head, SAMPLE)
    .replaceAll(/[\r\n]/g, '')
    .split('@');
  return entities.slice(0, -1);
}

/** The entities; of the file's own line ends there is nothing to keep: entities are what one counts. */
async function* entitiesOf(source: Pick<Source, 'stream'>): AsyncGenerator<TextLine> {
  let open = '';
  let number = 1;
  for await (const { text } of textLines(source)) {
    const [first = '', ...further] = text.split('@');
    open += first;
    for (const next of further) {
      yield { text: open, number: number++ };
      open = next;
    }
    // What never ends is no entity: it goes out in pieces, and memory stays flat.
    if (open.length > ENTITY_LIMIT) {
      yield { text: open, number };
      open = '';
    }
  }
  if (open !== '') yield { text: open, number };
}
