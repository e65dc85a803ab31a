import { gunzipSync, gzipSync } from 'node:zlib';
import type { ApprovalSample, ApprovalView } from '@constat/contract/approval.ts';
import type pg from 'pg';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { type PeopleContext, Refusal } from './peopleContext.ts';

/** What is about to happen, as the second person is shown it. */
export interface ApprovedContents {
  /** What it is about, where there are several of a kind ('batch 3'): only the same is compared. */
  readonly subject?: string;
  /** Named values: figures of an export, texts of a template. */
  readonly values: Readonly<Record<string, string>>;
  /** Per person (the hospital's patient number), a hash of what is said of him: tells who is new, different or gone. */
  readonly persons: Readonly<Record<string, string>>;
  /** Where a file leaves. */
  readonly file?: ApprovedFile;
}

/** The file that leaves, and lines of it that were drawn at random. */
export interface ApprovedFile extends NonNullable<ApprovalView['file']> {
  readonly lines: ApprovalSample['lines'];
  /** Internal ids of the patients in these lines: for the record. */
  readonly patients: readonly number[];
}

/** So many persons are named; all are counted. */
const MOST_NAMED = 200;
/** So many earlier ones are looked through for the same. */
const MOST_COMPARED = 20;

const contentsPlace = (id: string): string => `approvals.contents_sealed ${id}`;

export function sealContents(keys: CaseKeys, id: string, contents: ApprovedContents): Buffer {
  return keys.seal(gzipSync(JSON.stringify(contents)), contentsPlace(id));
}

function openContents(keys: CaseKeys, id: string, sealed: Uint8Array): ApprovedContents {
  return JSON.parse(gunzipSync(keys.open(sealed, contentsPlace(id))).toString()) as ApprovedContents;
}

interface ContentsRow {
  id: string;
  action: string;
  sha256: Buffer;
  contents_sealed: Buffer;
}

/** What somebody asks to have approved, beside what stands: what was last done of the same kind. Throws Refusal('not_found'). */
export async function viewApproval(
  client: Pick<pg.ClientBase, 'query'>,
  { database, keys }: Pick<PeopleContext, 'database' | 'keys'>,
  approval: string,
): Promise<ApprovalView> {
  const row = await findContents(client, database.caseId, approval);
  const proposed = openContents(keys, row.id, row.contents_sealed);
  const stands = await standingContents(client, { database, keys }, row, proposed.subject ?? '');
  return {
    sha256: row.sha256.toString('hex'),
    subject: proposed.subject ?? '',
    values: compareValues(stands?.values ?? {}, proposed.values),
    persons: comparePersons(stands?.persons ?? {}, proposed.persons),
    file: proposed.file === undefined ? null : shownOf(proposed.file),
    isFirst: stands === null,
  };
}

/** What was last done of the same kind and about the same; null where nothing was, or longer ago than the last twenty. */
async function standingContents(
  client: Pick<pg.ClientBase, 'query'>,
  { database, keys }: Pick<PeopleContext, 'database' | 'keys'>,
  { id, action }: ContentsRow,
  subject: string,
): Promise<ApprovedContents | null> {
  const { rows } = await client.query<ContentsRow>(
    `SELECT id, action, sha256, contents_sealed FROM approvals
     WHERE case_id = $1 AND action = $2 AND id <> $3 AND done_at IS NOT NULL AND contents_sealed IS NOT NULL ORDER BY done_at DESC LIMIT ${MOST_COMPARED}`,
    [database.caseId, action, id],
  );
  for (const row of rows) {
    const contents = openContents(keys, row.id, row.contents_sealed);
    if ((contents.subject ?? '') === subject) return contents;
  }
  return null;
}

async function findContents(
  client: Pick<pg.ClientBase, 'query'>,
  caseId: string,
  approval: string,
): Promise<ContentsRow> {
  const { rows } = await client.query<ContentsRow>(
    'SELECT id, action, sha256, contents_sealed FROM approvals WHERE case_id = $1 AND id = $2 AND contents_sealed IS NOT NULL',
    [caseId, approval],
  );
  if (rows[0] === undefined) throw new Refusal('not_found');
  return rows[0];
}

const shownOf = ({ kind, columns, bytes }: ApprovedFile): ApprovalView['file'] => ({ kind, columns, bytes });

/**
 * Lines of the file that somebody asks to have approved, and the internal ids of the patients in them: the client is that of a reading on record.
 * Throws Refusal('not_found') where no file leaves.
 */
export async function sampleApproval(
  client: Pick<pg.ClientBase, 'query'>,
  { database, keys }: Pick<PeopleContext, 'database' | 'keys'>,
  approval: string,
): Promise<{ sample: ApprovalSample; patients: readonly number[] }> {
  const row = await findContents(client, database.caseId, approval);
  const { file } = openContents(keys, row.id, row.contents_sealed);
  if (file === undefined) throw new Refusal('not_found');
  return { sample: { columns: file.columns, lines: file.lines }, patients: file.patients };
}

function compareValues(
  stands: Readonly<Record<string, string>>,
  proposed: Readonly<Record<string, string>>,
): ApprovalView['values'] {
  const names = [...new Set([...Object.keys(proposed), ...Object.keys(stands)])];
  return names.map((name) => ({ name, stands: stands[name] ?? null, proposed: proposed[name] ?? null }));
}

/** Who is new, of whom something else is said, and who is no longer among them. */
export function comparePersons(
  stands: Readonly<Record<string, string>>,
  proposed: Readonly<Record<string, string>>,
): ApprovalView['persons'] {
  const [before, after] = [new Map(Object.entries(stands)), new Map(Object.entries(proposed))];
  const numbers = (
    from: ReadonlyMap<string, string>,
    keep: (number: string, hash: string) => boolean,
  ): string[] => [...from].filter(([number, hash]) => keep(number, hash)).map(([number]) => number);
  const differences = {
    added: numbers(after, (number) => !before.has(number)),
    changed: numbers(after, (number, hash) => before.has(number) && before.get(number) !== hash),
    gone: numbers(before, (number) => !after.has(number)),
  };
  const named = (list: readonly string[]): ApprovalView['persons']['added'] => ({
    count: list.length,
    numbers: list.slice(0, MOST_NAMED),
  });
  return {
    added: named(differences.added),
    changed: named(differences.changed),
    gone: named(differences.gone),
  };
}
