import type { Member, Source } from '../format.ts';
import { parseMarkup } from '../parseMarkup.ts';
import { EmbeddedData } from './embeddedData.ts';

/** The pictures and objects inside a document in one XML file. */
export async function* markupMembers(source: Source): AsyncGenerator<Member> {
  const data = new EmbeddedData();
  const waiting: Member[] = [];
  await parseMarkup(source.stream(), 'xml', data, () => {
    waiting.push(...data.take());
    return Promise.resolve();
  });
  yield* waiting;
}
