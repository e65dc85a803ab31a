import type { Finding } from '../detect/scan.ts';
import { decode } from '../text/windows1252.ts';

/** Accounts at these banks are public bodies' (Banque de France, Trésor): the hospital's own, not a patient's. */
const PUBLIC_BANKS = ['30001', '10071'];
/** How far before an account the words stand that say whose it is, bytes. */
const REACH = 160;

/** Words before the account into which the hospital or a supplier is to be paid. */
const PAYEE =
  /ordre\s+d|tr[\u00e9e]sor|r[\u00e9e]gie\b|r[\u00e8e]glement|r[\u00e9e]gler|[\u00e0a] payer|payable|cr[\u00e9e]ancier|b[\u00e9e]n[\u00e9e]ficiaire|notre compte|nos coordonn[\u00e9e]es|virement|\bcentre hospitalier|\bclinique|\bh[\u00f4o]pital|\bfournisseur|\bsoci[\u00e9e]t[\u00e9e]|\bsarl\b|\bsas\b|\bpay(?:ment)? to\b/gi;
/** Words before a person's own account. */
const OWN =
  /votre compte|son compte|mon compte|compte (?:du|de la) patient|d[\u00e9e]biteur|titulaire|mandat|pr[\u00e9e]l[\u00e8e]vement|rembours|compte ci-dessous|compte suivant|rib (?:du|de la) patient|refund/gi;

/** Whether an account that stands with a person's data is the person's own, by the nearest word before it; without any it is. */
export function isOwnAccount(bytes: Uint8Array, finding: Finding): boolean {
  if (PUBLIC_BANKS.includes(finding.value.slice(4, 9))) return false;
  const before = decode(bytes, Math.max(0, finding.start - REACH), finding.start);
  return lastIndex(before, OWN) >= lastIndex(before, PAYEE);
}

function lastIndex(text: string, words: RegExp): number {
  let last = -1;
  for (const match of text.matchAll(words)) last = match.index;
  return last;
}
