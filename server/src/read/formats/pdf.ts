import type { PDFiumPage } from '@hyzyla/pdfium';
import { encode } from '../../text/windows1252.ts';
import { TextEmitter } from '../emitText.ts';
import { type Format, type Member, type ReadContext, ReadFault, type Sink, type Source } from '../format.ts';
import { type PdfAttachment, PdfDetails } from '../pdfDetails.ts';
import { openPdf, PdfFile } from '../pdfFile.ts';
import { forgetPdfium, isPdfiumExhausted } from '../pdfiumLibrary.ts';
import { earlierRevisions } from '../pdfRevisions.ts';
import { PageScanner } from '../scans/pageScanner.ts';
import { drawScan, needsScan, type PageScan } from '../scans/scanPdfPage.ts';
import { memorySource } from '../source.ts';

const LIMIT = 512 << 20;
/**
 * PDF, by PDFium in WebAssembly: its text, notes, fields of forms, bookmarks and properties, what stood there before it was changed, and by recognition the pages and pictures that
 * hold no text; attached files are members.
 */
export const pdf: Format = {
  name: 'pdf',
  recognise(head) {
    const at = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 1024)).indexOf('%PDF-');
    // Bytes before it are rather those of something else that holds a PDF.
    return at < 0 ? 0 : at < 8 ? 0.95 : 0.8;
  },
  async read(source, sink, context) {
    await withFault(async () => readPages(await source.bytes(LIMIT), sink, context));
  },
  async *members(source, context): AsyncGenerator<Member> {
    const attachments = await withFault(() => attachmentsOf(source, context));
    for (const [i, { name, bytes }] of attachments.entries()) {
      const displayName = name === '' ? `attachment-${i + 1}` : name;
      const member = { name: Buffer.from(name), displayName };
      yield bytes === null
        ? { ...member, fate: 'corrupt', reason: 'bad_compression' }
        : { ...member, source: memorySource(bytes, displayName) };
    }
  },
};

async function withFault<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ReadFault) throw error;
    const isMemory = isPdfiumExhausted();
    forgetPdfium();
    throw isMemory
      ? new ReadFault('out_of_memory', 'memory_limit', { cause: error })
      : new ReadFault('corrupt', 'damaged_structure', { cause: error });
  }
}

/** Only a document that names an embedded file (ISO 32000, 7.11.4: the dictionary of a stream is never packed) is opened for it. */
async function attachmentsOf(source: Source, context: ReadContext): Promise<PdfAttachment[]> {
  const bytes = await source.bytes(LIMIT);
  if (!Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes('EmbeddedFile')) return [];
  const document = await openPdf(bytes, context);
  const attachments = [...new PdfDetails(document).attachments()];
  document.destroy();
  return attachments;
}

async function readPages(bytes: Uint8Array, sink: Sink, context: ReadContext): Promise<void> {
  const file = await PdfFile.open(bytes, context);
  const emitter = new TextEmitter(sink);
  const scanner = new PageScanner(sink, emitter, context);
  const revisions = earlierRevisions(bytes);
  const seen = new Set<string>();
  let hasText = false;
  for (let index = 0; index < file.pages; index++) {
    await sink.segment({ kind: 'part', place: 'page', name: '', number: index + 1 });
    const found = await file.page(index, (page, details) => lookAt(page, details));
    if (found !== null) {
      hasText ||= found.text.trim() !== '';
      if (revisions.length > 0) seen.add(found.text);
      await emitter.write(encode(found.text));
      const { scan } = found;
      if (scan !== null)
        await scanner.page(index + 1, () => file.draw(index, (page) => drawScan(page, scan)));
    }
    await emitter.end();
  }
  const lines = (await file.whole((details) => details.lines())) ?? [];
  if (lines.length > 0) {
    await sink.segment({ kind: 'part', place: 'line', name: '', number: 0 });
    await emitter.write(encode(`${lines.join('\n')}\n`));
    await emitter.end();
  }
  file.close();
  let isWhole = !file.isIncomplete;
  for (const revision of revisions)
    isWhole = (await readRevision(revision, seen, sink, emitter, context)) && isWhole;
  if (!isWhole) scanner.giveUp('memory_limit');
  scanner.end(hasText || lines.length > 0 || [...seen].some((text) => text.trim() !== ''));
}

/** What a page says, and what of it can only be recognised. */
function lookAt(page: PDFiumPage, details: PdfDetails): { text: string; scan: PageScan } {
  const text = textOf(page);
  return { text: `${text}\n${notesOf(page, details)}`, scan: needsScan(page, text) };
}

/** The pages of an earlier revision that read otherwise later; whether all could be read. One that cannot be opened has nothing that can be read. */
async function readRevision(
  bytes: Uint8Array,
  seen: Set<string>,
  sink: Sink,
  emitter: TextEmitter,
  context: ReadContext,
): Promise<boolean> {
  const file = await PdfFile.open(bytes, context).catch((error: unknown) => {
    if (error instanceof ReadFault) return null;
    throw error;
  });
  if (file === null) return true;
  for (let index = 0; index < file.pages; index++) {
    const whole = await file.page(index, (page, details) => `${textOf(page)}\n${notesOf(page, details)}`);
    if (whole === null || whole.trim() === '' || seen.has(whole)) continue;
    seen.add(whole);
    await sink.segment({ kind: 'part', place: 'page', name: '', number: index + 1 });
    await emitter.write(encode(whole));
    await emitter.end();
  }
  file.close();
  return !file.isIncomplete;
}

function textOf(page: PDFiumPage): string {
  return page.getText().replace(/\r\n?/g, '\n').replaceAll('\u0000', '').replaceAll('\ufffe', '-');
}

function notesOf(page: PDFiumPage, details: PdfDetails): string {
  return details
    .notes(page)
    .map((line) => `${line}\n`)
    .join('');
}
