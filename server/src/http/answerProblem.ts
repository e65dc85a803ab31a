import type { Problem, ProblemAnswer } from '@constat/contract/problem.ts';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { HttpEnv } from './httpServices.ts';
import { problemOf } from './problemOf.ts';
import { errorName, type Log } from './requestLog.ts';

/** The status of each problem. */
const STATUS: Readonly<Record<Problem, ContentfulStatusCode>> = {
  malformed: 400,
  too_large: 413,
  not_found: 404,
  not_logged_in: 401,
  not_allowed: 403,
  wrong_origin: 403,
  wrong_host: 421,
  step_up_needed: 403,
  reason_needed: 403,
  too_many_requests: 429,
  overloaded: 503,
  stopping: 503,
  credential_refused: 403,
  last_passkey: 409,
  too_many_passkeys: 409,
  code_refused: 403,
  codes_paused: 403,
  invitation_refused: 403,
  name_taken: 409,
  no_provider: 404,
  provider_unreachable: 503,
  identity_unknown: 403,
  identity_taken: 409,
  same_person: 409,
  not_approved: 409,
  contents_changed: 409,
  already_done: 409,
  too_much: 422,
  patient_unknown: 422,
  item_unknown: 422,
  data_needed: 422,
  rival_confirmed: 409,
  assess_running: 409,
  no_plan: 409,
  nothing_to_build: 409,
  batch_unknown: 422,
  batch_state: 409,
  batch_changed: 409,
  batch_handed_over: 409,
  batch_left: 409,
  batch_early: 409,
  batches_busy: 409,
  drops_filled: 409,
  campaign_paused: 409,
  templates_changed: 409,
  texts_refused: 422,
  linter_refused: 422,
  checks_refused: 422,
  file_refused: 422,
  no_wall: 503,
  work_unknown: 422,
  work_running: 409,
  mail_settings_missing: 409,
  mail_settings_wrong: 422,
  mail_refused: 422,
  mail_unknown: 422,
  not_uncertain: 409,
  second_person_needed: 409,
  mail_secret_missing: 409,
  mails_paused: 409,
  mails_no_progress: 409,
  mail_server_refuses: 409,
  mail_server_unreachable: 503,
  mailbox_missing: 409,
  mailbox_unreadable: 503,
  failed: 500,
};

/** Refuses, in one word of a closed list. */
export function answerProblem(
  c: Context<HttpEnv>,
  problem: Problem,
  { retryAfter, ...more }: Omit<ProblemAnswer, 'problem'> & { retryAfter?: number } = {},
): Response {
  c.set('problem', problem);
  if (retryAfter !== undefined) c.header('Retry-After', String(retryAfter));
  return c.json({ problem, ...more }, STATUS[problem]);
}

/** What an error means to whoever asked. What is not expected goes to the log by its class alone. */
export function answerError(error: Error, c: Context<HttpEnv>, log: Log): Response {
  const { problem, ...more } = problemOf(error);
  if (problem === 'failed') log({ event: 'failed', id: c.get('requestId'), error: errorName(error) });
  return answerProblem(c, problem, more);
}
