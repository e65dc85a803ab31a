import type { Category } from '@constat/contract/category.ts';
import type { Role } from '@constat/contract/role.ts';

/**
 * Who may do what: every route of the server has a line here, and a route without one does not start. Routes below /api/cases/:caseId are for people of
 * that case alone: for everybody else they do not exist.
 */
export type Permission =
  /** No session: health, log-in and its pages. They say nothing about anybody. */
  | { readonly who: 'anybody' }
  /** From this machine, or with the token of the metrics. */
  | { readonly who: 'operator' }
  /** Whoever has begun to log in, at this stage. */
  | { readonly who: 'enrol' | 'totp' }
  | {
      /** Whoever is logged in with one of these roles. */
      readonly who: readonly Role[];
      /** The passkey was shown again within five minutes. */
      readonly stepUp?: true;
      /** The effect needs an approval by a second person. */
      readonly fourEyes?: true;
      /** Its request brings a file, and may be larger than others. */
      readonly file?: true;
      /** Roles that must give a reason (field `reason`). */
      readonly reason?: readonly Role[];
    };

const EVERYBODY = [
  'officer',
  'reviewer',
  'hotline_agent',
  'mail_clerk',
  'auditor',
  'administrator',
  'break_glass',
] as const satisfies readonly Role[];
/** Whoever has an account of his own: the envelope has neither passkeys nor other sessions. */
const INVITED = EVERYBODY.filter((role) => role !== 'break_glass');
const ANYBODY = { who: 'anybody' } as const;
/** The sealed envelope answers for each look. */
const REASON = ['break_glass'] as const satisfies readonly Role[];

export const PERMISSIONS: Readonly<Record<string, Permission>> = {
  // The machine
  'GET /health': ANYBODY,
  'GET /ready': ANYBODY,
  'GET /metrics': { who: 'operator' },

  // Pages: frames without data, filled by the routes below
  'GET /': ANYBODY,
  'GET /log-in': ANYBODY,
  'GET /log-in/provider': ANYBODY,
  'GET /invitation': ANYBODY,
  'GET /envelope': ANYBODY,
  'GET /home': ANYBODY,
  'GET /account': ANYBODY,
  'GET /assets/desk.css': ANYBODY,
  'GET /assets/desk.js': ANYBODY,

  // Logging in
  'POST /api/log-in/options': ANYBODY,
  'POST /api/log-in/passkey': ANYBODY,
  'POST /api/log-in/code': { who: 'totp' },
  'POST /api/log-in/provider': ANYBODY,
  'POST /api/log-in/provider/answer': ANYBODY,
  'POST /api/invitation/options': ANYBODY,
  'POST /api/invitation/passkey': ANYBODY,
  'POST /api/invitation/code': { who: 'enrol' },
  'POST /api/envelope': ANYBODY,
  'POST /api/session': { who: EVERYBODY },
  'POST /api/log-out': { who: EVERYBODY },
  'POST /api/step-up/options': { who: EVERYBODY },
  'POST /api/step-up/passkey': { who: EVERYBODY },

  // One's own account
  'POST /api/account/passkeys/list': { who: INVITED },
  'POST /api/account/passkeys/options': { who: INVITED, stepUp: true },
  'POST /api/account/passkeys/add': { who: INVITED, stepUp: true },
  'POST /api/account/passkeys/remove': { who: INVITED, stepUp: true },
  'POST /api/account/sessions/list': { who: INVITED },
  'POST /api/account/sessions/end': { who: INVITED, stepUp: true },

  // The case in figures
  'POST /api/cases/:caseId/summary': { who: ['officer', 'reviewer', 'auditor'] },

  // Patients
  'POST /api/cases/:caseId/patients/find': {
    who: ['officer', 'reviewer', 'hotline_agent', 'mail_clerk', 'break_glass'],
    reason: REASON,
  },
  'POST /api/cases/:caseId/patients/list': { who: ['officer', 'reviewer'] },
  'POST /api/cases/:caseId/patients/exposure': {
    who: ['officer', 'reviewer', 'hotline_agent', 'break_glass'],
    reason: REASON,
  },

  // Review
  'POST /api/cases/:caseId/review/next': { who: ['officer', 'reviewer'] },
  'POST /api/cases/:caseId/review/decide': { who: ['officer', 'reviewer'] },

  // Audit
  'POST /api/cases/:caseId/audit/list': { who: ['officer', 'auditor'] },

  // People
  'POST /api/cases/:caseId/people/list': { who: ['officer', 'auditor', 'administrator'] },
  'POST /api/cases/:caseId/people/invite': { who: ['administrator'], stepUp: true },
  'POST /api/cases/:caseId/people/end': { who: ['administrator'], stepUp: true },
  'POST /api/cases/:caseId/people/sessions/end': { who: ['administrator'], stepUp: true },
  'POST /api/cases/:caseId/people/link': { who: ['administrator'], stepUp: true },
  'POST /api/cases/:caseId/people/envelope': { who: ['administrator'], stepUp: true },
  'POST /api/cases/:caseId/alerts/list': { who: EVERYBODY },

  // What needs two people
  'POST /api/cases/:caseId/approvals/list': { who: ['officer', 'auditor'] },
  'POST /api/cases/:caseId/approvals/view': { who: ['officer'] },
  'POST /api/cases/:caseId/approvals/sample': { who: ['officer'] },
  'POST /api/cases/:caseId/approvals/approve': { who: ['officer'], stepUp: true },
  'POST /api/cases/:caseId/exports/request': { who: ['officer'], stepUp: true },
  'POST /api/cases/:caseId/exports/take': { who: ['officer'], stepUp: true, fourEyes: true },

  // Telling patients: who is told, in figures and one by one
  'POST /api/cases/:caseId/campaign/view': { who: ['officer', 'mail_clerk', 'auditor'] },
  'POST /api/cases/:caseId/campaign/plan': { who: ['officer'] },
  'POST /api/cases/:caseId/campaign/pause': { who: ['officer'] },
  'POST /api/cases/:caseId/campaign/resume': { who: ['officer'], stepUp: true },
  'POST /api/cases/:caseId/campaign/drops': { who: ['officer'] },
  'POST /api/cases/:caseId/campaign/forget-drops': { who: ['officer'] },
  'POST /api/cases/:caseId/flags/list': { who: ['officer'] },
  'POST /api/cases/:caseId/flags/set': { who: ['officer'] },
  'POST /api/cases/:caseId/flags/import': { who: ['officer'], file: true },
  'POST /api/cases/:caseId/notices/list': { who: ['officer', 'mail_clerk'] },
  'POST /api/cases/:caseId/notices/person': { who: ['officer', 'mail_clerk', 'hotline_agent'] },
  'POST /api/cases/:caseId/notices/request-proof': { who: ['officer'], stepUp: true },
  'POST /api/cases/:caseId/notices/proof': { who: ['officer'], stepUp: true, fourEyes: true },
  'POST /api/cases/:caseId/works/list': { who: ['officer'] },
  'POST /api/cases/:caseId/works/view': { who: ['officer'] },
  'POST /api/cases/:caseId/works/stop': { who: ['officer'] },

  // What notices say
  'POST /api/cases/:caseId/texts/view': { who: ['officer', 'mail_clerk', 'auditor'] },
  'POST /api/cases/:caseId/texts/check': { who: ['officer'] },
  'POST /api/cases/:caseId/texts/preview': { who: ['officer', 'mail_clerk'] },
  'POST /api/cases/:caseId/texts/save': { who: ['officer'], stepUp: true, file: true },

  // Letters
  'POST /api/cases/:caseId/batches/build': { who: ['officer'] },
  'POST /api/cases/:caseId/batches/test': { who: ['officer'] },
  'POST /api/cases/:caseId/batches/sample': { who: ['officer', 'mail_clerk'] },
  'POST /api/cases/:caseId/batches/request': { who: ['officer'], stepUp: true },
  'POST /api/cases/:caseId/batches/approve': { who: ['officer'], stepUp: true, fourEyes: true },
  'POST /api/cases/:caseId/batches/hand-over': { who: ['officer'], stepUp: true, fourEyes: true },
  'POST /api/cases/:caseId/batches/file': { who: ['officer'], stepUp: true },
  'POST /api/cases/:caseId/batches/unmake': { who: ['officer'], stepUp: true },
  'POST /api/cases/:caseId/batches/returns': { who: ['officer', 'mail_clerk'], file: true },

  // E-mails
  'POST /api/cases/:caseId/mails/view': { who: ['officer', 'mail_clerk', 'auditor'] },
  'POST /api/cases/:caseId/mails/list': { who: ['officer', 'mail_clerk'] },
  'POST /api/cases/:caseId/mails/settings': { who: ['officer'] },
  'POST /api/cases/:caseId/mails/change-settings': { who: ['officer'], stepUp: true },
  'POST /api/cases/:caseId/mails/request': { who: ['officer'], stepUp: true },
  'POST /api/cases/:caseId/mails/queue': { who: ['officer'], stepUp: true, fourEyes: true },
  'POST /api/cases/:caseId/mails/send': { who: ['officer'], stepUp: true },
  'POST /api/cases/:caseId/mails/test': { who: ['officer'] },
  'POST /api/cases/:caseId/mails/bounces': { who: ['officer'] },
  'POST /api/cases/:caseId/mails/request-again': { who: ['officer'], stepUp: true },
  'POST /api/cases/:caseId/mails/decide': { who: ['officer'], stepUp: true, fourEyes: true },
  // Stopping must not wait for a passkey.
  'POST /api/cases/:caseId/mails/pause': { who: ['officer'] },
  'POST /api/cases/:caseId/mails/resume': { who: ['officer'], stepUp: true },
  'POST /api/cases/:caseId/mails/cancel': { who: ['officer'], stepUp: true },
  'POST /api/cases/:caseId/mails/reports': { who: ['officer', 'mail_clerk'] },
  'POST /api/cases/:caseId/mails/report': { who: ['officer', 'mail_clerk'] },
};

/** Parts of what is known of a patient. */
export type PatientField = 'identity' | 'contact' | 'national_number' | 'exposure' | 'delicate' | 'places';

/**
 * Which parts of a patient a role sees, whatever route it uses. `exposure`: categories, years, probability; `delicate`: that medical data, bank data or
 * an identity document are among them; `places`: files, pages and reasons.
 */
export const FIELDS: Readonly<Record<Role, readonly PatientField[]>> = {
  officer: ['identity', 'contact', 'national_number', 'exposure', 'delicate', 'places'],
  reviewer: ['identity', 'contact', 'national_number', 'exposure', 'delicate', 'places'],
  hotline_agent: ['identity', 'exposure', 'delicate'],
  mail_clerk: ['identity', 'contact'],
  auditor: [],
  administrator: [],
  break_glass: ['identity', 'contact', 'exposure', 'delicate'],
};

/** Categories that only roles with the field `delicate` are shown. */
export const DELICATE: readonly Category[] = ['medical', 'bank', 'identity_document'];
