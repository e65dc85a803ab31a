import type { NoticeFaultCode } from '../noticeFault.ts';
import {
  CODE_PLACEHOLDER,
  INLINE_LISTS,
  LIST_PLACEHOLDERS,
  type ListPlaceholder,
  type Placeholder,
  PLACEHOLDERS,
  type TemplatePiece,
} from './noticeTemplate.ts';

/** The text of a line as pieces: `**emphasis**` and `{placeholder}`. `isList`: the line is an item of nothing but a list. Faults go to `fail`. */
export function parsePieces(
  text: string,
  line: number,
  fail: (line: number, code: NoticeFaultCode, subject?: string) => void,
  isList = false,
): TemplatePiece[] {
  const stretches = text.split('**');
  if (stretches.length % 2 === 0) fail(line, 'unclosed_emphasis');
  return stretches.flatMap((stretch, i) => piecesOf(stretch, i % 2 === 1));

  function piecesOf(stretch: string, isStrong: boolean): TemplatePiece[] {
    const pieces: TemplatePiece[] = [];
    let from = 0;
    while (from < stretch.length) {
      const open = stretch.indexOf('{', from);
      const before = stretch.slice(from, open < 0 ? undefined : open);
      if (before.includes('}')) fail(line, 'unclosed_placeholder');
      if (before !== '') pieces.push({ kind: 'text', text: before, isStrong });
      if (open < 0) break;
      const close = stretch.indexOf('}', open);
      if (close < 0) {
        fail(line, 'unclosed_placeholder');
        break;
      }
      const name = knownPlaceholder(stretch.slice(open + 1, close));
      if (name !== null) pieces.push({ kind: 'placeholder', name, isStrong });
      from = close + 1;
    }
    return pieces;
  }

  function knownPlaceholder(name: string): Placeholder | ListPlaceholder | null {
    if ((PLACEHOLDERS as readonly string[]).includes(name)) return name as Placeholder;
    if (!(LIST_PLACEHOLDERS as readonly string[]).includes(name)) {
      if (name === CODE_PLACEHOLDER) fail(line, 'code_not_alone');
      else fail(line, 'unknown_placeholder', name);
      return null;
    }
    const list = name as ListPlaceholder;
    if (!isList && !INLINE_LISTS.includes(list)) fail(line, 'list_within_sentence', name);
    return list;
  }
}
