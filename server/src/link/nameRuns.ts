import { CAPITALISED, FINDING, LABEL, NAME_PART, type Scan } from '../detect/scan.ts';
import { CAPITAL, CLASS, FOLD, OTHER } from '../text/fold.ts';
import { brokenWord } from './brokenWord.ts';
import type { NameIndex } from './joinMentions.ts';
import { isApart, isApostrophe, isBlank, JOINT, nameJoint } from './nameJoint.ts';

const LF = 0x0a;
const DOT = 0x2e;

/** How many words one name has at most. */
const WORDS = 8;

export function isNameWord(scan: Scan, t: number): boolean {
  return scan.kind[t] === NAME_PART || scan.kind[t] === CAPITALISED;
}

/** One capitalised word with no label and no other name beside it, as sentences begin: nobody's name. */
export function isStray(scan: Scan, t: number): boolean {
  const { bytes, kind, line, start, end, count } = scan;
  if (bytes[end[t]!] === LF) return false;
  if (bytes[start[t]! - 2] === DOT || bytes[end[t]! + 2] === DOT) return false;
  const before = t - 1;
  if (before >= 0 && kind[before] !== FINDING && line[t]! - line[before]! <= 2) {
    if (kind[before] === LABEL || isApart(bytes, nameEnd(bytes, end[before]!), start[t]!)) return false;
  }
  const next = t + 1;
  if (next >= count || kind[next] === FINDING || line[next]! - line[t]! > 1) return true;
  if (kind[next] === LABEL) return line[next] !== line[t] && bytes[start[next]! - 1] !== 0x28;
  return !isApart(bytes, nameEnd(bytes, end[t]!), start[next]!);
}

/** Token after the last word of the name that begins at token `t`. */
export function endOfRun(scan: Scan, t: number, names: NameIndex): number {
  let end = t + 1;
  let commas = 0;
  while (end < scan.count && end - t < WORDS && isNameWord(scan, end)) {
    const joint = nameJoint(scan.bytes, scan.end[end - 1]!, scan.start[end]!);
    if (joint === JOINT.none) {
      const broken = brokenWord(scan, end - 1, names);
      if (broken === null || scan.start[end]! >= broken.end) break;
    }
    if (joint === JOINT.wide && isWholeName(scan, t, end, names)) break;
    if (joint === JOINT.comma && (commas++ > 0 || !isInverted(scan, t, end, names))) break;
    end++;
  }
  return end;
}

/** 'MARTIN, Paul' and 'MARTIN/PAUL' are one name where a patient bears both; 'MARTIN Paul, DURAND Luc' are two. */
function isInverted(scan: Scan, from: number, comma: number, names: NameIndex): boolean {
  const before = partsOf(scan, from, comma);
  const after = partsOf(scan, comma, comma + 1);
  if (before.length === 0 || after.length === 0 || !names.isBorne(before, after)) return false;
  return comma - from === 1 || before.length < 2 || !names.isBorne(before, before);
}

export function partsOf(scan: Scan, from: number, to: number): number[] {
  const parts: number[] = [];
  for (let t = from; t < to; t++) if (scan.kind[t] === NAME_PART) parts.push(scan.ref[t]!);
  return parts;
}

export function partsExist(scan: Scan, from: number, to: number): boolean {
  for (let t = from; t < to; t++) if (scan.kind[t] === NAME_PART) return true;
  return false;
}

/** Some words in capitals, some not: the capitals are the surname. */
export function isMixedCase(scan: Scan, from: number, to: number): boolean {
  let capitals = 0;
  for (let t = from; t < to; t++) if (isInCapitals(scan, t)) capitals++;
  return capitals > 0 && capitals < to - from;
}

function isInCapitals({ bytes, start }: Scan, t: number): boolean {
  return CLASS[bytes[start[t]! + 1]!] === CAPITAL;
}

/** Surname and given name both: some words in capitals and some not, or a surname and a given name that somebody bears, with a blank between. */
export function isWholeName(scan: Scan, from: number, to: number, names: NameIndex): boolean {
  if (isMixedCase(scan, from, to) && isSurnameWithGiven(scan, from, to, names)) return true;
  const strong = (part: number): boolean => !names.isParticle(part);
  for (let t = from + 1; t < to; t++) {
    const gap = scan.start[t]! - scan.end[t - 1]!;
    if (gap !== 1 || !isBlank(scan.bytes[scan.end[t - 1]!]!)) continue;
    if (names.isBorne(partsOf(scan, from, t).filter(strong), partsOf(scan, t, to).filter(strong)))
      return true;
  }
  return false;
}

/** 'TOISOUL Emma' and 'MARTIN Kevine' are names though a word is unknown; 'MICHEL Arrivée' is a given name before something else. */
function isSurnameWithGiven(scan: Scan, from: number, to: number, names: NameIndex): boolean {
  for (let t = from; t < to; t++)
    if (scan.kind[t] === NAME_PART && (!isInCapitals(scan, t) || !names.isGiven(scan.ref[t]!))) return true;
  return false;
}

/** 'DIVANAC'H': a single letter behind an apostrophe is no word, but part of the name. */
export function nameEnd(bytes: Uint8Array, end: number): number {
  const last = bytes[end + 1] ?? 0;
  const follows = isApostrophe(bytes[end] ?? 0) && FOLD[last] !== 0 && CLASS[bytes[end + 2] ?? 0] === OTHER;
  return follows ? end + 2 : end;
}
