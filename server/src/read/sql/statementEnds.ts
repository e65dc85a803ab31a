import { decode } from '../../text/windows1252.ts';
import { BLANK, DASH, LF, QUOTE, SEMICOLON, SLASH, STAR } from './signs.ts';

/**
 * Offset after the statement that begins the bytes: a line of its own (comment, GO, /, REM …), or up to ';' outside quotes and comments,
 * or up to a line that begins another statement. -1 when it has no end yet.
 */
export function statementEnd(bytes: Uint8Array): number {
  let i = 0;
  while (i < bytes.length && bytes[i]! <= BLANK) i++;
  if (/^(?:--|#|REM\b|PROMPT\b|SET DEFINE|GO\s|USE \[|\/\s|@|SPOOL\b)/i.test(decode(bytes, i, i + 12))) {
    const at = bytes.indexOf(LF, i);
    return at < 0 ? -1 : at + 1;
  }
  let quoted = false;
  for (const start = i; i < bytes.length; i++) {
    const b = bytes[i]!;
    if (b === QUOTE) quoted = !quoted;
    else if (quoted) continue;
    else if (b === SEMICOLON) return i + 1;
    else if (b === DASH && bytes[i + 1] === DASH) i = lineEnd(bytes, i);
    else if (b === SLASH && bytes[i + 1] === STAR) i = commentEnd(bytes, i);
    else if (NAME_ENDS[b] !== undefined) i = nameEnd(bytes, i, NAME_ENDS[b]);
    if (bytes[i] === LF && i > start && beginsStatement(bytes, i + 1)) return i + 1;
  }
  return -1;
}

function lineEnd(bytes: Uint8Array, from: number): number {
  const at = bytes.indexOf(LF, from);
  return at < 0 ? bytes.length : at;
}

/** What closes a quoted name: [Nom d'usage], "d'usage", `d'usage`. */
const NAME_ENDS: Readonly<Record<number, number>> = { 0x5b: 0x5d, 0x22: 0x22, 0x60: 0x60 };
const NAME_LIMIT = 130;

/** The last byte of a quoted name; where none ends soon, the sign was none of a name. */
function nameEnd(bytes: Uint8Array, from: number, closing: number): number {
  const to = Math.min(bytes.length, from + NAME_LIMIT);
  for (let i = from + 1; i < to && bytes[i] !== LF; i++) if (bytes[i] === closing) return i;
  return from;
}

/** The last byte of a comment. */
function commentEnd(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(STAR, from + 2); at >= 0; at = bytes.indexOf(STAR, at + 1))
    if (bytes[at + 1] === SLASH) return at + 1;
  return bytes.length;
}

/** Whether a line is the end of a batch (GO, /), or begins an INSERT or COPY although the statement before had no ';'. */
export function beginsStatement(bytes: Uint8Array, at: number): boolean {
  const first = bytes[at];
  if (first === undefined || !LINE_STARTS.has(first)) return false;
  return /^(?:GO|\/)\s*(?:\n|$)|^(?:INSERT|REPLACE|COPY)\s/i.test(decode(bytes, at, at + 12));
}

/** G, /, I, R, C. */
const LINE_STARTS: ReadonlySet<number> = new Set([0x47, 0x67, 0x2f, 0x49, 0x69, 0x52, 0x72, 0x43, 0x63]);
