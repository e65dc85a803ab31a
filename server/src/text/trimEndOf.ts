/** A text without any of these characters at its end. (A regular expression for that takes quadratic time on a hostile text.) */
export function trimEndOf(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text[end - 1]!)) end--;
  return text.slice(0, end);
}

/** A text without any of these characters at its beginning or end. */
export function trimOf(text: string, characters: string): string {
  const open = trimEndOf(text, characters);
  let start = 0;
  while (start < open.length && characters.includes(open[start]!)) start++;
  return open.slice(start);
}
