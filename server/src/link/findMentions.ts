import { LABELS, type LabelRole } from '../detect/labels.ts';
import { CAPITALISED, FINDING, LABEL, NAME_PART, type Scan } from '../detect/scan.ts';
import { CAPITAL, CLASS, FOLD, LOWER, OTHER } from '../text/fold.ts';
import { decode } from '../text/windows1252.ts';
import { brokenWord } from './brokenWord.ts';
import { joinMentions, type NameIndex } from './joinMentions.ts';
import type { LabelsAbove } from './labelsAbove.ts';
import type { Mention, NameField } from './mention.ts';
import { addPart, addWord } from './nameWords.ts';
import { isApart, isApostrophe, isBlank, isPunctuation, JOINT, nameJoint } from './nameJoint.ts';

const NAME_FIELDS: Partial<Record<LabelRole, NameField>> = {
  surname: 'surname',
  birth_name: 'birth_name',
  usage_name: 'usage_name',
  given_names: 'given_names',
  full_name: 'full_name',
};

const SEX_OF: Partial<Record<LabelRole, number>> = { civility_m: 1, birth_m: 1, civility_f: 2, birth_f: 2 };

const INTRODUCING: ReadonlySet<LabelRole> = new Set([
  'patient',
  'announced',
  'relative_of',
  'civility_m',
  'civility_f',
  'civility_child',
  'surname',
  'birth_name',
  'usage_name',
  'given_names',
  'full_name',
]);

/** '(voisine)', ', épouse', '(fils de MARTIN Anne)' behind a name. */
const RELATION_BEHIND: ReadonlySet<LabelRole> = new Set(['relative', 'relative_after', 'relative_of']);

/** Labels behind which an unknown word is a name too. */
const NAMING: ReadonlySet<LabelRole> = new Set([...INTRODUCING, 'professional', 'attendance', 'relative']);

/** How many words one name has at most. */
const WORDS = 8;
/** Punctuation between a label and its name, bytes; blanks alone may be more (columns). */
const LABEL_GAP = 14;
const COLUMN_GAP = 60;
const BESIDE_GAP = 4;

const LF = 0x0a;
const DOT = 0x2e;

/** The names in a scanned text, in order, with their roles; the fields of a form joined to one person. */
export function findMentions(scan: Scan, names: NameIndex, above: LabelsAbove): Mention[] {
  const mentions: Mention[] = [];
  for (let t = 0; t < scan.count;) {
    if (!isNameWord(scan, t) || above.isHead(scan.line[t]!)) {
      t++;
      continue;
    }
    const end = endOfRun(scan, t, names);
    if (end === t + 1 && isStray(scan, t)) {
      t = end;
      continue;
    }
    const mention = mentionOf(scan, t, end, above, names);
    if (mention !== null) mentions.push(mention);
    t = end;
  }
  return joinMentions(scan, mentions, names);
}

function isNameWord(scan: Scan, t: number): boolean {
  return scan.kind[t] === NAME_PART || scan.kind[t] === CAPITALISED;
}

/** One capitalised word with no label and no other name beside it, as sentences begin: nobody's name. */
function isStray(scan: Scan, t: number): boolean {
  const { bytes, kind, line, start, end, count } = scan;
  if (bytes[end[t]!] === LF) return false;
  if (bytes[start[t]! - 2] === DOT || bytes[end[t]! + 2] === DOT) return false;
  const before = t - 1;
  if (before >= 0 && kind[before] !== FINDING && line[t]! - line[before]! <= 2) {
    if (kind[before] === LABEL || isApart(bytes, end[before]!, start[t]!)) return false;
  }
  const next = t + 1;
  if (next >= count || kind[next] === FINDING || line[next]! - line[t]! > 1) return true;
  if (kind[next] === LABEL) return line[next] !== line[t] && bytes[start[next]! - 1] !== 0x28;
  return !isApart(bytes, end[t]!, start[next]!);
}

/** Token after the last word of the name that begins at token `t`. */
function endOfRun(scan: Scan, t: number, names: NameIndex): number {
  let end = t + 1;
  let commas = 0;
  while (end < scan.count && end - t < WORDS && isNameWord(scan, end)) {
    const joint = nameJoint(scan.bytes, scan.end[end - 1]!, scan.start[end]!);
    if (joint === JOINT.none) {
      const broken = brokenWord(scan, end - 1, names);
      if (broken === null || scan.start[end]! >= broken.end) break;
    }
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

function partsOf(scan: Scan, from: number, to: number): number[] {
  const parts: number[] = [];
  for (let t = from; t < to; t++) if (scan.kind[t] === NAME_PART) parts.push(scan.ref[t]!);
  return parts;
}

/** The mention that the words [from, to) make; null where nothing says that they are a name. */
function mentionOf(
  scan: Scan,
  from: number,
  to: number,
  above: LabelsAbove,
  names: NameIndex,
): Mention | null {
  const labels = labelsBefore(scan, from, above);
  if (
    !labels.some((role) => NAMING.has(role)) &&
    !partsExist(scan, from, to) &&
    brokenWord(scan, from, names) === null
  )
    return null;
  const after = labelBehind(scan, to);
  const field = labels.map((role) => NAME_FIELDS[role] ?? null).find((name) => name !== null) ?? null;
  const mention: Mention = {
    start: scan.start[from]!,
    end: nameEnd(scan.bytes, scan.end[to - 1]!),
    line: scan.line[from]!,
    endLine: scan.line[to - 1]!,
    nameParts: [],
    unknownWords: [],
    surnameParts: [],
    givenParts: [],
    capitalParts: [],
    initial: initialBeside(scan.bytes, scan.start[from]!, scan.end[to - 1]!),
    hasGivenName: field === 'given_names' || (field === null && to - from > 1),
    role: roleOf(labels, after),
    isOfNext: after === 'relative_of',
    signs: false,
    sex: labels.map((role) => SEX_OF[role] ?? 0).find((sex) => sex !== 0) ?? 0,
    introduced: labels.some((role) => INTRODUCING.has(role)),
    field,
    inColumn: above.roleAt(scan.line[from]!, scan.start[from]!) !== null,
    isWhole: isWholeName(scan, from, to, names),
  };
  addWords(scan, mention, from, to, names);
  return mention;
}

function addWords(scan: Scan, mention: Mention, from: number, to: number, names: NameIndex): void {
  const mixed = isMixedCase(scan, from, to);
  for (let t = from; t < to; t++) {
    const broken = brokenWord(scan, t, names);
    if (broken === null) {
      addWord(scan, mention, t, mixed, names);
      continue;
    }
    addPart(scan, mention, t, broken.part, mixed);
    mention.endLine = scan.line[t]! + broken.lines;
    mention.end = Math.max(mention.end, broken.end);
    while (t + 1 < to && scan.start[t + 1]! < broken.end) t++;
  }
}

function partsExist(scan: Scan, from: number, to: number): boolean {
  for (let t = from; t < to; t++) if (scan.kind[t] === NAME_PART) return true;
  return false;
}

/** Some words in capitals, some not: the capitals are the surname. */
function isMixedCase({ bytes, start }: Scan, from: number, to: number): boolean {
  let capitals = 0;
  for (let t = from; t < to; t++) if (CLASS[bytes[start[t]! + 1]!] === CAPITAL) capitals++;
  return capitals > 0 && capitals < to - from;
}

/** Surname and given name both: some words in capitals and some not, or a surname and a given name that somebody bears, with a blank between. */
function isWholeName(scan: Scan, from: number, to: number, names: NameIndex): boolean {
  if (isMixedCase(scan, from, to)) return true;
  for (let t = from + 1; t < to; t++) {
    const gap = scan.start[t]! - scan.end[t - 1]!;
    if (gap !== 1 || !isBlank(scan.bytes[scan.end[t - 1]!]!)) continue;
    const strong = (part: number): boolean => !names.isParticle(part);
    if (names.isBorne(partsOf(scan, from, t).filter(strong), partsOf(scan, t, to).filter(strong)))
      return true;
  }
  return false;
}

/** 'DIVANAC'H': a single letter behind an apostrophe is no word, but part of the name. */
function nameEnd(bytes: Uint8Array, end: number): number {
  const last = bytes[end + 1] ?? 0;
  const follows = isApostrophe(bytes[end] ?? 0) && FOLD[last] !== 0 && CLASS[bytes[end + 2] ?? 0] === OTHER;
  return follows ? end + 2 : end;
}

/** The folded initial of 'J. MARTIN' or 'MARTIN J.'; 0 when there is none. */
function initialBeside(bytes: Uint8Array, start: number, end: number): number {
  const before = isBlank(bytes[start - 1] ?? 0) ? start - 2 : start - 1;
  if (isInitial(bytes, before - 1) && CLASS[bytes[before - 2] ?? 0] === OTHER && !isMister(bytes, before - 1))
    return FOLD[bytes[before - 1]!]!;
  if (isBlank(bytes[end] ?? 0) && isInitial(bytes, end + 1)) return FOLD[bytes[end + 1]!]!;
  return 0;
}

function isInitial(bytes: Uint8Array, at: number): boolean {
  return (
    at >= 0 && CLASS[bytes[at]!] === CAPITAL && bytes[at + 1] === DOT && CLASS[bytes[at + 2] ?? 0] !== LOWER
  );
}

function isMister(bytes: Uint8Array, at: number): boolean {
  return FOLD[bytes[at]!] === 0x4d;
}

/** The labels that stand before token `t`, nearest first: on its line, alone on the line above, or at the head of its column. */
function labelsBefore(scan: Scan, t: number, above: LabelsAbove): LabelRole[] {
  const roles: LabelRole[] = [];
  let start = scan.start[t]!;
  let k = t - 1;
  for (; k >= 0 && scan.kind[k] === LABEL && scan.line[k] === scan.line[t]; k--) {
    if (!isLabelGap(scan.bytes, scan.end[k]!, start)) break;
    roles.push(LABELS[scan.ref[k]!]!);
    start = scan.start[k]!;
  }
  const column = above.roleAt(scan.line[t]!, scan.start[t]!);
  if (column !== null) roles.push(column);
  else if (k >= 0 && isAloneAbove(scan, k, start)) roles.push(LABELS[scan.ref[k]!]!);
  return roles;
}

/** Whether token `k` is a label alone on its line, directly above a line that begins at `start`. */
function isAloneAbove(scan: Scan, k: number, start: number): boolean {
  const { bytes, line, lineStart } = scan;
  if (scan.kind[k] !== LABEL || (k > 0 && line[k - 1] === line[k])) return false;
  if (start - scan.end[k]! > 40 || scan.start[k]! - lineStart[line[k]!]! > 3) return false;
  let lines = 0;
  for (let i = scan.end[k]!; i < start; i++) if (bytes[i] === LF) lines++;
  return lines >= 1 && lines <= 2 && isFiller(bytes, scan.end[k]!, start);
}

/** Punctuation of a few bytes, or blanks up to the next column. */
function isLabelGap(bytes: Uint8Array, from: number, to: number): boolean {
  const length = to - from;
  if (length > COLUMN_GAP) return false;
  if (length > LABEL_GAP) {
    for (let i = from; i < to; i++) if (!isBlank(bytes[i]!) && !isLeader(bytes[i]!)) return false;
    return true;
  }
  return isFiller(bytes, from, to);
}

/** A tab, ':' or the dots that lead from a label to its value. */
function isLeader(byte: number): boolean {
  return byte === 0x09 || byte === 0x3a || byte === DOT || byte === 0x5f;
}

/** Punctuation; '(e)' and '(s)' of 'Patient(e)', 'Prénom(s)' with it. A semicolon or a closed bracket before ends the label's reach. */
function isFiller(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    if (bytes[i] === 0x3b) return false;
    if (bytes[i] === 0x28 && bytes[i + 2] === 0x29 && i + 2 < to) i += 2;
    else if (CLASS[bytes[i]!] !== OTHER) return false;
  }
  return true;
}

/** The label that stands directly behind a name: '(voisine)', ', IDE', in the next cell or on the next line. */
function labelBehind(scan: Scan, end: number): LabelRole | null {
  if (end >= scan.count || scan.kind[end] !== LABEL) return null;
  const from = scan.end[end - 1]!;
  const to = scan.start[end]!;
  const lines = scan.line[end]! - scan.line[end - 1]!;
  if (lines > 1 || !isPunctuation(scan.bytes, from, to)) return null;
  const bracket = scan.bytes[to - 1] === 0x28;
  if (lines === 1 ? !bracket || to - from > 3 : to - from > BESIDE_GAP && !isColumnGap(scan.bytes, from, to))
    return null;
  return LABELS[scan.ref[end]!]!;
}

function isColumnGap(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from > COLUMN_GAP) return false;
  for (let i = from; i < to; i++) if (!isBlank(bytes[i]!) && bytes[i] !== 0x09) return false;
  return true;
}

/** The nearest label decides: 'Patient : Dr X' is a professional, '(voisine)' after a name a relative. */
function roleOf(before: readonly LabelRole[], after: LabelRole | null): Mention['role'] {
  if (before.includes('professional') || before.includes('attendance') || after === 'professional')
    return 'professional';
  if (before.includes('relative') || (after !== null && RELATION_BEHIND.has(after))) return 'relative';
  if (before.includes('place_prefix') || before[0] === 'organisation') return 'place';
  return 'person';
}

/** The name as written, for outsiders; at most 80 characters. */
export function writtenName(bytes: Uint8Array, { start, end }: Mention): string {
  return decode(bytes, start, Math.min(end, start + 80)).replace(/\s+/g, ' ');
}
