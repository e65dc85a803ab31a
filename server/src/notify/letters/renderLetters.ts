import { setLetters } from '../layout/setLetters.ts';
import { composeNotice } from '../texts/composeNotice.ts';
import { letterData } from '../texts/letterData.ts';
import type { NoticeTemplates } from '../texts/loadTemplates.ts';
import type { HospitalStatement, NoticeContent } from '../noticeContent.ts';
import { dataMatrix } from './dataMatrix.ts';
import { VISIBLE_AREA } from './envelopeWindow.ts';

/** Letters as one PDF, in their order. The foot of every page bears the sheet code of its letter in text. The same input gives the same bytes. */
export interface LetterRenderer {
  render(contents: readonly NoticeContent[], statement: HospitalStatement): Buffer;
}

/** Where the address begins, and how wide it may be: within what is visible in every position, with a margin for accents and for what hangs over. */
const ADDRESS_PLACE = {
  left: VISIBLE_AREA.left + 0.5,
  top: VISIBLE_AREA.top + 1.2,
  width: VISIBLE_AREA.right - VISIBLE_AREA.left - 1,
};

/** Letters in the words of a case's templates. */
export function letterRenderer(templates: NoticeTemplates): LetterRenderer {
  return {
    render: (contents, statement) =>
      setLetters(
        contents.map((content) => {
          const template = templates.of(content.language, content.version);
          const notice = composeNotice(content, statement, template, { kind: 'letter' });
          return letterData(notice, content, statement, dataMatrix(content.sheet), ADDRESS_PLACE);
        }),
      ),
  };
}
