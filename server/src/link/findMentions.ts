import { LABELS, type LabelRole } from '../detect/labels.ts';
import { CAPITALISED, LABEL, NAME_PART, type Scan } from '../detect/scan.ts';
import { foldedWord } from '../patients/index/nameParts.ts';
import { CLASS, OTHER } from '../text/fold.ts';
import { decode, encode } from '../text/windows1252.ts';
import type { Mention, NameField } from './mention.ts';

/** How far apart (lines) the fields of one person stand in a form. */
const FIELD_LINES = 3;

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
  'civility_m',
  'civility_f',
  'civility_child',
  'surname',
  'birth_name',
  'usage_name',
  'given_names',
  'full_name',
]);

/** Whether some patient bears one of the first words in a surname and one of the second in a given name, or the reverse. */
export type BornePair = (a: readonly number[], b: readonly number[]) => boolean;

/** The names in a scanned text, in order, with their roles; the fields of a form joined to one person. */
export function findMentions(scan: Scan, isBorne: BornePair): Mention[] {
  const mentions: Mention[] = [];
  for (let t = 0; t < scan.count;) {
    const kind = scan.kind[t]!;
    if (kind !== NAME_PART && kind !== CAPITALISED) {
      t++;
      continue;
    }
    const end = endOfRun(scan, t);
    if (hasNamePart(scan, t, end) || introducedBy(scan, t).length > 0) mentions.push(mentionOf(scan, t, end));
    t = end;
  }
  return joinFields(joinApart(scan, joinMarriedNames(scan, mentions), isBorne));
}

/** Token after the last word of the name that begins at token `t`. */
function endOfRun(scan: Scan, t: number): number {
  let end = t + 1;
  while (
    end < scan.count &&
    isNameWord(scan, end) &&
    isTightGap(scan.bytes, scan.end[end - 1]!, scan.start[end]!)
  )
    end++;
  return end;
}

function isNameWord(scan: Scan, t: number): boolean {
  return scan.kind[t] === NAME_PART || scan.kind[t] === CAPITALISED;
}

function hasNamePart(scan: Scan, from: number, to: number): boolean {
  for (let t = from; t < to; t++) if (scan.kind[t] === NAME_PART) return true;
  return false;
}

/** A blank, hyphen, apostrophe, ', ' or a particle between two words of one name. */
function isTightGap(bytes: Uint8Array, from: number, to: number): boolean {
  const length = to - from;
  if (length === 0 || length > 9) return false;
  if (length === 1) return " -'\u0092\u00a0_".includes(String.fromCharCode(bytes[from]!));
  const gap = decode(bytes, from, to);
  return /^(?:, |,| ?- ?|--|\u2019|' ?| \(|\) | (?:de|du|des|d|la|le|les|de la|et|van|von|ben|el|da|di|dos)[ '’])$/iu.test(
    gap,
  );
}

/** Labels that stand directly before token `t` on its line (nothing but punctuation between), nearest first. */
function introducedBy(scan: Scan, t: number): LabelRole[] {
  const roles: LabelRole[] = [];
  let start = scan.start[t]!;
  for (let k = t - 1; k >= 0 && scan.kind[k] === LABEL && scan.line[k] === scan.line[t]; k--) {
    if (!isPunctuation(scan.bytes, scan.end[k]!, start, 14)) break;
    roles.push(LABELS[scan.ref[k]!]!);
    start = scan.start[k]!;
  }
  return roles;
}

/** Labels that stand directly after the name: '(voisine)', 'IDE'. */
function followedBy(scan: Scan, end: number): LabelRole | null {
  if (end >= scan.count || scan.kind[end] !== LABEL || scan.line[end] !== scan.line[end - 1]) return null;
  return isPunctuation(scan.bytes, scan.end[end - 1]!, scan.start[end]!, 4) ? LABELS[scan.ref[end]!]! : null;
}

/** True when no letter or digit stands in bytes[from, to) and the range is short. */
function isPunctuation(bytes: Uint8Array, from: number, to: number, limit: number): boolean {
  if (to - from > limit) return to - from < 60 && isBlank(bytes, from, to);
  for (let i = from; i < to; i++) if (CLASS[bytes[i]!] !== OTHER || bytes[i] === 0x3b) return false;
  return true;
}

function isBlank(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++)
    if (bytes[i] !== 0x20 && bytes[i] !== 0x09 && bytes[i] !== 0x3a && bytes[i] !== 0x2e) return false;
  return true;
}

function mentionOf(scan: Scan, from: number, to: number): Mention {
  const before = introducedBy(scan, from);
  const after = followedBy(scan, to);
  const field = before.map((role) => NAME_FIELDS[role] ?? null).find((name) => name !== null) ?? null;
  const mention: Mention = {
    start: scan.start[from]!,
    end: scan.end[to - 1]!,
    line: scan.line[from]!,
    endLine: scan.line[to - 1]!,
    nameParts: [],
    unknownWords: [],
    surnameParts: [],
    givenParts: [],
    hasGivenName: field === 'given_names' || (field === null && to - from > 1),
    role: roleOf(before, after),
    sex:
      before.map((role) => SEX_OF[role] ?? 0).find((sex) => sex !== 0) ??
      (after === null ? 0 : (SEX_OF[after] ?? 0)),
    introduced: before.some((role) => INTRODUCING.has(role)),
    field,
  };
  for (let t = from; t < to; t++) addWord(scan, mention, t);
  return mention;
}

function addWord(scan: Scan, mention: Mention, t: number): void {
  if (scan.kind[t] !== NAME_PART) {
    mention.unknownWords.push(encode(foldedWord(scan.bytes, scan.start[t]!, scan.end[t]!)));
    return;
  }
  const part = scan.ref[t]!;
  if (!mention.nameParts.includes(part)) mention.nameParts.push(part);
  if (mention.field === 'given_names') mention.givenParts.push(part);
  else if (mention.field !== null && mention.field !== 'full_name') mention.surnameParts.push(part);
}

/** The nearest label decides: 'Patient : Dr X' is a professional, '(voisine)' after a name a relative. */
function roleOf(before: readonly LabelRole[], after: LabelRole | null): Mention['role'] {
  if (before.includes('professional') || after === 'professional') return 'professional';
  if (before.includes('relative') || after === 'relative') return 'relative';
  if (before.includes('place_prefix') || before[0] === 'organisation') return 'place';
  return 'person';
}

/** 'DUPONT Marie née MARTIN', 'MARTIN épouse DUPONT', 'DUPONT (MARTIN) Marie' are one person. */
function joinMarriedNames(scan: Scan, mentions: Mention[]): Mention[] {
  return foldAdjacent(mentions, (previous, next) => {
    if (previous.line !== next.line || (next.field !== 'birth_name' && next.field !== 'usage_name'))
      return false;
    const gap = decode(scan.bytes, previous.end, next.start);
    return gap.length <= 16 && !/[:\t\n]/.test(gap) && /\p{L}/u.test(gap);
  });
}

/** Surname and given name that stand apart: in neighbouring cells or columns, or broken by the end of a line. Joined where a patient bears both. */
function joinApart(scan: Scan, mentions: Mention[], isBorne: BornePair): Mention[] {
  return foldAdjacent(mentions, (previous, next) => {
    if (next.line - previous.endLine > 1 || next.field !== null || previous.field !== null) return false;
    if (next.role !== 'person' || next.introduced || words(previous) > 3 || words(next) > 3) return false;
    if (next.start - previous.end > 60 || !APART.test(decode(scan.bytes, previous.end, next.start)))
      return false;
    return isBorne(previous.nameParts, next.nameParts);
  });
}

/** Blanks of any width, a tab, one delimiter, or one line end between two words of a name. */
const APART = /^[ \u00a0]*(?:[\t;|,^][ \u00a0]*)?(?:\n[ \u00a0]*)?$/;

function words(mention: Mention): number {
  return mention.nameParts.length + mention.unknownWords.length;
}

/** 'Nom : FANIA' and 'Prénom : Jean' on neighbouring lines are one person; a field that repeats begins the next one. */
function joinFields(mentions: Mention[]): Mention[] {
  const seen = new Map<Mention, Set<NameField>>();
  return foldAdjacent(mentions, (previous, next) => {
    if (next.field === null || previous.field === null || next.line - previous.line > FIELD_LINES)
      return false;
    if (next.role !== previous.role) return false;
    const fields = seen.get(previous) ?? new Set([previous.field]);
    if (fields.has(next.field) || fields.has('full_name') || next.field === 'full_name') return false;
    fields.add(next.field);
    seen.set(previous, fields);
    return true;
  });
}

/** Joins each mention into the one before it where `belongs` says so. */
function foldAdjacent(
  mentions: readonly Mention[],
  belongs: (previous: Mention, next: Mention) => boolean,
): Mention[] {
  const out: Mention[] = [];
  for (const next of mentions) {
    const previous = out.at(-1);
    if (previous !== undefined && belongs(previous, next)) merge(previous, next);
    else out.push(next);
  }
  return out;
}

function merge(into: Mention, from: Mention): void {
  for (const part of from.nameParts) if (!into.nameParts.includes(part)) into.nameParts.push(part);
  into.unknownWords.push(...from.unknownWords);
  into.surnameParts.push(...from.surnameParts);
  into.givenParts.push(...from.givenParts);
  into.end = from.end;
  into.endLine = from.endLine;
  into.hasGivenName ||= from.hasGivenName || (into.field === null && from.field === null);
  into.introduced ||= from.introduced;
  if (into.sex === 0) into.sex = from.sex;
}
