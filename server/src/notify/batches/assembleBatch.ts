import { createHash } from 'node:crypto';
import { mergePdfs } from '../letters/mergePdfs.ts';
import type { Batch, BatchContext } from './batchRow.ts';
import { type ManifestHead, manifestSheets, manifestText } from './manifest.ts';
import { PartFiles } from './partFiles.ts';

/** Letters that are set at once: more would only fill the memory. */
export const LETTERS_A_PART = 100;

/** The PDF of a batch, piece by piece, from its parts. The same parts give the same bytes. */
export async function* batchPdf(
  { keys, folder }: Pick<BatchContext, 'keys' | 'folder'>,
  batch: Pick<Batch, 'number' | 'letters' | 'statement'>,
): AsyncGenerator<Uint8Array> {
  const files = new PartFiles(keys, folder, batch.number);
  yield* mergePdfs(partsOf(files, Math.ceil(batch.letters / LETTERS_A_PART)), {
    title: batch.statement.hospital,
    language: 'fr',
  });
}

async function* partsOf(files: PartFiles, parts: number): AsyncGenerator<Uint8Array> {
  for (let part = 1; part <= parts; part++) {
    const kept = await files.read(part);
    if (kept === null) throw new Error(`part ${part} of the batch is missing`);
    yield kept.pdf;
  }
}

/** SHA-256 of what {@link batchPdf} gives. */
export async function hashBatchPdf(
  context: Pick<BatchContext, 'keys' | 'folder'>,
  batch: Pick<Batch, 'number' | 'letters' | 'statement'>,
): Promise<Buffer> {
  const hash = createHash('sha256');
  for await (const piece of batchPdf(context, batch)) hash.update(piece);
  return hash.digest();
}

/** The manifest of a batch that is set, with its SHA-256. */
export async function batchManifest(
  { database }: Pick<BatchContext, 'database'>,
  batch: Pick<Batch, 'number' | 'letters' | 'templateVersion' | 'statement'>,
  pdfSha256: Buffer,
): Promise<{ readonly text: string; readonly sha256: Buffer; readonly pages: number }> {
  const sheets = await Array.fromAsync(manifestSheets(database, batch.number));
  const pages = sheets.reduce((sum, sheet) => sum + sheet.pages, 0);
  const head: ManifestHead = {
    case: database.caseId,
    batch: batch.number,
    letters: batch.letters,
    pages,
    template: batch.templateVersion,
    dated: batch.statement.dated,
    pdfSha256: pdfSha256.toString('hex'),
  };
  const text = manifestText(head, sheets);
  return { text, sha256: createHash('sha256').update(text).digest(), pages };
}
