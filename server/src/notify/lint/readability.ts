import type { ComposedNotice, NoticeBlockName } from '../texts/composedNotice.ts';
import { textsOfBlock } from '../texts/composedNotice.ts';
import type { NoticeLanguage, NoticeVersion } from '../noticeContent.ts';

/** How easily a text is read. */
export interface Readability {
  /** Flesch's ease of reading, 0 to 100, higher is easier: French after Kandel and Moles (1958), English after Flesch (1948). */
  readonly score: number;
  /** Words in a sentence, mean. */
  readonly meanSentence: number;
  /** Words in the longest sentence. */
  readonly longestSentence: number;
  readonly words: number;
}

/** What a version should reach: score at least (French, English), mean and longest sentence at most, in words. */
export const READABILITY_TARGETS: Readonly<
  Record<
    NoticeVersion,
    {
      readonly score: Readonly<Record<NoticeLanguage, number>>;
      readonly mean: number;
      readonly longest: number;
    }
  >
> = {
  plain: { score: { fr: 60, en: 55 }, mean: 18, longest: 35 },
  large_print: { score: { fr: 60, en: 55 }, mean: 18, longest: 35 },
  easy_read: { score: { fr: 70, en: 65 }, mean: 10, longest: 20 },
};

/** Parts that are addresses, numbers and forms of address, not sentences. */
const NOT_SENTENCES: readonly NoticeBlockName[] = ['opening', 'contact', 'closing'];

/** The readability of a notice: of its sentences and list items, without addresses and the code. */
export function readability(notice: ComposedNotice): Readability {
  const texts = notice.blocks
    .filter(({ name }) => !NOT_SENTENCES.includes(name))
    .flatMap((block) =>
      textsOfBlock({
        ...block,
        parts: block.parts.filter(({ kind }) => kind !== 'code' && kind !== 'heading'),
      }),
    );
  return readabilityOf(texts, notice.language);
}

/** The readability of texts, each of one or more sentences. */
export function readabilityOf(texts: readonly string[], language: NoticeLanguage): Readability {
  const sentences = texts
    .flatMap(sentencesOf)
    .map(wordsOf)
    .filter((words) => words.length > 0);
  const words = sentences.flat();
  if (words.length === 0) return { score: 100, meanSentence: 0, longestSentence: 0, words: 0 };
  const syllables = words.reduce((sum, word) => sum + syllablesOf(word, language), 0);
  const meanSentence = words.length / sentences.length;
  const perWord = syllables / words.length;
  const score =
    language === 'fr'
      ? 207 - 1.015 * meanSentence - 73.6 * perWord
      : 206.835 - 1.015 * meanSentence - 84.6 * perWord;
  return {
    score: Math.round(Math.min(100, Math.max(0, score))),
    meanSentence,
    longestSentence: Math.max(...sentences.map((sentence) => sentence.length)),
    words: words.length,
  };
}

/** Sentences end with a full stop, a question or an exclamation mark before a space, or with the text. */
export function sentencesOf(text: string): string[] {
  return text
    .split(/(?<=[.!?…])[\s\u00a0]+/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}

/** The words of a sentence; of one that ends with an enumeration, those before the colon. */
function wordsOf(sentence: string): string[] {
  const [head, ...tail] = sentence.split(/[ \u00a0]?: /);
  const isEnumeration = tail.length > 0 && tail.join(' ').split(',').length > 3;
  return (isEnumeration ? head! : sentence).match(/\p{L}[\p{L}\p{M}'’-]*/gu) ?? [];
}

const VOWELS: Readonly<Record<NoticeLanguage, RegExp>> = {
  fr: /é(?=[aeiouyàâäèêëïîôöùûüœæ])|[aeiouyàâäéèêëïîôöùûüœæ]{1,6}/g,
  en: /[aeiouyàâäéèêëïîôöùûüœæ]{1,6}/g,
};

/** Syllables of a word: groups of vowels, without a mute e at the end. */
export function syllablesOf(word: string, language: NoticeLanguage): number {
  const lower = word.toLowerCase().replaceAll(/qu(?=[aeiouyàâéèêîïôû])|gu(?=[eéèêiîy])/g, 'q');
  const groups = lower.match(VOWELS[language])?.length ?? 0;
  const isMute = language === 'fr' ? /[^aeiouyéèêàâîôû]es?$/.test(lower) : /[^aeiouyl]e$/.test(lower);
  return Math.max(1, groups - (isMute ? 1 : 0));
}
