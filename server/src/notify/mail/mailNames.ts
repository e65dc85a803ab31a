import { createHmac, timingSafeEqual } from 'node:crypto';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import type { MailSettings } from './mailSettings.ts';

const TOKEN_BYTES = 16;
const MAC_BYTES = 10;
/** RFC 4648, small letters: mail servers may change the case of a local part, and this survives it. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** The token of a mail: a keyed hash of notice and serial, so that the same mail always has the same. Says nothing of anybody. */
export function mailToken(keys: CaseKeys, noticeId: number, serial: number): Buffer {
  return createHmac('sha256', keys.derive('mail token'))
    .update(`${noticeId}/${serial}`)
    .digest()
    .subarray(0, TOKEN_BYTES);
}

/** '<token@domain>' (RFC 5322). */
export function messageIdOf(token: Uint8Array, settings: Pick<MailSettings, 'messageIdDomain'>): string {
  return `<${base32(token)}@${settings.messageIdDomain}>`;
}

/**
 * The return path of a mail: 'local+token-mac@domain'. The second half is a keyed hash of the first: whoever knows a Message-ID cannot make up a bounce.
 * At most 12 + 1 + 26 + 1 + 16 characters, within the 64 of a local part.
 */
export function returnPathOf(
  keys: CaseKeys,
  token: Uint8Array,
  { returnPath }: Pick<MailSettings, 'returnPath'>,
): string {
  return `${returnPath.local}+${base32(token)}-${base32(macOf(keys, token))}@${returnPath.domain}`;
}

/** What an address says about a mail of ours: its token; 'forged' where it looks like one of ours and is not; null for any other address. */
export function parseReturnPath(
  keys: CaseKeys,
  address: string,
  { returnPath }: Pick<MailSettings, 'returnPath'>,
): Buffer | 'forged' | null {
  const at = address.lastIndexOf('@');
  if (at < 0 || address.slice(at + 1).toLowerCase() !== returnPath.domain) return null;
  const local = address.slice(0, at).toLowerCase();
  if (!local.startsWith(`${returnPath.local}+`)) return null;
  const found = /^([a-z2-7]{26})-([a-z2-7]{16})$/.exec(local.slice(returnPath.local.length + 1));
  if (found === null) return 'forged';
  const token = unbase32(found[1]!, TOKEN_BYTES);
  return timingSafeEqual(unbase32(found[2]!, MAC_BYTES), macOf(keys, token)) ? token : 'forged';
}

function macOf(keys: CaseKeys, token: Uint8Array): Buffer {
  return createHmac('sha256', keys.derive('mail return path')).update(token).digest().subarray(0, MAC_BYTES);
}

/** The keyed hash of a domain, by which mails are counted without saying where people have their mailboxes. */
export function domainHash(keys: CaseKeys, domain: string): Buffer {
  return keys.blindIndex('index mail domain', domain.toLowerCase());
}

function base32(bytes: Uint8Array): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) text += ALPHABET[(held >> (bits -= 5)) & 31]!;
    held &= 31;
  }
  return bits === 0 ? text : text + ALPHABET[(held << (5 - bits)) & 31]!;
}

function unbase32(text: string, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let held = 0;
  let bits = 0;
  let at = 0;
  for (const character of text) {
    held = ((held << 5) | ALPHABET.indexOf(character)) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    if (at < length) bytes[at++] = (held >> bits) & 0xff;
  }
  return bytes;
}
