import { foldWords } from '../text/foldWords.ts';

/** Endings that a French header leaves open: 'Né(e)', 'Assuré.e', 'Prénom(s)'. */
const OPEN_ENDING = /(?<=\p{L})(?:\((?:e|s|es|ne|le|trice)\)|[.·](?:e|s|es)\b)/giu;
/** A letter that was lost on the way ('Pr?nom'): in names of columns it is nearly always an é. */
const LOST_LETTER = /(?<=\p{L})[?\uFFFD](?=\p{L})/gu;
/** A name is read from its end on, so far: that of a JSON path says most there, and the rules are not made for essays. */
const NAME_LIMIT = 300;
const NUMERO = /(?<!\p{L})N[°º?\uFFFD]|#/giu;

/**
 * The words of a column's name, folded: 'dateNaissance', 'DATE_NAISS', 'name.family', 'N° de dossier *' and 'PREN1' are
 * DATE NAISSANCE, DATE NAISS, NAME FAMILY, NUMERO DE DOSSIER and PREN 1.
 */
export function columnWords(name: string): string[] {
  const spaced = name
    .slice(-NAME_LIMIT)
    .replace(OPEN_ENDING, '')
    .replace(NUMERO, ' NUMERO ')
    .replace(LOST_LETTER, 'e')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/(?<=\p{Lu}{2})(?=\p{Lu}\p{Ll}{2})/gu, ' ')
    .replace(/(\p{L})(\d)/gu, '$1 $2')
    .replace(/(\d)(\p{L})/gu, '$1 $2');
  return foldWords(spaced);
}
