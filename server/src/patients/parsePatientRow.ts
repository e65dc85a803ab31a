import { hasFrenchPost, parseCountry } from '../columns/countries.ts';
import { parseAddress, parsePostcodeAndCity } from '../columns/parseAddress.ts';
import { normaliseNir } from '../columns/normaliseNir.ts';
import { type DateReading, FRENCH_DATES, parseBirthDate } from '../columns/parseBirthDate.ts';
import { isFrequentGivenName } from '../columns/columnCells.ts';
import { foldWords } from '../text/foldWords.ts';
import { parseRepresentatives } from './parseRepresentatives.ts';
import type { FaultCode, OddityCode } from './importFault.ts';
import type { Patient } from './patient.ts';
import type { RegisterRow } from './readRegister.ts';
import type { RegisterField, RegisterMapping } from './registerMapping.ts';

/** Notes on a row: called with a code and the field that it concerns. */
export interface RowNotes {
  fault(code: FaultCode, field: RegisterField | null): void;
  oddity(code: OddityCode, field: RegisterField | null): void;
}

/** How a register writes, as far as its first rows show. */
export interface RegisterHabits {
  /** Whether national numbers are another country's. */
  readonly foreignNumbers: boolean;
  /** Whether postcodes kept their zeros: then one of four digits is another country's. */
  readonly keepsZeros: boolean;
}

/** Another country's national number: nothing is known of how it is made, but it has at least five digits and fewer characters than a NIR. */
const FOREIGN_NUMBER = /^(?=(?:\D*\d){5})[\dA-Z]{5,12}$/;

const PLACEHOLDER =
  /^(?:X+|TEST|ZZ.*TEST.*|ESSAI|INCONNU|ANONYME|SANS NOM|NN|NOUVEAU[- ]?N[EÉ]|BB|PATIENT|FORMATION|DOE)$/i;
/** Dates that stand for 'unknown': taken as unknown, not as faults. */
const SENTINEL =
  /^(?:0*1[/.-]0*1[/.-]190[01]|190[01]-01-01|190[01]0101|0{8}|99991231|11111111|00[/.-]00[/.-]0000|0000-00-00|9999-12-31|31[/.-]12[/.-]9999|11[/.-]11[/.-]1111|inconnue?|nc|-+)$/i;

/** Reads one row into a patient (without its id). Null when a fault was noted. `dates` says how the dates of a column are written. */
export function parsePatientRow(
  row: RegisterRow,
  mapping: RegisterMapping,
  notes: RowNotes,
  dates: (column: number) => DateReading = () => FRENCH_DATES,
  { foreignNumbers = false, keepsZeros = false }: Partial<RegisterHabits> = {},
): Omit<Patient, 'id'> | null {
  const cell = (field: RegisterField): string => row.cells[mapping[field]?.[0] ?? -1] ?? '';
  const cells = (field: RegisterField): string[] =>
    (mapping[field] ?? []).map((c) => row.cells[c] ?? '').filter((text) => text !== '');
  const patientNumber = cell('patientNumber');
  if (patientNumber === '') {
    notes.fault('number_missing', 'patientNumber');
    return null;
  }
  const names = readNames(cell('birthName'), cell('usageName'), cells('givenNames'), cell('fullName'));
  if (names.birthName === '' && names.usageName === '' && names.givenNames.length === 0) {
    // A register has newborns and unknown persons: with a birth date or a number of the state they can be found all the same.
    if (cell('birthDate') === '' && cell('nir') === '') {
      notes.fault('name_missing', 'birthName');
      return null;
    }
    notes.oddity('name_unknown', 'birthName');
  }
  if (PLACEHOLDER.test(names.birthName)) notes.oddity('placeholder_name', 'birthName');
  const datesOf = (field: RegisterField): DateReading => dates(mapping[field]?.[0] ?? -1);
  const birthDate = readBirthDate(cell('birthDate'), datesOf('birthDate'), notes);
  if (birthDate === undefined) return null;
  const sex = readSex(cell('sex'));
  const country = readCountry(cells('country'), notes);
  return {
    patientNumber,
    ...names,
    nir: foreignNumbers
      ? readForeignNumber(cells('nir').join(' '), notes)
      : readNir(cells('nir').join(' '), sex, birthDate, notes),
    sex,
    birthDate,
    birthPlace: cells('birthPlace').join(' '),
    ...readAddress(
      [cell('houseNumber'), cell('address')].filter((text) => text !== '').join(' '),
      cells('addressMore'),
      cell('postcode'),
      cell('city'),
      country,
      keepsZeros,
    ),
    country,
    phones: readPhones(cells('phones'), notes),
    email: readEmail(cell('email'), notes),
    deathDate: parseBirthDate(cell('deathDate'), datesOf('deathDate')),
    representatives: parseRepresentatives(
      (standing, part) => cell(`${standing}${part}`),
      cell('protection'),
      ({ country: written, address, more, ...place }) => {
        const own = readCountry(
          [written].filter((text) => text !== ''),
          notes,
        );
        const extra = more === '' ? [] : [more];
        return { ...readAddress(address, extra, place.postcode, place.city, own, keepsZeros), country: own };
      },
    ),
  };
}

function readNames(
  birthName: string,
  usageName: string,
  givenNames: readonly string[],
  fullName: string,
): Pick<Patient, 'birthName' | 'usageName' | 'givenNames'> {
  if (fullName !== '' && birthName === '') {
    const { surname, given, birthSurname } = splitFullName(fullName);
    return birthSurname === ''
      ? { birthName: surname, usageName, givenNames: given }
      : { birthName: birthSurname, usageName: surname, givenNames: given };
  }
  // The first column holds the name in use; further ones repeat it with others: 'Lionel', 'Lionel Yves'.
  const [first = '', ...more] = givenNames
    .flatMap((names) => names.split(/[,;/]/))
    .map((name) => name.trim());
  const others = more.flatMap((names) => names.split(/ +/)).filter((name) => name !== '' && name !== first);
  return {
    birthName,
    usageName: usageName.toUpperCase() === birthName.toUpperCase() ? '' : usageName,
    givenNames: [first, ...new Set(others)].filter((name) => name !== ''),
  };
}

/** The address in its parts, also where one cell holds several of them. */
function readAddress(
  address: string,
  more: readonly string[],
  postcode: string,
  city: string,
  country: string,
  keepsZeros: boolean,
): Pick<Patient, 'address' | 'addressMore' | 'postcode' | 'city'> {
  // Abroad nothing is known of how postcodes are written.
  if (country !== '' && !hasFrenchPost(country) && (postcode !== '' || city !== ''))
    return { address, addressMore: more.join(', '), postcode, city };
  const town = parsePostcodeAndCity(postcode) ?? (postcode === '' ? parsePostcodeAndCity(city) : null);
  const own = {
    postcode: town?.postcode ?? (keepsZeros ? postcode : withZero(postcode)),
    city: town === null ? city : town.city,
  };
  if (own.postcode !== '' || own.city !== '') return { address, addressMore: more.join(', '), ...own };
  const parts = parseAddress(address);
  return {
    address: parts.street,
    addressMore: [parts.more, ...more].filter((part) => part !== '').join(', '),
    postcode: parts.postcode,
    city: parts.city,
  };
}

/** The country that the first column that says one means: a code and a name may stand beside each other. '' where none does. */
function readCountry(texts: readonly string[], notes: RowNotes): string {
  const country = texts.map(parseCountry).find((code) => code !== null);
  if (country === undefined && texts.length > 0) notes.oddity('country_unknown', 'country');
  return country ?? '';
}

/** A spreadsheet takes the zero of '01000' away. */
function withZero(postcode: string): string {
  return /^\d{4}$/.test(postcode) ? `0${postcode}` : postcode;
}

/** 'née LORQUET', '(LORQUET)' inside a name in use, which has single blanks; the name ends before the next word. */
const BIRTH_NAME = /\(?\b(?:n[eé]e?|naissance|nais\.?) ((?:[^() ]| (?!\p{L}{2}))+)\)?|\(([^()]+)\)/iu;
const CIVILITY = /^(?:m|mr|mme|mlle|monsieur|madame|mademoiselle|enf|enfant)\b\.?\s+/i;

/**
 * 'DUPONT Marie', 'Marie DUPONT', 'DUPONT, Marie', 'Mme DUPONT (née MARTIN) Marie': capitals are the surname; without capitals given names are
 * known by the list, else the last word is one.
 */
export function splitFullName(name: string): { surname: string; given: string[]; birthSurname: string } {
  const plain = name.trim().replace(/\s+/g, ' ').replace(CIVILITY, '');
  const birth = BIRTH_NAME.exec(plain);
  const birthSurname = (birth?.[1] ?? birth?.[2] ?? '').trim();
  const rest = birth === null ? plain : plain.replace(birth[0], ' ').trim();
  return { ...splitSurname(rest), birthSurname };
}

function splitSurname(name: string): { surname: string; given: string[] } {
  const [before, after] = name.split(',');
  if (after !== undefined) return { surname: before!.trim(), given: after.trim().split(/\s+/) };
  const words = name.trim().split(/\s+/);
  const isCapital = (word: string): boolean => word === word.toUpperCase() && /\p{L}/u.test(word);
  const capitals = words.filter(isCapital);
  if (capitals.length > 0 && capitals.length < words.length)
    return { surname: capitals.join(' '), given: words.filter((word) => !isCapital(word)) };
  const isGiven = words.map((word) => isFrequentGivenName(foldWords(word)[0] ?? ''));
  // 'Marie Dupont': a given name at the beginning, and none at the end.
  if (words.length > 1 && isGiven[0] && !isGiven.at(-1))
    return { surname: words.slice(1).join(' '), given: words.slice(0, 1) };
  return {
    surname: words.slice(0, Math.max(1, words.length - 1)).join(' '),
    given: words.slice(1).slice(-1),
  };
}

/** Null when unknown, undefined when a fault was noted. */
function readBirthDate(
  text: string,
  reading: DateReading,
  notes: RowNotes,
): Patient['birthDate'] | undefined {
  if (text === '' || SENTINEL.test(text)) return null;
  const date = parseBirthDate(text, reading);
  if (date === null) {
    notes.fault('birth_date_unreadable', 'birthDate');
    return undefined;
  }
  if (date.year < 1890 || date.year > new Date().getFullYear())
    notes.oddity('birth_date_unlikely', 'birthDate');
  return date;
}

function readSex(text: string): Patient['sex'] {
  if (/^(?:M|H|1|male|masculin|homme|monsieur|mr)\b/i.test(text)) return 'M';
  return /^(?:F|2|female|f[eé]minin|femme|madame|mme|mlle)\b/i.test(text) ? 'F' : null;
}

function readNir(
  text: string,
  sex: Patient['sex'],
  birthDate: Patient['birthDate'],
  notes: RowNotes,
): string {
  if (text === '') return '';
  const nir = normaliseNir(text);
  if (nir === null) {
    notes.oddity('nir_unreadable', 'nir');
    return '';
  }
  if (nir.key === 'wrong') notes.oddity('nir_key_wrong', 'nir');
  const contradictsSex = sex !== null && /^[12]/.test(nir.body) && nir.body[0] !== (sex === 'M' ? '1' : '2');
  const contradictsYear = birthDate !== null && Number(nir.body.slice(1, 3)) !== birthDate.year % 100;
  if (contradictsSex || contradictsYear) notes.oddity('nir_contradicts', 'nir');
  return nir.body;
}

/** Another country's number, letters and digits; '' where it cannot be one. */
function readForeignNumber(text: string, notes: RowNotes): string {
  const number = text.replace(/[\s.-]/g, '').toUpperCase();
  if (number === '' || FOREIGN_NUMBER.test(number)) return number;
  notes.oddity('nir_unreadable', 'nir');
  return '';
}

/** Whether the national numbers of a register, as far as its first rows show, are another country's: hardly one is a NIR, nearly all have its shape. */
export function hasForeignNumbers(cells: readonly string[]): boolean {
  const filled = cells.filter((cell) => cell !== '');
  const nirs = filled.filter((cell) => normaliseNir(cell) !== null).length;
  const foreign = filled.filter((cell) =>
    FOREIGN_NUMBER.test(cell.replace(/[\s.-]/g, '').toUpperCase()),
  ).length;
  return filled.length > 0 && nirs * 10 < filled.length && foreign * 10 > filled.length * 9;
}

/** Whether the postcodes of a register, as far as its first rows show, still have the zeros that spreadsheets take away: no French register is without any. */
export function hasZeros(cells: readonly string[]): boolean {
  return cells.some((cell) => /^0[1-9]\d{3}\b/.test(cell));
}

function readPhones(texts: readonly string[], notes: RowNotes): string[] {
  return texts.flatMap(splitPhones).filter((text) => {
    const usable = text.replace(/\D/g, '').length >= 9;
    if (!usable) notes.oddity('phone_unusable', 'phones');
    return usable;
  });
}

/** Several phones in one cell. */
function splitPhones(text: string): string[] {
  const parts = text.split(/[;,|]|\s\/|\/(?=\s*0\d)|\bou\b/).map((part) => part.trim());
  return parts.every((part) => part.replace(/\D/g, '').length >= 9) ? parts : [text];
}

function readEmail(text: string, notes: RowNotes): string {
  if (text === '' || /^[^\s@]+@[^\s@][^\s@.]*\.[^\s@]{2,}$/.test(text)) return text.toLowerCase();
  notes.oddity('email_unusable', 'email');
  return '';
}
