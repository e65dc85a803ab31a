import type { Patient, Representative, Standing } from '../../patients/patient.ts';
import type { Civility } from '../noticeContent.ts';
import { type AddressFault, addressBlock, MOST_CHARACTERS } from './addressBlock.ts';
import type { Seat } from './recipients.ts';

const CIVILITY_WORDS: Readonly<Record<Civility, string>> = {
  madame: 'Madame',
  monsieur: 'Monsieur',
  none: '',
};
/** What stands above the name of the patient where somebody else is addressed. */
const PARENTS_OF = 'Aux représentants légaux de';
const PARENT_OF = 'Représentant légal de';
const GUARDIAN_OF = 'Au représentant légal de';
const CURATOR_OF = 'Au curateur ou à la curatrice de';
const ATTENTION = 'À l’attention de';
const ABOVE = [PARENTS_OF, PARENT_OF, GUARDIAN_OF, CURATOR_OF, ATTENTION];

type Place = Pick<Patient, 'address' | 'addressMore' | 'postcode' | 'city' | 'country'>;
type Block = readonly string[] | AddressFault;

/** The address block of a letter about a patient to one of those who may be told; 'missing' where there is nobody, or no address to write to. */
export function letterTo(patient: Patient, seat: Seat): Block {
  switch (seat) {
    case 'person':
      return named(patient, '', CIVILITY_WORDS[civilityOf(patient)], patient);
    case 'first':
      return toParents(patient);
    case 'second':
      return toSecondHolder(patient);
    case 'guardian':
      return toGuardian(patient);
    case 'curator':
      return toCurator(patient);
  }
}

/** Whether somebody stands for a patient in this way. */
export function isRepresented(patient: Patient, standing: Standing): boolean {
  return patient.representatives.some((one) => one.standing === standing);
}

/** Whether two holders of parental authority are known who live at different addresses. */
export function hasSecondHolder(patient: Patient): boolean {
  return secondHolder(patient) !== null;
}

/** The lines of a block that say where: what members of a household have in common. */
export function placeOf(block: readonly string[]): string {
  return block.slice(namesOf(block).length).join('\n');
}

/** The lines of a block that say to whom. */
export function namesOf(block: readonly string[]): readonly string[] {
  const isAbove = ABOVE.some((words) => block[0]?.startsWith(words) === true);
  return block.slice(0, isAbove ? 2 : 1);
}

/** Civility as the register gives the sex. */
export function civilityOf({ sex }: Pick<Patient, 'sex'>): Civility {
  return sex === 'F' ? 'madame' : sex === 'M' ? 'monsieur' : 'none';
}

/** The holders of parental authority: who is named guardian of a minor alone has it; else the parents. */
function holdersOf({ representatives }: Patient): readonly Representative[] {
  const guardian = representatives.filter(({ standing }) => standing === 'guardian');
  return guardian.length > 0 ? guardian : representatives.filter(({ standing }) => standing === 'parent1' || standing === 'parent2'); // prettier-ignore
}

/** The second holder, where both are known and live apart. */
function secondHolder(patient: Patient): Representative | null {
  const [first, second] = holdersOf(patient);
  if (first === undefined || second === undefined) return null;
  return samePlace(patient, homeOf(patient, first), homeOf(patient, second)) ? null : second;
}

/** To both holders together where they live under one roof; by name where one lives elsewhere than the child, or they live apart. */
function toParents(patient: Patient): Block {
  const [first] = holdersOf(patient);
  if (first === undefined) return named(patient, PARENTS_OF, '', patient);
  const home = homeOf(patient, first);
  const isApart = hasSecondHolder(patient) || !samePlace(patient, home, patient);
  return isApart ? toHolder(patient, first) : named(patient, PARENTS_OF, '', home);
}

function toSecondHolder(patient: Patient): Block {
  const second = secondHolder(patient);
  return second === null ? 'missing' : toHolder(patient, second);
}

function toHolder(patient: Patient, holder: Representative): Block {
  const home = homeOf(patient, holder);
  return holder.name === '' ? named(patient, PARENT_OF, '', home) : byName(holder.name, home);
}

/** At the guardian's own address in his name; else at the patient's, for his attention. */
function toGuardian(patient: Patient): Block {
  const guardian = patient.representatives.find(({ standing }) => standing === 'guardian');
  if (guardian === undefined) return 'missing';
  if (hasPlace(guardian))
    return guardian.name === '' ? named(patient, GUARDIAN_OF, '', guardian) : byName(guardian.name, guardian);
  const attention = `${ATTENTION} ${guardian.name}`;
  const isNamed = guardian.name !== '' && attention.length <= MOST_CHARACTERS;
  return named(patient, isNamed ? attention : GUARDIAN_OF, isNamed ? 'Chez' : '', patient);
}

/** At the curator's own address only: at the patient's he would read it with the person's own letter, or not at all. */
function toCurator(patient: Patient): Block {
  const curator = patient.representatives.find(({ standing }) => standing === 'curator');
  if (curator === undefined || !hasPlace(curator)) return 'missing';
  return curator.name === '' ? named(patient, CURATOR_OF, '', curator) : byName(curator.name, curator);
}

/** Where a holder lives as the register has it: at his own address, else with the child. */
function homeOf(patient: Patient, holder: Representative): Place {
  return hasPlace(holder) ? holder : patient;
}

/** Whether there is an address that says something. */
function hasPlace(representative: Representative): boolean {
  return byName('X', representative) !== 'missing';
}

/** Whether two places are one to the post. */
function samePlace(patient: Patient, one: Place, other: Place): boolean {
  if (sameCells(one, other)) return true;
  const [first, second] = [one, other].map((place) => named(patient, PARENTS_OF, '', place));
  return typeof first !== 'string' && typeof second !== 'string' && first!.join('\n') === second!.join('\n');
}

function sameCells(one: Place, other: Place): boolean {
  const cells = ({ address, addressMore, postcode, city, country }: Place): string =>
    [address, addressMore, postcode, city, country].join('\n').toUpperCase();
  return cells(one) === cells(other);
}

/** The patient's name at a place, under words that say who is addressed. */
function named(patient: Patient, intro: string, civility: string, place: Place): Block {
  const { givenNames, usageName, birthName } = patient;
  return addressBlock({ civility, intro, givenNames, surname: usageName || birthName, ...placeCells(place) });
}

/** Somebody's name, as the register has it, at a place. */
function byName(name: string, place: Place): Block {
  return addressBlock({ civility: '', intro: '', givenNames: [], surname: name, ...placeCells(place) });
}

function placeCells({ address, addressMore, postcode, city, country }: Place): Place {
  return { address, addressMore, postcode, city, country };
}
