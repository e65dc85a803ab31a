import {
  CAPITAL as CAPITAL_CLASS,
  CLASS,
  FIRST_LETTER,
  FOLD,
  HASH_START,
  hashStep,
  hashWrittenOut,
  LOWER,
  OTHER,
  SECOND,
} from '../text/fold.ts';
import { isBlankOrTab, isCellEnd, skipBlanks } from './blanks.ts';
import type { DetectionContext, Detector, DigitRun } from './detector.ts';
import { DETECTORS } from './detectors/index.ts';
import { GROUP_LIMIT, groupDigits, isCodeAt, isDigit } from './digits.ts';
import { fitsLabel } from './fitsLabel.ts';
import { LABELS, type LabelRole } from './labels.ts';
import { MEDICAL_SUFFIXES, UNITS } from './medicalWords.ts';
import {
  CAPITALISED,
  CLINICAL,
  FINDING,
  type Finding,
  LABEL,
  NAME_PART,
  type RegisterWords,
  type Scan,
} from './scan.ts';
import { Tokens } from './tokens.ts';
import { Vocabulary, WORD_BREAK, wordAt, type WordMeaning } from './vocabulary.ts';

const LF = 0x0a;
const AT = 0x40;
const HYPHEN = 0x2d;

/** Finds tokens in text. One scanner per thread; a scan is valid until the next one. */
export interface Scanner {
  scan(bytes: Uint8Array): Scan;
}

export function createScanner(words: RegisterWords): Scanner {
  return new TextScanner(words);
}

/** Shorter words have no medical ending. */
const LONG_WORD = 8;

/** Suffixes as numbers of four bytes. */
const SUFFIXES: ReadonlySet<number> = new Set(
  MEDICAL_SUFFIXES.map(
    (s) => (s.charCodeAt(0) << 24) | (s.charCodeAt(1) << 16) | (s.charCodeAt(2) << 8) | s.charCodeAt(3),
  ),
);

/** The detectors that a group of so many digits wakes; a group is at most as long as groupDigits looks. */
const DETECTORS_BY_DIGITS: readonly (readonly Detector[])[] = Array.from(
  { length: GROUP_LIMIT + 1 },
  (_, digits) =>
    DETECTORS.filter(
      ({ digits: range }) => range !== undefined && digits >= range.min && digits <= range.max,
    ),
);

/** Longer words are no names; names whose letters stand apart are shorter still. */
const LONGEST_NAME = 60;
const LONGEST_SPACED = 24;

/** How far below a label its value may begin, bytes. */
const ABOVE = 24;

/** Position of each role in LABELS. */
const LABEL_OF = Object.fromEntries(LABELS.map((role, label) => [role, label])) as Record<LabelRole, number>;

class TextScanner implements Scanner, DetectionContext {
  bytes: Uint8Array = new Uint8Array(0);
  #buffer: Buffer = Buffer.alloc(0);
  length = 0;
  readonly words: RegisterWords;
  readonly vocabulary = new Vocabulary();
  readonly #tokens = new Tokens();
  readonly #email: Detector;
  #findings: Finding[] = [];
  #medicalLine = -1;
  /** Whether the medical finding of that line is more than the name of a ward. */
  #isClinical = false;
  /** The last label: its role, where it ends, on which line. */
  #lastLabel: LabelRole | null = null;
  #labelEnd = 0;
  #labelLine = -1;
  /** By role: the line of its last label, and where that label ends. */
  readonly #lineOfRole = new Int32Array(LABELS.length);
  readonly #endOfRole = new Int32Array(LABELS.length);
  #line = 0;
  /** End of the last name whose letters stand apart. */
  #spacedEnd = -1;
  /** A word that begins up to here is a name even in small letters: 'mme le goff'. */
  #nameDue = -1;

  constructor(words: RegisterWords) {
    this.words = words;
    this.#email = DETECTORS.find((detector) => detector.byte === AT)!;
  }

  scan(bytes: Uint8Array): Scan {
    this.#begin(bytes);
    const { length } = bytes;
    const { vocabulary } = this;
    let nameDue = -1;
    for (let i = 0; i < length;) {
      let folded = FOLD[bytes[i]!]!;
      if (folded >= FIRST_LETTER) {
        const start = i;
        let hash = HASH_START;
        do {
          hash = hashStep(hash, folded);
          folded = ++i < length ? FOLD[bytes[i]!]! : 0;
        } while (folded >= FIRST_LETTER);
        const isCapital = CLASS[bytes[start]!] === CAPITAL_CLASS;
        // Most words of a text are common ones in small letters.
        if (isCapital || start <= nameDue || vocabulary.maySpeak(hash)) {
          i = this.#word(start, i, hash >>> 0, isCapital);
          nameDue = this.#nameDue;
        } else if (i - start >= LONG_WORD) this.#longWord(start, i, hash);
      } else if (folded !== 0) i = this.#digits(i);
      else {
        const b = bytes[i++]!;
        if (b === LF) this.#tokens.beginLine(++this.#line, i);
        else if (b === AT) this.#emit(this.#email.detect(this, { start: i - 1, end: i, digits: 0 }));
      }
    }
    return this.#tokens.finish(bytes, this.#findings, this.#line + 1);
  }

  #begin(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.length = bytes.length;
    this.#findings = [];
    this.#line = 0;
    this.#nameDue = -1;
    this.#spacedEnd = -1;
    this.#lastLabel = null;
    this.#medicalLine = this.#labelLine = -1;
    this.#lineOfRole.fill(-1);
    this.#tokens.clear();
  }

  labelBefore(at: number, distance = 16): LabelRole | null {
    if (this.#lastLabel === null || at < this.#labelEnd) return null;
    const above = this.#labelLine === this.#line - 1;
    if (this.#labelLine !== this.#line && !above) return null;
    if (at - this.#labelEnd > (above ? ABOVE : distance)) return null;
    const between = this.text(this.#labelEnd, at);
    // The value of a label that ends its line begins the next one.
    if (above && /[^\s:.()\-*]/.test(between.replace(/e?s?\)/g, ''))) return null;
    return FILLER.test(between) ? this.#lastLabel : null;
  }

  labelOnLine(role: LabelRole): number {
    const label = LABEL_OF[role];
    return this.#lineOfRole[label] === this.#line ? this.#endOfRole[label]! : -1;
  }

  text(from: number, to: number): string {
    return this.#buffer.toString('latin1', Math.max(0, from), Math.min(this.length, to));
  }

  /** A word in small letters where a name is due: the next word may be one too. */
  #smallName(found: number, start: number, end: number, hash: number): void {
    const part = end - start < 2 ? 0 : this.words.namePart(hash);
    const { common, month } = this.vocabulary.meanings[found]!;
    // 'le', 'de' may begin a name, and 'est' is none.
    const goesOn = part !== 0 && month === 0 && (!common || end - start <= 3);
    if (goesOn && !common) this.#tokens.add(NAME_PART, start, end, part, this.#line);
    this.#nameDue = goesOn ? end + 1 : -1;
  }

  /** 'martin paul 14/07/1984', 'martin paul né le': two or more names of the register in small letters right before `at`. */
  #namesBefore(at: number): void {
    const { bytes } = this;
    let end = at;
    while (end > 0 && at - end < 3 && isBeside(bytes[end - 1]!)) end--;
    if (end === 0 || CLASS[bytes[end - 1]!] !== LOWER || end === at) return;
    const found: { start: number; end: number; part: number }[] = [];
    while (found.length < 5) {
      let start = end;
      while (start > 0 && CLASS[bytes[start - 1]!] === LOWER) start--;
      if (end - start < 2 || start < this.#tokens.lastEnd()) break;
      const { hash } = wordAt(bytes, start, end);
      const part = this.vocabulary.find(hash) === 0 ? this.words.namePart(hash) : 0;
      if (part === 0) break;
      found.unshift({ start, end, part });
      if (bytes[start - 1] !== 0x20 && bytes[start - 1] !== HYPHEN && bytes[start - 1] !== 0x2f) break;
      end = start - 1;
    }
    if (found.length < 2) return;
    for (const { start, end: stop, part } of found)
      this.#tokens.add(NAME_PART, start, stop, part, this.#line);
  }

  /** A word that begins with a capital, may mean something or stands where a name is due; returns where to go on: behind it, or behind a phrase of several words. */
  #word(start: number, end: number, hash: number, isCapital: boolean): number {
    const found = this.vocabulary.find(hash);
    if (isCapital || this.vocabulary.speaks(found)) {
      if (found !== 0) return this.#known(found, start, end, hash, isCapital);
      this.#capitalised(start, end, this.words.namePart(hash), false);
    } else if (start <= this.#nameDue) this.#smallName(found, start, end, hash);
    else if (end - start >= LONG_WORD) this.#longWord(start, end, hash);
    return end;
  }

  /** 'pyélonéphrite': a word that the vocabulary does not know, with an ending of medicine. */
  #longWord(start: number, end: number, hash: number): void {
    if (SUFFIXES.has(this.#lastFour(end)) && this.vocabulary.find(hash) === 0) this.#medical(start, end, 0.6);
  }

  #known(found: number, start: number, end: number, hash: number, isCapital: boolean): number {
    const meaning = this.vocabulary.meanings[found]!;
    if (meaning.phrases.length > 0) {
      const phraseEnd = this.#label(meaning, start, end, hash, isCapital);
      if (phraseEnd > 0) return phraseEnd;
    }
    const part = isCapital ? this.words.namePart(hash) : 0;
    // 'AIT' is an illness and a surname: a name of the register in capitals is a name.
    if (meaning.medical && part === 0) this.#medical(start, end, meaning.ward ? 0.4 : 0.7);
    if (isCapital)
      this.#capitalised(start, end, part, meaning.common || meaning.medical || meaning.month > 0);
    return end;
  }

  /** Emits the longest phrase that begins with a word and fits; where it ends, or 0. */
  #label(meaning: WordMeaning, start: number, end: number, hash: number, isCapital: boolean): number {
    const { phrases } = meaning;
    const next = this.#nextWord(end);
    const letter = (next < this.length ? FOLD[this.bytes[next]!]! : 0) - FIRST_LETTER;
    const goesOn = letter >= 0 && ((meaning.nextLetters >> letter) & 1) === 1;
    for (let i = goesOn ? 0 : meaning.firstShort; i < phrases.length; i++) {
      const { rest, label } = phrases[i]!;
      const phraseEnd = rest.length === 0 ? end : this.#phraseEnd(rest, next);
      if (phraseEnd < 0 || !fitsLabel(this.bytes, LABELS[label]!, start, phraseEnd, isCapital)) continue;
      if (rest.length === 0 && this.#isInName(start, end, hash, isCapital)) continue;
      this.#emitLabel(label, start, phraseEnd);
      if (meaning.medical) this.#medical(start, end, meaning.ward ? 0.4 : 0.5);
      return phraseEnd;
    }
    return 0;
  }

  /** Whether a word that could be a label is rather part of a name: hyphened to a capital ('THIAW-KINE'), or a name of the register beside a name ('Mme VILLA'). */
  #isInName(start: number, end: number, hash: number, isCapital: boolean): boolean {
    const { bytes } = this;
    if (!isCapital) return false;
    if (bytes[end] === HYPHEN && CLASS[bytes[end + 1] ?? 0] === CAPITAL_CLASS) return true;
    if (start > 1 && bytes[start - 1] === HYPHEN && CLASS[bytes[start - 2]!] !== OTHER) return true;
    if (end - start < 3 || this.#tokens.lastEnd() !== start - 1 || bytes[start - 1] !== 0x20) return false;
    const kind = this.#tokens.lastKind();
    const beside = kind === LABEL ? CIVILITIES.has(LABELS[this.#tokens.lastRef()]!) : kind === NAME_PART;
    return beside && CLASS[bytes[start + 1]!] === CAPITAL_CLASS && this.words.namePart(hash) !== 0;
  }

  /** Where the word behind `end` begins; no more than four signs stand between, and no end of a cell. */
  #nextWord(end: number): number {
    const { bytes, length } = this;
    let start = end;
    while (start < length && start - end < 4 && FOLD[bytes[start]!] === 0 && !isCellEnd(bytes[start]!))
      start++;
    return start;
  }

  /** End of the phrase whose further words are `rest`, the first of them at `next`; -1 where other words stand. */
  #phraseEnd(rest: Uint8Array, next: number): number {
    const { bytes, length } = this;
    let at = next;
    // The first sign of `rest` is the break before `next`.
    for (let i = 1; i < rest.length; i++) {
      const folded = at < length ? FOLD[bytes[at]!]! : 0;
      if (folded !== rest[i]) return -1;
      at = folded === WORD_BREAK ? this.#nextWord(at) : at + 1;
    }
    return at < length && FOLD[bytes[at]!] !== 0 ? -1 : at;
  }

  #emitLabel(label: number, start: number, end: number): void {
    if (IS_BIRTH[label] === 1) this.#namesBefore(start);
    this.#lastLabel = LABELS[label]!;
    this.#labelEnd = end;
    this.#labelLine = this.#line;
    this.#lineOfRole[label] = this.#line;
    this.#endOfRole[label] = end;
    if (NAMES_FOLLOW[label] === 1) this.#nameDue = this.#nameStart(this.#lastLabel, end);
    this.#tokens.add(LABEL, start, end, label, this.#line);
    if (this.#lastLabel === 'address') this.#plainValue('postal_address', end);
    else if (this.#lastLabel === 'insurance') this.#plainValue('insurance', end);
  }

  /** 'Adresse : Le Bourg', 'Mutuelle : MGEN': a datum without any digit, behind the colon of its label. */
  #plainValue(kind: 'postal_address' | 'insurance', end: number): void {
    const { bytes } = this;
    let start = end;
    while (start - end < 4 && (isBlankOrTab(bytes[start]!) || bytes[start] === 0x3a)) start++;
    if (!bytes.subarray(end, start).includes(0x3a) || CLASS[bytes[start] ?? 0] !== CAPITAL_CLASS) return;
    let stop = start;
    while (stop < this.length && !isCellEnd(bytes[stop]!) && bytes[stop] !== 0x3b && stop - start < 80)
      stop++;
    const value = this.text(start, stop);
    if (NO_VALUE.test(value) || (kind === 'insurance' && /\d{5}/.test(value))) return;
    this.#emit({ kind, start, end: stop, value: '', confidence: 0.6, labelled: true });
  }

  /** Where a name in small letters may begin behind a label; -1 where the label is rather a word of a sentence. */
  #nameStart(role: LabelRole, end: number): number {
    const start = skipBlanks(this.bytes, end);
    if (start - end > 4 || start === end) return -1;
    return role === 'civility_m' || role === 'civility_f' || this.bytes.subarray(end, start).includes(0x3a)
      ? start
      : -1;
  }

  #capitalised(start: number, end: number, known: number, common: boolean): void {
    if (end - start === 1) this.#spacedOut(start);
    if (end - start < 2 || end - start > LONGEST_NAME || (common && this.#beginsSentence(end))) return;
    const part = known || this.#writtenOut(start, end);
    // 'FR76', 'HBA1C' are codes; 'MARTIN46' is a name whose column is full.
    const isCode =
      (part === 0 || end - start < 4) && (isDigit(this.bytes[end]) || isDigit(this.bytes[start - 1]));
    if (isCode) return;
    if (part !== 0) this.#tokens.add(NAME_PART, start, end, part, this.#line);
    else if (!common) this.#tokens.add(CAPITALISED, start, end, 0, this.#line);
  }

  /** 'M A R T I N': a name of the register whose letters stand apart. The first of them emits it, the others are part of it. */
  #spacedOut(start: number): void {
    const { bytes } = this;
    if (
      start < this.#spacedEnd ||
      bytes[start + 1] !== 0x20 ||
      CLASS[bytes[start + 2] ?? 0] !== CAPITAL_CLASS
    )
      return;
    let hash = HASH_START;
    let letters = 0;
    let i = start;
    const limit = start + 2 * LONGEST_SPACED;
    for (; i < limit && CLASS[bytes[i] ?? 0] === CAPITAL_CLASS && FOLD[bytes[i + 1] ?? LF] === 0; i += 2) {
      hash = hashStep(hash, FOLD[bytes[i]!]!);
      letters++;
      if (bytes[i + 1] !== 0x20) break;
    }
    const end = bytes[i + 1] === 0x20 || CLASS[bytes[i] ?? 0] !== CAPITAL_CLASS ? i - 1 : i + 1;
    const part = letters < 4 ? 0 : this.words.namePart(hash >>> 0);
    if (part === 0) return;
    this.#spacedEnd = end;
    this.#tokens.add(NAME_PART, start, end, part, this.#line);
  }

  /** 'Le bilan', 'La suite': a common word with a small letter behind it is no name. */
  #beginsSentence(end: number): boolean {
    const { bytes } = this;
    return bytes[end] === 0x20 && CLASS[bytes[end + 1] ?? 0] === LOWER;
  }

  /** The register's name part that a word with a ligature is; 0 for other words. */
  #writtenOut(start: number, end: number): number {
    for (let i = start; i < end; i++)
      if (SECOND[this.bytes[i]!] !== 0) return this.words.namePart(hashWrittenOut(this.bytes, start, end));
    return 0;
  }

  #lastFour(end: number): number {
    const { bytes } = this;
    return (
      (FOLD[bytes[end - 4]!]! << 24) |
      (FOLD[bytes[end - 3]!]! << 16) |
      (FOLD[bytes[end - 2]!]! << 8) |
      FOLD[bytes[end - 1]!]!
    );
  }

  /** One medical finding a line is enough; a clinical one after the name of a ward says more. */
  #medical(start: number, end: number, confidence: number): void {
    if (this.#medicalLine === this.#line && (this.#isClinical || confidence < CLINICAL)) return;
    this.#isClinical = confidence >= CLINICAL;
    this.#medicalLine = this.#line;
    this.#emit({ kind: 'medical', start, end, value: '', confidence, labelled: false });
  }

  /** Asks the detectors about the digits that begin at `start`; returns where to go on. */
  #digits(start: number): number {
    const { bytes, length } = this;
    let end = start + 1;
    while (end < length && isDigit(bytes[end])) end++;
    const run: DigitRun = { start, end, digits: groupDigits(bytes, start, length) };
    for (const detector of DETECTORS_BY_DIGITS[run.digits] ?? []) {
      const finding = detector.detect(this, run);
      if (finding === null) continue;
      if (finding.kind === 'date') this.#namesBefore(finding.start);
      this.#emit(finding);
      // A street is read on: names of streets are tokens too. Numbers are not looked at again.
      return finding.kind === 'postal_address' ? end : Math.max(end, finding.end);
    }
    if (this.#medicalLine === this.#line && this.#isClinical) return end;
    if (end - start <= 6 && UNITS.test(this.text(end, end + 8))) this.#medical(start, end, 0.6);
    else if (isCodeAt(bytes, start, end)) this.#medical(start, end, 0.7);
    return end;
  }

  #emit(finding: Finding | null): void {
    if (finding === null) return;
    this.#tokens.add(FINDING, finding.start, finding.end, this.#findings.length, this.#line);
    this.#findings.push(finding);
  }
}

/** By label: 1 where it is one of the roles. */
function flags(...roles: readonly LabelRole[]): Uint8Array {
  return Uint8Array.from(LABELS, (role) => (roles.includes(role) ? 1 : 0));
}

const IS_BIRTH = flags('birth', 'birth_m', 'birth_f');

/** What stands behind a label where there is nothing to say. */
const NO_VALUE = /^(?:non|aucune?|n[\xe9e]ant|sans|inconnue?|nc)\b/i;

/** 'Mme VILLA': behind these a capitalised word of the register is a name. */
const CIVILITIES: ReadonlySet<LabelRole> = new Set(['civility_m', 'civility_f']);

/** Labels that announce a name. */
const NAMES_FOLLOW = flags(
  'civility_m',
  'civility_f',
  'civility_child',
  'patient',
  'announced',
  'surname',
  'birth_name',
  'usage_name',
  'given_names',
  'full_name',
);

/** What may stand between a label and its datum: signs, 'n°', 'le', 'est'. */
const FILLER = /^(?:[^\p{L}\d]|\b(?:n|no|num|le|la|est|en|du|au|e)\b)*$/iu;

/** What may stand between a name and the date behind it. */
function isBeside(byte: number): boolean {
  return byte === 0x20 || byte === 0xa0 || byte === 0x2c || byte === 0x28 || byte === 0x09 || byte === 0x3b;
}
