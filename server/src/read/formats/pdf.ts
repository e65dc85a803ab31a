import { type PDFiumDocument, PDFiumLibrary } from '@hyzyla/pdfium';
import { encode } from '../../text/windows1252.ts';
import { TextEmitter } from '../emitText.ts';
import { type Format, type ReadContext, ReadFault, type Sink } from '../format.ts';
import { PageScanner } from '../scans/pageScanner.ts';
import { drawScan, needsScan } from '../scans/scanPdfPage.ts';

const LIMIT = 512 << 20;
/** Error codes of FPDF_GetLastError: 4 is a wrong or missing password. */
const PASSWORD_ERROR = /password/i;

let library: ReturnType<typeof PDFiumLibrary.init> | null = null;

/** PDF, by PDFium in WebAssembly: its text, and by recognition the pages and pictures that hold none. */
export const pdf: Format = {
  name: 'pdf',
  recognise: (head) => (Buffer.from(head.subarray(0, 1024)).includes('%PDF-') ? 0.95 : 0),
  async read(source, sink, context) {
    try {
      await readPages(await source.bytes(LIMIT), sink, context);
    } catch (error) {
      if (error instanceof ReadFault) throw error;
      // After a trap the memory of the module is not to be trusted any more: the next file gets a new one.
      library = null;
      throw new ReadFault('corrupt', 'damaged_structure', { cause: error });
    }
  },
};

async function readPages(bytes: Uint8Array, sink: Sink, context: ReadContext): Promise<void> {
  const document = await load(bytes);
  const emitter = new TextEmitter(sink);
  const scanner = new PageScanner(sink, emitter, context);
  let hasText = false;
  for (const page of document.pages()) {
    const number = page.number + 1;
    await sink.segment({ kind: 'part', place: 'page', name: '', number });
    const text = page.getText().replace(/\r\n?/g, '\n').replaceAll('\u0000', '').replaceAll('\ufffe', '-');
    hasText ||= text.trim() !== '';
    await emitter.write(encode(`${text}\n`));
    const scan = needsScan(page, text);
    if (scan !== null) await scanner.page(number, () => drawScan(page, scan));
    await emitter.end();
  }
  document.destroy();
  scanner.end(hasText);
}

async function load(bytes: Uint8Array): Promise<PDFiumDocument> {
  library ??= PDFiumLibrary.init();
  try {
    return await (await library).loadDocument(Buffer.from(bytes));
  } catch (error) {
    if (error instanceof Error && error.name === 'RuntimeError') throw error;
    if (error instanceof Error && PASSWORD_ERROR.test(error.message))
      throw new ReadFault('encrypted', 'password_needed', { cause: error });
    throw new ReadFault('corrupt', 'damaged_structure', { cause: error });
  }
}
