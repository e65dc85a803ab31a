import { PREVIEW_EXAMPLES, type PreviewExample } from '@constat/contract/noticeTexts.ts';
import { pdfiumFor } from '../../read/pdfiumLibrary.ts';
import { setLetters } from '../layout/setLetters.ts';
import { mergePdfs } from '../letters/mergePdfs.ts';
import { lintNotice, type LintReport } from '../lint/lintNotice.ts';
import { type HospitalStatement, NOTICE_LANGUAGES, type NoticeContent } from '../noticeContent.ts';
import type { ComposedNotice, NoticeChannel } from '../texts/composedNotice.ts';
import { composeNotice } from '../texts/composeNotice.ts';
import { letterData } from '../texts/letterData.ts';
import type { NoticeTemplates } from '../texts/loadTemplates.ts';
import { exampleContent } from './previewExamples.ts';

/** One example as letter and e-mails, with what the linter says of each. */
export interface RenderedExample {
  readonly example: PreviewExample;
  readonly content: NoticeContent;
  readonly letter: ComposedNotice;
  readonly pdf: Uint8Array;
  readonly pages: number;
  readonly letterReport: LintReport;
  /** To a mailbox that nobody has verified; to one that is verified. */
  readonly emails: readonly { readonly notice: ComposedNotice; readonly report: LintReport }[];
}

const EMAILS: readonly NoticeChannel[] = [
  { kind: 'email', isVerified: false },
  { kind: 'email', isVerified: true },
];

/** Every example in every language, one after the other. */
export async function* renderPreview(
  templates: NoticeTemplates,
  statement: HospitalStatement,
): AsyncGenerator<RenderedExample> {
  for (const language of NOTICE_LANGUAGES)
    for (const example of PREVIEW_EXAMPLES)
      yield await renderExample(example, exampleContent(example, language), templates, statement);
}

async function renderExample(
  example: PreviewExample,
  content: NoticeContent,
  templates: NoticeTemplates,
  statement: HospitalStatement,
): Promise<RenderedExample> {
  const template = templates.of(content.language, content.version);
  const letter = composeNotice(content, statement, template);
  const part = setLetters([letterData(letter, content, statement)]);
  const pdf = Buffer.concat(
    await Array.fromAsync(mergePdfs([part], { title: letter.subject, language: letter.language })),
  );
  const pages = await pageTexts(pdf);
  return {
    example,
    content,
    letter,
    pdf,
    pages: pages.length,
    letterReport: lintNotice({ notice: letter, content, statement, template, pages }),
    emails: EMAILS.map((channel) => {
      const notice = composeNotice(content, statement, template, channel);
      return { notice, report: lintNotice({ notice, content, statement, template }) };
    }),
  };
}

async function pageTexts(pdf: Uint8Array): Promise<string[]> {
  const library = await pdfiumFor(pdf.length);
  const document = await library.loadDocument(pdf);
  try {
    return [...document.pages()].map((page) => page.getText());
  } finally {
    document.destroy();
  }
}
