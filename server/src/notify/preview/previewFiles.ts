import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fromSystemError } from '../../case/caseError.ts';
import { noticeHtml } from '../texts/noticeHtml.ts';
import { noticeText } from '../texts/noticeText.ts';
import type { RenderedExample } from './renderPreview.ts';

/** 'fr-usual': what the files of an example begin with. */
export function fileName({
  content,
  example,
}: {
  readonly content: { readonly language: string };
  readonly example: string;
}): string {
  return `${content.language}-${example}`;
}

/** Writes the files of a preview beside each other: letters as PDF, e-mails as text and HTML, the page to look through. */
export async function writePreview(
  folder: string,
  examples: readonly RenderedExample[],
  page: string,
): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const each of examples) {
      const path = join(folder, fileName(each));
      await writeFile(`${path}.pdf`, each.pdf);
      const [email] = each.emails;
      await writeFile(`${path}.txt`, noticeText(email!.notice));
      await writeFile(`${path}.html`, noticeHtml(email!.notice));
    }
    await writeFile(join(folder, 'index.html'), page);
  } catch (error) {
    throw fromSystemError(error, folder);
  }
}
