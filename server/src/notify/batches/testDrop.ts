import { CaseError } from '../../case/caseError.ts';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import { CodeDeriver } from '../codes/deriveCode.ts';
import { printCode } from '../codes/referenceCode.ts';
import { sheetCode } from '../codes/sheetCode.ts';
import { mergePdfs } from '../letters/mergePdfs.ts';
import type { PartRequest, RenderedPart } from '../letters/renderPart.ts';
import { type HospitalStatement, NOTICE_LANGUAGES, type NoticeContent } from '../noticeContent.ts';
import { PREVIEW_EXAMPLES } from '@constat/contract/noticeTexts.ts';
import { exampleContent } from '../preview/previewExamples.ts';
import { MOST_CHARACTERS, MOST_LINES } from '../select/addressBlock.ts';
import { namesOf } from '../select/letterTo.ts';
import { postal } from '../select/postalText.ts';
import type { NoticeTemplates } from '../texts/loadTemplates.ts';
import { LETTERS_A_PART } from './assembleBatch.ts';
import { ChecksFailed } from './checkFailure.ts';

/** Nobody has this number: codes of test letters open nothing, and their sheets are unknown to whoever takes in returns. */
const NOBODY = 0;
const MARKS = {
  fr: 'ENVOI D’ESSAI À UNE PERSONNE INVENTÉE.',
  en: 'TEST LETTER TO AN INVENTED PERSON.',
} as const;
const ADDRESS_MARK = 'ENVOI D ESSAI';

export interface TestDropOptions {
  readonly keys: CaseKeys;
  readonly statement: HospitalStatement;
  readonly templates: NoticeTemplates;
  readonly render: (request: PartRequest) => Promise<RenderedPart>;
}

/**
 * Letters to invented persons at the hospital's own address, by the same way as all letters: set, read back, checked, merged. Address and text say that it is a
 * test. Nothing is written down: they count nowhere. Throws CaseError('sender_unfit') where the hospital's address does not fit under the window, ChecksFailed.
 */
export async function testDrop(
  { keys, statement, templates, render }: TestDropOptions,
  letters: number,
): Promise<Buffer> {
  const contents = Array.from({ length: letters }, (_, i) => testContent(keys, statement.sender, i));
  const marked = markedStatement(statement);
  const parts: Uint8Array[] = [];
  for (let from = 0; from < letters; from += LETTERS_A_PART) {
    const some = contents.slice(from, from + LETTERS_A_PART);
    const ids = some.map((_, i) => from + i + 1);
    const part = await render({ ids, contents: some, statement: marked, templates: templates.files });
    if (part.failures.length > 0) throw new ChecksFailed(part.failures);
    parts.push(part.pdf);
  }
  const merged = mergePdfs(parts, { title: statement.hospital, language: 'fr' });
  return Buffer.concat(await Array.fromAsync(merged));
}

/** All kinds of notices in turn, in both languages. */
function testContent(keys: CaseKeys, sender: readonly string[], i: number): NoticeContent {
  const example = PREVIEW_EXAMPLES[i % PREVIEW_EXAMPLES.length]!;
  const language = NOTICE_LANGUAGES[Math.floor(i / PREVIEW_EXAMPLES.length) % NOTICE_LANGUAGES.length]!;
  const content = exampleContent(example, language);
  const holder = { person: NOBODY, issue: i + 1 };
  const { code } = new CodeDeriver(keys).choose(holder, new Set());
  return {
    ...content,
    addressBlock: ownAddress(namesOf(content.addressBlock), sender),
    code: printCode(code),
    sheet: sheetCode(keys, holder),
  };
}

function ownAddress(names: readonly string[], sender: readonly string[]): string[] {
  const place = sender.map(postal).filter((line) => line !== '');
  const marked = [...names, ADDRESS_MARK, ...place];
  const lines = marked.length <= MOST_LINES ? marked : [...names, ...place];
  const isFit = lines.length <= MOST_LINES && lines.every((line) => line.length <= MOST_CHARACTERS);
  if (!isFit || place.length < 2) throw new CaseError('sender_unfit', 'statement.json');
  return lines;
}

/** What the hospital says, begun by what this letter is. */
function markedStatement(statement: HospitalStatement): HospitalStatement {
  const { whatHappened, easyRead } = statement;
  return {
    ...statement,
    whatHappened: { fr: `${MARKS.fr} ${whatHappened.fr}`, en: `${MARKS.en} ${whatHappened.en}` },
    ...(easyRead === undefined
      ? {}
      : {
          easyRead: {
            fr: { ...easyRead.fr, whatHappened: `${MARKS.fr} ${easyRead.fr.whatHappened}` },
            en: { ...easyRead.en, whatHappened: `${MARKS.en} ${easyRead.en.whatHappened}` },
          },
        }),
  };
}
