/** Bytes that mean something in SQL. */
export const TAB = 0x09;
export const LF = 0x0a;
export const BLANK = 0x20;
export const QUOTE = 0x27;
export const OPEN = 0x28;
export const CLOSE = 0x29;
export const STAR = 0x2a;
export const COMMA = 0x2c;
export const DASH = 0x2d;
export const SLASH = 0x2f;
export const SEMICOLON = 0x3b;
export const BACKSLASH = 0x5c;

/** n t r 0 after a backslash; a line end inside a cell becomes a blank, so that cells stay on one line. */
export const ESCAPES: Readonly<Record<number, number>> = {
  0x6e: 0x20,
  0x74: 0x20,
  0x72: 0x20,
  0x30: 0x20,
  0x5a: 0x20,
};
