import type { StatusClass } from '../mailState.ts';

/**
 * What a status means for the patient to be told. `status`: an enhanced code (RFC 3463, IANA's registry) or a reply code of three digits; `text` helps where
 * servers give one code for everything.
 */
export function classifyStatus(status: string, text = ''): StatusClass {
  const enhanced = /^([245])\.(\d{1,3})\.(\d{1,3})$/.exec(status);
  if (enhanced === null) return classifyReply(status, text);
  const [, digit, subject, detail] = enhanced.map(Number) as [number, number, number, number];
  // 4.2.2 is a full mailbox too: it is told by its meaning, not by its first digit.
  if (subject === 2 && detail === 2) return 'full';
  if (digit === 4) return 'soft';
  return bySubject(subject, detail, text) ?? classifyText(text) ?? 'hard';
}

/** Permanent codes by subject; null where the code says too little. */
function bySubject(subject: number, detail: number, text: string): StatusClass | null {
  switch (subject) {
    case 1:
      // 5.1.7 and 5.1.8 are about the sender's address: ours.
      return detail === 7 || detail === 8 ? 'policy' : 'hard';
    case 2:
      // 5.2.0 "other mailbox status" and 5.2.1 "disabled" are about the mailbox; 5.2.3 is about the size.
      return detail === 3 ? 'content' : (classifyText(text) ?? 'hard');
    case 3:
      return detail === 4 ? 'content' : 'hard';
    case 4:
      return 'hard';
    case 6:
      return 'content';
    case 7:
      // Many write 5.7.1 for whatever they refuse, an unknown user included.
      return classifyText(text) === 'hard' ? 'hard' : 'policy';
    default:
      return null;
  }
}

function classifyReply(status: string, text: string): StatusClass {
  const said = classifyText(text);
  if (status.startsWith('4')) return said === 'full' ? 'full' : 'soft';
  if (status === '552') return said ?? 'full';
  return said ?? (status === '554' ? 'policy' : 'hard');
}

/** Words of large providers, in English and French. */
const WORDS: readonly (readonly [StatusClass, RegExp])[] = [
  ['full', /over ?quota|quota exceeded|exceeded (?:the )?(?:storage|quota)|mailbox (?:is )?full|out of storage|insufficient storage|bo[iî]te (?:aux lettres )?pleine/i],
  ['content', /message (?:size )?(?:exceeds|too (?:large|big))|message trop volumineux/i],
  ['hard', /user unknown|unknown user|no such (?:user|recipient|mailbox|person|address)|does not exist|doesn't exist|n'existe pas|account (?:is |has been )?(?:disabled|inactive|closed)|mailbox (?:unavailable|not found|disabled)|recipient (?:address )?(?:rejected: user|not found|unknown)|invalid (?:recipient|mailbox)|adresse (?:inconnue|invalide)|utilisateur inconnu|no mailbox here|host (?:or domain name )?not found|domain (?:name )?not found|unrouteable address|unknown recipient/i],
  ['policy', /spam|blocked|blacklist|block ?list|reputation|policy|DMARC|SPF|DKIM|not authori[sz]ed|authentication|too many|rate limit|relay|refus[ée]/i],
]; // prettier-ignore

function classifyText(text: string): StatusClass | null {
  const seen = text.slice(0, 4_000);
  return WORDS.find(([, words]) => words.test(seen))?.[0] ?? null;
}
