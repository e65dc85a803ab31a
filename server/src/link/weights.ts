/**
 * Match weights in bits: log2(m/u) where a trait agrees, log2((1-m)/(1-u)) where it does not (Fellegi and Sunter 1969).
 * m = P(agrees | same person), u = P(agrees | other person). Starting values after domain/counting.md; u of names comes from the register.
 */
export const WEIGHTS = {
  /** m of a surname and of a given name; u is the share of patients who bear it. */
  surnameM: 0.92,
  givenM: 0.9,
  /** The first letter of a given name agrees: one in ten letters does, and who writes initials writes of more than patients. */
  initialAgrees: 1,
  /** Only a further given name agrees, not the one in everyday use. */
  laterGivenName: -3,
  /** A name part that differs by one typing error: m 0.03, and about four names are as near. */
  similarPart: Math.log2(0.03 / 4),
  /** Given name stated and different; surname stated and different. */
  givenDiffers: -6,
  surnameDiffers: -5,
  /** A word of the written name that the register's patient does not bear, and the reverse. */
  extraWord: -3,
  missingWord: -2,
  /** Birth date: u one day in 80 years; year and month only; year only. */
  birthDate: 14.6,
  birthMonth: 9.8,
  birthYear: 6.2,
  /** One digit wrong, day and month exchanged, decade slip. */
  birthDateSimilar: 2.5,
  birthDateDiffers: -16,
  sexAgrees: 1,
  sexDiffers: -5,
  ageAgrees: 4,
  ageNear: 1,
  ageDiffers: -9,
  /** A labelled patient number of this register; added to log2(size) since each number is unique. */
  number: 7,
  numberOfOther: -9,
  numberOfNobody: -4,
  /** NIR: u 1e-9. It holds sex, year and month, so it is not added to them. */
  nir: 29.8,
  nirKeyWrong: -4,
  nirDiffers: -3,
  /** NIR and birth date both differ: then the NIR is not a parent's beside the right date, but somebody else's. */
  nirAndDateDiffer: -10,
  phone: 8,
  email: 9,
  address: 9,
  postcode: 5,
  postcodeDiffers: -0.8,
  /** Two or more of phone, e-mail, address, postcode: the strongest plus this (a household shares them). */
  household: 2,
} as const;

/** P(a person mentioned in the hospital's own files is in its register), where a label, number or date says that it is a person. */
export const REGISTERED = 0.9;
/** The same for two capitalised words that nothing introduces as a person. */
export const REGISTERED_UNINTRODUCED = 0.6;
