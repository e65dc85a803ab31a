/** Points in a millimetre. */
export const MM = 72 / 25.4;

/** The sheet (A4) and what of it text may fill; in points, from its lower left corner. */
export const SHEET = { width: 210 * MM, height: 297 * MM } as const;
export const TEXT_AREA = {
  left: 22 * MM,
  right: SHEET.width - 22 * MM,
  top: SHEET.height - 16 * MM,
  bottom: 22 * MM,
} as const;

/** Sender, address and date fill the sheet down to here: nothing else comes near the window. */
export const HEAD_BOTTOM = SHEET.height - 96 * MM;
export const FIRST_TEXT = HEAD_BOTTOM - 3 * MM;

/** Height of a capital, and so of a line without what is between lines, in parts of the size of type: the same in both fonts (table OS/2). */
export const CAPITAL = 0.668;

/** Distances in parts of the size of type of the text. */
export interface Spacing {
  /** Between lines. */
  readonly leading: number;
  readonly paragraphs: number;
  readonly items: number;
  /** Size of the title, in parts of that of the text. */
  readonly title: number;
}

/** Close for the usual letter; with room around each part where reading is hard. */
export function spacingOf(isAiry: boolean): Spacing {
  return isAiry
    ? { leading: 0.72, paragraphs: 1.05, items: 0.85, title: 1.05 }
    : { leading: 0.6, paragraphs: 0.95, items: 0.68, title: 1.15 };
}
