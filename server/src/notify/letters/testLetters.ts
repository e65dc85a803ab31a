import { CaseKeys } from '../../keys/caseKeys.ts';
import { CodeDeriver } from '../codes/deriveCode.ts';
import { printCode } from '../codes/referenceCode.ts';
import { sheetCode } from '../codes/sheetCode.ts';
import type { HospitalStatement, NoticeContent } from '../noticeContent.ts';
import { addressBlock } from '../select/addressBlock.ts';

const keys = new CaseKeys(Buffer.alloc(32, 3));
const deriver = new CodeDeriver(keys);

/** For tests and measures: what an invented hospital says. */
export const TEST_STATEMENT: HospitalStatement = {
  hospital: 'Centre hospitalier Henri-Dunant',
  sender: ['Centre hospitalier Henri-Dunant', '1 rue de la Fontaine', '91000 Évry'],
  dated: '2022-10-03',
  breached: '2022-08-21',
  published: '2022-09-23',
  whatHappened: {
    fr: 'Des criminels se sont introduits dans notre système informatique. Ils ont copié des documents, puis les ont publiés.',
    en: 'Criminals broke into our computer system. They copied documents and then published them.',
  },
  measures: {
    fr: ['Le 21 août 2022, nous avons coupé les accès.', 'Nous avons porté plainte.', 'Nous avons prévenu la CNIL.'],
    en: ['On 21 August 2022 we cut all access.', 'We filed a complaint.', 'We told the data protection authority.'],
  },
  searchContinues: true,
  contact: { name: 'Le délégué', address: ['1 rue de la Fontaine'], phone: '01 99 00 00 00', email: 'dpo@ch-henri-dunant.example' },
  hotline: { phone: '01 99 00 00 01', hours: { fr: 'de 9 h à 18 h', en: 'from 9 am to 6 pm' } },
  site: 'ch-henri-dunant.example',
  complaint: '',
}; // prettier-ignore

const STREETS = [
  'rue des Lilas', 'avenue du Général de Gaulle', 'boulevard du Maréchal de Lattre de Tassigny', 'chemin de la Croix-Saint-Simon-le-Haut', 'impasse Vert',
  'place Jean-Baptiste-Clément et Louise-Michel', 'route de Villeneuve-Saint-Georges',
]; // prettier-ignore
const TOWNS = [
  'CORBEIL ESSONNES',
  'SAINT REMY EN BOUZEMONT SAINT GENEST ET ISSON',
  'L’HAŸ LES ROSES',
  'VERT',
  'WWWWWW MMMMMMMM WWWWW',
];
const NAMES = [
  'Testard',
  'de la Rochefoucauld-Montmorency',
  'Ng',
  "O'Essai-Vandenbossche",
  'MMMMMMWWWWWWMMMMMMWWWWWWMMMMMM',
  'Üñsàl',
  'Lœuvre',
];
const MORE = ['', '', 'Apt 14 Escalier A', 'Résidence des Très Grands Chênes Bât B, Apt 1204', 'lieu-dit Le Moulin']; // prettier-ignore

/** For tests and measures: the n-th invented letter; names and addresses go from plain to hard ones. */
export function testLetter(n: number): NoticeContent {
  const surname = `${NAMES[n % NAMES.length]!}${letters(n)}`.slice(0, 38);
  const block = addressBlock({
    civility: n % 2 === 0 ? 'Madame' : 'Monsieur',
    intro: '',
    givenNames: [n % 2 === 0 ? 'Jeanne' : 'Jean-Éric'],
    surname,
    address: `${(n % 1_900) + 1} ${n % 3 === 0 ? 'bis ' : ''}${STREETS[n % STREETS.length]!}`,
    addressMore: MORE[n % MORE.length]!,
    postcode: String(1000 + (n % 97_000)).padStart(5, '0'),
    city: TOWNS[n % TOWNS.length]!,
    country: '',
  });
  const { code } = deriver.choose({ person: n, issue: 1 }, new Set());
  return {
    language: n % 5 === 4 ? 'en' : 'fr',
    version: 'plain',
    variant: 'person',
    civility: n % 2 === 0 ? 'madame' : 'monsieur',
    concerned: `${n % 2 === 0 ? 'Jeanne' : 'Jean-Éric'} ${surname.toLocaleUpperCase('fr')}`,
    addressBlock: typeof block === 'string' ? [`Madame ESSAI${letters(n)}`, `${n} RUE VERT`, '91100 CORBEIL ESSONNES'] : block,
    exposed: [
      { category: 'name', years: [2011, 2019], documents: (n % 7) + 1 },
      { category: 'medical', years: null, documents: 1 },
    ],
    notFound: ['bank', 'email'],
    certain: n % 4 !== 0,
    code: printCode(code),
    sheet: sheetCode(keys, { person: n, issue: 1 }),
  };
} // prettier-ignore

function letters(n: number): string {
  return n.toString(26).replace(/./g, (digit) => String.fromCharCode(65 + Number.parseInt(digit, 26)));
}
