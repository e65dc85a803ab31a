import { nirKey } from '../columns/nirKey.ts';
import type { Random } from './random.ts';
import { INSURERS, MEN, STREETS, SURNAMES, TOWNS, WOMEN } from './wordLists.ts';

/** An invented person. */
export interface InventedPatient {
  readonly number: string;
  readonly birthName: string;
  /** '' when none. */
  readonly usageName: string;
  readonly givenName: string;
  readonly sex: 'M' | 'F';
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** 15 characters, or ''. Order numbers 900-999: fictional. */
  readonly nir: string;
  readonly street: string;
  readonly postcode: string;
  readonly town: string;
  /** In French; 'France' as a rule. */
  readonly country: string;
  readonly phone: string;
  readonly email: string;
  readonly insurer: string;
  readonly insuranceNumber: string;
  readonly iban: string;
}

/** Invents the person with ordinal `i`. Its number depends on `i` alone, everything else on the generator. */
export function inventPatient(random: Random, i: number): InventedPatient {
  const sex = random.chance(0.53) ? 'F' : 'M';
  const year = random.int(1925, 2021);
  const month = random.int(1, 12);
  const birthName = inventSurname(random);
  const givenName = random.pickSkewed(sex === 'F' ? WOMEN : MEN);
  const [postcode, town] = random.pick(TOWNS);
  return {
    number: String(1_200_000 + i * 7 + (i % 5)),
    birthName,
    usageName: sex === 'F' && year < 2000 && random.chance(0.5) ? inventSurname(random) : '',
    givenName,
    sex,
    year,
    month,
    day: random.int(1, 28),
    nir: random.chance(0.85) ? inventNir(random, sex, year, month) : '',
    street: `${random.int(1, 180)}${random.chance(0.1) ? ' bis' : ''} ${random.pick(STREETS)}`,
    postcode,
    town,
    country: 'France',
    phone: random.chance(0.9)
      ? `0${random.pick(['6', '7', '2'])}${String(random.int(0, 99_999_999)).padStart(8, '0')}`.replace(
          /^07[0-2]/,
          '076',
        )
      : '',
    email: random.chance(0.5)
      ? `${plain(givenName)}.${plain(birthName)}${random.int(1, 99)}@courriel.example`
      : '',
    insurer: random.pick(INSURERS),
    insuranceNumber: String(random.int(10_000_000, 99_999_999)),
    iban: inventIban(random),
  };
}

function inventSurname(random: Random): string {
  const name = random.pickSkewed(SURNAMES);
  return random.chance(0.06) ? `${name}-${random.pick(SURNAMES)}` : name;
}

function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase();
}

/** A valid NIR of nobody. */
export function inventNir(random: Random, sex: 'M' | 'F', year: number, month: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const body = `${sex === 'M' ? 1 : 2}${two(year % 100)}${two(month)}${two(random.int(1, 95)).replace('20', '21')}${String(random.int(1, 300)).padStart(3, '0')}${random.int(900, 999)}`;
  return body + two(nirKey(body));
}

function inventIban(random: Random): string {
  const account = `14559${String(random.int(0, 99_999)).padStart(5, '0')}${String(random.int(0, 999_999_999)).padStart(11, '0')}${String(random.int(1, 97)).padStart(2, '0')}`;
  let remainder = 0;
  for (const c of `${account}152700`) remainder = (remainder * 10 + Number(c)) % 97;
  return `FR${String(98 - remainder).padStart(2, '0')}${account}`;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** 14/07/1984 */
export const frenchDate = (p: Pick<InventedPatient, 'day' | 'month' | 'year'>): string =>
  `${two(p.day)}/${two(p.month)}/${p.year}`;

/** 1984-07-14 */
export const isoDate = (p: Pick<InventedPatient, 'day' | 'month' | 'year'>): string =>
  `${p.year}-${two(p.month)}-${two(p.day)}`;

/** 02 37 12 34 56 */
export const spacedPhone = (phone: string): string => phone.replace(/(\d\d)(?=\d)/g, '$1 ');

/** The name that is used: usage name, else birth name. */
export const usedName = (p: InventedPatient): string => p.usageName || p.birthName;
