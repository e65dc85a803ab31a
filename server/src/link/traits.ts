/** What a passage says of one person, normalised: what a candidate is compared with. */
export interface Traits {
  /** Ids of the register's name parts in the order written. */
  nameParts: number[];
  /** Words of the name that no patient bears, folded. */
  unknownNameWords: Uint8Array[];
  /** Those of them that are known to be surname or given name by a column. */
  unknownSurnameWords: Uint8Array[];
  unknownGivenWords: Uint8Array[];
  /** Name parts known to be surname or given name by a label or a column; empty when the order is open. */
  surnameParts: number[];
  givenParts: number[];
  /** Name parts that the person may bear besides (further given names, aliases): they count where they agree and never against. */
  otherParts: number[];
  /** Name parts in capitals beside others that are not: rather the surname. */
  capitalParts: number[];
  /** True when a given name is stated (by label, column, or because the name has two words or more). */
  hasGivenName: boolean;
  /** First letter of a given name that is not written out ('MARTIN J.'), folded; 0 where there is none. */
  initial: number;
  /** First letters of surname and given name in either order, folded, where nothing more is written ('B. L., née le …'); empty otherwise. */
  initials: readonly number[];
  /** YYYYMMDD with 00 for unknown parts; 0 when not stated. */
  birthDate: number;
  /** True when the year was written with two digits. */
  shortYear: boolean;
  /** 0 not stated, 1 man, 2 woman. */
  sex: number;
  /** Age in years at `ageYear`; -1 when not stated. */
  age: number;
  ageYear: number;
  /** Whether that year stands with the age or over it; else it is only that of the content's name, or of another date in it. */
  isAgeDated: boolean;
  /** The patient whose number is written: index position, -1 when none is written, -2 when the number belongs to nobody. */
  numberOf: number;
  /** True when a label or column says that it is a patient number. */
  numberLabelled: boolean;
  /** Patients with the written NIR. */
  nirOf: readonly number[];
  hasNir: boolean;
  nirKeyWrong: boolean;
  /** The 13 characters of the written NIR where nobody has it; null else. */
  unknownNir: Uint8Array | null;
  /** Patients who have one of the written phones; of the written e-mails. */
  phoneOf: readonly number[];
  emailOf: readonly number[];
  /** {@link emailKeys} of an e-mail that nobody has: what stands before the @ and behind it, 0 when not stated. */
  emailName: number;
  emailDomain: number;
  /** {@link postcodeKey}, 0 when not stated. */
  postcode: number;
  /** {@link townKey}, 0 when not stated. */
  town: number;
  /** Hash of the address line, 0 when not stated. */
  address: number;
}

/** The owners of one phone or e-mail of a person, and those of another. */
export function withOwners(before: readonly number[], more: readonly number[]): readonly number[] {
  if (before.length === 0 || more.length === 0) return before.length === 0 ? more : before;
  return [...new Set([...before, ...more])];
}

/** 'Martin MARTIN': surname and given name are the same word. */
export function isDoubleName(traits: Traits): boolean {
  return traits.hasGivenName && traits.nameParts.length === 1 && traits.unknownNameWords.length === 0;
}

/** Traits of which nothing is known yet. */
export function noTraits(): Traits {
  return {
    nameParts: [],
    unknownNameWords: [],
    unknownSurnameWords: [],
    unknownGivenWords: [],
    surnameParts: [],
    givenParts: [],
    otherParts: [],
    capitalParts: [],
    hasGivenName: false,
    initial: 0,
    initials: [],
    birthDate: 0,
    shortYear: false,
    sex: 0,
    age: -1,
    ageYear: 0,
    isAgeDated: false,
    numberOf: -1,
    numberLabelled: false,
    nirOf: [],
    hasNir: false,
    nirKeyWrong: false,
    unknownNir: null,
    phoneOf: [],
    emailOf: [],
    emailName: 0,
    emailDomain: 0,
    postcode: 0,
    town: 0,
    address: 0,
  };
}

const NOBODY: readonly number[] = [];

/** Unlike a length of 0, this keeps the room that the array has. */
function empty(array: unknown[]): void {
  while (array.length > 0) array.pop();
}

/** Takes everything back to {@link noTraits} without a new object: rows of tables use one over and over. */
export function clearTraits(traits: Traits): void {
  empty(traits.nameParts);
  empty(traits.unknownNameWords);
  empty(traits.unknownSurnameWords);
  empty(traits.unknownGivenWords);
  empty(traits.surnameParts);
  empty(traits.givenParts);
  empty(traits.otherParts);
  empty(traits.capitalParts);
  traits.hasGivenName = false;
  traits.initial = 0;
  traits.initials = NOBODY;
  traits.birthDate = 0;
  traits.shortYear = false;
  traits.sex = 0;
  traits.age = -1;
  traits.ageYear = 0;
  traits.isAgeDated = false;
  traits.numberOf = -1;
  traits.numberLabelled = false;
  traits.nirOf = NOBODY;
  traits.hasNir = false;
  traits.nirKeyWrong = false;
  traits.unknownNir = null;
  traits.phoneOf = NOBODY;
  traits.emailOf = NOBODY;
  traits.emailName = 0;
  traits.emailDomain = 0;
  traits.postcode = 0;
  traits.town = 0;
  traits.address = 0;
}
