/** A line for the sorting machine: capitals without accents, no punctuation, one blank between words. */
export function postal(text: string): string {
  return withoutMarks(text.replace(/œ/gi, 'OE').replace(/æ/gi, 'AE').replace(/ß/g, 'SS'))
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** A text without accents. */
export function withoutMarks(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '');
}
