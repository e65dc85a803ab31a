import { CATEGORY_BIT, type CategorySet } from '@constat/contract/category.ts';
import type { SeverityBand } from '@constat/contract/person.ts';

/**
 * Severity of a breach for one person after ENISA, Recommendations for a methodology of the assessment of severity of personal data breaches,
 * working document v1.0 (December 2013): SE = DPC × EI + CB. All values are multiples of a quarter and computed as whole quarters.
 * The reading for hospitals (which category gives which context, which identifiers give which ease) is severity-enisa.md 6 and 7.
 */
export interface Severity {
  /** Data processing context, 1 to 4. */
  readonly context: 1 | 2 | 3 | 4;
  /** Ease of identification in quarters, 1 to 4. */
  readonly ease: 1 | 2 | 3 | 4;
  /** SE in quarters, 1 to 24. */
  readonly quarters: number;
  readonly band: SeverityBand;
}

/** What happened, alike for all persons of an incident. Each element in quarters: 0, 1 or 2. */
export interface Circumstances {
  /** 0 at risk only, 1 known recipients, 2 an unknown number of recipients (published). */
  readonly confidentiality: 0 | 1 | 2;
  /** 0 no wrong use of altered data, 1 recovery possible, 2 none. */
  readonly integrity: 0 | 1 | 2;
  /** 0 recoverable without difficulty, 1 unavailable for a time, 2 for good. */
  readonly availability: 0 | 1 | 2;
  /** 2 where the breach was meant. */
  readonly malice: 0 | 2;
}

/** A theft whose data were published. */
export const PUBLISHED_THEFT: Circumstances = {
  confidentiality: 2,
  integrity: 0,
  availability: 0,
  malice: 2,
};

/** What is known of a person for the score. */
export interface ExposedPerson {
  readonly categories: CategorySet;
  /** Whether some document shows the person as a patient of the hospital: that alone allows assumptions on health. */
  readonly asPatient: boolean;
  /** A minor at the time of the breach, a protected adult, or somebody at risk. */
  readonly isVulnerable: boolean;
  /** Persons of the register with the same name, the person included. */
  readonly namesakes: number;
  /** Whether the stolen files hold an index that leads from numbers to names. */
  readonly indexIsOut: boolean;
}

/** The score of one person. */
export function scoreSeverity(person: ExposedPerson, circumstances: Circumstances): Severity {
  const context = contextOf(person);
  const ease = easeOf(person);
  const { confidentiality, integrity, availability, malice } = circumstances;
  const quarters = context * ease + confidentiality + integrity + availability + malice;
  return { context, ease, quarters, band: bandOf(quarters) };
}

/** Below 2 low, below 3 medium, below 4 high. */
export function bandOf(quarters: number): SeverityBand {
  if (quarters < 8) return 'low';
  if (quarters < 12) return 'medium';
  return quarters < 16 ? 'high' : 'very_high';
}

const SIMPLE = CATEGORY_BIT.name | CATEGORY_BIT.birth_date | CATEGORY_BIT.postal_address | CATEGORY_BIT.phone | CATEGORY_BIT.email | CATEGORY_BIT.patient_number | CATEGORY_BIT.social_security | CATEGORY_BIT.identity_document | CATEGORY_BIT.family; // prettier-ignore

/** The highest over the exposed categories. What kind of medical or bank data it is, is not known: they count as what they usually are. */
function contextOf({ categories, asPatient, isVulnerable }: ExposedPerson): Severity['context'] {
  if ((categories & CATEGORY_BIT.medical) !== 0) return 4;
  const simple = (categories & SIMPLE) === 0 ? 1 : isVulnerable && asPatient ? 4 : asPatient ? 3 : 1;
  if ((categories & CATEGORY_BIT.bank) !== 0) return Math.max(simple, 3) as Severity['context'];
  if ((categories & CATEGORY_BIT.insurance) !== 0) return Math.max(simple, 2) as Severity['context'];
  return simple;
}

/** Rules of severity-enisa.md 7, first match wins: the thief holds all files together, so identifiers are joined over them. */
function easeOf({ categories, namesakes, indexIsOut }: ExposedPerson): Severity['ease'] {
  const has = (set: CategorySet): boolean => (categories & set) !== 0;
  const numbers = CATEGORY_BIT.social_security | CATEGORY_BIT.patient_number;
  if (has(CATEGORY_BIT.identity_document)) return 4;
  if (has(CATEGORY_BIT.name) && has(numbers | CATEGORY_BIT.birth_date | CATEGORY_BIT.postal_address | CATEGORY_BIT.phone | CATEGORY_BIT.email)) return 4; // prettier-ignore
  if (has(numbers) && indexIsOut) return 4;
  if (has(CATEGORY_BIT.name)) return namesakes <= 1 ? 3 : namesakes <= 9 ? 2 : 1;
  if (has(CATEGORY_BIT.social_security)) return 3;
  if (has(CATEGORY_BIT.birth_date) && has(CATEGORY_BIT.postal_address)) return 3;
  if (has(CATEGORY_BIT.phone | CATEGORY_BIT.postal_address)) return 2;
  return 1;
}
