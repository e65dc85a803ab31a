import type { ALERTS } from '@constat/contract/account.ts';
import type { ApprovedAction } from '@constat/contract/approval.ts';
import type { Problem } from '@constat/contract/problem.ts';
import type { Role } from '@constat/contract/role.ts';

/** The words of the pages on which people log in, and of `constat serve`. */
export interface DeskWords {
  /** Address; address of the link for the first administrator. */
  readonly listening: string;
  readonly firstLink: string;
  readonly stopped: string;
  readonly roles: Readonly<Record<Role, string>>;
  readonly problems: Readonly<Record<Problem | 'offline' | 'cancelled' | 'no_passkeys', string>>;
  readonly alerts: Readonly<Record<(typeof ALERTS)[number], string>>;
  readonly actions: Readonly<Record<ApprovedAction, string>>;
  readonly logIn: {
    readonly title: string;
    readonly lead: string;
    readonly button: string;
    readonly lost: string;
    /** Name of the identity provider. */
    readonly provider: string;
    readonly returning: string;
    readonly again: string;
  };
  readonly code: {
    readonly title: string;
    readonly lead: string;
    readonly label: string;
    readonly button: string;
  };
  readonly enrol: {
    readonly title: string;
    readonly lead: string;
    readonly name: string;
    readonly nameHelp: string;
    readonly button: string;
    readonly codesTitle: string;
    readonly codesLead: string;
    readonly secret: string;
    readonly qr: string;
    readonly codeButton: string;
    readonly noCode: string;
  };
  readonly envelope: {
    readonly link: string;
    readonly title: string;
    readonly lead: string;
    readonly code: string;
    readonly name: string;
    readonly reason: string;
    readonly reasonHelp: string;
    readonly button: string;
    readonly back: string;
  };
  readonly home: {
    readonly title: string;
    readonly loggedInAs: string;
    readonly ends: string;
    readonly logOut: string;
    readonly alertsTitle: string;
    readonly noAlerts: string;
    readonly inviteTitle: string;
    readonly inviteRole: string;
    readonly inviteButton: string;
    readonly inviteDone: string;
    readonly envelopeTitle: string;
    readonly envelopeLead: string;
    readonly envelopeButton: string;
    readonly envelopeDone: string;
    readonly peopleTitle: string;
    readonly endButton: string;
    readonly linked: string;
    readonly subject: string;
    readonly linkButton: string;
    readonly unlinkButton: string;
    readonly ended: string;
    readonly exportTitle: string;
    readonly exportLead: string;
    readonly exportButton: string;
    readonly approvalsTitle: string;
    readonly noApprovals: string;
    readonly asked: string;
    readonly approved: string;
    readonly done: string;
    readonly fingerprint: string;
    readonly viewButton: string;
    readonly viewTitle: string;
    readonly isFirst: string;
    readonly viewColumns: { readonly name: string; readonly stands: string; readonly proposed: string };
    /** Words for names of values that are no category. */
    readonly values: Readonly<Record<'lines' | 'persons', string>>;
    readonly persons: Readonly<Record<'added' | 'changed' | 'gone', string>>;
    readonly more: string;
    readonly approveButton: string;
    readonly takeButton: string;
    readonly taken: string;
    readonly stepUp: string;
  };
  readonly skip: string;
  readonly needsScript: string;
}
