import { type LabelRole, LABELS } from '../detect/labels.ts';
import { FINDING, LABEL, NAME_PART, type Scan } from '../detect/scan.ts';
import { CAPITAL, CLASS, FOLD, LOWER, OTHER } from '../text/fold.ts';
import { decode } from '../text/windows1252.ts';
import { brokenWord } from './brokenWord.ts';
import { joinMentions, type NameIndex } from './joinMentions.ts';
import type { LabelsAbove } from './labelsAbove.ts';
import { labelBehind, labelsBefore } from './labelsBeside.ts';
import type { Mention, NameField } from './mention.ts';
import { isBlank, isJoined } from './nameJoint.ts';
import { endOfRun, isMixedCase, isNameWord, isStray, isWholeName, nameEnd, partsExist } from './nameRuns.ts';
import { addPart, addWord } from './nameWords.ts';

const DOT = 0x2e;

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

/** The names in a scanned text, in order, with their roles; the fields of a form joined to one person. */
export function findMentions(scan: Scan, names: NameIndex, above: LabelsAbove): Mention[] {
  const mentions: Mention[] = [];
  for (let t = 0; t < scan.count;) {
    if (!isNameWord(scan, t) || above.isHead(scan.line[t]!)) {
      t++;
      continue;
    }
    const end = endOfRun(scan, t, names);
    if (end === t + 1 && isStray(scan, t) && above.roleAt(scan.line[t]!, scan.start[t]!) === null) {
      t = end;
      continue;
    }
    const mention = mentionOf(scan, t, end, above, names);
    if (mention !== null) mentions.push(mention);
    t = end;
  }
  return joinMentions(scan, mentions, names);
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
  const after = isOfNameBehind(scan, to) ? null : labelBehind(scan, to);
  const field = labels.map((role) => NAME_FIELDS[role] ?? null).find((name) => name !== null) ?? null;
  const sex = labels.map((role) => SEX_OF[role] ?? 0).find((of) => of !== 0) ?? 0;
  const initial = initialBeside(scan.bytes, scan.start[from]!, scan.end[to - 1]!);
  const isAddressed = sex !== 0 || initial !== 0;
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
    initial,
    hasGivenName:
      field === 'given_names' ||
      (field === null && to - from > 1 && !(isAddressed && isOneWord(scan, from, to, names))),
    role: roleOf(labels, after),
    isOfNext: after === 'relative_of',
    signs: false,
    sex,
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

/** Whether the words [from, to) are one surname, double or with small words: 'LE CORRE-CLÉMENT'. */
function isOneWord(scan: Scan, from: number, to: number, names: NameIndex): boolean {
  let words = 0;
  for (let t = from; t < to; t++) {
    const isSmall = scan.kind[t] === NAME_PART && names.isParticle(scan.ref[t]!);
    if (!isSmall && !isJoined(scan.bytes, scan.start[t]!)) words++;
  }
  return words <= 1;
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

const OPENING_BRACKET = 0x28;

/** '(nièce, MARTIN Anne, …)', '(fils : Paul MARTIN)': the relation is that of the name in the brackets, not of the one before them. */
function isOfNameBehind({ bytes, count, kind, ref, start, end, line }: Scan, t: number): boolean {
  if (t + 1 >= count || kind[t] !== LABEL || LABELS[ref[t]!] !== 'relative' || line[t + 1] !== line[t])
    return false;
  if (bytes[start[t]! - 1] !== OPENING_BRACKET) return false;
  return kind[t + 1] !== FINDING && /^ ?[,:] ?$/.test(decode(bytes, end[t], start[t + 1]));
}

/** The nearest label decides: 'Patient : Dr X' is a professional, '(voisine)' after a name a relative. */
function roleOf(before: readonly LabelRole[], after: LabelRole | null): Mention['role'] {
  if (before.includes('professional') || before.includes('attendance') || after === 'professional')
    return 'professional';
  if (isRelative(before) || (after !== null && RELATION_BEHIND.has(after))) return 'relative';
  if (before.includes('place_prefix') || before[0] === 'organisation') return 'place';
  return 'person';
}

/** 'Sa fille, Mme X' is a relative; of 'je suis de la famille, frère de M. X' the name is not: who speaks is. */
function isRelative(before: readonly LabelRole[]): boolean {
  const relative = before.indexOf('relative');
  const of = before.indexOf('relative_of');
  return relative >= 0 && (of < 0 || relative < of);
}

/** The name as written, for outsiders; at most 80 characters. */
export function writtenName(bytes: Uint8Array, { start, end }: Mention): string {
  return decode(bytes, start, Math.min(end, start + 80)).replace(/\s+/g, ' ');
}
