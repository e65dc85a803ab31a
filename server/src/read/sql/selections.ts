import { decode, encode } from '../../text/windows1252.ts';
import { BLANK, LF, QUOTE, SEMICOLON } from './signs.ts';
import { beginsStatement } from './statementEnds.ts';

/** Where a selection of an INSERT … SELECT ends, where the next one begins, and whether it is the last. `end` is -1 when its end is not there yet. */
export function selectionEnd(bytes: Uint8Array): { end: number; next: number; isLast: boolean } {
  let quoted = false;
  for (let i = 0; i < bytes.length; i++) {
    const b = bytes[i]!;
    if (b === QUOTE) quoted = !quoted;
    if (quoted) continue;
    if (b === SEMICOLON) return { end: i, next: i + 1, isLast: true };
    if ((b | 0x20) === 0x75 && i > 0 && bytes[i - 1]! <= BLANK) {
      const union = /^UNION\s+(?:ALL\s+)?(?=SELECT\b)/i.exec(decode(bytes, i, i + 40));
      if (union !== null) return { end: i, next: i + union[0].length, isLast: false };
    }
    if (b === LF && beginsStatement(bytes, i + 1)) return { end: i, next: i + 1, isLast: true };
  }
  return { end: -1, next: -1, isLast: false };
}

/** 'SELECT 1 AS a, 'x' FROM dual' as '(1, 'x')'; null when it selects from a real table. */
export function constantsOf(piece: Uint8Array): Uint8Array | null {
  const text = decode(piece).replace(/^\s*SELECT\s+(?:ALL\s+|DISTINCT\s+)?/i, '');
  const parts = text.match(/'(?:[^']|'')*'|[^']+/g) ?? [];
  const plain = parts.map((part) =>
    part.startsWith("'")
      ? part
      : part.replace(/\sAS\s+(?:\[[^[\]]*\]|`[^`]*`|"[^"]*"|\w+)(?=\s*(?:,|$|FROM\b))/gi, ' '),
  );
  const last = plain.at(-1) ?? '';
  if (!last.startsWith("'"))
    plain[plain.length - 1] = last.replace(/\sFROM\s+(?:SYS\.)?(?:DUAL|SYSIBM\.SYSDUMMY1)\s*$/i, '');
  if (plain.some((part) => !part.startsWith("'") && /\bFROM\b|\*/i.test(part))) return null;
  return encode(`(${plain.join('').trim()})`);
}
