import type { Scan } from '../detect/scan.ts';
import { decode } from '../text/windows1252.ts';
import { isApart } from './nameJoint.ts';
import { type Mention, type NameField, wordCount } from './mention.ts';

/** What joining asks of the register. */
export interface NameIndex {
  /** Whether some patient bears one of the first words in a surname and one of the second in a given name, or the reverse. */
  isBorne(a: readonly number[], b: readonly number[]): boolean;
  /** Id of the name part with this hash; 0 when no patient bears it. */
  partOf(hash: number): number;
  /** Whether a patient has the e-mail address. */
  hasEmail(email: string): boolean;
  /** 'DE', 'LE': a part that proves little. */
  isParticle(part: number): boolean;
  /** Whether the part is rather a given name than a surname in this register. */
  isGiven(part: number): boolean;
}

/** How far apart (lines) the fields of one person stand in a form. */
const FIELD_LINES = 3;
/** Joins the mentions that are one person's: married names, words that stand apart, the fields of a form. */
export function joinMentions(scan: Scan, mentions: Mention[], names: NameIndex): Mention[] {
  return joinFields(joinApart(scan, joinMarriedNames(scan, mentions), names), names);
}

/** 'DUPONT Marie née MARTIN', 'MARTIN épouse DUPONT', 'DUPONT (MARTIN) Marie' are one person. */
function joinMarriedNames(scan: Scan, mentions: Mention[]): Mention[] {
  return foldAdjacent(mentions, (previous, next) => {
    if (next.field !== 'birth_name' && next.field !== 'usage_name') return false;
    if (next.line - previous.endLine > 1 || next.start - previous.end > 16) return false;
    const gap = decode(scan.bytes, previous.end, next.start);
    return !/[:\t]/.test(gap) && /\p{L}/u.test(gap);
  });
}

/** Surname and given name that stand apart: in neighbouring cells or columns, or broken by the end of a line. Joined where a patient bears both. */
function joinApart(scan: Scan, mentions: Mention[], names: NameIndex): Mention[] {
  return foldAdjacent(mentions, (previous, next) => {
    if (isRelativeBelow(previous, next) || isGivenBelow(scan, previous, next, names)) return true;
    if (next.line - previous.endLine > 1 || previous.isWhole || next.isWhole || !isOpen(previous, next))
      return false;
    if (breaksAtParticle(scan, previous, next, names)) return true;
    if (wordCount(previous) > 3 || wordCount(next) > 3) return false;
    if (!isApart(scan.bytes, previous.end, next.start)) return false;
    return names.isBorne(previous.nameParts, next.nameParts);
  });
}

/** 'Mme Martine' above 'Le Goff' above '(belle-fille)': a relative in a narrow cell. */
function isRelativeBelow(previous: Mention, next: Mention): boolean {
  const isRest = next.role === 'relative' && next.field === null && !next.introduced && !next.isWhole;
  return (
    isRest &&
    previous.sex !== 0 &&
    !previous.isWhole &&
    next.line - previous.endLine === 1 &&
    next.start - previous.end === 1
  );
}

/** 'Anaïs Le' at the end of a line, 'Thiec' at the beginning of the next. */
function breaksAtParticle(scan: Scan, previous: Mention, next: Mention, names: NameIndex): boolean {
  const last = previous.nameParts.at(-1);
  return (
    last !== undefined &&
    previous.nameParts.length > 1 &&
    names.isParticle(last) &&
    next.start - previous.end === 1 &&
    scan.bytes[previous.end] === 0x0a
  );
}

/** Neither is a field of its own, and the second is nobody announced; what stands behind it may make both a relative. Cells of one row may be. */
function isOpen(previous: Mention, next: Mention): boolean {
  if (next.role !== 'person' && next.role !== 'relative') return false;
  if (previous.inColumn && previous.endLine === next.line)
    return next.field === null
      ? !next.introduced
      : next.field === previous.field && next.field === 'full_name';
  return previous.field === null && next.field === null && !next.introduced;
}

/** 'Patient :' above 'MARTIN' above 'Paul', though nobody of the register is called so. */
function isGivenBelow(scan: Scan, previous: Mention, next: Mention, names: NameIndex): boolean {
  if (
    !previous.introduced ||
    previous.isWhole ||
    previous.field !== null ||
    next.field !== null ||
    next.introduced
  )
    return false;
  if (next.line - previous.endLine !== 1 || next.start - previous.end !== 1 || wordCount(next) > 2)
    return false;
  return (
    next.nameParts.length > 0 &&
    next.nameParts.every((part) => names.isGiven(part)) &&
    scan.bytes[previous.end] === 0x0a
  );
}

/** 'Nom : FANIA' and 'Prénom : Jean' on neighbouring lines are one person; a field that repeats begins the next one. */
function joinFields(mentions: Mention[], names: NameIndex): Mention[] {
  const seen = new Map<Mention, Set<NameField>>();
  return foldAdjacent(mentions, (previous, next) => {
    if (next.field === null) return false;
    if (previous.field === null) return isNamelessField(previous, next, names);
    const column = previous.inColumn || next.inColumn;
    if (next.line - previous.endLine > (column ? 0 : FIELD_LINES)) return false;
    if (next.role !== previous.role && next.role !== 'person') return false;
    const fields = seen.get(previous) ?? new Set([previous.field]);
    if (fields.has(next.field) || fields.has('full_name') || next.field === 'full_name') return false;
    fields.add(next.field);
    seen.set(previous, fields);
    return true;
  });
}

/** A surname whose label was not understood, before 'Prénom :'. */
function isNamelessField(previous: Mention, next: Mention, names: NameIndex): boolean {
  if (
    next.field !== 'given_names' ||
    previous.isWhole ||
    next.line - previous.endLine > 1 ||
    previous.role !== next.role
  )
    return false;
  return names.isBorne(previous.nameParts, next.nameParts);
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
  into.capitalParts.push(...from.capitalParts);
  into.end = from.end;
  into.endLine = from.endLine;
  into.hasGivenName ||= from.hasGivenName || (into.field === null && from.field === null);
  into.introduced ||= from.introduced;
  if (from.role === 'relative') into.role = 'relative';
  if (into.sex === 0) into.sex = from.sex;
  if (into.initial === 0) into.initial = from.initial;
}
