import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { Blob, Buffer as TextBuffer, Face, Font, shape } from 'harfbuzzjs';

/** A word as it is shown: its glyphs with kerning. */
export interface ShapedWord {
  /** In thousandths of the size of type, without the spaces at its end; and with them. */
  readonly width: number;
  readonly advance: number;
  /** What stands between '[(' and ')] TJ' in a content stream (ISO 32000-1, 9.4.3), characters are bytes: glyph numbers of two bytes, kerning between them. */
  readonly shown: string;
}

/** A font as a PDF describes it (ISO 32000-1, 9.8); lengths in thousandths of the size of type. */
export interface FontFacts {
  readonly name: string;
  readonly file: Buffer;
  readonly bounds: readonly number[];
  readonly ascent: number;
  readonly descent: number;
  readonly capHeight: number;
  readonly weight: number;
  /** Width of each glyph, by its number. */
  readonly widths: readonly number[];
  /** The character that each glyph stands for. */
  readonly characters: ReadonlyMap<number, number>;
}

/** Words are kept that long: most of them are in every letter. */
const KEPT_WORDS = 20_000;

/** One of the fonts of the letters: shapes words with HarfBuzz, as the font's designers meant them. */
export class LetterFont {
  readonly facts: FontFacts;
  readonly #font: Font;
  readonly #buffer = new TextBuffer();
  readonly #words = new Map<string, ShapedWord>();

  /** `path`: of a TrueType font with a thousand units to the em, as a module. */
  constructor(path: string) {
    const file = readFileSync(createRequire(import.meta.url).resolve(path));
    const face = new Face(new Blob(file), 0);
    this.#font = new Font(face);
    if (face.upem !== 1_000) throw new Error(`${path}: not a thousand units to the em`);
    this.facts = factsOf(path, file, face, this.#font);
  }

  /** A word with the spaces behind it. `size`: what a mark above or below is moved by depends on it. */
  word(text: string, size: number): ShapedWord {
    const key = `${size} ${text}`;
    const kept = this.#words.get(key);
    if (kept !== undefined) return kept;
    if (this.#words.size >= KEPT_WORDS) this.#words.clear();
    const made = this.#shape(text, size);
    this.#words.set(key, made);
    return made;
  }

  /** Whether the font lacks a character of a text. */
  lacksSome(text: string): boolean {
    return this.#glyphs(text).some(({ codepoint }) => codepoint === 0);
  }

  #glyphs(text: string): ReturnType<TextBuffer['getGlyphInfosAndPositions']> {
    this.#buffer.reset();
    this.#buffer.addText(text);
    this.#buffer.guessSegmentProperties();
    shape(this.#font, this.#buffer);
    return this.#buffer.getGlyphInfosAndPositions();
  }

  #shape(text: string, size: number): ShapedWord {
    const glyphs = this.#glyphs(text);
    const spaces = spacesAtEnd(text);
    let [shown, advance, width] = ['', 0, 0];
    for (const [i, { codepoint, xAdvance, xOffset = 0, yOffset = 0 }] of glyphs.entries()) {
      const glyph = byte(codepoint >> 8) + byte(codepoint & 255);
      // How far the next glyph is from where the width of this one would put it.
      const kerning = this.facts.widths[codepoint]! - (xAdvance ?? 0);
      shown += raised(moved(glyph, xOffset, kerning), (yOffset / 1_000) * size);
      advance += xAdvance ?? 0;
      if (i < glyphs.length - spaces) width = advance;
    }
    return { width, advance, shown };
  }
}

/** A byte of a text in brackets (ISO 32000-1, 7.3.4.2). */
function byte(value: number): string {
  const character = String.fromCharCode(value);
  if (character === '\r') return '\\r';
  return '()\\'.includes(character) ? `\\${character}` : character;
}

/** A glyph that stands beside its place, and what follows it moved to where it belongs. */
function moved(glyph: string, offset: number, kerning: number): string {
  const before = offset === 0 ? '' : `)${-offset}(`;
  return kerning + offset === 0 ? before + glyph : `${before}${glyph})${kerning + offset}(`;
}

function raised(shown: string, rise: number): string {
  return rise === 0 ? shown : `)] TJ ${rise.toFixed(3)} Ts [(${shown})] TJ 0 Ts [(`;
}

function spacesAtEnd(text: string): number {
  let spaces = 0;
  while (text[text.length - 1 - spaces] === ' ') spaces++;
  return spaces;
}

/** Reads what a PDF must say of a font from its tables (OpenType 1.9: OS/2, head, maxp). */
function factsOf(path: string, file: Buffer, face: Face, font: Font): FontFacts {
  const table = (tag: string): DataView => {
    const bytes = face.referenceTable(tag);
    if (bytes === undefined) throw new Error(`${path}: no table ${tag}`);
    return new DataView(Uint8Array.from(bytes).buffer);
  };
  const [os2, head, maxp] = [table('OS/2'), table('head'), table('maxp')];
  const characters = new Map<number, number>();
  for (const character of face.collectUnicodes()) {
    const glyph = font.nominalGlyph(character);
    if (glyph !== undefined && !characters.has(glyph)) characters.set(glyph, character);
  }
  return {
    name: basename(path, '.ttf').replace('_', '-'),
    file,
    bounds: [36, 38, 40, 42].map((at) => head.getInt16(at)),
    ascent: os2.getInt16(68),
    descent: os2.getInt16(70),
    capHeight: os2.getInt16(88),
    weight: os2.getUint16(4),
    widths: Array.from({ length: maxp.getUint16(4) }, (_, glyph) => font.glyphHAdvance(glyph)),
    characters,
  };
}
