import { decode } from '../../text/windows1252.ts';

/** Shorter runs are chance. */
const SHORTEST = 8;
/** Of a run, at least so much must be letters, digits and the marks between them. */
const READABLE_SHARE = 0.9;
/** And at least so much letters. */
const LETTER_SHARE = 0.3;
/** Of its letters, at least so many bear no accent. */
const PLAIN_SHARE = 0.8;

/**
 * Text in bytes that have no structure (any more): runs of characters in Windows-1252 and in UTF-16 that read like words.
 * What is found stands in the order of the file, UTF-16 after Windows-1252.
 */
export function readableRuns(bytes: Uint8Array): string[] {
  return [...runs(decode(bytes)), ...wideRuns(bytes)];
}

function runs(text: string): string[] {
  return (
    text.match(/[\t\r\n\u000b\u0020-\u007e\u00a0-\u00ff\u0152\u0153\u2013-\u2026\u20ac]+/g) ?? []
  ).filter(isReadable);
}

/** UTF-16 text may begin at an even or an odd place. */
function wideRuns(bytes: Uint8Array): string[] {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return [0, 1].flatMap((shift) => {
    const end = shift + ((view.length - shift) & ~1);
    return runs(view.toString('utf16le', Math.min(shift, view.length), Math.max(shift, end)));
  });
}

/** Words of Latin letters, few of them accented: what formatting and pictures leave looks otherwise. */
function isReadable(run: string): boolean {
  const text = run.trim();
  if (text.length < SHORTEST || !/\p{L}{3}/u.test(text)) return false;
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const plain = text.match(/[A-Za-z]/g)?.length ?? 0;
  const others = text.match(/[0-9 ,.'\r\n\t\u000b/:;()-]/g)?.length ?? 0;
  return (
    letters >= text.length * LETTER_SHARE &&
    plain >= letters * PLAIN_SHARE &&
    letters + others >= text.length * READABLE_SHARE
  );
}
