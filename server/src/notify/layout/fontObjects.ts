import { deflateSync } from 'node:zlib';
import type { FontFacts } from './letterFont.ts';

/** A font takes so many objects of a PDF. */
export const OBJECTS_A_FONT = 5;

/**
 * The objects of a font, the first of which text refers to: a TrueType font, whole, whose glyphs go by their own numbers (ISO 32000-1, 9.7 and 9.10). Whole,
 * because so it is the same for all letters, and a batch has it once. `first` is the number of its first object.
 */
export function fontObjects(facts: FontFacts, first: number): string[] {
  const { name, bounds, ascent, descent, capHeight, weight, widths, characters, file } = facts;
  const system = '<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>';
  return [
    `<< /Type /Font /Subtype /Type0 /BaseFont /${name} /Encoding /Identity-H /DescendantFonts [${first + 1} 0 R] /ToUnicode ${first + 4} 0 R >>`,
    `<< /Type /Font /Subtype /CIDFontType2 /BaseFont /${name} /CIDSystemInfo ${system} /FontDescriptor ${first + 2} 0 R /CIDToGIDMap /Identity /DW 0 /W [0 [${widths.join(' ')}]] >>`,
    `<< /Type /FontDescriptor /FontName /${name} /Flags 32 /FontBBox [${bounds.join(' ')}] /ItalicAngle 0 /Ascent ${ascent} /Descent ${descent} /CapHeight ${capHeight} /StemV ${weight >= 600 ? 140 : 80} /FontFile2 ${first + 3} 0 R >>`,
    stream(file, ` /Length1 ${file.length}`),
    stream(Buffer.from(toUnicode(characters))),
  ];
}

/** A stream as an object, compressed; characters are bytes (latin1). */
export function stream(bytes: Buffer, more = ''): string {
  const packed = deflateSync(bytes);
  return `<< /Length ${packed.length} /Filter /FlateDecode${more} >>\nstream\n${packed.toString('latin1')}\nendstream`;
}

/** Which character each glyph stands for. The glyph for characters that the font does not have is U+FFFD: the checks refuse it. */
function toUnicode(characters: ReadonlyMap<number, number>): string {
  const lines = [[0, 0xfffd] as const, ...characters]
    .sort(([a], [b]) => a - b)
    .map(([glyph, character]) => `<${hex(glyph)}> <${hex(character)}>`);
  const hundreds = Array.from({ length: Math.ceil(lines.length / 100) }, (_, i) => lines.slice(i * 100, i * 100 + 100));
  return [
    '/CIDInit /ProcSet findresource begin 12 dict begin begincmap',
    '/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def /CMapName /Adobe-Identity-UCS def /CMapType 2 def',
    '1 begincodespacerange <0000> <ffff> endcodespacerange',
    ...hundreds.map((some) => `${some.length} beginbfchar\n${some.join('\n')}\nendbfchar`),
    'endcmap CMapName currentdict /CMap defineresource pop end end',
  ].join('\n');
} // prettier-ignore

function hex(number: number): string {
  return number.toString(16).padStart(4, '0');
}
