import type { Problem } from '@constat/contract/problem.ts';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { CaseError } from '../case/caseError.ts';
import { Refusal } from '../people/peopleContext.ts';
import type { HttpEnv } from './httpServices.ts';
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
  failed: 500,
};

/** Refuses, in one word of a closed list. */
export function answerProblem(
  c: Context<HttpEnv>,
  problem: Problem,
  more: { fields?: string[]; retryAfter?: number } = {},
): Response {
  c.set('problem', problem);
  if (more.retryAfter !== undefined) c.header('Retry-After', String(more.retryAfter));
  return c.json({ problem, ...(more.fields === undefined ? {} : { fields: more.fields }) }, STATUS[problem]);
}

/** What an error means to whoever asked. What is not expected goes to the log by its class alone. */
export function answerError(error: Error, c: Context<HttpEnv>, log: Log): Response {
  if (error instanceof Refusal) return answerProblem(c, error.code);
  if (error instanceof CaseError && isKnown(error.code)) return answerProblem(c, error.code);
  log({ event: 'failed', id: c.get('requestId'), error: errorName(error) });
  return answerProblem(c, 'failed');
}

function isKnown(code: string): code is 'patient_unknown' | 'item_unknown' | 'data_needed' {
  return code === 'patient_unknown' || code === 'item_unknown' || code === 'data_needed';
}
