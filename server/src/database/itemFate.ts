/**
 * The fate of an item, in SQL over `items i LEFT JOIN contents c`. What listing found broken or locked stays so even where the item's own text
 * was read (a mail with a damaged attachment, an archive without text of its own); otherwise reading decides.
 */
const LISTING_DECIDES = `(c.fate IS NULL OR i.fate = 'read_in_part'
  OR (c.fate = 'read' AND i.fate IN ('encrypted', 'corrupt', 'timed_out', 'out_of_memory', 'crashed')))`;

export const ITEM_FATE = `CASE WHEN ${LISTING_DECIDES} THEN i.fate ELSE c.fate END`;
export const ITEM_REASON = `CASE WHEN ${LISTING_DECIDES} THEN i.reason ELSE c.reason END`;
