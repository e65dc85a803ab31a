import { REASON_BIT, type ReasonSet } from '@constat/contract/exposure.ts';
import { foldedWord, hashName, visitNameParts } from '../patients/index/nameParts.ts';
import { namePartOf, type PatientIndex } from '../patients/index/patientIndex.ts';
import { CAPITAL, CLASS, FOLD } from '../text/fold.ts';
import { encode } from '../text/windows1252.ts';
import { isBlank, NAME_FILLERS } from './cellBytes.ts';
import { READ } from './columnReading.ts';
import { isJoined } from './nameJoint.ts';
import type { Traits } from './traits.ts';

/** Which of a patient's names a row repeats. */
const BIRTH = 1;
const USAGE = 2;
const GIVEN = 4;

/** Reads the names of a row into its traits. What may turn out to say what the register says waits until it is known that it must be read. */
export class RowNames {
  readonly #index: PatientIndex;
  readonly #traits: Traits;
  #bytes: Uint8Array = new Uint8Array(0);
  /** Names that wait: what they are, start, end of each. */
  readonly #waiting: number[] = [];
  /** Words of a name in one cell, double names and those with small words ('LE CORRE-CLÉMENT') as one, and whether a civility or an initial stands with them. */
  #words = 0;
  #isAddressed = false;
  /** Where parts of the name that is being read go, besides the name as a whole. */
  #role: number[] | null = null;

  constructor(index: PatientIndex, traits: Traits) {
    this.#index = index;
    this.#traits = traits;
  }

  /** The bytes of the rows that follow. */
  begin(bytes: Uint8Array): void {
    this.#bytes = bytes;
  }

  clear(): void {
    this.#waiting.length = 0;
    this.#words = 0;
    this.#isAddressed = false;
  }

  /** Whether names wait. */
  get wait(): boolean {
    return this.#waiting.length > 0;
  }

  /** Leaves a surname or given names (`read`) until {@link readWaiting}. */
  postpone(read: number, start: number, end: number): void {
    this.#waiting.push(read, start, end);
  }

  /** Reads the names that wait, the last ones of the row. */
  readWaiting(): void {
    const traits = this.#traits;
    const waiting = this.#waiting;
    for (let i = 0; i < waiting.length; i += 3) this.readOne(waiting[i]!, waiting[i + 1]!, waiting[i + 2]!);
    waiting.length = 0;
    traits.hasGivenName ||=
      traits.nameParts.length + traits.unknownNameWords.length > 1 &&
      traits.surnameParts.length === 0 &&
      !(this.#isAddressed && this.#words <= 1);
  }

  /**
   * Whether the names that wait stand there as the register has them of patient `p`: the reasons, 0 where one is different or where surname or
   * given name is missing.
   */
  repeats(p: number): ReasonSet {
    const waiting = this.#waiting;
    const { nameHashes } = this.#index;
    let names = 0;
    for (let i = 0; i < waiting.length; i += 3) {
      const name = hashName(this.#bytes, waiting[i + 1]!, waiting[i + 2]!);
      if (name === 0) return 0;
      if (waiting[i] === READ.given) {
        if (name !== nameHashes[4 * p + 2] && name !== nameHashes[4 * p + 3]) return 0;
        names |= GIVEN;
      } else if (name === nameHashes[4 * p]) names |= BIRTH;
      else if (name === nameHashes[4 * p + 1]) names |= USAGE;
      else return 0;
    }
    if ((names & GIVEN) === 0 || names === GIVEN) return 0;
    return REASON_BIT.name_equal | ((names & BIRTH) === 0 ? REASON_BIT.usage_name_equal : 0);
  }

  /** Reads a surname or given names. */
  readOne(read: number, start: number, end: number): void {
    const traits = this.#traits;
    if (read === READ.surname) this.#read(start, end, traits.surnameParts);
    else {
      this.#read(start, end, traits.givenParts);
      if (!this.#readInitial(start, end)) traits.hasGivenName = true;
    }
  }

  /** Reads a name in one cell. */
  readFull(start: number, end: number): void {
    const traits = this.#traits;
    const bytes = this.#bytes;
    // A single letter in front: 'M.' is a man, any other the initial of a given name.
    const first = FOLD[bytes[start + 1] ?? 0] === 0 ? FOLD[bytes[start]!]! : 0;
    if (first === 0x4d) traits.sex = 1;
    else if (first >= 0x41) traits.initial = first;
    this.#read(start, end, null);
    this.#readInitial(start, end);
    this.#isAddressed ||= traits.initial !== 0 || first === 0x4d;
  }

  /** Reads names that the person has besides: those of a note, of another spelling. */
  readOther(start: number, end: number): void {
    visitNameParts(this.#bytes, start, end, this.#takeOtherPart);
  }

  #read(start: number, end: number, role: number[] | null): void {
    this.#role = role;
    visitNameParts(this.#bytes, start, end, this.#takePart);
  }

  /** 'MARTIN J.': a single capital letter at the end, a blank before it. False where there is none. */
  #readInitial(start: number, end: number): boolean {
    let last = end - 1;
    while (last >= start && FOLD[this.#bytes[last]!] === 0) last--;
    if (last < start || CLASS[this.#bytes[last]!] !== CAPITAL) return false;
    if (last > start && !isBlank(this.#bytes[last - 1]!)) return false;
    this.#traits.initial = FOLD[this.#bytes[last]!]!;
    return true;
  }

  readonly #takePart = (hash: number, from: number, to: number): void => {
    const traits = this.#traits;
    const filler = this.#role === null ? NAME_FILLERS.get(hash) : undefined;
    if (filler !== undefined) {
      if (filler > 0) traits.sex = filler;
      this.#isAddressed ||= filler > 0;
      return;
    }
    const part = namePartOf(this.#index, hash);
    if (this.#index.particles[part] === 0 && !isJoined(this.#bytes, from)) this.#words++;
    if (part === 0) {
      this.#takeUnknownWord(encode(foldedWord(this.#bytes, from, to)));
      return;
    }
    if (!traits.nameParts.includes(part)) traits.nameParts.push(part);
    this.#role?.push(part);
  };

  #takeUnknownWord(word: Uint8Array): void {
    const traits = this.#traits;
    traits.unknownNameWords.push(word);
    if (this.#role === traits.surnameParts) traits.unknownSurnameWords.push(word);
    else if (this.#role === traits.givenParts) traits.unknownGivenWords.push(word);
  }

  readonly #takeOtherPart = (hash: number): void => {
    const { otherParts } = this.#traits;
    const part = namePartOf(this.#index, hash);
    if (part !== 0 && !otherParts.includes(part)) otherParts.push(part);
  };
}
