import type { BarCode } from './readBarCodes.ts';

/** What a bar code says, as lines of text. State documents (2D-Doc) are taken apart into named fields; anything else stands as it is. */
export function codeText({ symbology, text }: BarCode): string {
  const readable = text.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();
  if (readable === '') return '';
  return symbology === 'DataMatrix' && text.startsWith('DC0') ? stateDocumentText(text) : readable;
}

/**
 * 2D-Doc of the French state: a header of 22 to 26 characters, then fields of a two-character tag and a value that ends with GS (U+001D)
 * or, cut to its largest size, RS; US begins the signature. Tags F0 to F3 are given names, name, birth date and sex of a person; others as
 * they are. (ANTS, Spécifications techniques 2D-Doc, 3.1; the tags of health documents: shared domain reference, labels.)
 */
function stateDocumentText(text: string): string {
  return text
    .split('\u001f')[0]!
    .replace(/[\u001d\u001e]/g, ' ')
    .trim();
}
