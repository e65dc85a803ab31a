import type { ALERTS } from '@constat/contract/account.ts';
import type { ApprovalView, ApprovedAction } from '@constat/contract/approval.ts';
import type { Problem } from '@constat/contract/problem.ts';
import type { Role } from '@constat/contract/role.ts';
import type { Proof } from '../notify/proofLines.ts';

/** Figures of what two people approve, besides categories and what is proved. */
type FigureName =
  'lines' | 'persons' | 'letters' | 'pages' | 'dated' | 'template' | 'pdf' | 'mails' | 'texts';

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
    /** What leaves. */
    readonly files: Readonly<Record<NonNullable<ApprovalView['file']>['kind'], string>>;
    readonly fileColumns: string;
    /** Size in kilobytes. */
    readonly fileSize: string;
    readonly sampleButton: string;
    readonly sampleNote: string;
    readonly sampleTitle: string;
    readonly sampleLine: string;
    readonly viewColumns: { readonly name: string; readonly stands: string; readonly proposed: string };
    /** Words for names of values that are no category: figures of files, batches and e-mails, and what is proved of notices. */
    readonly values: Readonly<Record<FigureName | Proof, string>>;
    readonly persons: Readonly<Record<'added' | 'changed' | 'gone', string>>;
    readonly more: string;
    readonly approveButton: string;
    readonly takeButton: string;
    readonly taken: string;
    readonly accountLink: string;
    readonly sessionsButton: string;
    /** Name of the person. */
    readonly sessionsDone: string;
    readonly allSessionsTitle: string;
    readonly allSessionsLead: string;
    readonly allSessionsButton: string;
    readonly allSessionsDone: string;
    readonly stepUp: string;
  };
  /** The page on which everybody looks after passkeys and sessions. */
  readonly account: {
    readonly title: string;
    readonly back: string;
    readonly passkeysTitle: string;
    readonly passkeysLead: string;
    /** What a passkey without a name is called. */
    readonly first: string;
    readonly verifies: string;
    readonly copied: string;
    /** Moments. */
    readonly made: string;
    readonly used: string;
    readonly unused: string;
    readonly removeButton: string;
    readonly removed: string;
    readonly name: string;
    readonly nameHelp: string;
    readonly addButton: string;
    readonly added: string;
    readonly sessionsTitle: string;
    /** Moment, time, address. */
    readonly begun: string;
    readonly seen: string;
    readonly from: string;
    readonly isThis: string;
    readonly endButton: string;
    readonly endOthersButton: string;
    readonly ended: string;
  };
  readonly skip: string;
  readonly needsScript: string;
}
