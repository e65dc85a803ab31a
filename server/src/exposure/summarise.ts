import { ITEM_FATE, ITEM_REASON, SAID_OF_MEMBERS } from '../database/itemFate.ts';
import { CATEGORIES, CATEGORY_BIT } from '@constat/contract/category.ts';
import type { Fate } from '@constat/contract/item.ts';
import { type Summary, summarySchema } from '@constat/contract/summary.ts';
import { EXCEPTIONS } from '../case/caseException.ts';
import type { CaseConfiguration } from '../case/caseFolder.ts';
import { custodyGaps } from '../collect/custodyGaps.ts';
import { itemPlace } from '../collect/item.ts';
import type { Database } from '../database/database.ts';
import { fetchRows } from '../database/fetchRows.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { sharedMentions } from './commonNames.ts';
import { loadCircumstances } from './circumstances.ts';
import { countOutsiders } from './outsiders/consolidateOutsiders.ts';
import { countBands } from './personLines.ts';
import { personProbabilities } from './personProbabilities.ts';
import type { FolderStatistics } from './folderStatistics.ts';
import { countFolders, UNREAD_FATES } from './unreadLines.ts';
import { readingState } from './readingState.ts';
import { recaptureFigures } from './recaptureFigures.ts';
import { reviewProgress } from './review/reviewProgress.ts';
import { sampleFigures } from './sampling/sampleFigures.ts';
import { seedFigures } from './seedFigures.ts';
import { estimateShared } from './statistics/sharedMentions.ts';
import { estimateCount } from './statistics/poissonBinomial.ts';

/** From here on a person counts as concerned. */
const CONCERNED = 0.5;
const CERTAIN = 0.95;
/** Rows of the lists by folder and of what was not read; the rest is summed up. */
const LIST_LIMIT = 40;

/** The figures of a case as they stand now. */
export async function summarise(
  database: Database,
  keys: CaseKeys,
  configuration: CaseConfiguration,
  version: string,
): Promise<Summary> {
  const [ofPersons, ofItems] = await Promise.all([
    figuresOfPersons(database, keys),
    figuresOfItems(database, keys),
  ]);
  return summarySchema.parse({
    case: { name: configuration.name, created: configuration.created },
    made: new Date().toISOString(),
    version,
    register: await countRegister(database),
    merged: await countMerged(database),
    ...ofPersons,
    ...ofItems,
    reading: await readingState(database),
    outsiders: await countOutsiders(database, keys),
    review: await reviewProgress(database),
    samples: await sampleFigures(database, keys),
    recapture: await recaptureFigures(database),
    seeds: await seedFigures(database),
    custody: await custodyGaps(database, keys),
    exceptions: EXCEPTIONS.flatMap((what) => {
      const exception = configuration.exceptions[what];
      return exception === undefined ? [] : [{ what, ...exception }];
    }),
  });
}

/** What asks for all sightings goes by two ways at a time: most of it is the server's work, and a case has millions. */
async function figuresOfPersons(
  database: Database,
  keys: CaseKeys,
): Promise<Pick<Summary, 'persons' | 'categories' | 'years'>> {
  const persons = await countPersons(database, keys);
  const categories = await countCategories(database);
  return { persons, categories, years: await countYears(database) };
}

async function figuresOfItems(
  database: Database,
  keys: CaseKeys,
): Promise<Pick<Summary, 'scans' | 'severity'> & ItemFigures> {
  const items = await countItems(database, keys);
  const severity = await countSeverity(database, keys);
  return { ...items, severity, scans: await countScans(database) };
}

type ItemFigures = Pick<Summary, 'items' | 'fates' | 'folders' | 'formats' | 'unread'>;

async function countRegister(database: Database): Promise<number> {
  const { rows } = await database.pool.query<{ n: number }>(
    'SELECT count(*) AS n FROM patients WHERE case_id = $1',
    [database.caseId],
  );
  return rows[0]!.n;
}

async function countMerged(database: Database): Promise<number> {
  const { rows } = await database.pool.query<{ n: number }>(
    'SELECT count(*) AS n FROM merged_patients WHERE case_id = $1 AND patient_id <> person_id',
    [database.caseId],
  );
  return rows[0]!.n;
}

/** Sightings that stand in the evidence of the case now, with the patient still in the register. */
const CURRENT = `decided_sightings s JOIN patients p ON p.case_id = s.case_id AND p.id = s.patient_id
  LEFT JOIN merged_patients m ON m.case_id = s.case_id AND m.patient_id = s.patient_id WHERE s.case_id = $1`;
/** Who counts: the patient, or the person whose further number it is. */
const PERSON = 'coalesce(m.person_id, s.patient_id)';

async function countPersons(database: Database, keys: CaseKeys): Promise<Summary['persons']> {
  const probabilities: number[] = [];
  const expected: number[] = [];
  for await (const person of personProbabilities(database)) {
    probabilities.push(person.probability);
    expected.push(person.expected);
  }
  const between = (from: number, to: number): number =>
    probabilities.filter((p) => p >= from && p < to).length;
  const mentions = await sharedMentions(database, keys);
  const shared = mentions === null ? null : estimateShared(mentions);
  return {
    certain: between(CERTAIN, 2),
    probable: between(CONCERNED, CERTAIN),
    possible: between(0, CONCERNED),
    ...estimateCount(expected, shared),
    shared: {
      mentions: shared?.most ?? 0,
      expected: shared?.expected ?? 0,
      low: shared?.low ?? 0,
      high: shared?.high ?? 0,
    },
  };
}

async function countCategories(database: Database): Promise<Summary['categories']> {
  const columns = CATEGORIES.map(
    (category) => `count(*) FILTER (WHERE categories & ${CATEGORY_BIT[category]} <> 0) AS "${category}"`,
  );
  const { rows } = await database.pool.query<Record<string, number>>(
    `SELECT ${columns.join(', ')} FROM (SELECT bit_or(s.categories) AS categories FROM ${CURRENT} AND s.probability >= ${CONCERNED} GROUP BY ${PERSON}) x`,
    [database.caseId],
  );
  return CATEGORIES.map((category) => ({ category, persons: rows[0]![category]! }));
}

async function countSeverity(database: Database, keys: CaseKeys): Promise<Summary['severity']> {
  const counts = await countBands(database, keys);
  return {
    bands: [...counts].map(([band, persons]) => ({ band, persons })),
    circumstances: await loadCircumstances(database),
  };
}

async function countYears(database: Database): Promise<Summary['years']> {
  const { rows } = await database.pool.query<{ year: number; persons: number }>(
    `SELECT y AS year, count(DISTINCT ${PERSON}) AS persons FROM ${CURRENT.replace(' WHERE', ' CROSS JOIN LATERAL generate_series(s.year_from::int, s.year_to::int) y WHERE')}
     AND s.probability >= ${CONCERNED} AND s.year_from IS NOT NULL AND s.year_to - s.year_from < 100 GROUP BY y ORDER BY y`,
    [database.caseId],
  );
  return rows;
}

/** Pages recognised and waiting; items of the same content count each, their pages once. */
async function countScans(database: Database): Promise<Summary['scans']> {
  const { rows } = await database.pool.query<Summary['scans']>(
    `SELECT coalesce(sum(scan_pages) FILTER (WHERE scans_read > 0), 0)::int AS pages, coalesce(sum(scan_pages) FILTER (WHERE scans_read = 0), 0)::int AS waiting,
       coalesce(sum(items) FILTER (WHERE scans_read = 0), 0)::int AS items
     FROM (SELECT c.scan_pages, c.scans_read, count(i.id) AS items FROM contents c JOIN items i ON i.content_id = c.id
       WHERE c.case_id = $1 AND c.scan_pages > 0 GROUP BY c.id) x`,
    [database.caseId],
  );
  return rows[0]!;
}

/** Counts by folder, format and fate in one pass over the items; paths are sealed, so folders can only be told here. */
async function countItems(database: Database, keys: CaseKeys): Promise<ItemFigures> {
  const tally = new ItemTally(await countFolders(database, keys));
  const persons = new PersonsByItem(database);
  const sql = `SELECT i.evidence_id, i.id, i.parent_id, i.path_sealed, i.bytes, i.format,
      ${ITEM_FATE} AS fate, ${ITEM_REASON} AS reason, ${SAID_OF_MEMBERS} AS said_of_members
    FROM items i LEFT JOIN contents c ON c.id = i.content_id WHERE i.case_id = $1 ORDER BY i.evidence_id, i.id`;
  for await (const row of fetchRows<TalliedItem>(database, sql, [database.caseId])) {
    const path = keys.openText(row.path_sealed, itemPlace.path(row.evidence_id, row.id));
    tally.add(row, path, await persons.of(row));
  }
  const result = tally.result();
  await checkAccount(database, result);
  return result;
}

/** Every item that was ever taken in has one fate or waits for it; a difference is a fault of ours and nothing is reported then. */
async function checkAccount(
  database: Database,
  { items, fates }: Pick<Summary, 'items' | 'fates'>,
): Promise<void> {
  const { rows } = await database.pool.query<{ taken: number }>(
    'SELECT coalesce(sum(items), 0)::bigint AS taken FROM evidence WHERE case_id = $1',
    [database.caseId],
  );
  const accounted = fates.reduce((sum, fate) => sum + fate.items, items.waiting);
  if (accounted !== items.items || accounted !== rows[0]!.taken)
    throw new Error(
      `${rows[0]!.taken} items were taken in, ${items.items} are listed, ${accounted} have a fate or wait`,
    );
}

interface ItemKey {
  readonly evidence_id: number;
  readonly id: number;
}

/** Persons concerned by each item, asked for in the order of the items: a second cursor that walks beside the first. */
class PersonsByItem {
  readonly #rows: AsyncGenerator<{ evidence_id: number; item_id: number; patient_id: number }>;
  #next: IteratorResult<{ evidence_id: number; item_id: number; patient_id: number }> | null = null;

  constructor(database: Database) {
    this.#rows = fetchRows(
      database,
      `SELECT s.evidence_id, s.item_id, ${PERSON} AS patient_id FROM decided_sightings s
       LEFT JOIN merged_patients m ON m.case_id = s.case_id AND m.patient_id = s.patient_id
       WHERE s.case_id = $1 AND s.probability >= ${CONCERNED} ORDER BY s.evidence_id, s.item_id`,
      [database.caseId],
    );
  }

  async of(item: ItemKey): Promise<number[]> {
    const persons: number[] = [];
    this.#next ??= await this.#rows.next();
    while (
      this.#next.done !== true &&
      this.#next.value.evidence_id === item.evidence_id &&
      this.#next.value.item_id === item.id
    ) {
      persons.push(this.#next.value.patient_id);
      this.#next = await this.#rows.next();
    }
    return persons;
  }
}

interface TalliedItem {
  evidence_id: number;
  id: number;
  parent_id: number | null;
  path_sealed: Buffer;
  bytes: number;
  format: string;
  fate: Fate | null;
  reason: string | null;
  said_of_members: boolean;
}

interface Group {
  items: number;
  persons: Set<number>;
}

class ItemTally {
  readonly #statistics: FolderStatistics;
  readonly #items = { files: 0, items: 0, bytes: 0, waiting: 0 };
  readonly #fates = new Map<Fate, number>();
  readonly #folders = new Map<string, Group>();
  readonly #formats = new Map<string, Group>();
  readonly #unread = new Map<string, Summary['unread'][number]>();

  constructor(statistics: FolderStatistics) {
    this.#statistics = statistics;
  }

  add(row: TalliedItem, path: string, persons: readonly number[]): void {
    this.#items.items++;
    if (row.parent_id === null) {
      this.#items.files++;
      this.#items.bytes += row.bytes;
    }
    join(this.#folders, folderOf(path), persons);
    join(this.#formats, row.format, persons);
    if (row.fate === null) this.#items.waiting++;
    else {
      this.#fates.set(row.fate, (this.#fates.get(row.fate) ?? 0) + 1);
      if (UNREAD_FATES.has(row.fate) && !row.said_of_members) this.#addUnread(row, row.fate, path);
    }
  }

  #addUnread(row: TalliedItem, fate: Fate, path: string): void {
    const folder = folderOf(path);
    const { patients } = this.#statistics.expect(path);
    const reason = row.reason ?? '';
    const key = `${folder}\n${row.format}\n${fate}\n${reason}`;
    const known = this.#unread.get(key);
    if (known === undefined)
      this.#unread.set(key, { folder, format: row.format, fate, reason, items: 1, expected: patients });
    else {
      known.items++;
      if (patients !== null) known.expected = (known.expected ?? 0) + patients;
    }
  }

  result(): Pick<Summary, 'items' | 'fates' | 'folders' | 'formats' | 'unread'> {
    const folders = [...this.#folders].map(([folder, group]) => ({
      folder,
      persons: group.persons.size,
      items: group.items,
    }));
    const formats = [...this.#formats].map(([format, group]) => ({
      format,
      items: group.items,
      persons: group.persons.size,
    }));
    return {
      items: this.#items,
      fates: [...this.#fates]
        .map(([fate, items]) => ({ fate, items }))
        .sort((a, b) => b.items - a.items || compare(a.fate, b.fate)),
      folders: folders
        .sort((a, b) => b.persons - a.persons || compare(a.folder, b.folder))
        .slice(0, LIST_LIMIT),
      formats: formats.sort((a, b) => b.items - a.items || compare(a.format, b.format)),
      unread: [...this.#unread.values()].sort(
        (a, b) => b.items - a.items || compare(a.folder, b.folder) || compare(a.format, b.format),
      ),
    };
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function join(groups: Map<string, Group>, key: string, persons: readonly number[]): void {
  let group = groups.get(key);
  if (group === undefined) groups.set(key, (group = { items: 0, persons: new Set() }));
  group.items++;
  for (const person of persons) group.persons.add(person);
}

/** The first two folders of a path: in a hospital's share these are the service and the kind of document. */
function folderOf(path: string): string {
  const folders = path.split('!/')[0]!.split('/').slice(0, -1);
  return folders.slice(0, 2).join('/') || '/';
}
