/**
 * Words that must not stand in a code, French and English: insults, and words of health that would say something of whoever holds the letter. I and O can only
 * appear by look-alikes (J, Q); L cannot appear at all, so words with an L are left out.
 */
const WORDS = (
  'ANUS ARABE ARSE BITCH BITE BOCHE BUTT CACA CANCER CHIE CHIER COCK CON CONNE CRAP CRETIN CUNT DAMN DEAD DICK DIE DROGUE DYKE ENCUE ' +
  'FACHO FAG FART FOU FUCK GARCE GAY GOUINE GUEUSE GYP HIV HOMO IDIOT IVG JAP JUIF KAFFIR KIKE KKK MERDE MEURS MEURT MORT MST NAZE NAZI NEGRE ' +
  'NIGGER NIQUE PAKI PEDE PEDO PENE PENIS PISS POOF PORN PSY PUTAIN PUTE RAPE SCAT SEX SEXE SHIT SIDA SNUFF SPERM SUCE SUCK TIT TUER TUMEUR TURD ' +
  'TWAT VIH WANK WHORE WOG'
).split(' ');

/** What a symbol looks like to somebody who reads words into a code. */
const LOOKS: Readonly<Record<string, string>> = {
  '2': 'Z',
  '3': 'E',
  '4': 'A',
  '5': 'S',
  '6': 'G',
  '7': 'T',
  '8': 'B',
  '9': 'G',
  'J': 'I',
  'Q': 'O',
  'V': 'U',
  'W': 'VV',
};

function folded(symbols: string): string {
  return Array.from(symbols, (symbol) => (LOOKS[symbol] ?? symbol).replaceAll('V', 'U')).join('');
}

const FOLDED_WORDS = [...new Set(WORDS.map(folded))].filter((word) => word.length >= 3);

/** Whether somebody could read a rude word into the symbols, look-alikes counted (4 as A, 3 as E, J as I …). */
export function holdsRudeWord(symbols: string): boolean {
  const text = folded(symbols);
  return FOLDED_WORDS.some((word) => text.includes(word));
}
