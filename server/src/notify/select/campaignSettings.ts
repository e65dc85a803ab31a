import { z } from 'zod';
import { NOTICE_LANGUAGES, NOTICE_VERSIONS } from '../noticeContent.ts';

/**
 * The rules of a campaign as the hospital sets them; each has a default. Holds no personal data. 'hold' always means: not without a human decision.
 */
export const campaignSettingsSchema = z.strictObject({
  /** Day for which ages count, YYYY-MM-DD. */
  day: z.iso.date(),
  /** Channel to begin with, where it can be used; the other one is the fallback. */
  first: z.enum(['email', 'letter']).default('email'),
  language: z.enum(NOTICE_LANGUAGES).default('fr'),
  version: z.enum(NOTICE_VERSIONS).default('plain'),
  /** Deceased patients: nobody is written to, or the officer decides on each. */
  deceased: z.enum(['nobody', 'hold']).default('nobody'),
  /** Under 15: the holders of parental authority. */
  under15: z.enum(['representatives', 'hold']).default('representatives'),
  /** 15 to 17: the minor; 'both': and a general letter, which names no kind of data, to the holders of parental authority. */
  from15: z.enum(['person', 'both', 'representatives', 'hold']).default('person'),
  /** Adults with a guardian in the register. */
  guardian: z.enum(['guardian', 'person', 'hold']).default('guardian'),
  /** No date of birth. */
  unknownAge: z.enum(['adult', 'hold']).default('hold'),
  /** Persons who are probably, not certainly, concerned. */
  probable: z.enum(['tell', 'hold']).default('tell'),
  /** Letters to a household with a person at risk. */
  householdAtRisk: z.enum(['hold', 'tell']).default('hold'),
  /** Whoever was reached by nothing, and of whom the register has another address now: only counted, or sent a letter there. */
  corrected: z.enum(['offer', 'resend']).default('offer'),
});
export type CampaignSettings = z.infer<typeof campaignSettingsSchema>;

/** What the officer says of a patient in the list of flags. Those of RISKS put a person at risk: no notice without a human decision. */
export const RISKS = [
  'violence',
  'stalking',
  'protected_address',
  'psychiatry',
  'minor_confidential',
  'sexual_health',
  'addiction',
  'transition',
  'asylum',
  'prisoner',
  'public_figure',
  'staff',
  'other_risk',
] as const;
export const FLAGS = [
  ...RISKS,
  'fictitious',
  'no_email',
  'french',
  'english',
  'plain',
  'easy_read',
  'large_print',
  /** A human has decided: the notice goes although the person, or the household, is at risk. */
  'allowed',
] as const;
export const flagSchema = z.enum(FLAGS);
export type Flag = z.infer<typeof flagSchema>;

/** Whether somebody of these flags is at risk. */
export function isAtRisk(flags: ReadonlySet<Flag>): boolean {
  return RISKS.some((risk) => flags.has(risk));
}
