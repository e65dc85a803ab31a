import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { initSync, type TypstCompiler, TypstCompilerBuilder } from '@myriaddreamin/typst-ts-web-compiler';
import type { HospitalStatement, NoticeContent } from '../noticeContent.ts';
import { dataMatrix } from './dataMatrix.ts';
import { VISIBLE_AREA } from './envelopeWindow.ts';

/** Letters as one PDF, in their order. The foot of every page bears the sheet code of its letter in text. The same input gives the same bytes. */
export interface LetterRenderer {
  /** Changes with everything that changes a letter: templates, layout, fonts. */
  readonly version: string;
  render(contents: readonly NoticeContent[], statement: HospitalStatement): Promise<Uint8Array>;
}

const FONTS = ['400Regular/AtkinsonHyperlegible_400Regular.ttf', '700Bold/AtkinsonHyperlegible_700Bold.ttf'];
const LAYOUT = new URL('minimalLetter.typ', import.meta.url);
/** Where the address begins, and how wide it may be: within what is visible in every position, with a margin for accents and for what hangs over. */
const ADDRESS_PLACE = {
  left: VISIBLE_AREA.left + 0.5,
  top: VISIBLE_AREA.top + 1.2,
  width: VISIBLE_AREA.right - VISIBLE_AREA.left - 1,
};
let compiler: Promise<TypstCompiler> | null = null;

/** Letters by Typst in WebAssembly, in a minimal layout. */
export const minimalRenderer: LetterRenderer = {
  version: 'minimal-1',
  async render(contents, statement) {
    const typst = await (compiler ??= startCompiler());
    typst.map_shadow('/letters.json', Buffer.from(JSON.stringify(contents.map((content) => letterInput(content, statement)))));
    return pdfOf(typst.compile('/letter.typ', null, 'pdf', 2));
  },
}; // prettier-ignore

/** One letter as minimalLetter.typ reads it. */
function letterInput(content: NoticeContent, statement: HospitalStatement): Readonly<Record<string, unknown>> {
  const { language } = content;
  const rows = dataMatrix(content.sheet);
  return {
    lang: language,
    title: language === 'fr' ? 'Vos données ont été publiées' : 'Your data have been published',
    sender: statement.sender,
    address: content.addressBlock,
    window: ADDRESS_PLACE,
    dated: statement.dated,
    paragraphs: [content.concerned, statement.whatHappened[language], ...statement.measures[language]],
    exposed: content.exposed.map(({ category, years, documents }) => `${category} ${years?.join('-') ?? ''} (${documents})`),
    code: content.code,
    sheet: content.sheet,
    matrix: rows.flatMap((row) => Array.from(row, (bit) => (bit === '1' ? 0 : 255))),
    side: rows.length,
  };
} // prettier-ignore

function pdfOf(answer: unknown): Uint8Array {
  if (typeof answer === 'object' && answer !== null && 'result' in answer && answer.result instanceof Uint8Array)
    return answer.result;
  throw new Error('a part of a batch could not be set');
} // prettier-ignore

async function startCompiler(): Promise<TypstCompiler> {
  const packages = createRequire(import.meta.url);
  initSync({ module: readFileSync(packages.resolve('@myriaddreamin/typst-ts-web-compiler/wasm')) });
  const builder = new TypstCompilerBuilder();
  builder.set_dummy_access_model();
  for (const font of FONTS)
    await builder.add_raw_font(readFileSync(packages.resolve(`@expo-google-fonts/atkinson-hyperlegible/${font}`)));
  const built = await builder.build();
  built.add_source('/letter.typ', readFileSync(LAYOUT, 'utf8'));
  return built;
} // prettier-ignore
