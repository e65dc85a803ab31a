import type { PartRequest, RenderedPart } from '../letters/renderPart.ts';
import { CaseError } from '../../case/caseError.ts';
import { loadTemplates, type NoticeTemplates, textsVersion } from '../texts/loadTemplates.ts';
import { mergePdfs } from '../letters/mergePdfs.ts';
import { type BatchNotice, loadBatchNotices } from './batchNotices.ts';
import { type Batch, type BatchContext, loadBatch } from './batchRow.ts';

/** So many letters are read by two people before a batch leaves: none faulty among 60 means at most 4.9 % faulty, at 95 %. */
export const SAMPLE_LETTERS = 60;

/** Letters of a batch to be read, as one PDF: all kinds of letters in turn, each kind in the order of the hashes of its contents. The same batch, the same letters. */
export async function sampleLetters(
  context: BatchContext,
  batch: Batch,
  {
    templates,
    render,
  }: {
    readonly templates: NoticeTemplates;
    readonly render: (request: PartRequest) => Promise<RenderedPart>;
  },
): Promise<{ readonly pdf: Buffer; readonly letters: number }> {
  const notices = chooseSample(await loadBatchNotices(context.database, context.keys, batch.number));
  const { pdf } = await render({
    ids: notices.map(({ id }) => id),
    contents: notices.map(({ sealed }) => sealed.content),
    statement: batch.statement,
    templates: templates.files,
  });
  const merged = mergePdfs([pdf], { title: batch.statement.hospital, language: 'fr' });
  return { pdf: Buffer.concat(await Array.fromAsync(merged)), letters: notices.length };
}

/**
 * {@link sampleLetters} of a batch by its number. Throws CaseError: 'batch_unknown'; 'templates_changed' where the texts are no longer those of the batch, so that
 * the same letters could not be shown.
 */
export async function sampleBatch(
  context: BatchContext,
  number: number,
  render: (request: PartRequest) => Promise<RenderedPart>,
): Promise<{ readonly pdf: Buffer; readonly letters: number }> {
  const batch = await loadBatch(context, number);
  if (batch === null) throw new CaseError('batch_unknown', String(number));
  const templates = await loadTemplates(context.folder);
  if ((await textsVersion(templates)) !== batch.templateVersion)
    throw new CaseError('templates_changed', String(number));
  return await sampleLetters(context, batch, { templates, render });
}

/** Takes one of each kind in turn until there are enough. */
export function chooseSample(notices: readonly BatchNotice[], size = SAMPLE_LETTERS): BatchNotice[] {
  const kinds = Map.groupBy(notices, ({ sealed: { content } }) =>
    [content.variant, content.language, content.version, content.certain, content.civility].join(' '),
  );
  const queues = [...kinds].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, own]) => own.toSorted((a, b) => a.sha256.compare(b.sha256)));
  const chosen: BatchNotice[] = [];
  for (let turn = 0; chosen.length < Math.min(size, notices.length); turn++)
    for (const queue of queues) if (turn < queue.length && chosen.length < size) chosen.push(queue[turn]!);
  return chosen;
} // prettier-ignore
