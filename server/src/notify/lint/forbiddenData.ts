import { hasRightCheck } from '../../columns/ibanCheck.ts';
import { normaliseNir } from '../../columns/normaliseNir.ts';
import { MEDICAL_WORDS, WARD_WORDS } from '../../detect/medicalWords.ts';
import type { HospitalStatement } from '../noticeContent.ts';
import { dayPhrase } from '../texts/exposedWords.ts';
import { type LintFinding, finding } from './lintRules.ts';
import { folded } from './phrases.ts';

/** Words of the detector's list that letters to patients use without saying anything of anybody's health. */
const HARMLESS = new Set(
  folded(`
consultation consultations hospitalisation hospitalisations hospitalisé hospitalisée admission admissions séjour séjours sortie sorties examen examens
traitement traitements résultat résultats analyse analyses intervention interventions opération prescription prescriptions certificat transfert
programmation accident tentative violences violence chute taille poids voie tension température groupe culture bilan régime régimes régulier injection fer prélèvement prélèvements
maladie maladies malaise médicalement goutte gouttes reflux sévère hospital discharge admission tristesse mutation transmissions sortant entrant
hospitalier hospitalière service services ward chambre lit lits urgence urgences soins soignant soignante infirmiers médical médicale médicaux
médecine interne générale spécialisée polyvalente ambulatoire bloc pharmacie laboratoire laboratoires clinique cliniques infantile imagerie biologie digestive
`)
    .trim()
    .split(' '),
);

/** English words of diseases, treatments and specialities: the detector reads French documents. */
const ENGLISH = folded(`
cancer tumour tumor hiv aids hepatitis tuberculosis diabetes diabetic epilepsy depression schizophrenia bipolar psychosis addiction alcoholism overdose
pregnancy pregnant abortion miscarriage contraception fertility infertility dementia parkinson chemotherapy radiotherapy dialysis transplant
cardiology psychiatry oncology gynaecology gynecology paediatrics pediatrics neurology urology dermatology haematology hematology maternity geriatrics
psychiatric oncological cardiac diagnosis diagnosed diagnoses surgery prescription medication symptoms
`)
  .trim()
  .split(' ');

const LONG_ENOUGH = 4;

const MEDICAL = new Set([...MEDICAL_WORDS, ...ENGLISH].map((word) => folded(word).trim()).filter(isTelling));
const WARDS = new Set(WARD_WORDS.map((word) => folded(word).trim()).filter(isTelling));

function isTelling(word: string): boolean {
  return word.length >= LONG_ENOUGH && !HARMLESS.has(word);
}

/**
 * What must not be legible in a notice: diagnoses, wards, doctors, social security and account numbers, dates of visits (L14). What the hospital is called
 * and who is its contact may hold such words, and so may surnames.
 */
export function forbiddenData(text: string, statement: HospitalStatement, concerned: string): LintFinding[] {
  const { hospital, sender, contact, site } = statement;
  const own = new Set(
    folded(
      [hospital, ...sender, contact.name, ...contact.address, contact.email, site, concerned].join(' '),
    ).split(' '),
  );
  const words = [...new Set(folded(text).trim().split(' '))].filter((word) => !own.has(word));
  return [
    ...words.filter((word) => MEDICAL.has(word)).map((word) => finding('medical_word', word)),
    ...words
      .filter((word) => WARDS.has(word) && !MEDICAL.has(word))
      .map((word) => finding('ward_word', word)),
    ...(namesDoctor(text, contact.name) ? [finding('doctor_named')] : []),
    ...(holdsNir(text) ? [finding('social_security_number')] : []),
    ...(holdsIban(text) ? [finding('account_number')] : []),
    ...(otherDates(text, statement) ? [finding('visit_date')] : []),
  ];
}

function namesDoctor(text: string, contact: string): boolean {
  const matches = text.matchAll(
    /\b(?:Dr|Docteure?|Doctor|Pr|Prof|Professeure?|Professor)\b\.?\s+(\p{Lu}[\p{L}'’-]*)/gu,
  );
  return [...matches].some(([, name]) => !contact.includes(name!));
}

/** Digits with single signs between them, of the length that a number has. */
export function holdsNir(text: string): boolean {
  return [...text.matchAll(/(?<![\p{L}\d])[1-478](?:[ \u00a0\u202f.-]?[0-9AB]){12,14}(?![\p{L}\d])/gu)].some(
    ([match]) => {
      const nir = normaliseNir(match);
      return nir !== null && isMonth(nir.body) && nir.key !== 'wrong';
    },
  );
}

/** Months of a NIR are 1 to 12, or 20 and more where they are not known. */
function isMonth(body: string): boolean {
  const month = Number(body.slice(3, 5));
  return (month >= 1 && month <= 12) || month >= 20;
}

/** An account number with its check (ISO 13616). */
export function holdsIban(text: string): boolean {
  return [...text.matchAll(/(?<![\p{L}\d])[A-Z]{2}\d{2}(?:[ \u00a0\u202f-]?[A-Z0-9]){11,30}/gu)].some(
    ([match]) => {
      const plain = match.replaceAll(/[^A-Z0-9]/g, '');
      for (let length = Math.min(34, plain.length); length >= 15; length--)
        if (hasRightCheck(plain.slice(0, length))) return true;
      return false;
    },
  );
}

const MONTH_NAMES =
  'janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|January|February|March|April|May|June|July|August|September|October|November|December';

/** Whether a day is named that the hospital's statement does not name: of a visit, or of a birth. */
function otherDates(text: string, statement: HospitalStatement): boolean {
  const { dated, breached, published, whatHappened, measures, easyRead } = statement;
  const days = [dated, breached, published].filter((day) => day !== null);
  const said = spaced(
    JSON.stringify([
      whatHappened,
      measures,
      easyRead,
      days.flatMap((day) => [dayPhrase(day, 'fr'), dayPhrase(day, 'en')]),
    ]),
  );
  const dates = spaced(text).matchAll(
    new RegExp(
      `\\b(?:\\d{1,2}(?:er)? (?:${MONTH_NAMES}) \\d{4}|\\d{1,2}[/.-]\\d{1,2}[/.-](?:19|20)\\d\\d|(?:19|20)\\d\\d-\\d\\d-\\d\\d)\\b`,
      'giu',
    ),
  );
  return [...dates].some(([date]) => !said.includes(date));
}

function spaced(text: string): string {
  return text.replaceAll(/[\u00a0\u202f]/g, ' ');
}
