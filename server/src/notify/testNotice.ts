import { CATEGORIES } from '@constat/contract/category.ts';
import type { HospitalStatement, NoticeContent } from './noticeContent.ts';

/** For tests: the statement of an invented hospital. */
export const STATEMENT: HospitalStatement = {
  hospital: 'Centre hospitalier Henri-Dunant',
  sender: ['Centre hospitalier Henri-Dunant', '1 avenue des Tilleuls', '91100 Corbeil-Essonnes'],
  dated: '2022-10-03',
  breached: '2022-08-21',
  published: '2022-09-23',
  whatHappened: {
    fr: 'Des criminels se sont introduits dans le système informatique de notre hôpital. Ils ont copié des documents, puis les ont publiés sur internet.',
    en: 'Criminals broke into the computer system of our hospital. They copied documents and then published them on the internet.',
  },
  measures: {
    fr: [
      'Le 21 août 2022, nous avons coupé tous les accès à notre réseau depuis l’extérieur.',
      'Le 22 août 2022, nous avons porté plainte auprès de la gendarmerie.',
      'Le 23 août 2022, nous avons prévenu la CNIL (Commission nationale de l’informatique et des libertés).',
    ],
    en: [
      'On 21 August 2022 we cut off all access to our network from outside.',
      'On 22 August 2022 we reported the crime to the police.',
      'On 23 August 2022 we told the French data protection authority, the Commission nationale de l’informatique et des libertés (CNIL).',
    ],
  },
  easyRead: {
    fr: {
      whatHappened: 'Des voleurs sont entrés dans les ordinateurs de l’hôpital. Ils ont volé des documents.',
      measures: [
        'Le 21 août 2022, l’hôpital a fermé son réseau.',
        'Le 22 août 2022, l’hôpital a porté plainte.',
        'Le 23 août 2022, l’hôpital a prévenu la CNIL.',
      ],
    },
    en: {
      whatHappened: 'Thieves got into the computers of the hospital. They stole documents.',
      measures: [
        'On 21 August 2022, the hospital closed its network.',
        'On 22 August 2022, the hospital went to the police.',
        'On 23 August 2022, the hospital told the CNIL.',
      ],
    },
  },
  searchContinues: true,
  contact: {
    name: 'Claire Dumoulin',
    address: ['Délégation à la protection des données', '1 avenue des Tilleuls', '91100 Corbeil-Essonnes'],
    phone: '01 99 00 12 35',
    email: 'donnees@ch-henri-dunant.example',
  },
  hotline: {
    phone: '01 99 00 12 34',
    hours: { fr: 'du lundi au vendredi, de 9 h à 18 h', en: 'Monday to Friday, 9 am to 6 pm' },
  },
  site: 'ch-henri-dunant.example',
  complaint: '2022/4711',
};

/** For tests: a notice to an invented person; `more` is what is different. */
export function noticeContent(more: Partial<NoticeContent> = {}): NoticeContent {
  return {
    language: 'fr',
    version: 'plain',
    variant: 'person',
    civility: 'madame',
    concerned: 'Jeanne TESTARD',
    addressBlock: ['Madame Jeanne TESTARD', '12 B RUE DES LILAS', '91100 CORBEIL ESSONNES'],
    exposed: [
      { category: 'name', years: [2011, 2019], documents: 12 },
      { category: 'birth_date', years: [2011, 2019], documents: 9 },
      { category: 'postal_address', years: [2014, 2014], documents: 1 },
      { category: 'social_security', years: [2014, 2014], documents: 3 },
      { category: 'medical', years: [2014, 2015], documents: 2 },
    ],
    notFound: ['phone', 'email', 'bank', 'identity_document'],
    certain: true,
    code: 'K7M2P-4QDTW-X2RJ8-N',
    sheet: 'S00000001',
    // Curators get the general letter alone.
    ...(more.variant === 'curator' ? { unlisted: true } : {}),
    ...more,
  };
}

/** For tests: every category exposed. */
export const EVERYTHING: NoticeContent['exposed'] = CATEGORIES.map((category, i) => ({
  category,
  years: i % 4 === 3 ? null : [2003, 2003 + i],
  documents: i * 7 + 1,
}));
