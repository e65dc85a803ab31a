import { createHash, randomBytes } from 'node:crypto';
import type { Database } from '../database/database.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';

/** What everything about people works with. */
export interface PeopleContext {
  readonly database: Database;
  readonly keys: CaseKeys;
  /** The clock: a test passes its own. */
  readonly now: () => Date;
  /** Where browsers find the server ('https://constat.hopital.example'): passkeys are bound to it. */
  readonly origin: string;
  /** What the passkey and the one-time codes are named after in people's devices. */
  readonly caseName: string;
}

/** Why somebody is refused; says nothing that would help to guess. */
export type RefusalCode =
  | 'credential_refused'
  | 'last_passkey'
  | 'too_many_passkeys'
  | 'code_refused'
  | 'codes_paused'
  | 'invitation_refused'
  | 'name_taken'
  | 'no_provider'
  | 'provider_unreachable'
  | 'identity_unknown'
  | 'identity_taken'
  | 'same_person'
  | 'not_approved'
  | 'contents_changed'
  | 'already_done'
  | 'not_found';

/** A refusal that the person who asked is told. */
export class Refusal extends Error {
  readonly code: RefusalCode;

  constructor(code: RefusalCode, options?: ErrorOptions) {
    super(code, options);
    this.name = 'Refusal';
    this.code = code;
  }
}

/** A secret of 192 random bits, as text for a link or a cookie. */
export function makeSecret(): string {
  return randomBytes(24).toString('base64url');
}

/** What is kept of a secret. A plain hash: it has too many bits to be guessed (ASVS 5.0, 6.5.2). */
export function secretHash(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** A time so many milliseconds later. */
export function later(from: Date, milliseconds: number): Date {
  return new Date(from.getTime() + milliseconds);
}
