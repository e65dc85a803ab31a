import { LABELS } from '../detect/labels.ts';
import { FINDING, LABEL, NAME_PART, type Scan } from '../detect/scan.ts';
import { decode } from '../text/windows1252.ts';
import type { DocumentKnowledge } from './documentKnowledge.ts';
import type { NameIndex } from './joinMentions.ts';
import { isMailHead } from './mailHead.ts';
import type { Mention } from './mention.ts';
import { isPrivateAddress } from './privateMail.ts';

/** Who signs stands at most so many lines below the closing formula. */
const SIGNATURE_LINES = 5;
const LF = 0x0a;
/** Bytes between the names of a list of attendants. */
const LIST_GAP = 40;

/** '… a écrit :' stands behind the name of who is quoted. */
const QUOTED = /^[^\n]{0,80}?(?:a \u00e9crit|wrote)\s*:/;

/** Gives mentions the roles that the text around them shows, beyond the labels beside them. */
export function settleRoles(
  scan: Scan,
  mentions: readonly Mention[],
  names: NameIndex,
  document: DocumentKnowledge,
): void {
  readAddresses(scan, mentions);
  readAttendance(scan, mentions);
  readMailHeads(scan, mentions, names);
  readFunctionsBelow(scan, mentions);
  readSignatures(scan, mentions);
  document.add(scan, mentions);
  for (const mention of mentions)
    if (mention.role === 'person' && !mention.introduced && document.isProfessional(mention))
      mention.role = 'professional';
}

/** Streets and towns bear names; so does whoever the patient lives with. */
function readAddresses(scan: Scan, mentions: readonly Mention[]): void {
  const addresses = scan.findings.filter(({ kind }) => kind === 'postal_address');
  if (addresses.length === 0) return;
  let a = 0;
  for (const mention of mentions) {
    while (a < addresses.length && addresses[a]!.end <= mention.start) a++;
    if (a < addresses.length && addresses[a]!.start < mention.start) mention.role = 'place';
  }
}

/** 'Présents : A, B, C': all of them. */
function readAttendance(scan: Scan, mentions: readonly Mention[]): void {
  let open = false;
  let end = 0;
  for (const mention of mentions) {
    if (isAttendant(scan, mention)) open = true;
    else if (
      open &&
      (mention.introduced || mention.start - end > LIST_GAP || !isListGap(scan, end, mention.start))
    )
      open = false;
    if (open && mention.role === 'person') mention.role = 'professional';
    end = mention.end;
  }
}

function isAttendant(scan: Scan, { line, start }: Mention): boolean {
  const t = tokenBefore(scan, start);
  return t >= 0 && scan.kind[t] === LABEL && LABELS[scan.ref[t]!] === 'attendance' && scan.line[t] === line;
}

/** The last token that ends at or before a place. */
function tokenBefore(scan: Scan, at: number): number {
  let low = 0;
  let high = scan.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (scan.end[middle]! <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** A comma or a semicolon, perhaps with a function in brackets, and no end of a paragraph. */
function isListGap({ bytes }: Scan, from: number, to: number): boolean {
  return /^(?: ?\([^)\n]*\))?\s?[,;/&]\s?$|^\s?(?:et|,)\s$/.test(decode(bytes, from, to));
}

/** 'De : Anne MARTIN <a.martin@hopital.example>' is staff, and so is anybody else with an address of an organisation. */
function readMailHeads(scan: Scan, mentions: readonly Mention[], names: NameIndex): void {
  let line = -1;
  let isHead = false;
  for (const mention of mentions) {
    if (mention.role !== 'person' || mention.introduced) continue;
    if (mention.line !== line) {
      line = mention.line;
      isHead = isMailHead(scan, line);
    }
    if (isHead && !hasOwnAddress(scan, mention, names)) mention.role = 'professional';
    else if (isQuoted(scan, mention) && !hasOwnAddress(scan, mention, names)) mention.role = 'professional';
  }
}

function isQuoted({ bytes }: Scan, { end }: Mention): boolean {
  const next = bytes[end + 1];
  if (bytes[end] !== 0x20 || (next !== 0x3c && next !== 0x61 && next !== 0x77)) return false;
  return QUOTED.test(decode(bytes, end, Math.min(bytes.length, end + 120)));
}

/** Whether the next address on the line is a patient's or at a provider for private persons. */
function hasOwnAddress(scan: Scan, mention: Mention, names: NameIndex): boolean {
  for (let t = tokenBefore(scan, mention.end) + 1; t < scan.count && scan.line[t] === mention.endLine; t++) {
    if (scan.kind[t] !== FINDING) continue;
    const finding = scan.findings[scan.ref[t]!]!;
    if (finding.kind === 'email') return isPrivateAddress(finding.value) || names.hasEmail(finding.value);
  }
  return false;
}

/** 'Anne MARTIN' alone on a line above 'Interne de garde': who signs. A label with a colon or a name behind it is another's. */
function readFunctionsBelow(scan: Scan, mentions: readonly Mention[]): void {
  const { bytes, kind, line, start, end, count } = scan;
  for (const mention of mentions) {
    if (mention.role !== 'person' || mention.introduced || bytes[mention.end] !== LF) continue;
    const t = tokenBefore(scan, mention.end) + 1;
    if (
      t >= count ||
      kind[t] !== LABEL ||
      LABELS[scan.ref[t]!] !== 'professional' ||
      start[t] !== mention.end + 1
    )
      continue;
    const isField = bytes[end[t]!] === 0x3a || bytes[end[t]! + 1] === 0x3a;
    const hasName =
      t + 1 < count && line[t + 1] === line[t] && (kind[t + 1] === NAME_PART || kind[t + 1] === LABEL);
    if (!isField && !hasName) mention.role = 'professional';
  }
}

/** Bare names below 'Cordialement' sign. */
function readSignatures(scan: Scan, mentions: readonly Mention[]): void {
  let t = 0;
  let signed = -100;
  for (const mention of mentions) {
    for (; t < scan.count && scan.start[t]! < mention.start; t++)
      if (scan.kind[t] === LABEL && LABELS[scan.ref[t]!] === 'signature') signed = scan.line[t]!;
    if (
      mention.role === 'person' &&
      !mention.introduced &&
      mention.line > signed &&
      mention.line - signed <= SIGNATURE_LINES
    )
      mention.signs = true;
  }
}
