import { LABELS, type LabelRole } from '../detect/labels.ts';
import { LABEL, type Scan } from '../detect/scan.ts';
import { CLASS, OTHER } from '../text/fold.ts';
import type { LabelsAbove } from './labelsAbove.ts';
import { isBlank, isPunctuation } from './nameJoint.ts';

/** Punctuation between a label and its name, bytes; blanks alone may be more (columns). */
const LABEL_GAP = 14;

const COLUMN_GAP = 60;

const BESIDE_GAP = 4;

const LF = 0x0a;

const DOT = 0x2e;

/** The labels that stand before token `t`, nearest first: on its line, alone on the line above, or at the head of its column. */
export function labelsBefore(scan: Scan, t: number, above: LabelsAbove): LabelRole[] {
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
export function labelBehind(scan: Scan, end: number): LabelRole | null {
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
