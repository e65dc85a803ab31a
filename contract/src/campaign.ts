import { z } from 'zod';
import { seenPatientSchema } from './patientLookUp.ts';

export const noticeLanguageSchema = z.enum(['fr', 'en']);
/** Plainly, in easy-to-read language (FALC), or plainly in large print. */
export const noticeVersionSchema = z.enum(['plain', 'easy_read', 'large_print']);
export const channelSchema = z.enum(['letter', 'email']);

/** A word of the product's own: a state of a notice, the rule that decided, a motive. Which there are, says the server. */
const wordSchema = z.string().regex(/^[a-z0-9_]{1,40}$/);
/** How many characters a reason may have. */
const reasonText = z.string().trim().max(500).default('');
const countSchema = z.number().int().nonnegative();
/** ISO 8601; '' for what did not happen. */
const momentSchema = z.iso.datetime().or(z.literal(''));

/**
 * For whom of those who are to be told of a person a notice is. 'main': the person, or whoever stands for him (its variant says who). The others are copies beside
 * it, each with a code of its own: 'parents': the general letter to the parents of somebody of 15 to 17; 'parent2': the second parent, who lives elsewhere;
 * 'protected': the protected adult himself beside his guardian; 'curator': the curator beside the person. Whoever answers by its code speaks to that recipient.
 */
export const RECIPIENTS = ['main', 'parents', 'parent2', 'protected', 'curator'] as const;
export const recipientSchema = z.enum(RECIPIENTS);
export type Recipient = z.infer<typeof recipientSchema>;

/** What the rules of a campaign may say. 'hold' always means: not without a human decision. */
const rules = {
  /** Day for which ages count, YYYY-MM-DD. */
  day: z.iso.date(),
  /** Channel to begin with, where it can be used; the other one is the fallback. */
  first: channelSchema,
  language: noticeLanguageSchema,
  version: noticeVersionSchema,
  /** Deceased patients: nobody is written to, or the officer decides on each. */
  deceased: z.enum(['nobody', 'hold']),
  /** Under 15: the holders of parental authority. */
  under15: z.enum(['representatives', 'hold']),
  /** 15 to 17: the minor; 'both': and a general letter, which names no kind of data, to the holders of parental authority. */
  from15: z.enum(['person', 'both', 'representatives', 'hold']),
  /** Minors whose two holders of parental authority live at different addresses: each gets what the other gets, or only the first. */
  parents: z.enum(['each', 'first', 'hold']),
  /** Adults with a guardian in the register; 'both': the notice to the guardian, and to the person too. */
  guardian: z.enum(['guardian', 'person', 'both', 'hold']),
  /** Adults with a curator: the notice to the person; 'both': and a general letter, which names no kind of data, to the curator. */
  curator: z.enum(['both', 'person', 'hold']),
  /** No date of birth. */
  unknownAge: z.enum(['adult', 'hold']),
  /** Persons who are probably, not certainly, concerned. */
  probable: z.enum(['tell', 'hold']),
  /** Letters to a household with a person at risk. */
  householdAtRisk: z.enum(['hold', 'tell']),
  /** Whoever was reached by nothing, and of whom the register has another address now: only counted, or sent a letter there. */
  corrected: z.enum(['offer', 'resend']),
};

/** The rules of a campaign as the hospital sets them; each has a default. Holds no personal data. */
export const campaignSettingsSchema = z.strictObject({
  day: rules.day,
  first: rules.first.default('email'),
  language: rules.language.default('fr'),
  version: rules.version.default('plain'),
  deceased: rules.deceased.default('nobody'),
  under15: rules.under15.default('representatives'),
  from15: rules.from15.default('person'),
  parents: rules.parents.default('each'),
  guardian: rules.guardian.default('guardian'),
  curator: rules.curator.default('both'),
  unknownAge: rules.unknownAge.default('hold'),
  probable: rules.probable.default('tell'),
  householdAtRisk: rules.householdAtRisk.default('hold'),
  corrected: rules.corrected.default('offer'),
});
export type CampaignSettings = z.infer<typeof campaignSettingsSchema>;

/** What the officer says of a patient that puts him at risk: no notice without a human decision. */
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
  /** A restriction is recorded: of the two holders of parental authority only the first is written to. */
  'one_parent',
  /** A human has decided: the notice goes although the person, or the household, is at risk. */
  'allowed',
] as const;
export const flagSchema = z.enum(FLAGS);
export type Flag = z.infer<typeof flagSchema>;

/** A file that somebody takes in, CSV or XLSX: its bytes in base64. Read behind the wall like any stranger's file; kept nowhere. */
export const takenFileSchema = z.strictObject({ file: z.string().min(1), reason: reasonText });

export const listFlagsSchema = z.strictObject({
  /** Internal id of the last patient of the page before; 0 for the first page. */
  after: countSchema,
  limit: z.number().int().min(1).max(200),
});
export const listedFlagsSchema = z.object({
  patients: z.array(z.object({ patient: seenPatientSchema, kinds: z.array(flagSchema) })),
  more: z.boolean(),
});
export type ListedFlags = z.infer<typeof listedFlagsSchema>;
/** The flags of one patient from now on; none: what was said of him is taken back. Holds for the next plan. */
export const setFlagsSchema = z.strictObject({
  patient: z.number().int().positive(),
  kinds: z.array(flagSchema).max(FLAGS.length),
  reason: reasonText,
});
/** How many patients have flags of those that were given. */
export const flaggedSchema = z.object({ patients: countSchema });
export type Flagged = z.infer<typeof flaggedSchema>;

/** Rules to be changed (those that are not named stay), and whether only the figures are wanted. */
export const planRequestSchema = z.strictObject({
  changes: z.strictObject(rules).partial(),
  dry: z.boolean(),
});

/** Lets everything rest at once, or go on. */
export const pauseCampaignSchema = z.strictObject({ reason: reasonText });

/** The campaign in figures: how many notices in each state, by which rule and channel, and the batches. Names nobody. */
export const campaignViewSchema = z.object({
  settings: campaignSettingsSchema.nullable(),
  /** Since when everything rests; '' while it goes on. */
  pausedSince: momentSchema,
  notices: z.array(
    z.object({
      state: wordSchema,
      rule: wordSchema,
      channel: channelSchema.nullable(),
      notices: countSchema,
    }),
  ),
  batches: z.array(
    z.object({
      number: countSchema,
      state: z.enum(['begun', 'built', 'approved', 'handed_over', 'unmade']),
      letters: countSchema,
      pages: countSchema.nullable(),
      handOvers: countSchema,
      /** Day of its drop, YYYY-MM-DD; null where no plan of drops is kept. */
      departs: z.iso.date().nullable(),
    }),
  ),
});
export type CampaignView = z.infer<typeof campaignViewSchema>;

/** Which notices somebody wants to see. Null: whatever it is. Exclusions are those in the state 'excluded'; 'held' wait for a decision. */
export const listNoticesSchema = z.strictObject({
  state: wordSchema.nullable(),
  rule: wordSchema.nullable(),
  channel: channelSchema.nullable(),
  batch: z.number().int().positive().nullable(),
  /** These alone (for example those that a check has named). */
  notices: z.array(z.number().int().positive()).max(200).nullable(),
  /** Id of the last notice of the page before; 0 for the first page. */
  after: countSchema,
  limit: z.number().int().min(1).max(200),
  reason: reasonText,
});
export const listedNoticesSchema = z.object({
  notices: z.array(
    z.object({
      id: countSchema,
      issue: countSchema,
      state: wordSchema,
      /** Null where the role is not told why. */
      rule: wordSchema.nullable(),
      recipient: recipientSchema,
      channel: channelSchema.nullable(),
      variant: wordSchema.nullable(),
      language: noticeLanguageSchema.nullable(),
      version: noticeVersionSchema.nullable(),
      batch: countSchema.nullable(),
      /** Null: has left the register. */
      patient: seenPatientSchema.nullable(),
    }),
  ),
  more: z.boolean(),
});
export type ListedNotices = z.infer<typeof listedNoticesSchema>;

/** The file of the complete proof, once two people have agreed on whom it tells of. */
export const takeProofSchema = z.strictObject({
  approval: z.uuid(),
  format: z.enum(['csv', 'jsonl', 'xlsx']).default('csv'),
});

export const personNoticesRequestSchema = z.strictObject({
  patient: z.number().int().positive(),
  reason: reasonText,
});
/** Everything that was sent to a person, and what became of it. What a role is not told is null: the hotline hears what was sent, when and how. */
export const personNoticesSchema = z.object({
  notices: z.array(
    z.object({
      notice: countSchema,
      issue: countSchema,
      state: wordSchema,
      rule: wordSchema.nullable(),
      recipient: recipientSchema,
      /** Whom it addresses: person, representative, guardian, curator; '' for nothing sent. */
      variant: z.string(),
      channel: z.string(),
      language: z.string(),
      version: z.string(),
      handedOver: momentSchema,
      result: z.string(),
      motive: z.string(),
      resultAt: momentSchema,
      /** What is proved: none, handed_over, handed_over_not_returned, returned, queued, not_told. */
      proof: wordSchema,
      details: z
        .object({
          template: z.string(),
          contentSha256: z.string(),
          batch: countSchema.nullable(),
          sheet: z.string(),
          built: momentSchema,
          approved: momentSchema,
          events: z.array(
            z.object({
              at: z.iso.datetime(),
              kind: wordSchema,
              batch: countSchema.nullable(),
              motive: z.string(),
            }),
          ),
        })
        .nullable(),
      /** E-mails of the notice: state, when queued and settled, what the last report means. */
      mails: z.array(
        z.object({
          mail: countSchema,
          state: wordSchema,
          queued: z.iso.datetime(),
          settled: momentSchema,
          status: z.string(),
        }),
      ),
    }),
  ),
});
export type PersonNotices = z.infer<typeof personNoticesSchema>;
