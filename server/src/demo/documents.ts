import { frenchDate, type InventedPatient, spacedPhone, usedName } from './inventPatient.ts';
import type { Random } from './random.ts';
import { DISEASES, DRUGS, MEN, SURNAMES, WARDS, WOMEN } from './wordLists.ts';

/** A written document: its lines, the year it is of, and which categories of the patient it shows. */
export interface Document {
  readonly title: string;
  readonly lines: readonly string[];
  readonly year: number;
  readonly categories: readonly string[];
}

const HEADER = [
  'Hôpital Saint-Piat',
  '3 rue de la Porte-Morard',
  '28005 CHARTRES CEDEX',
  'Standard : 02 37 00 10 10',
];

type Writer = (random: Random, patient: InventedPatient, year: number) => Document;

/** Kinds of documents of the invented hospital. */
export const WRITERS: readonly Writer[] = [
  dischargeReport,
  consultation,
  prescription,
  laboratory,
  admission,
  invoice,
];

function doctor(random: Random): string {
  return `Dr ${random.pick([...MEN, ...WOMEN])} ${random.pick(SURNAMES).toUpperCase()}`;
}

function date(random: Random, year: number): string {
  return frenchDate({ day: random.int(1, 28), month: random.int(1, 12), year });
}

function civility(p: InventedPatient): string {
  return p.sex === 'F' ? 'Mme' : 'M.';
}

function dischargeReport(random: Random, p: InventedPatient, year: number): Document {
  const ward = random.pick(WARDS);
  const lines = [
    ...HEADER, '', `Pôle ${ward} – ${doctor(random)}`, '', 'COMPTE RENDU DE SÉJOUR', '',
    `Patient(e) : ${usedName(p).toUpperCase()} ${p.givenName}${p.usageName === '' ? '' : ` née ${p.birthName.toUpperCase()}`}`,
    `Date de naissance : ${frenchDate(p)}          N° de dossier : ${p.number}`, '',
    `Hospitalisation du ${date(random, year)} au ${date(random, year)} pour ${random.pick(DISEASES)}.`,
    `Antécédents : ${random.sample(DISEASES, 2).join(', ')}.`,
    `Le traitement de sortie comporte : ${random.sample(DRUGS, 3).join(' ; ')}.`,
    `Une consultation de contrôle est prévue le ${date(random, year)}.`, '', doctor(random),
  ]; // prettier-ignore
  return {
    title: `CRS ${usedName(p)} ${year}`,
    lines,
    year,
    categories: ['name', 'birth_date', 'patient_number', 'medical'],
  };
}

function consultation(random: Random, p: InventedPatient, year: number): Document {
  const relative = `${random.pick(WOMEN)} ${random.pick(SURNAMES)}`;
  const lines = [
    ...HEADER, '', `Chartres, le ${date(random, year)}`, '', doctor(random), '12 place des Halles', '28000 CHARTRES', '',
    `Objet : ${civility(p)} ${p.givenName} ${usedName(p).toUpperCase()}, né${p.sex === 'F' ? 'e' : ''} le ${frenchDate(p)}`, '',
    'Cher confrère,',
    `Je vous remercie de m'avoir adressé ce jour en consultation ${civility(p)} ${usedName(p).toUpperCase()} pour ${random.pick(DISEASES)}.`,
    `${p.sex === 'F' ? 'Elle' : 'Il'} demeure ${p.street}, ${p.postcode} ${p.town}.`,
    `Personne à prévenir : ${relative} (sœur) ${spacedPhone('0612' + String(random.int(100_000, 999_999)))}`,
    `Je propose d'associer ${random.pick(DRUGS)}.`, '', 'Bien confraternellement,', doctor(random),
  ]; // prettier-ignore
  return {
    title: `Lettre ${p.givenName} ${usedName(p)}`,
    lines,
    year,
    categories: ['name', 'birth_date', 'postal_address', 'medical', 'family'],
  };
}

function prescription(random: Random, p: InventedPatient, year: number): Document {
  const lines = [
    ...HEADER, doctor(random), '', `Le ${date(random, year)}`, '', `${civility(p)} ${usedName(p).toUpperCase()} ${p.givenName}, né(e) le ${frenchDate(p)}`, '',
    ...random.sample(DRUGS, 3).map((drug) => `- ${drug}, matin et soir pendant ${random.int(5, 30)} jours`),
  ]; // prettier-ignore
  return {
    title: `Ordonnance ${random.int(1000, 9999)}`,
    lines,
    year,
    categories: ['name', 'birth_date', 'medical'],
  };
}

function laboratory(random: Random, p: InventedPatient, year: number): Document {
  const lines = [
    'Laboratoire de biologie - Hôpital Saint-Piat', `Biologiste : ${doctor(random)}`, '',
    `NOM : ${p.birthName.toUpperCase()}`, `PRÉNOM : ${p.givenName.toUpperCase()}`, `NÉ(E) LE : ${frenchDate(p)}   SEXE : ${p.sex}`, `IPP : ${p.number}`,
    `Prélèvement du ${date(random, year)}`, '', `Hémoglobine        ${random.int(80, 160) / 10} g/dL`, `Créatinine         ${random.int(50, 300)} µmol/L`, `CRP                ${random.int(1, 200)} mg/L`,
  ]; // prettier-ignore
  return {
    title: `Bio_${p.number}_${year}`,
    lines,
    year,
    categories: ['name', 'birth_date', 'patient_number', 'medical'],
  };
}

function admission(random: Random, p: InventedPatient, year: number): Document {
  const categories = ['name', 'birth_date', 'postal_address', 'patient_number', 'insurance', 'medical'];
  const optional: string[] = [];
  if (p.phone !== '') {
    optional.push(`Téléphone : ${spacedPhone(p.phone)}`);
    categories.push('phone');
  }
  if (p.email !== '') {
    optional.push(`Courriel : ${p.email}`);
    categories.push('email');
  }
  if (p.nir !== '') {
    optional.push(
      `N° de sécurité sociale : ${p.nir.replace(/^(.)(..)(..)(..)(...)(...)(..)$/, '$1 $2 $3 $4 $5 $6 $7')}`,
    );
    categories.push('social_security');
  }
  const lines = [
    ...HEADER, '', "BULLETIN D'ADMISSION", '', `Identifiant patient : ${p.number}`, `Nom de naissance : ${p.birthName.toUpperCase()}`, `Nom d'usage : ${p.usageName.toUpperCase()}`,
    `Prénom : ${p.givenName}`, `Né(e) le : ${frenchDate(p)}`, `Adresse : ${p.street}`, `          ${p.postcode} ${p.town}`, ...optional,
    `Organisme complémentaire : ${p.insurer}, n° adhérent ${p.insuranceNumber}`, `Entrée le ${date(random, year)} en ${random.pick(WARDS)}`,
  ]; // prettier-ignore
  return { title: `Admission ${p.birthName} ${p.givenName}`, lines, year, categories };
}

function invoice(random: Random, p: InventedPatient, year: number): Document {
  const lines = [
    ...HEADER, 'Régie des recettes - IBAN FR76 3000 1001 2300 00C0 5000 042', '', `${civility(p)} ${usedName(p).toUpperCase()} ${p.givenName}`, p.street, `${p.postcode} ${p.town}`, '',
    `Avis des sommes à payer du ${date(random, year)}`, `N° patient : ${p.number}`, `Séjour en ${random.pick(WARDS)} : forfait journalier ${random.int(20, 200)},00 €`,
    `Remboursement éventuel sur le compte ${p.iban.replace(/(.{4})(?=.)/g, '$1 ')}`,
  ]; // prettier-ignore
  return {
    title: `ASAP ${random.int(10_000, 99_999)}`,
    lines,
    year,
    categories: ['name', 'postal_address', 'patient_number', 'medical', 'bank'],
  };
}

/** A page that concerns nobody. */
export function notice(random: Random): Document {
  const lines = [
    'Note de service',
    '',
    `Le ${date(random, 2019)}`,
    'Les places du parking nord seront fermées pour travaux la semaine prochaine.',
    'La cafétéria ouvre désormais à 7 h 30.',
    `Contact : direction des achats, poste ${random.int(1000, 9999)}`,
  ];
  return { title: `Note ${random.int(100, 999)}`, lines, year: 2019, categories: [] };
}
