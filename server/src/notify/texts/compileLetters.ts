import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { initSync, type TypstCompiler, TypstCompilerBuilder } from '@myriaddreamin/typst-ts-web-compiler';
import type { LetterData } from './letterData.ts';

/** Fonts of the letters: Atkinson Hyperlegible, made for people who see badly (SIL Open Font Licence). */
const FONTS = [
  '@expo-google-fonts/atkinson-hyperlegible/400Regular/AtkinsonHyperlegible_400Regular.ttf',
  '@expo-google-fonts/atkinson-hyperlegible/700Bold/AtkinsonHyperlegible_700Bold.ttf',
];

const LAYOUT = new URL('letter.typ', import.meta.url);

let compiler: Promise<TypstCompiler> | null = null;

/** Letters as one PDF, in their order, by Typst in WebAssembly. The same letters give the same bytes. Throws what Typst has to say of its own layout; the letters are text only. */
export async function compileLetters(letters: readonly LetterData[]): Promise<Uint8Array> {
  const typst = await (compiler ??= startCompiler());
  typst.map_shadow('/letters.json', Buffer.from(JSON.stringify(letters)));
  const answer: unknown = typst.compile('/letter.typ', null, 'pdf', 2);
  const result = answer instanceof Map ? (answer.get('result') as unknown) : fieldOf(answer, 'result');
  if (result instanceof Uint8Array) return result;
  throw new Error(`letter.typ: ${JSON.stringify(answer)}`);
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

async function startCompiler(): Promise<TypstCompiler> {
  const packages = createRequire(import.meta.url);
  initSync({ module: readFileSync(packages.resolve('@myriaddreamin/typst-ts-web-compiler/wasm')) });
  const builder = new TypstCompilerBuilder();
  builder.set_dummy_access_model();
  for (const font of FONTS) await builder.add_raw_font(readFileSync(packages.resolve(font)));
  const built = await builder.build();
  built.add_source('/letter.typ', readFileSync(LAYOUT, 'utf8'));
  return built;
}
