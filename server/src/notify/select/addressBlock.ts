import { hasFrenchPost } from '../../columns/countries.ts';
import { canPrint } from '../layout/letterFonts.ts';
import { abbreviateStreet, abbreviateTown, expandStreet } from './abbreviateAddress.ts';
import { foreignLines } from './foreignAddress.ts';
import { postal, withoutMarks } from './postalText.ts';

/** Lines of NF Z10-011: at most 6 in France, 38 characters each. */
export const MOST_LINES = 6;
export const MOST_CHARACTERS = 38;

/** Who is addressed, and where, as the register says it. */
export interface Addressee {
  /** What stands before the name: 'Madame', or a line of its own ('Aux représentants légaux de'); '' for nothing. */
  readonly civility: string;
  readonly intro: string;
  readonly givenNames: readonly string[];
  readonly surname: string;
  readonly address: string;
  readonly addressMore: string;
  readonly postcode: string;
  readonly city: string;
  /** ISO 3166 code; '' where the register says nothing. */
  readonly country: string;
}

/** Why no address block can be made. 'missing': there is no address to write to; all others are for a human to mend. */
export type AddressFault =
  | 'missing'
  | 'institution'
  | 'postcode_wrong'
  | 'town_missing'
  | 'cedex'
  | 'no_street'
  | 'name_missing'
  | 'name_too_long'
  | 'line_too_long'
  | 'too_many_lines'
  | 'unprintable';

/** What stands in the register where there is no address. */
const NO_ADDRESS =
  /^(?:SANS DOMICILE(?: FIXE)?|SDF|INCONNUE?|NON RENSEIGNEE?|NR|NC|X+|ADRESSE INCONNUE|NPAI|PND|NEANT|AUCUNE)$/;
const INSTITUTION =
  /\b(?:CCAS|DOMICILIATION|DOMICILIEE?|MAISON D ARRET|CENTRE PENITENTIAIRE|CENTRE DE DETENTION|EHPAD|MAISON DE RETRAITE|FOYER)\b/;
/** Metropolitan and overseas: 01000 to 98999. */
const POSTCODE = /^(?:0[1-9]|[1-8]\d|9[0-8])\d{3}$/;
const INSIDE =
  /^(?:chez|c\/o|app?t|appartement|etage|\d+ ?(?:er|e|eme) etage|porte|esc|escalier|couloir|boite|bal|hall)\b/i;
/** '12 rue', '12 bis rue', '4 à 8 rue', '12/14 rue'. */
const HOUSE = /^\d{1,4}\s?(?:(?:bis|ter|quater|[A-Z])\b|(?:à|a|\/|-)\s?\d{1,4})?\s?\p{L}/iu;
const SPECIAL = /^(?:bp|cs|tsa|lieu[- ]?dit|hameau)\b/i;
/** Latin letters with their marks, digits, and what names and buildings are written with. */
const PRINTABLE = /^[\p{Script=Latin}\p{M}\d '’.,/()&+-]*$/u;

/**
 * The address block by NF Z10-011 (1997): civility, given name and surname; inside and outside of the building; number and street; hamlet or box; postcode and
 * town; abroad the country in French as the last line. The last three lines in capitals without punctuation; never cut are the surname, the number and the postcode. What cannot fit is a fault, for a human.
 */
export function addressBlock(addressee: Addressee): readonly string[] | AddressFault {
  const name = nameLines(addressee);
  if (typeof name === 'string') return name;
  const place = placeLines(addressee);
  if (typeof place === 'string') return place;
  const lines = [...name, ...place];
  if (lines.length > MOST_LINES) return 'too_many_lines';
  return lines.every((line) => PRINTABLE.test(line) && canPrint(line)) ? lines : 'unprintable';
}

/** Line 1, or lines 1 and 2 where somebody is addressed for somebody else. Too long: civility goes first, then further given names. */
function nameLines({ civility, intro, givenNames, surname }: Addressee): readonly string[] | AddressFault {
  const last = tidy(surname).toLocaleUpperCase('fr');
  if (last === '') return 'name_missing';
  const given = givenNames.map(tidy).filter((name) => name !== '').map(capitalised); // prettier-ignore
  const candidates = [[civility, given[0] ?? '', last], [given[0] ?? '', last], [firstPart(given[0] ?? ''), last], [last]]; // prettier-ignore
  const line = candidates.map((parts) => parts.filter((part) => part !== '').join(' ')).find(fits);
  if (line === undefined) return 'name_too_long';
  return intro === '' ? [line] : [intro, line];
}

/** 'Marie' of 'Marie-Christine'. */
function firstPart(given: string): string {
  return given.split(/[- ]/)[0] ?? '';
}

/** A given name as it is written: capitals only where the register has nothing but capitals or small letters. */
function capitalised(name: string): string {
  const isMixed = name !== name.toLocaleUpperCase('fr') && name !== name.toLocaleLowerCase('fr');
  if (isMixed) return name;
  return name
    .toLocaleLowerCase('fr')
    .replace(
      /(^|[-' ’])(\p{L})/gu,
      (_, before: string, letter: string) => before + letter.toLocaleUpperCase('fr'),
    );
}

function placeLines(addressee: Addressee): readonly string[] | AddressFault {
  const { address, addressMore, postcode, city, country } = addressee;
  const all = postal(`${address} ${addressMore}`);
  if (
    NO_ADDRESS.test(postal(address)) ||
    NO_ADDRESS.test(postal(city)) ||
    (all === '' && postal(city) === '')
  )
    return 'missing';
  if (INSTITUTION.test(`${all} ${postal(city)}`)) return 'institution';
  const abroad = foreignLines(addressee);
  // A town that bears the name of a country, with a French postcode, is a French one.
  const isFrench =
    POSTCODE.test(postcode.replace(/\s/g, '')) &&
    (hasFrenchPost(country) || (country === '' && abroad?.length === 0));
  if (abroad !== null && !isFrench) return abroadLines(abroad);
  const town = townLine(postcode, city);
  if (town.fault !== null) return town.fault;
  const { inside, outside, street, special } = arrange(address, addressMore);
  if (street === '' && special === '') return all === '' ? 'missing' : 'no_street';
  const lines = [
    ...shortened(inside),
    ...shortened(outside),
    ...(street === '' ? [] : [abbreviateStreet(street)]),
    ...(special === '' ? [] : [special]),
    town.line,
  ];
  return lines.every(fits) ? lines : 'line_too_long';
}

/** An address abroad: as its country has it, so nothing is put in another order or shortened. */
function abroadLines(lines: readonly string[]): readonly string[] | AddressFault {
  if (lines.length === 0) return 'town_missing';
  if (lines.length < 3) return 'no_street';
  return lines.every(fits) ? lines : 'line_too_long';
}

/** Postcode and town; a post office of firms (CEDEX) is no address of a person. */
function townLine(
  postcode: string,
  city: string,
): { readonly line: string; readonly fault: null } | { readonly fault: AddressFault } {
  const code = postcode.replace(/\s/g, '');
  if (!POSTCODE.test(code)) return { fault: 'postcode_wrong' };
  const town = postal(city);
  if (town === '' || /^\d+$/.test(town)) return { fault: 'town_missing' };
  if (/\bCEDEX\b/.test(town)) return { fault: 'cedex' };
  return { line: abbreviateTown(code, town), fault: null };
}

interface Arranged {
  readonly inside: string;
  readonly outside: string;
  readonly street: string;
  readonly special: string;
}

/** Puts the parts of an address where they belong: what begins with a number or a kind of street is the street. */
function arrange(address: string, addressMore: string): Arranged {
  const parts = [...splitParts(address), ...splitParts(addressMore)];
  const street = parts.find(isStreet) ?? '';
  const others = parts.filter((part) => part !== street);
  const inside = others.filter((part) => INSIDE.test(withoutMarks(part)));
  const special = others.filter((part) => SPECIAL.test(withoutMarks(part)));
  const outside = others.filter((part) => !inside.includes(part) && !special.includes(part));
  return {
    inside: inside.map(tidy).join(' '),
    outside: outside.map(tidy).join(' '),
    street: street === '' ? '' : streetLine(street),
    special: postal(special.join(' ')),
  };
}

/** The parts of a cell: separated by commas, semicolons, line breaks; the comma behind a house number separates nothing. */
function splitParts(text: string): string[] {
  return text
    .replace(/[ \t\u00a0\u202f]+/g, ' ')
    .trim()
    .replace(/^(\d{1,4}) ?,/, '$1 ')
    .replace(/([,;\n]\s?\d{1,4})\s?,/g, '$1 ')
    .replace(/\b(bis|ter|quater)\s*,/gi, '$1 ')
    .replace(/ {2,}/g, ' ')
    .split(/[,;\n\r]|\s[-–—]\s/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** What begins with a house number and a word, or with a kind of street. */
function isStreet(part: string): boolean {
  return (HOUSE.test(part) && !INSIDE.test(withoutMarks(part))) || expandStreet(postal(part)) !== null;
}

/** Line 4: '12, bis rue de l’Église' is '12 B RUE DE L EGLISE'; of '4 à 8' and '12/14' the first number. */
function streetLine(street: string): string {
  const text = postal(
    street
      .replace(/^(\d{1,4})\s?(?:à|a|-|\/)\s?\d{1,4}\b/i, '$1')
      .replace(
        /^(\d{1,4})\s?,?\s?(bis|ter|quater)\b/i,
        (_, number: string, word: string) => `${number} ${word[0]!}`,
      ),
  );
  const numbered = /^(\d{1,4}(?: [A-Z](?= ))?) (.+)$/.exec(text);
  const [number, label] = numbered === null ? ['', text] : [numbered[1]!, numbered[2]!];
  const written = expandStreet(label) ?? label;
  return number === '' ? written : `${number} ${written}`;
}

/** Lines 2 and 3 where they fit; too long and with a blank to break at, two lines are one too many: left as they are, and refused. */
function shortened(line: string): string[] {
  if (line === '') return [];
  if (fits(line)) return [line];
  const short = line
    .replace(/\bAppartement\b/gi, 'Apt')
    .replace(/\bB[âa]timent\b/gi, 'Bât')
    .replace(/\bR[ée]sidence\b/gi, 'Rés')
    .replace(/\bEscalier\b/gi, 'Esc')
    .replace(/\bImmeuble\b/gi, 'Imm')
    .replace(/\bEntr[ée]e\b/gi, 'Ent');
  return [short];
}

function fits(line: string): boolean {
  return line !== '' && Array.from(line).length <= MOST_CHARACTERS;
}

/** Without what is not to be seen, one blank between words. */
function tidy(text: string): string {
  return text.normalize('NFC').replace(/[\s\u00a0\u200b-\u200f\ufeff]+/g, ' ').trim(); // prettier-ignore
}
