import { NAME_PART, type Scan } from '../detect/scan.ts';
import { foldedWord } from '../patients/index/nameParts.ts';
import { CAPITAL, CLASS, FOLD, HASH_START, hashStep } from '../text/fold.ts';
import { encode } from '../text/windows1252.ts';
import type { NameIndex } from './joinMentions.ts';
import type { Mention } from './mention.ts';
import { isApostrophe } from './nameJoint.ts';

/** Letters that stand before an apostrophe in names: D, K, L, M, N, O. */
const ELIDED: readonly number[] = [0x44, 0x4b, 0x4c, 0x4d, 0x4e, 0x4f];
/** Shortest part of a word that is taken for a name of its own. */
const SHORTEST = 3;
/** Longest word that is taken apart. */
const LONGEST = 40;
/** Words from this length on may be two names that a column glued together. */
const GLUED = 9;

/** Adds the word of token `t` to a mention. `mixed` where some words of the name are in capitals and others not. */
export function addWord(scan: Scan, mention: Mention, t: number, mixed: boolean, names: NameIndex): void {
  if (scan.kind[t] === NAME_PART) addPart(scan, mention, t, scan.ref[t]!, mixed);
  else {
    const parts = partsOfUnknown(scan, t, names);
    if (parts.length === 0)
      mention.unknownWords.push(encode(foldedWord(scan.bytes, scan.start[t]!, scan.end[t]!)));
    for (const part of parts) addPart(scan, mention, t, part, mixed);
  }
}

/** Adds a name part as the label, the case or nothing says: 'née MARTIN Anne' has a given name behind the surname. */
export function addPart(scan: Scan, mention: Mention, t: number, part: number, mixed: boolean): void {
  if (mention.nameParts.includes(part)) return;
  mention.nameParts.push(part);
  const { field, isWhole } = mention;
  const capital = CLASS[scan.bytes[scan.start[t]! + 1]!] === CAPITAL;
  if (field === 'given_names') mention.givenParts.push(part);
  else if (field !== null && field !== 'full_name' && !isWhole) {
    if (!mixed || capital) mention.surnameParts.push(part);
  } else if (mixed && capital) mention.capitalParts.push(part);
}

/** The register's parts in a word that it does not know: 'LEGOFF' for LE GOFF, 'GOFF' behind LE for LEGOFF, 'MARTINPAUL' glued by a full column. */
function partsOfUnknown(scan: Scan, t: number, names: NameIndex): number[] {
  const { bytes, start, end } = scan;
  const before = t > 0 && scan.end[t - 1] === start[t]! - 1 && scan.kind[t - 1] === NAME_PART ? t - 1 : -1;
  if (before >= 0 && names.isParticle(scan.ref[before]!)) {
    const whole = names.partOf(
      hashOf(bytes, start[t]!, end[t]!, hashOf(bytes, start[before]!, end[before]!)) >>> 0,
    );
    if (whole !== 0) return [whole];
  }
  const elided = withElision(bytes, start[t]!, end[t]!, names);
  return elided === 0 ? splitWord(bytes, start[t]!, end[t]!, names) : [elided];
}

/** 'NDIAYE' for N'DIAYE, 'N'DIAYE' for NDIAYE. */
function withElision(bytes: Uint8Array, start: number, end: number, names: NameIndex): number {
  if (isApostrophe(bytes[start - 1] ?? 0) && start > 1 && FOLD[bytes[start - 2]!] !== 0) {
    const whole = names.partOf(hashOf(bytes, start, end, hashOf(bytes, start - 2, start - 1)) >>> 0);
    if (whole !== 0) return whole;
  }
  return end - start > 4 && ELIDED.includes(FOLD[bytes[start]!]!)
    ? names.partOf(hashOf(bytes, start + 1, end) >>> 0)
    : 0;
}

/** Two name parts of which a word is made: a particle and a name, or two names that somebody bears together. */
function splitWord(bytes: Uint8Array, start: number, end: number, names: NameIndex): number[] {
  if (end - start > LONGEST) return [];
  let head = HASH_START;
  for (let i = start; i < end - SHORTEST; i++) {
    head = hashStep(head, FOLD[bytes[i]!]!);
    if (i - start + 1 < 2) continue;
    const first = names.partOf(head >>> 0);
    if (first === 0) continue;
    const isParticle = names.isParticle(first);
    if (!isParticle && (end - start < GLUED || i - start + 1 < SHORTEST)) continue;
    const second = names.partOf(hashOf(bytes, i + 1, end) >>> 0);
    if (second === 0 || names.isParticle(second)) continue;
    if (isParticle || names.isBorne([first], [second]) || (names.isGiven(first) && names.isGiven(second)))
      return [first, second];
  }
  return [];
}

function hashOf(bytes: Uint8Array, start: number, end: number, from: number = HASH_START): number {
  let hash = from;
  for (let i = start; i < end; i++) hash = hashStep(hash, FOLD[bytes[i]!]!);
  return hash;
}
