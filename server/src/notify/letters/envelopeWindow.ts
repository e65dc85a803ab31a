/** A rectangle on a sheet, in millimetres from its upper left corner. */
export interface SheetArea {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * A DL envelope (220 by 110 mm) with a window of 100 by 35 mm that begins 20 mm from its right and 20 mm from its lower edge, and an A4 sheet folded in three
 * (210 by 99 mm): the sheet can slip by 10 mm sideways and by 11 mm up and down.
 */
const ENVELOPE = { width: 220, height: 110 };
const WINDOW = { width: 100, height: 35, fromRight: 20, fromBottom: 20 };
const FOLDED = { width: 210, height: 99 };

const windowLeft = ENVELOPE.width - WINDOW.fromRight - WINDOW.width;
const windowTop = ENVELOPE.height - WINDOW.fromBottom - WINDOW.height;
const playAcross = ENVELOPE.width - FOLDED.width;
const playDown = ENVELOPE.height - FOLDED.height;

/** All of the sheet that can come under the window, wherever it slips: nothing but the address may stand there. */
export const EXPOSED_AREA: SheetArea = {
  left: windowLeft - playAcross,
  top: windowTop - playDown,
  right: windowLeft + WINDOW.width,
  bottom: windowTop + WINDOW.height,
};

/** What of the sheet is under the window wherever it slips: the whole address must stand there. */
export const VISIBLE_AREA: SheetArea = {
  left: windowLeft,
  top: windowTop,
  right: windowLeft + WINDOW.width - playAcross,
  bottom: windowTop + WINDOW.height - playDown,
};

/** Whether two areas have anything in common. */
export function meets(a: SheetArea, b: SheetArea): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** Whether an area lies within another. */
export function liesWithin(inner: SheetArea, outer: SheetArea): boolean {
  return (
    inner.left >= outer.left &&
    inner.right <= outer.right &&
    inner.top >= outer.top &&
    inner.bottom <= outer.bottom
  );
}
