import { type PDFiumDocument, PDFiumLibrary, type PDFiumPage } from '@hyzyla/pdfium';
import { encode } from '../../text/windows1252.ts';
import { TextEmitter } from '../emitText.ts';
import { type Format, type Member, type ReadContext, ReadFault, type Sink, type Source } from '../format.ts';
import { type PdfAttachment, PdfDetails } from '../pdfDetails.ts';
import { earlierRevisions } from '../pdfRevisions.ts';
import { PageScanner } from '../scans/pageScanner.ts';
import { drawScan, needsScan } from '../scans/scanPdfPage.ts';
import { memorySource } from '../source.ts';

const LIMIT = 512 << 20;
/** Error codes of FPDF_GetLastError: 4 is a wrong or missing password. */
const PASSWORD_ERROR = /password/i;

let library: ReturnType<typeof PDFiumLibrary.init> | null = null;

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
    // After a trap the memory of the module is not to be trusted any more: the next file gets a new one.
    library = null;
    throw new ReadFault('corrupt', 'damaged_structure', { cause: error });
  }
}

/** Only a document that names an embedded file (ISO 32000, 7.11.4: the dictionary of a stream is never packed) is opened for it. */
async function attachmentsOf(source: Source, context: ReadContext): Promise<PdfAttachment[]> {
  const bytes = await source.bytes(LIMIT);
  if (!Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes('EmbeddedFile')) return [];
  const document = await load(bytes, context);
  const attachments = [...new PdfDetails(document).attachments()];
  document.destroy();
  return attachments;
}

async function readPages(bytes: Uint8Array, sink: Sink, context: ReadContext): Promise<void> {
  const document = await load(bytes, context);
  const details = new PdfDetails(document);
  const emitter = new TextEmitter(sink);
  const scanner = new PageScanner(sink, emitter, context);
  const revisions = earlierRevisions(bytes);
  const seen = new Set<string>();
  let hasText = false;
  for (const page of document.pages()) {
    const number = page.number + 1;
    await sink.segment({ kind: 'part', place: 'page', name: '', number });
    const text = textOf(page);
    const whole = `${text}\n${notesOf(page, details)}`;
    hasText ||= whole.trim() !== '';
    if (revisions.length > 0) seen.add(whole);
    await emitter.write(encode(whole));
    const scan = needsScan(page, text);
    if (scan !== null) await scanner.page(number, () => drawScan(page, scan));
    await emitter.end();
  }
  const lines = details.lines();
  document.destroy();
  if (lines.length > 0) {
    await sink.segment({ kind: 'part', place: 'line', name: '', number: 0 });
    await emitter.write(encode(`${lines.join('\n')}\n`));
    await emitter.end();
  }
  for (const revision of revisions) await readRevision(revision, seen, sink, emitter, context);
  scanner.end(hasText || lines.length > 0 || [...seen].some((text) => text.trim() !== ''));
}

/** The pages of an earlier revision that read otherwise later. One that cannot be opened has nothing that can be read. */
async function readRevision(
  bytes: Uint8Array,
  seen: Set<string>,
  sink: Sink,
  emitter: TextEmitter,
  context: ReadContext,
): Promise<void> {
  const document = await load(bytes, context).catch((error: unknown) => {
    if (error instanceof ReadFault) return null;
    throw error;
  });
  if (document === null) return;
  const details = new PdfDetails(document);
  for (const page of document.pages()) {
    const whole = `${textOf(page)}\n${notesOf(page, details)}`;
    if (whole.trim() === '' || seen.has(whole)) continue;
    seen.add(whole);
    await sink.segment({ kind: 'part', place: 'page', name: '', number: page.number + 1 });
    await emitter.write(encode(whole));
    await emitter.end();
  }
  document.destroy();
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

/** Opens a document, with the passwords of the case where it needs one. */
async function load(bytes: Uint8Array, { passwords }: ReadContext): Promise<PDFiumDocument> {
  library ??= PDFiumLibrary.init();
  const pdfium = await library;
  for (const password of ['', ...passwords]) {
    try {
      return await pdfium.loadDocument(Buffer.from(bytes), password);
    } catch (error) {
      if (error instanceof Error && error.name === 'RuntimeError') throw error;
      if (!(error instanceof Error && PASSWORD_ERROR.test(error.message)))
        throw new ReadFault('corrupt', 'damaged_structure', { cause: error });
    }
  }
  throw new ReadFault('encrypted', 'password_needed');
}
