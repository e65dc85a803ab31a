import type { ExposedCategory, NoticeLanguage, NoticeVersion } from '../noticeContent.ts';

/** Numbers as words, from one on; larger ones are figures. Easy-to-read language has figures only. */
const NUMBERS: Readonly<Record<NoticeLanguage, readonly string[]>> = {
  fr: [
    'un',
    'deux',
    'trois',
    'quatre',
    'cinq',
    'six',
    'sept',
    'huit',
    'neuf',
    'dix',
    'onze',
    'douze',
    'treize',
    'quatorze',
    'quinze',
    'seize',
  ],
  en: ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'],
};

interface Formats {
  readonly number: Intl.NumberFormat;
  readonly list: Intl.ListFormat;
  readonly day: Intl.DateTimeFormat;
}

/** Made once: they take longer to make than a letter. */
const FORMATS: Readonly<Record<NoticeLanguage, Formats>> = {
  fr: formatsOf('fr-FR'),
  en: formatsOf('en-GB'),
};

function formatsOf(locale: string): Formats {
  return {
    number: new Intl.NumberFormat(locale),
    list: new Intl.ListFormat(locale, { type: 'conjunction' }),
    day: new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }),
  };
}

/** 'votre nom (douze documents, de 2011 à 2019)': what is exposed, in how many documents, from which years. */
export function exposedPhrase(
  what: string,
  { documents, years }: Pick<ExposedCategory, 'documents' | 'years'>,
  language: NoticeLanguage,
  version: NoticeVersion,
): string {
  return `${what} (${documentsPhrase(documents, language, version)}${yearsPhrase(years, documents, language)})`;
}

function documentsPhrase(documents: number, language: NoticeLanguage, version: NoticeVersion): string {
  const word = version === 'easy_read' ? undefined : NUMBERS[language][documents - 1];
  const number = word ?? FORMATS[language].number.format(documents);
  return `${number}\u00a0document${documents === 1 ? '' : 's'}`;
}

function yearsPhrase(years: ExposedCategory['years'], documents: number, language: NoticeLanguage): string {
  if (years === null) return language === 'fr' ? ', année inconnue' : ', year unknown';
  const [first, last] = years;
  if (first === last) return language === 'fr' ? ` de\u00a0${first}` : ` from\u00a0${first}`;
  if (documents === 2 && last === first + 1)
    return language === 'fr' ? `, ${first}\u00a0et\u00a0${last}` : `, ${first}\u00a0and\u00a0${last}`;
  return language === 'fr' ? `, de\u00a0${first}\u00a0à\u00a0${last}` : `, ${first}\u00a0to\u00a0${last}`;
}

/** 'a, b et c' */
export function joinPhrases(phrases: readonly string[], language: NoticeLanguage): string {
  return FORMATS[language].list.format(phrases);
}

/** '21 août 2022', '1er mars 2022', '21 August 2022'. `day` is YYYY-MM-DD. */
export function dayPhrase(day: string, language: NoticeLanguage): string {
  const text = FORMATS[language].day.format(new Date(`${day}T00:00:00Z`));
  return (language === 'fr' ? text.replace(/^1 /, '1er ') : text).replaceAll(' ', '\u00a0');
}
