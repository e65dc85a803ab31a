/**
 * What is checked before a notice leaves (Article 34(2) and 12 GDPR; numbers as in the requirements of the product). Level E blocks, W needs a signed waiver.
 * Rules about the person's state (deceased, held, age), the window and the approval are checked where those are known.
 */
export const LINT_RULES = {
  L01: 'E',
  L02: 'E',
  L03: 'E',
  L04: 'E',
  L05: 'W',
  L06: 'E',
  L07: 'E',
  L08: 'E',
  L09: 'E',
  L10: 'E',
  L11: 'E',
  L12: 'E',
  L13: 'W',
  L14: 'E',
  L16: 'E',
  L17: 'E',
  L20: 'W',
  L21: 'W',
  L22: 'E',
  L24: 'W',
  L26: 'W',
  L27: 'E',
  /** A field that was not filled in (mail.md M17). */
  M17: 'E',
} as const satisfies Record<string, 'E' | 'W'>;

export type LintRule = keyof typeof LINT_RULES;

/** What exactly a rule found; each has a sentence that says what to change. */
export const LINT_FINDINGS = {
  nature_missing: 'L01',
  nature_late: 'L01',
  dates_missing: 'L02',
  date_unsaid: 'L02',
  exposed_missing: 'L03',
  category_unsaid: 'L03',
  how_to_learn_missing: 'L03',
  category_unproven: 'L04',
  category_contradicted: 'L04',
  not_found_missing: 'L05',
  not_found_unsaid: 'L05',
  limit_missing: 'L05',
  contact_missing: 'L06',
  contact_incomplete: 'L06',
  consequences_missing: 'L07',
  consequence_missing: 'L07',
  measures_missing: 'L08',
  measures_few: 'L08',
  measure_vague: 'L08',
  vague_phrase: 'L08',
  steps_missing: 'L09',
  step_missing: 'L09',
  fraud_warning_missing: 'L10',
  never_missing: 'L10',
  authenticity_missing: 'L11',
  authenticity_incomplete: 'L11',
  link: 'L12',
  data_asked: 'L12',
  rights_missing: 'L13',
  right_missing: 'L13',
  medical_word: 'L14',
  ward_word: 'L14',
  doctor_named: 'L14',
  social_security_number: 'L14',
  account_number: 'L14',
  visit_date: 'L14',
  concerned_unnamed: 'L16',
  other_person: 'L16',
  salutation_wrong: 'L17',
  sentences_long: 'L20',
  sentence_too_long: 'L20',
  hard_to_read: 'L20',
  abbreviation: 'L20',
  pages_many: 'L21',
  main_message_late: 'L21',
  advertising: 'L22',
  access_missing: 'L24',
  access_incomplete: 'L24',
  minimising: 'L26',
  continues_missing: 'L27',
  continues_wrong: 'L27',
  unfilled: 'M17',
} as const satisfies Record<string, LintRule>;

export type LintCode = keyof typeof LINT_FINDINGS;

/** Something to change in a notice. */
export interface LintFinding {
  readonly code: LintCode;
  readonly rule: LintRule;
  readonly level: 'E' | 'W';
  /** A word of the template or a figure that the sentence quotes; '' where there is none. Never a name or number of a patient. */
  readonly subject: string;
}

/** A finding with its rule and level. */
export function finding(code: LintCode, subject = ''): LintFinding {
  const rule = LINT_FINDINGS[code];
  return { code, rule, level: LINT_RULES[rule], subject };
}
