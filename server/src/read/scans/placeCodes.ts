import type { TextLine } from './arrangeLines.ts';
import { codeText } from './codeText.ts';
import type { BarCode } from './readBarCodes.ts';

/** Puts what bar codes say in lines of their own, each behind the line that stands nearest above or beside it: a label's code belongs to the label. */
export function placeCodes(
  lines: readonly TextLine[],
  codes: readonly BarCode[],
  factor: number,
): TextLine[] {
  const behind = new Map<number, TextLine[]>();
  for (const code of codes) {
    const x = code.x * factor;
    const y = code.y * factor;
    const at = nearestLine(lines, x, y);
    const said = codeText(code).map((text) => ({ text, left: x, right: x, top: y, bottom: y }));
    behind.set(at, [...(behind.get(at) ?? []), ...said]);
  }
  return [...(behind.get(-1) ?? []), ...lines.flatMap((line, i) => [line, ...(behind.get(i) ?? [])])];
}

function nearestLine(lines: readonly TextLine[], x: number, y: number): number {
  let best = -1;
  let least = Infinity;
  lines.forEach((line, i) => {
    const across = Math.max(0, line.left - x, x - line.right);
    const down = Math.max(0, line.top - y, y - line.bottom);
    const distance = across * across + down * down;
    if (distance < least) [best, least] = [i, distance];
  });
  return best;
}
