/**
 * The fate of an item, in SQL over `items i LEFT JOIN contents c`. What listing found broken or locked stays so even where the item's own text
 * was read (a mail with a damaged attachment, an archive without text of its own); otherwise reading decides.
 */
const LISTING_DECIDES = `(c.fate IS NULL OR i.fate = 'read_in_part'
  OR (c.fate = 'read' AND i.fate IN ('encrypted', 'corrupt', 'timed_out', 'out_of_memory', 'crashed')))`;

export const ITEM_FATE = `CASE WHEN ${LISTING_DECIDES} THEN i.fate ELSE c.fate END`;
/**
 * Whether all that can be said of an item is said of its members: a locked archive whose members are listed, each of them locked. The first member
 * has the next number.
 */
export const SAID_OF_MEMBERS = `(i.fate = 'encrypted' AND EXISTS (SELECT FROM items m WHERE m.evidence_id = i.evidence_id AND m.id = i.id + 1 AND m.parent_id = i.id))`;
export const ITEM_REASON = `CASE WHEN ${LISTING_DECIDES} THEN i.reason ELSE c.reason END`;
