import { z } from 'zod';

/** Why the server refuses. Closed list; the words are the reader's. */
export const PROBLEMS = [
  'malformed',
  'too_large',
  'not_found',
  'not_logged_in',
  'not_allowed',
  'wrong_origin',
  'wrong_host',
  'step_up_needed',
  'reason_needed',
  'too_many_requests',
  'overloaded',
  'stopping',
  'credential_refused',
  'last_passkey',
  'too_many_passkeys',
  'code_refused',
  'codes_paused',
  'invitation_refused',
  'name_taken',
  'no_provider',
  'provider_unreachable',
  'identity_unknown',
  'identity_taken',
  'same_person',
  'not_approved',
  'contents_changed',
  'already_done',
  'too_much',
  'patient_unknown',
  'item_unknown',
  'data_needed',
  'failed',
] as const;
export const problemSchema = z.object({
  problem: z.enum(PROBLEMS),
  /** Fields of the request that are not understood: their names, never what was in them. */
  fields: z.array(z.string()).optional(),
});
export type Problem = z.infer<typeof problemSchema>['problem'];
