import { z } from 'zod';
import { madePasskeySchema, shownPasskeySchema } from './passkey.ts';
import { invitedRoleSchema, roleSchema } from './role.ts';

/** Names of people, as colleagues know them; a code from an authenticator. */
export const personNameSchema = z.string().trim().min(2).max(100);
const totpSchema = z.string().regex(/^\d{6}$/);
const secretSchema = z.string().regex(/^[\w-]{20,64}$/);

export const credentialRequestSchema = z.strictObject({ credential: shownPasskeySchema });
export const totpRequestSchema = z.strictObject({ code: totpSchema });
export const invitationRequestSchema = z.strictObject({ invitation: secretSchema, name: personNameSchema });
export const enrolRequestSchema = z.strictObject({
  invitation: secretSchema,
  name: personNameSchema,
  credential: madePasskeySchema,
});
export const breakGlassRequestSchema = z.strictObject({
  code: secretSchema,
  name: personNameSchema,
  reason: z.string().trim().min(10).max(500),
});
export const inviteRequestSchema = z.strictObject({ role: invitedRoleSchema });
/** What the browser brings back from the identity provider (OpenID Connect Core 1.0, 3.1.2.5; RFC 9207). */
export const providerAnswerSchema = z.strictObject({
  code: z.string().min(1).max(4_000),
  state: z.string().min(1).max(200),
  iss: z.string().max(500).optional(),
});
/** Links an account to a subject of the identity provider; an empty subject ends the link. */
export const linkRequestSchema = z.strictObject({ person: z.uuid(), subject: z.string().trim().max(255) });
/** A further passkey of one's own, and what one calls it ("security key in the safe"). */
const passkeyNameSchema = z.string().trim().min(1).max(60);
export const addPasskeyRequestSchema = z.strictObject({
  name: passkeyNameSchema,
  credential: madePasskeySchema,
});
export const removePasskeyRequestSchema = z.strictObject({ passkey: z.string().min(1).max(1_364) });
/** One of one's own sessions; null: all but this one. */
export const endSessionRequestSchema = z.strictObject({ session: z.uuid().nullable() });
/** The person whose sessions end; null: everybody's, but the one of whoever asks. */
export const endSessionsRequestSchema = z.strictObject({ person: z.uuid().nullable() });
export const personRequestSchema = z.strictObject({ person: z.uuid() });

/** How far a log-in has come: `enrol`: the one-time codes must still be set up; `totp`: a code is asked; `open`: logged in. */
export const stageSchema = z.enum(['enrol', 'totp', 'open']);
export type Stage = z.infer<typeof stageSchema>;

/**
 * What somebody showed to log in. `passkey_verified`: the authenticator verified its owner; `provider_verified`: the identity provider is believed to have
 * asked for two factors itself.
 */
export const FACTORS = [
  'passkey',
  'passkey_verified',
  'one_time_code',
  'provider',
  'provider_verified',
  'envelope',
] as const;
export const factorSchema = z.enum(FACTORS);
export type Factor = z.infer<typeof factorSchema>;

/** What follows a passkey. `enrolment` only at the stage `enrol`: the secret for the authenticator application, as text, address and QR code (address of a picture). */
export const stageAnswerSchema = z.object({
  stage: stageSchema,
  enrolment: z.object({ secret: z.string(), uri: z.string(), qr: z.string() }).nullable(),
});
export type StageAnswer = z.infer<typeof stageAnswerSchema>;

/** Where the browser logs in. */
export const providerLocationSchema = z.object({ location: z.url() });
export type ProviderLocation = z.infer<typeof providerLocationSchema>;

export const sessionAnswerSchema = z.object({
  case: z.object({ id: z.uuid(), name: z.string() }),
  person: z.object({ id: z.uuid(), name: z.string(), role: roleSchema }),
  /** ISO 8601: when the session ends whatever happens, and when it ends unless something is done. */
  ends: z.iso.datetime(),
  idleEnds: z.iso.datetime(),
});
export type SessionAnswer = z.infer<typeof sessionAnswerSchema>;

/** One's own passkeys, the oldest first. */
export const ownPasskeysSchema = z.object({
  passkeys: z.array(
    z.object({
      id: z.string(),
      /** Null: the one made when joining. */
      name: z.string().nullable(),
      made: z.iso.datetime(),
      used: z.iso.datetime().nullable(),
      verifiesOwner: z.boolean(),
      /** Kept in several devices by whoever made the authenticator. */
      canBeCopied: z.boolean(),
    }),
  ),
});
export type OwnPasskeys = z.infer<typeof ownPasskeysSchema>;

/** One's own sessions that hold, the newest first. */
export const ownSessionsSchema = z.object({
  sessions: z.array(
    z.object({
      id: z.uuid(),
      begun: z.iso.datetime(),
      seen: z.iso.datetime(),
      ends: z.iso.datetime(),
      factors: z.array(factorSchema),
      /** Address of the network, '' where it is not known. */
      from: z.string(),
      isThis: z.boolean(),
    }),
  ),
});
export type OwnSessions = z.infer<typeof ownSessionsSchema>;

export const peopleAnswerSchema = z.object({
  people: z.array(
    z.object({
      id: z.uuid(),
      name: z.string(),
      role: roleSchema,
      since: z.iso.datetime(),
      ended: z.iso.datetime().nullable(),
      /** Whether the identity provider lets this person in. */
      linked: z.boolean(),
    }),
  ),
});
export type PeopleAnswer = z.infer<typeof peopleAnswerSchema>;

/** A code that is shown once: of an invitation, of the sealed envelope. */
export const secretAnswerSchema = z.object({ secret: secretSchema, ends: z.iso.datetime() });
export type SecretAnswer = z.infer<typeof secretAnswerSchema>;

/** What everybody is told: accounts made and ended, the envelope opened, passkeys added, removed or seemingly there twice, links to the identity provider, too many wrong codes, sessions that an administrator ended. */
export const ALERTS = [
  'person_joined',
  'person_ended',
  'break_glass_made',
  'break_glass_opened',
  'passkey_copied',
  'identity_linked',
  'identity_unlinked',
  'codes_paused',
  'passkey_added',
  'passkey_removed',
  'sessions_ended',
  'all_sessions_ended',
] as const;
export const alertsAnswerSchema = z.object({
  alerts: z.array(
    z.object({
      id: z.number().int(),
      at: z.iso.datetime(),
      kind: z.enum(ALERTS),
      person: z.string(),
      role: roleSchema,
      reason: z.string(),
    }),
  ),
});
export type AlertsAnswer = z.infer<typeof alertsAnswerSchema>;
