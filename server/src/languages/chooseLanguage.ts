import { en } from './en.ts';
import { fr } from './fr.ts';
import { withFrenchSpaces } from './frenchSpaces.ts';
import { type Language, LANGUAGES, type Words } from './words.ts';

const WORDS: Readonly<Record<Language, Words>> = { fr: withFrenchSpaces(fr), en };

export function wordsOf(language: Language): Words {
  return WORDS[language];
}

/** The language asked for, else that of the locale (LC_ALL, LC_MESSAGES, LANG), else English. */
export function chooseLanguage(asked: string | undefined, environment: NodeJS.ProcessEnv): Language {
  const known = LANGUAGES.find((language) => language === asked);
  if (known !== undefined) return known;
  const locale = environment['LC_ALL'] ?? environment['LC_MESSAGES'] ?? environment['LANG'] ?? '';
  return /^fr/i.test(locale) ? 'fr' : 'en';
}
