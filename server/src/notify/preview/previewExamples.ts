import { CATEGORIES } from '@constat/contract/category.ts';
import type { PreviewExample } from '@constat/contract/noticeTexts.ts';
import type { ExposedCategory, NoticeContent, NoticeLanguage } from '../noticeContent.ts';

const ALL: readonly ExposedCategory[] = CATEGORIES.map((category, i) => ({
  category,
  years: i % 4 === 3 ? null : [2003, 2003 + i],
  documents: i * 97 + 1,
}));

const ADDRESS = ['12 B RUE DES LILAS', '91100 CORBEIL ESSONNES'];

const ELSEWHERE = ['3 PLACE DU PUITS', '23000 GUERET'];

const USUAL: Omit<NoticeContent, 'language'> = {
  version: 'plain',
  variant: 'person',
  civility: 'madame',
  concerned: 'Jeanne TESTARD',
  addressBlock: ['Madame Jeanne TESTARD', ...ADDRESS],
  exposed: [
    { category: 'name', years: [2011, 2019], documents: 12 },
    { category: 'birth_date', years: [2011, 2019], documents: 12 },
    { category: 'postal_address', years: [2011, 2019], documents: 9 },
    { category: 'social_security', years: [2014, 2014], documents: 1 },
    { category: 'medical', years: [2014, 2019], documents: 2 },
  ],
  notFound: ['phone', 'email', 'patient_number', 'bank', 'insurance', 'family', 'identity_document'],
  certain: true,
  code: 'K7M2P-4QDTW-X2RJ8-N',
  sheet: '',
};

const DIFFERENCES: Readonly<Record<PreviewExample, Partial<NoticeContent>>> = {
  usual: {},
  probable: { certain: false },
  one_category: {
    exposed: [{ category: 'name', years: null, documents: 1 }],
    notFound: CATEGORIES.filter((category) => category !== 'name'),
  },
  all_categories: { exposed: ALL, notFound: [] },
  minor: {
    variant: 'representative',
    concerned: 'Léa TESTARD',
    addressBlock: ['Aux représentants légaux de', 'Léa TESTARD', ...ADDRESS],
  },
  second_parent: {
    variant: 'representative',
    concerned: 'Léa TESTARD',
    addressBlock: ['YANN QUERNEC', 'RUE DE LA LOI 200', '1000 BRUXELLES', 'BELGIQUE'],
  },
  parents_general: {
    variant: 'representative',
    unlisted: true,
    concerned: 'Léa TESTARD',
    addressBlock: ['Aux représentants légaux de', 'Léa TESTARD', ...ADDRESS],
  },
  guardian: {
    variant: 'guardian',
    concerned: 'Honorine GROSSOUVRE',
    addressBlock: ['PAUL FANETTI', ...ELSEWHERE],
  },
  guardian_attention: {
    variant: 'guardian',
    concerned: 'Honorine GROSSOUVRE',
    addressBlock: ['À l’attention de Paul FANETTI', 'Chez Honorine GROSSOUVRE', ...ADDRESS],
  },
  curator: {
    variant: 'curator',
    unlisted: true,
    concerned: 'Honorine GROSSOUVRE',
    addressBlock: ['ASSOCIATION TUTELAIRE DES ESSARTS', ...ELSEWHERE],
  },
  longest_name: {
    civility: 'none',
    variant: 'representative',
    concerned: 'Marie-Antoinette Bernadette Philomène de LA ROCHEFOUCAULD-MONTMORENCY-LAVAL',
    addressBlock: ['Aux représentants légaux de', 'Marie DE LA ROCHEFOUCAULD MONTMORENCY', ...ADDRESS],
  },
  shortest_name: { civility: 'monsieur', concerned: 'Ô Y', addressBlock: ['Monsieur Ô Y', ...ADDRESS] },
  long_address: {
    addressBlock: [
      'Madame Jeanne TESTARD',
      'Chez Madame Honorine GROSSOUVRE Apt 14',
      'Résidence les Lilas Bât B Escalier 1234',
      '1234 B AVENUE DU GENERAL DE GAULLE 123',
      'LE MOULIN DE LA VALLEE AUX LOUPS BP 90',
      '91100 CORBEIL ESSONNES CEDEX 12',
    ],
  },
  foreign_address: {
    addressBlock: ['Madame Jeanne TESTARD', 'RUE DE LA LOI 200 BTE 12', '1000 BRUXELLES', 'BELGIQUE'],
  },
  easy_read: { version: 'easy_read' },
  large_print: { version: 'large_print' },
};

/** What the notice of an example says, in a language. */
export function exampleContent(example: PreviewExample, language: NoticeLanguage): NoticeContent {
  return { ...USUAL, language, ...DIFFERENCES[example] };
}
