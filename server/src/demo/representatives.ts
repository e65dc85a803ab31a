import type { InventedPatient } from './inventPatient.ts';
import { Random } from './random.ts';
import { MEN, STREETS, SURNAMES, TOWNS, WOMEN } from './wordLists.ts';

/** Columns of the invented register about those who stand for a patient. */
export const REPRESENTATIVE_HEADER =
  'Mesure de protection;Tuteur ou curateur;Adresse tuteur;CP tuteur;Commune tuteur;Repr. légal 1;Adresse repr. légal 1;CP repr. légal 1;Commune repr. légal 1;' +
  'Repr. légal 2;Adresse repr. légal 2;CP repr. légal 2;Commune repr. légal 2;Pays repr. légal 2';

/** The year in which the invented register was exported. */
const NOW = 2022;
const OLD = 75;

/** Who stands for a patient, as cells of the register: parents of minors (some apart, one abroad), guardians and curators of some old people. Depends on the patient alone. */
export function representativeCells(patient: InventedPatient): string[] {
  const random = new Random(Number(patient.number));
  const age = NOW - patient.year;
  const adult = age < OLD || !random.chance(0.25) ? ['', '', '', '', ''] : protectedCells(random);
  const parents = age < 18 ? parentCells(random, patient) : Array.from({ length: 9 }, () => '');
  return [...adult, ...parents];
}

function protectedCells(random: Random): string[] {
  const measure = random.pick(['Tutelle', 'Tutelle', 'Curatelle renforcée', 'Curatelle simple', 'Habilitation familiale']); // prettier-ignore
  const name = random.chance(0.4) ? 'Association tutélaire des Essarts' : personName(random, SURNAMES);
  return [measure, name, ...(random.chance(0.75) ? place(random) : ['', '', ''])];
}

function parentCells(random: Random, { birthName, street, postcode, town }: InventedPatient): string[] {
  const home = [street, postcode, town];
  const first = [`${random.pick(WOMEN)} ${birthName.toUpperCase()}`, ...home];
  const second = `${random.pick(MEN)} ${birthName.toUpperCase()}`;
  if (random.chance(0.15)) return [...first, '', '', '', '', ''];
  if (random.chance(0.65)) return [...first, second, ...home, ''];
  if (random.chance(0.2)) return [...first, second, 'Rue de la Loi 200', '1000', 'Bruxelles', 'Belgique'];
  return [...first, second, ...place(random), ''];
}

function personName(random: Random, surnames: readonly string[]): string {
  return `${random.pick(random.chance(0.5) ? WOMEN : MEN)} ${random.pick(surnames).toUpperCase()}`;
}

function place(random: Random): string[] {
  const [postcode, town] = random.pick(TOWNS);
  return [`${random.int(1, 180)} ${random.pick(STREETS)}`, postcode, town];
}

/** Addresses abroad, as registers have them. */
const ABROAD = [
  ['Rue de la Loi 200', '1000', 'Bruxelles', 'Belgique'],
  ['Hauptstraße 5', '66119', 'Saarbrücken', 'Allemagne'],
  ['3 rue Notre-Dame', 'L-2240', 'Luxembourg', 'Luxembourg'],
  ['221B Baker Street', 'NW1 6XE', 'London', 'Royaume-Uni'],
  ['Rue du Rhône 14', '1204', 'Genève', 'Suisse'],
] as const;

/** The patient with ordinal `i`: one of thirty lives abroad. */
export function withCountry(patient: InventedPatient, i: number): InventedPatient {
  if (i % 30 !== 12) return patient;
  const [street, postcode, town, country] = ABROAD[Math.floor(i / 30) % ABROAD.length]!;
  return { ...patient, street, postcode, town, country };
}
