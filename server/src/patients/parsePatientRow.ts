import { normaliseNir } from '../columns/normaliseNir.ts';
import { parseBirthDate } from '../columns/parseBirthDate.ts';
import type { FaultCode, OddityCode } from './importFault.ts';
import type { Patient } from './patient.ts';
import type { RegisterRow } from './readRegister.ts';
import type { RegisterField, RegisterMapping } from './registerMapping.ts';

/** Notes on a row: called with a code and the field that it concerns. */
export interface RowNotes {
  fault(code: FaultCode, field: RegisterField | null): void;
  oddity(code: OddityCode, field: RegisterField | null): void;
}

const PLACEHOLDER =
  /^(?:X+|TEST|ZZ.*TEST.*|ESSAI|INCONNU|ANONYME|SANS NOM|NN|NOUVEAU[- ]?N[EÉ]|BB|PATIENT|FORMATION|DOE)$/i;
/** Dates that stand for 'unknown': taken as unknown, not as faults. */
const SENTINEL =
  /^(?:0*1[/.-]0*1[/.-]190[01]|190[01]-01-01|00[/.-]00[/.-]0000|0000-00-00|9999-12-31|31[/.-]12[/.-]9999|11[/.-]11[/.-]1111|inconnue?|nc|-+)$/i;

/** Reads one row into a patient (without its id). Null when a fault was noted. */
export function parsePatientRow(
  row: RegisterRow,
  mapping: RegisterMapping,
  notes: RowNotes,
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
  if (names.birthName === '' && names.usageName === '') {
    notes.fault('name_missing', 'birthName');
    return null;
  }
  if (PLACEHOLDER.test(names.birthName)) notes.oddity('placeholder_name', 'birthName');
  const birthDate = readBirthDate(cell('birthDate'), notes);
  if (birthDate === undefined) return null;
  const sex = readSex(cell('sex'));
  return {
    patientNumber,
    ...names,
    nir: readNir(cell('nir'), sex, birthDate, notes),
    sex,
    birthDate,
    birthPlace: cells('birthPlace').join(' '),
    address: cell('address'),
    addressMore: cell('addressMore'),
    postcode: /^\d{4}$/.test(cell('postcode')) ? `0${cell('postcode')}` : cell('postcode'),
    city: cell('city'),
    phones: readPhones(cells('phones'), notes),
    email: readEmail(cell('email'), notes),
    deathDate: parseBirthDate(cell('deathDate')),
    guardian: cell('guardian'),
  };
}

function readNames(
  birthName: string,
  usageName: string,
  givenNames: readonly string[],
  fullName: string,
): Pick<Patient, 'birthName' | 'usageName' | 'givenNames'> {
  if (fullName !== '' && birthName === '') {
    const { surname, given } = splitFullName(fullName);
    return { birthName: surname, usageName, givenNames: given };
  }
  // The first column holds the name in use; further ones repeat it with others: 'Lionel', 'Lionel Yves'.
  const [first = '', ...more] = givenNames;
  const others = more
    .flatMap((names) => names.split(/[ ,;]+/))
    .filter((name) => name !== '' && name !== first);
  return { birthName, usageName, givenNames: [first, ...new Set(others)].filter((name) => name !== '') };
}

/** 'DUPONT Marie', 'DUPONT, Marie': capitals are the surname; without capitals the first word is. */
export function splitFullName(name: string): { surname: string; given: string[] } {
  const [before, after] = name.split(',');
  if (after !== undefined) return { surname: before!.trim(), given: after.trim().split(/\s+/) };
  const words = name.trim().split(/\s+/);
  const isCapital = (word: string): boolean => word === word.toUpperCase() && /\p{L}/u.test(word);
  const capitals = words.filter(isCapital);
  if (capitals.length > 0 && capitals.length < words.length)
    return { surname: capitals.join(' '), given: words.filter((word) => !isCapital(word)) };
  return {
    surname: words.slice(0, Math.max(1, words.length - 1)).join(' '),
    given: words.slice(1).slice(-1),
  };
}

/** Null when unknown, undefined when a fault was noted. */
function readBirthDate(text: string, notes: RowNotes): Patient['birthDate'] | undefined {
  if (text === '' || SENTINEL.test(text)) return null;
  const date = parseBirthDate(text);
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

function readPhones(texts: readonly string[], notes: RowNotes): string[] {
  return texts.filter((text) => {
    const usable = text.replace(/\D/g, '').length >= 9;
    if (!usable) notes.oddity('phone_unusable', 'phones');
    return usable;
  });
}

function readEmail(text: string, notes: RowNotes): string {
  if (text === '' || /^[^\s@]+@[^\s@][^\s@.]*\.[^\s@]{2,}$/.test(text)) return text.toLowerCase();
  notes.oddity('email_unusable', 'email');
  return '';
}
