import { FIRST_LETTER, FOLD, HASH_START, hashStep, hashWord } from '../text/fold.ts';
import { encode } from '../text/windows1252.ts';
import { COMMON_WORDS } from './commonWords.ts';
import { LABEL_PHRASES, LABELS } from './labels.ts';
import { MEDICAL_WORDS, WARD_WORDS } from './medicalWords.ts';

/** A phrase: the words after the first, and what it is. */
export interface Phrase {
  /** Folded bytes of these words, a {@link WORD_BREAK} before each; empty for a phrase of one word. */
  readonly rest: Uint8Array;
  /** Position in LABELS, or -1. */
  readonly label: number;
}

/** Stands for what separates two words of a phrase. */
export const WORD_BREAK = 0;

/** What a word means on its own. */
export interface WordMeaning {
  /** Phrases that begin with the word, longest first. */
  readonly phrases: readonly Phrase[];
  /** First letters (bit 0 is A) of the words that follow in phrases of more than this word: asked before the phrases are compared. */
  readonly nextLetters: number;
  /** Position of the first phrase of this word alone. */
  readonly firstShort: number;
  readonly medical: boolean;
  /** Medical, but the name of a ward or a speciality: it says where somebody is, or works. */
  readonly ward: boolean;
  readonly common: boolean;
  /** 1 to 12 for months, 0 otherwise. */
  readonly month: number;
}

export const MONTHS: readonly (readonly string[])[] = [
  ['janvier', 'janv', 'jan', 'january'],
  ['février', 'fevr', 'fev', 'feb', 'february'],
  ['mars', 'mar', 'march'],
  ['avril', 'avr', 'apr', 'april'],
  ['mai', 'may'],
  ['juin', 'jun', 'june'],
  ['juillet', 'juil', 'jul', 'july'],
  ['août', 'aou', 'aug', 'august'],
  ['septembre', 'sept', 'sep', 'september'],
  ['octobre', 'oct', 'october'],
  ['novembre', 'nov', 'november'],
  ['décembre', 'dec', 'december'],
];

/** Words of a phrase: letters and digits, folded. */
function wordsOf(phrase: string): string[] {
  let folded = '';
  for (const b of encode(phrase)) folded += FOLD[b] === 0 ? ' ' : String.fromCharCode(FOLD[b]!);
  return folded.split(' ').filter((word) => word !== '');
}

/** The bytes of a word behind a break. */
function brokenOff(word: string): number[] {
  return [WORD_BREAK, ...Buffer.from(word, 'latin1')];
}

/** 'soeur' and 'sœur'. */
function spellings(phrase: string): string[] {
  return phrase.includes('oe') ? [phrase, phrase.replaceAll('oe', 'œ')] : [phrase];
}

/** Brings the high bits of a word's hash to the low ones: enough for a table of a few thousand words, and quick. */
function spread(hash: number): number {
  return hash ^ (hash >>> 15);
}

const FILTER_BITS = 16;
const FILTER_MASK = (1 << FILTER_BITS) - 1;

function speaks({ phrases, medical }: WordMeaning): boolean {
  return phrases.length > 0 || medical;
}

/** The vocabulary in one open-addressing table. */
export class Vocabulary {
  readonly #keys: Int32Array;
  readonly #slots: Uint16Array;
  readonly #mask: number;
  readonly meanings: readonly WordMeaning[];
  /** By position in {@link meanings}. */
  readonly #speaks: Uint8Array;
  /** By the low bits of a word's hash: a table small enough to lie beside the text in the processor's cache. */
  readonly #maySpeak = new Uint8Array(1 << FILTER_BITS);

  constructor() {
    const entries = collectEntries();
    const capacity = 1 << Math.ceil(Math.log2(entries.size * 4));
    this.#keys = new Int32Array(capacity);
    this.#slots = new Uint16Array(capacity);
    this.#mask = capacity - 1;
    const meanings: WordMeaning[] = [
      { phrases: [], nextLetters: 0, firstShort: 0, medical: false, ward: false, common: false, month: 0 },
    ];
    for (const [hash, meaning] of entries) {
      let slot = spread(hash) & this.#mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
      this.#keys[slot] = hash;
      this.#slots[slot] = meanings.length;
      meanings.push(meaning);
    }
    this.meanings = meanings;
    this.#speaks = Uint8Array.from(meanings, (meaning) => (speaks(meaning) ? 1 : 0));
    for (const [hash, meaning] of entries) if (speaks(meaning)) this.#maySpeak[hash & FILTER_MASK] = 1;
  }

  /** Whether the word at a position of {@link meanings} means something in small letters too: a phrase, a medical word. */
  speaks(found: number): boolean {
    return this.#speaks[found] === 1;
  }

  /** Whether the word with this hash may be such a word: true for all that are and some others. Asked before {@link find}. */
  maySpeak(hash: number): boolean {
    return this.#maySpeak[hash & FILTER_MASK] === 1;
  }

  /** Position in {@link meanings} of the word with this hash; 0 when it means nothing. */
  find(hash: number): number {
    const key = hash | 0;
    for (let slot = spread(hash) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const meaning = this.#slots[slot]!;
      if (meaning === 0 || this.#keys[slot] === key) return meaning;
    }
  }
}

type Draft = { -readonly [K in keyof WordMeaning]: WordMeaning[K] } & { phrases: Phrase[] };

function collectEntries(): Map<number, WordMeaning> {
  const entries = new Map<number, Draft>();
  const draftOf = (word: string): Draft => {
    const hash = hashWord(word);
    const known = entries.get(hash);
    if (known !== undefined) return known;
    const draft: Draft = {
      phrases: [],
      nextLetters: 0,
      firstShort: 0,
      medical: false,
      ward: false,
      common: false,
      month: 0,
    };
    entries.set(hash, draft);
    return draft;
  };
  LABELS.forEach((role, label) => {
    for (const phrase of LABEL_PHRASES[role].flatMap(spellings)) {
      const [first, ...rest] = wordsOf(phrase);
      const draft = draftOf(first!);
      draft.phrases.push({ rest: Uint8Array.from(rest.flatMap(brokenOff)), label });
      if (rest.length > 0) draft.nextLetters |= 1 << (rest[0]!.charCodeAt(0) - FIRST_LETTER);
    }
  });
  for (const word of MEDICAL_WORDS.flatMap(spellings))
    for (const part of wordsOf(word).slice(0, 1)) draftOf(part).medical = true;
  for (const word of WARD_WORDS)
    for (const part of wordsOf(word).slice(0, 1)) Object.assign(draftOf(part), { medical: true, ward: true });
  for (const word of COMMON_WORDS) for (const part of wordsOf(word)) draftOf(part).common = true;
  MONTHS.forEach((names, i) => {
    for (const name of names) draftOf(wordsOf(name)[0]!).month = i + 1;
  });
  for (const draft of entries.values()) {
    draft.phrases.sort((a, b) => b.rest.length - a.rest.length);
    draft.firstShort = draft.phrases.filter(({ rest }) => rest.length > 0).length;
  }
  return entries;
}

/** Hash of the word of letters and digits that begins at `start`, and where it ends. */
export function wordAt(bytes: Uint8Array, start: number, limit: number): { hash: number; end: number } {
  let hash = HASH_START;
  let end = start;
  while (end < limit && FOLD[bytes[end]!] !== 0) hash = hashStep(hash, FOLD[bytes[end++]!]!);
  return { hash: hash >>> 0, end };
}
