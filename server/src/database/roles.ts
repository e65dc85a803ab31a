/** The kinds of log-in role that each case has. Commands connect as app or worker; portal and auditor are for those who come later. */
export const CASE_ROLES = ['app', 'worker', 'portal', 'auditor'] as const;
export type CaseRole = (typeof CASE_ROLES)[number];

/** The role that owns all tables and runs migrations, where it is ours to make; where DATABASE_URL names an ordinary user, that user is the owner. */
export const OWNER = 'constat_owner';

/** The group that holds the grants of a kind; nobody logs in as it. */
export function groupRole(kind: CaseRole): string {
  return `constat_${kind}`;
}

/** The log-in role of a case. Its name is what binds it to the case: the policies read it (`current_case()` in the migrations). */
export function loginRole(kind: CaseRole, caseId: string): string {
  return `constat_${kind}_${caseId.replaceAll('-', '')}`;
}

/** The schema of a case's queue of jobs. */
export function queueSchema(caseId: string): string {
  return `queue_${caseId.replaceAll('-', '')}`;
}
