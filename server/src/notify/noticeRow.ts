import { createHash } from 'node:crypto';
import type { CaseKeys } from '../keys/caseKeys.ts';
import type { NoticeContent } from './noticeContent.ts';

/** What is sealed of a notice: what it says, and the address that an e-mail goes to ('' for letters). */
export interface SealedNotice {
  readonly content: NoticeContent;
  readonly email: string;
}

/** The columns of a notice that is decided. */
export const NOTICE_COLUMNS = [
  'case_id', 'id', 'campaign', 'person_id', 'issue', 'state', 'rule', 'channel', 'fallback', 'variant', 'language', 'version', 'certain', 'household',
  'content_sealed', 'content_sha256', 'locator_attempt', 'secret_attempt', 'rank', 'copy', 'recipient',
] as const; // prettier-ignore

const noticePlace = (id: number): string => `notices.content_sealed ${id}`;

/** Seals what a notice says. */
export function sealNotice(keys: CaseKeys, id: number, notice: SealedNotice): Buffer {
  return keys.sealText(JSON.stringify(notice), noticePlace(id));
}

/** Opens what {@link sealNotice} sealed. */
export function openNotice(keys: CaseKeys, id: number, sealed: Uint8Array): SealedNotice {
  return JSON.parse(keys.openText(sealed, noticePlace(id))) as SealedNotice;
}

/** SHA-256 of what a notice says: the proof that a letter is this one. */
export function contentHash(notice: SealedNotice): Buffer {
  return createHash('sha256').update(JSON.stringify(notice)).digest();
}
