/**
 * The fate of an item, in SQL over `items i LEFT JOIN contents c`. What listing found broken or locked stays so even where the item's own text
 * was read (a mail with a damaged attachment, an archive without text of its own); otherwise reading decides.
 */
const LISTING_DECIDES = `(c.fate IS NULL OR i.fate = 'read_in_part'
  OR (c.fate = 'read' AND i.fate IN ('encrypted', 'corrupt', 'timed_out', 'out_of_memory', 'crashed')))`;

export const ITEM_FATE = `CASE WHEN ${LISTING_DECIDES} THEN i.fate ELSE c.fate END`;
/**
 * Whether all that can be said of a container is said of its members, so that it is not feared for beside them: a locked archive whose members are listed,
 * each of them locked (the first member has the next number); a container that was read in part, where a member of its own is broken for the same reason: the
 * member at which a cut archive breaks off (cut, or damaged where it was not packed) is the part that was not read. What would have stood behind it is not
 * listed, and nobody can say how much it was.
 */
export const SAID_OF_MEMBERS = `(i.fate = 'encrypted' AND EXISTS (SELECT FROM items m WHERE m.evidence_id = i.evidence_id AND m.id = i.id + 1 AND m.parent_id = i.id)
  OR i.fate = 'read_in_part' AND EXISTS (SELECT FROM items m WHERE m.evidence_id = i.evidence_id AND m.parent_id = i.id AND m.reason <> ''
    AND (m.reason = i.reason OR i.reason = 'truncated' AND m.reason IN ('bad_compression', 'damaged_structure'))))`;
export const ITEM_REASON = `CASE WHEN ${LISTING_DECIDES} THEN i.reason ELSE c.reason END`;
