import { compareDates } from '../../link/compareDates.ts';
import { LIKELY } from '../../link/sighting.ts';
import { Growable } from '../../patients/index/growable.ts';
import { formsAgree, nameForm } from './nameForm.ts';

/** Raised when the same mentions become other persons: then they are clustered anew. */
export const OUTSIDER_RULES = 1;

/** A name that more birth dates than these bear is frequent: two dates that nearly agree are two namesakes then, not a slip. */
const SLIP_DATES = 4;
/** Forms with a word and the birth date in common that are compared one with another; more of them are a date that stands for 'unknown'. */
const BLOCK = 60;

/** How many persons the mentions are. */
export interface OutsiderCount {
  readonly mentions: number;
  /**
   * At least: those who differ by name or birth date. A name without a birth date counts only where no dated person bears it, a single word only
   * where no fuller name holds it; mentions that are more likely a patient's do not count.
   */
  readonly low: number;
  /** At most: every birth date of a name is a person; a name without a birth date is another person in every content. */
  readonly high: number;
}

/** The persons of all mentions: person of mention i, from 1, in the order in which they first appear. */
export interface Clusters extends OutsiderCount {
  readonly persons: Uint32Array;
}

/**
 * Clusters mentions of outsiders into persons. What is alike (words of the name, birth date) is one form; forms are joined where one person can
 * be meant and nothing contradicts. Takes about 150 bytes a form and 4 a mention, and linear time but for sorting; the outcome does not depend on
 * the order of the mentions.
 */
export class OutsiderClusters {
  readonly #forms = new Map<string, number>();
  /** Of each form. */
  readonly #names: string[] = [];
  readonly #births: number[] = [];
  readonly #contents = new Growable();
  readonly #lastContent: number[] = [];
  readonly #likely: boolean[] = [];
  /** Form of each mention. */
  readonly #mentions = new Growable();

  /** Takes a mention; those of one content come one after another. `birth` is YYYYMMDD with 00 for unknown parts, 0 when not stated. */
  add(name: string, birth: number, probability: number, content: number): void {
    const words = nameForm(name).join(' ');
    // What is not named cannot be told from another: each is a form of its own.
    const key = words === '' ? `#${this.#mentions.length}` : `${words}|${birth}`;
    let form = this.#forms.get(key);
    if (form === undefined) {
      form = this.#names.length;
      this.#forms.set(key, form);
      this.#names.push(words);
      this.#births.push(birth);
      this.#contents.push(0);
      this.#lastContent.push(-1);
      this.#likely.push(false);
    }
    if (this.#lastContent[form] !== content) this.#contents.array[form]!++;
    this.#lastContent[form] = content;
    if (probability >= LIKELY) this.#likely[form] = true;
    this.#mentions.push(form);
  }

  /** The persons. */
  cluster(): Clusters {
    const sets = new DisjointSets(this.#names.length);
    this.#joinSimilarNames(sets);
    const bearers = this.#joinDates(sets);
    return { mentions: this.#mentions.length, ...this.#count(sets, bearers), persons: this.#number(sets) };
  }

  /** Names that agree under the same whole birth date. */
  #joinSimilarNames(sets: DisjointSets): void {
    const dated = this.#ordered((form) => isWhole(this.#births[form]!) && this.#names[form]!.includes(' '));
    dated.sort((a, b) => this.#births[a]! - this.#births[b]! || a - b);
    for (const sameDate of groups(dated, (form) => this.#births[form]!)) {
      if (sameDate.length < 2) continue;
      const byWord = new Map<string, number[]>();
      for (const form of sameDate)
        for (const word of new Set(this.#names[form]!.split(' '))) {
          const block = byWord.get(word);
          if (block === undefined) byWord.set(word, [form]);
          else block.push(form);
        }
      for (const block of byWord.values()) if (block.length <= BLOCK) this.#joinBlock(block, sets);
    }
  }

  #joinBlock(block: readonly number[], sets: DisjointSets): void {
    for (const [i, a] of block.entries())
      for (const b of block.slice(i + 1))
        if (
          sets.find(a) !== sets.find(b) &&
          formsAgree(this.#names[a]!.split(' '), this.#names[b]!.split(' '))
        )
          sets.join(a, b);
  }

  /** Dates of one name that are one date; names without a date join the only person who bears them. Gives the names that dated persons bear. */
  #joinDates(sets: DisjointSets): Set<string> {
    const bearers = new Set<string>();
    const named = this.#ordered((form) => this.#names[form] !== '');
    named.sort((a, b) => compare(this.#names[a]!, this.#names[b]!) || this.#births[a]! - this.#births[b]!);
    for (const sameName of groups(named, (form) => this.#names[form]!)) {
      const name = this.#names[sameName[0]!]!;
      const whole = sameName.filter((form) => isWhole(this.#births[form]!));
      if (whole.length > 0) bearers.add(name);
      // A single word is borne by whole families.
      if (!name.includes(' ')) continue;
      if (whole.length <= SLIP_DATES) this.#joinSlips(whole, sets);
      for (const form of sameName) {
        const birth = this.#births[form]!;
        if (isWhole(birth)) continue;
        const same = whole.filter((other) => birth === 0 || isPartOf(birth, this.#births[other]!));
        const [only, ...others] = new Set(same.map((other) => sets.find(other)));
        if (only !== undefined && others.length === 0) sets.join(only, form);
      }
    }
    return bearers;
  }

  #joinSlips(forms: readonly number[], sets: DisjointSets): void {
    for (const [i, a] of forms.entries())
      for (const b of forms.slice(i + 1))
        if (compareDates(this.#births[a]!, this.#births[b]!, false) === 'similar') sets.join(a, b);
  }

  #count(sets: DisjointSets, bearers: ReadonlySet<string>): { low: number; high: number } {
    const words = new Set<string>();
    for (const name of this.#names)
      if (name.includes(' ')) for (const word of name.split(' ')) words.add(word);
    const sure = new Set<number>();
    let high = 0;
    for (const [form, name] of this.#names.entries()) {
      const whole = isWhole(this.#births[form]!);
      high += whole && name !== '' ? 1 : this.#contents.array[form]!;
      if (name === '' || !this.#likely[form]) continue;
      if ((!whole && bearers.has(name)) || (!name.includes(' ') && words.has(name))) continue;
      sure.add(sets.find(form));
    }
    return { low: Math.max(sure.size, high > 0 ? 1 : 0), high };
  }

  #number(sets: DisjointSets): Uint32Array {
    const numbers = new Uint32Array(this.#names.length);
    const persons = new Uint32Array(this.#mentions.length);
    let next = 0;
    for (let i = 0; i < persons.length; i++) {
      const root = sets.find(this.#mentions.array[i]!);
      if (numbers[root] === 0) numbers[root] = ++next;
      persons[i] = numbers[root]!;
    }
    return persons;
  }

  #ordered(wanted: (form: number) => boolean): number[] {
    const forms: number[] = [];
    for (let form = 0; form < this.#names.length; form++) if (wanted(form)) forms.push(form);
    return forms;
  }
}

/** A date whose year, month and day are known. */
export function isWhole(birth: number): boolean {
  return birth !== 0 && birth % 100 !== 0 && Math.floor(birth / 100) % 100 !== 0 && birth > 10_000;
}

function isPartOf(part: number, whole: number): boolean {
  const agreement = compareDates(part, whole, false);
  return agreement === 'month' || agreement === 'year';
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Runs of neighbours with the same key. */
function* groups(forms: readonly number[], keyOf: (form: number) => string | number): Generator<number[]> {
  let from = 0;
  for (let at = 1; at <= forms.length; at++) {
    if (at < forms.length && keyOf(forms[at]!) === keyOf(forms[from]!)) continue;
    yield forms.slice(from, at);
    from = at;
  }
}

/** Sets that are joined; each is known by its lowest member. */
class DisjointSets {
  readonly #parents: Uint32Array;

  constructor(size: number) {
    this.#parents = Uint32Array.from({ length: size }, (_, i) => i);
  }

  find(member: number): number {
    let root = member;
    while (this.#parents[root] !== root) root = this.#parents[root]!;
    for (let at = member; at !== root;) {
      const next = this.#parents[at]!;
      this.#parents[at] = root;
      at = next;
    }
    return root;
  }

  join(a: number, b: number): void {
    const x = this.find(a);
    const y = this.find(b);
    this.#parents[Math.max(x, y)] = Math.min(x, y);
  }
}
