/** Rarities in the index are kept as whole numbers of so many parts of a bit. */
export const RARITY_PARTS = 8;

/**
 * Match weights in bits: log2(m/u) where a trait agrees, log2((1-m)/(1-u)) where it does not (Fellegi and Sunter 1969).
 * m = P(agrees | same person), u = P(agrees | other person). Here stands what does not depend on the value: where u is a frequency in the
 * register (names, birth date, sex, postcode, address, phone, e-mail), the weight below is log2(m) and the rarity of the value is added to it.
 * Starting values after domain/counting.md 2; a case estimates its own m from its data (estimateWeights.ts), these are its prior.
 */
export const STARTING_WEIGHTS = {
  /** Surname and given name: log2(m). */
  surname: Math.log2(0.92),
  given: Math.log2(0.9),
  /** The written given name is only a further one of the patient's ('Marie Jeanne' called 'Jeanne'): one person in thirty goes by it. */
  furtherGiven: Math.log2(0.03 / 0.9),
  /** A short form or another spelling of the given name ('Bob', 'Katie', 'J.-P.'): one mention in fifty. */
  givenVariant: Math.log2(0.02 / 0.9),
  /** 'MARTIN Paul' for somebody called Paul MARTIN is one thing, for somebody called Martin PAUL another. */
  capitalsAreGiven: -5,
  /** Surname and given name stand in each other's column: one row in fifty where it happens at all. */
  namesExchanged: Math.log2(0.02),
  /** 'J. MARTIN': the initial of a given name. */
  initialAgrees: 2.5,
  initialDiffers: -5,
  /** 'B. L.' for surname and given name in either order: each letter is one in twelve, weighed by how often names begin with it. */
  initialsAgree: 6,
  initialsDiffer: -8,
  /** A name part that differs by one typing error: m 0.03, and about four names are as near. */
  similarPart: Math.log2(0.03 / 4),
  /** Two or three typing errors in one name: m 0.005; one surname in a hundred is as near, one given name in thirty. */
  surnameAlike: Math.log2(0.005 / 0.01),
  givenAlike: Math.log2(0.005 / 0.033),
  /** Given name stated and different; surname stated and different. */
  givenDiffers: -6,
  surnameDiffers: -5,
  /** A word of the written name that the register's patient does not bear, and the reverse. */
  extraWord: -3,
  missingWord: -3,
  /** Birth date: log2(m). Of a date of which day, or day and month, are unknown, the rarity is that of its month or year. */
  birthDate: Math.log2(0.98),
  birthMonth: Math.log2(0.98) - Math.log2(365.25 / 12),
  birthYear: Math.log2(0.98) - Math.log2(365.25),
  /** One digit wrong, day and month exchanged, decade slip: m 0.02, and one date in 280 is as near. */
  birthDateSimilar: 2.5,
  /**
   * Beside a different date, where the home agrees: not a slip, but within a year or a decade and a few days. Of wrong dates half are so, of other persons' one in thirty. It is not
   * estimated: namesakes of nearly the same age would be taken for errors.
   */
  birthDateNear: Math.log2(0.5 / 0.033),
  birthDateDiffers: -16,
  sexAgrees: Math.log2(0.995),
  sexDiffers: -5,
  ageAgrees: 4,
  ageNear: 1,
  ageDiffers: -9,
  /** More than five years off: no slip of a pen. */
  ageFarOff: -13,
  /** A labelled patient number of this register; added to log2(size) since each number is unique. */
  number: 7,
  /** A number without a label, beside a name that agrees: worth at most what the density of the numbers leaves, and this less. */
  bareNumber: -3,
  numberOfOther: -9,
  /** A number of the shape of this register's that it does not have. */
  numberOfNobody: -8,
  /** NIR: u 1e-9. It holds sex, year and month, so it is not added to them. */
  nir: 29.8,
  nirKeyWrong: -4,
  /** One character wrong or two exchanged: m 0.01, and of the 130 numbers as near hardly one is anybody's (u 1.3e-7). Added to birth date and sex like an equal one. */
  nirSimilar: Math.log2(0.01 / 1.3e-7),
  nirDiffers: -3,
  /** Another country's number: unique in the register like a patient number, and nothing is known of how it is made. */
  foreignNumber: 7,
  /** One digit of it wrong or two exchanged: m 0.01, and seventy numbers are as near. */
  foreignNumberSimilar: 7 + Math.log2(0.01 / 70),
  /** NIR and birth date both differ: then the NIR is not a parent's beside the right date, but somebody else's. */
  nirAndDateDiffer: -10,
  /** Contacts: log2(m), with what a household's relatives outside of the register leave of the rarity at most (CONTACT_RARITY). */
  phone: Math.log2(0.6),
  email: Math.log2(0.7),
  /**
   * An e-mail of which nothing says whose it is, beyond what tells its owner from all other patients: whoever gave it to the hospital uses it, twice as likely as
   * everybody else of the household together. Probable, never certain.
   */
  emailAlone: 1,
  /** The same name before the @ at another provider, or with an error behind it; and the same domain with another name before it, where few have that domain. */
  emailName: Math.log2(0.1),
  emailDomain: Math.log2(0.1),
  address: Math.log2(0.7),
  postcode: Math.log2(0.75),
  postcodeDiffers: -0.8,
  /** The town alone, where no postcode is compared. */
  town: Math.log2(0.75),
  townDiffers: -0.8,
  /** Two or more of phone, e-mail, address, postcode: the strongest plus this (a household shares them). */
  household: 2,
};

/** Weights by name, bits. */
export type MatchWeights = Readonly<Record<keyof typeof STARTING_WEIGHTS, number>>;

/** The weights of one case: rows of tables have other errors than running text and recognised pages. */
export interface CaseWeights {
  readonly table: MatchWeights;
  readonly text: MatchWeights;
}

export const STARTING_CASE_WEIGHTS: CaseWeights = { table: STARTING_WEIGHTS, text: STARTING_WEIGHTS };

/** However rare a phone, an e-mail or an address: the people of the same household share it, in the register or not. */
export const CONTACT_RARITY = { phone: 9, email: 10, emailName: 8, emailDomain: 7, address: 10 } as const;

/** P(a person mentioned in the hospital's own files is in its register), where a label, number or date says that it is a person. */
export const REGISTERED = 0.9;
/** The same for two capitalised words that nothing introduces as a person: beside medical words, and without any. */
export const REGISTERED_BARE_MEDICAL = 0.85;
export const REGISTERED_BARE = 0.6;
/** The same in a paper about the house: a roster, a newsletter, an order. */
export const REGISTERED_STAFF = 0.06;
/** The same for a surname alone: others bear it who are not in the register, and nothing tells. */
export const REGISTERED_SURNAME = 0.3;
