import type { Scan } from '../detect/scan.ts';
import { FOLD, hashStep, HASH_START, hashWord } from '../text/fold.ts';
import { isBlank } from './nameJoint.ts';

/** Lines around that are searched for the rest of a mail's head. */
const AROUND = 4;

const hashes = (words: string): ReadonlySet<number> => new Set(words.split(' ').map(hashWord));
const PEOPLE = hashes('DE A CC CCI FROM TO BCC EXPEDITEUR DESTINATAIRE DESTINATAIRES');
const REST = hashes('OBJET SUBJECT DATE ENVOYE SENT SUJET');

/** Whether a line names the sender or receivers of a mail, as programs write them above a mail or a quoted one. */
export function isMailHead(scan: Scan, line: number): boolean {
  if (!PEOPLE.has(headWord(scan, line))) return false;
  const { bytes, lineStart, lineCount } = scan;
  const end = line + 1 < lineCount ? lineStart[line + 1]! : bytes.length;
  if (bytes.subarray(lineStart[line], Math.min(end, lineStart[line]! + 400)).includes(0x40)) return true;
  for (let l = Math.max(0, line - AROUND); l <= line + AROUND && l < lineCount; l++)
    if (l !== line && REST.has(headWord(scan, l))) return true;
  return false;
}

/** Hash of the word before the colon with which a line begins, behind the marks of quotation; 0 for other lines. */
function headWord({ bytes, lineStart }: Scan, line: number): number {
  let i = lineStart[line]!;
  while (isBlank(bytes[i] ?? 0) || bytes[i] === 0x3e || bytes[i] === 0x2a) i++;
  let hash = HASH_START;
  const start = i;
  while (FOLD[bytes[i] ?? 0] !== 0 && i - start < 14) hash = hashStep(hash, FOLD[bytes[i++]!]!);
  while (isBlank(bytes[i] ?? 0) || bytes[i] === 0x2a) i++;
  return bytes[i] === 0x3a && i > start ? hash >>> 0 : 0;
}
