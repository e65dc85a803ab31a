import { FailureList, type CheckFailure } from '../batches/checkFailure.ts';
import type { HospitalStatement, NoticeContent } from '../noticeContent.ts';
import { checkPages, type PrintedLetter } from './checkPages.ts';
import { readPages } from './readPages.ts';
import { parseTemplates } from '../texts/loadTemplates.ts';
import { letterRenderer, type LetterRenderer } from './renderLetters.ts';

/** A part of a batch to be set. */
export interface PartRequest {
  readonly ids: readonly number[];
  readonly contents: readonly NoticeContent[];
  readonly statement: HospitalStatement;
  /** Texts of the template files, by their names. */
  readonly templates: ReadonlyMap<string, string>;
}

/** A part as it was set and read back. */
export interface RenderedPart {
  readonly pdf: Uint8Array;
  readonly letters: readonly PrintedLetter[];
  readonly failures: readonly CheckFailure[];
}

/** What a thread answers. */
export type PartAnswer = { readonly part: RenderedPart } | { readonly error: unknown };

/** Sets the letters of a part and checks them from the PDF that came out. */
export async function renderPart(
  { ids, contents, statement, templates }: PartRequest,
  renderer: LetterRenderer = letterRenderer(parseTemplates(templates)),
): Promise<RenderedPart> {
  const pdf = renderer.render(contents, statement);
  const failures = new FailureList();
  const letters = checkPages(await readPages(pdf), contents, ids, failures);
  return { pdf, letters, failures: failures.failures };
}
