/**
 * The words of a language with the spaces that French sets before ':', ';', '?', '!', '%' and inside '« »': they do not break
 * (Lexique des règles typographiques en usage à l'Imprimerie nationale).
 */
export function withFrenchSpaces<T>(words: T): T {
  if (typeof words === 'string')
    return words.replace(/ (?=[:;?!%»](?!\S))/g, '\u00a0').replace(/« /g, '«\u00a0') as T;
  if (Array.isArray(words)) return words.map(withFrenchSpaces) as T;
  if (typeof words !== 'object' || words === null) return words;
  return Object.fromEntries(Object.entries(words).map(([key, value]) => [key, withFrenchSpaces(value)])) as T;
}
