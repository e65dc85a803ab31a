import { type Fate, limitOf } from '@constat/contract/item.ts';
import type { UnreadLine } from '@constat/contract/unread.ts';
import { itemPlace } from '../collect/item.ts';
import type { Database } from '../database/database.ts';
import { fetchRows } from '../database/fetchRows.ts';
import { ITEM_FATE, ITEM_REASON, SAID_OF_MEMBERS } from '../database/itemFate.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { FolderStatistics } from './folderStatistics.ts';

/** Fates that leave open what an item contains. Such an item is unread, unless all that can be said of it is said of its members ({@link SAID_OF_MEMBERS}): in every count and list. */
export const UNREAD_FATES: ReadonlySet<Fate> = new Set([
  'read_in_part', 'encrypted', 'corrupt', 'unsupported', 'timed_out', 'out_of_memory', 'crashed',
]); // prettier-ignore

/** One line per item that was not (wholly) read, with what it may contain. */
export async function* unreadLines(database: Database, keys: CaseKeys): AsyncGenerator<UnreadLine> {
  const statistics = await countFolders(database, keys);
  const sql = `SELECT i.evidence_id, i.id, i.path_sealed, i.bytes, i.format, ${ITEM_FATE} AS fate, ${ITEM_REASON} AS reason,
      (SELECT count(*) FROM name_sightings n WHERE n.evidence_id = i.evidence_id AND n.item_id = i.id AND n.probability >= 0.5) AS named
    FROM items i LEFT JOIN contents c ON c.id = i.content_id
    WHERE i.case_id = $1 AND ${ITEM_FATE} = ANY($2::text[]) AND NOT ${SAID_OF_MEMBERS} ORDER BY i.evidence_id, i.id`;
  for await (const row of fetchRows<UnreadRow>(database, sql, [database.caseId, [...UNREAD_FATES]])) {
    const path = keys.openText(row.path_sealed, itemPlace.path(row.evidence_id, row.id));
    const { patients, categories, items, folder } = statistics.expect(path);
    const reason = row.reason ?? '';
    yield {
      path,
      bytes: row.bytes,
      format: row.format,
      fate: row.fate,
      limit: limitOf(reason),
      reason,
      named_patients: row.named,
      expected_patients: patients === null ? null : Math.round(patients * 100) / 100,
      likely_categories: [...categories],
      compared_items: items,
      compared_folder: folder,
    };
  }
}

interface UnreadRow {
  evidence_id: number;
  id: number;
  path_sealed: Buffer;
  bytes: number;
  format: string;
  fate: Fate;
  reason: string | null;
  named: number;
}

/** What the items that were read hold, by folder. */
export async function countFolders(database: Database, keys: CaseKeys): Promise<FolderStatistics> {
  const statistics = new FolderStatistics();
  const sql = `SELECT i.evidence_id, i.id, i.path_sealed, count(s.patient_id) AS patients, coalesce(bit_or(s.categories), 0) AS categories
    FROM items i JOIN contents c ON c.id = i.content_id LEFT JOIN sightings s ON s.content_id = c.id AND s.probability >= 0.5
    WHERE i.case_id = $1 AND c.fate = 'read' GROUP BY i.evidence_id, i.id ORDER BY i.evidence_id, i.id`;
  for await (const row of fetchRows<CountedRow>(database, sql, [database.caseId]))
    statistics.add(
      keys.openText(row.path_sealed, itemPlace.path(row.evidence_id, row.id)),
      row.patients,
      row.categories,
    );
  return statistics;
}

interface CountedRow {
  evidence_id: number;
  id: number;
  path_sealed: Buffer;
  patients: number;
  categories: number;
}
