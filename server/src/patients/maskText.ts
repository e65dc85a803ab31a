/** The form of a text without the text: 'Marie-Anne' is 'Aaaaa-Aaaa', '14/07/1984' is '99/99/9999'. Long texts are cut. */
export function maskText(text: string): string {
  return text
    .slice(0, 40)
    .replace(/\p{Lu}/gu, 'A')
    .replace(/\p{L}/gu, (letter) => (letter === 'A' ? 'A' : 'a'))
    .replace(/\d/g, '9');
}
