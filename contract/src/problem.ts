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
  'rival_confirmed',
  'assess_running',
  'no_plan',
  'nothing_to_build',
  'batch_unknown',
  'batch_state',
  'batch_changed',
  'batch_handed_over',
  'batch_left',
  'batch_early',
  'batches_busy',
  'drops_filled',
  'campaign_paused',
  'templates_changed',
  'texts_refused',
  'linter_refused',
  'checks_refused',
  'file_refused',
  'no_wall',
  'work_unknown',
  'work_running',
  'mail_settings_missing',
  'mail_settings_wrong',
  'mail_refused',
  'mail_unknown',
  'not_uncertain',
  'second_person_needed',
  'mail_secret_missing',
  'mails_paused',
  'mails_no_progress',
  'mail_server_refuses',
  'mail_server_unreachable',
  'mailbox_missing',
  'mailbox_unreadable',
  'failed',
] as const;

/** Something to mend, and where. Names files, words of the product and numbers of notices; never a value, never a person. */
export const faultSchema = z.object({
  code: z.string(),
  /** '' where no file is meant; `line` is 0 where none is. */
  file: z.string(),
  line: z.number().int(),
  /** A part, a placeholder, a column; '' for none. */
  subject: z.string(),
  /** Notices that a check refuses. */
  notices: z.array(z.number().int()),
});
export type Fault = z.infer<typeof faultSchema>;

export const problemSchema = z.object({
  problem: z.enum(PROBLEMS),
  /** Fields of the request that are not understood: their names, never what was in them. */
  fields: z.array(z.string()).optional(),
  /** What is wrong with a file, with texts, or with letters: the first hundred. */
  faults: z.array(faultSchema).optional(),
});
export type Problem = z.infer<typeof problemSchema>['problem'];
export type ProblemAnswer = z.infer<typeof problemSchema>;
