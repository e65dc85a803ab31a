import { CLASS, DIGIT, FOLD, HASH_START, hashStep, hashWord } from '../../text/fold.ts';
import { isParticle } from './nameParts.ts';

/** Words of streets that are abbreviated, left out or exchanged: they do not tell one street from another. */
const STREET_WORDS: ReadonlySet<number> = new Set(
  'BIS TER QUATER RUE R AVENUE AV AVE BOULEVARD BD BLD BLVD PLACE PL ALLEE ALLEES ALL IMPASSE IMP CHEMIN CHE CH ROUTE RTE QUAI SQUARE SQ COURS CRS SENTIER SENTE RUELLE VILLA CITE RESIDENCE RES PASSAGE PASS FAUBOURG FBG HAMEAU HAM LOTISSEMENT LOT CLOS MAIL PARVIS ESPLANADE VENELLE MONTEE ROND POINT LIEU DIT STREET ROAD GENERAL GAL MARECHAL DOCTEUR DR COLONEL CAPITAINE ABBE PROFESSEUR PRESIDENT JEAN PIERRE'
    .split(' ')
    .map(hashWord),
);

/**
 * What makes an address comparable however it is written: the house number with the first word that names the street ('12, av. de la Paix' and
 * '12 avenue de la Paix, Bât. C' are one). 0 without a house number or without a street.
 */
export function addressKey(bytes: Uint8Array, start = 0, end = bytes.length): number {
  let i = start;
  while (i < end && CLASS[bytes[i]!] !== DIGIT) i++;
  let key = HASH_START;
  for (; i < end && CLASS[bytes[i]!] === DIGIT; i++) key = hashStep(key, bytes[i]!);
  while (i < end) {
    const from = i;
    let word = HASH_START;
    let folded = '';
    for (let f = FOLD[bytes[i]!]!; f !== 0 && i < end; f = i < end ? FOLD[bytes[i]!]! : 0) {
      word = hashStep(word, f);
      folded += String.fromCharCode(f);
      i++;
    }
    if (i === from) i++;
    else if (i - from > 1 && !STREET_WORDS.has(word >>> 0) && !isParticle(folded)) {
      for (let c = 0; c < folded.length; c++) key = hashStep(key, folded.charCodeAt(c));
      return key >>> 0 || 1;
    }
  }
  return 0;
}
