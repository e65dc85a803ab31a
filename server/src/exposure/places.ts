/** Names under which the sealed columns of what was found are bound to their rows. */
export const partPlace = (contentId: number, part: number): string => `parts.name ${contentId} ${part}`;
export const outsiderPlace = (contentId: number, ordinal: number): string =>
  `outsiders.identity ${contentId} ${ordinal}`;
export const scanPlace = (contentId: number, page: number): string =>
  `scan_texts.sealed ${contentId} ${page}`;
