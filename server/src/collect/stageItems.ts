import type pg from 'pg';
import { insertRows } from '../database/insertRows.ts';
import type { RowValue } from '../database/rowValue.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { displayNameOf } from '../read/memberName.ts';
import type { Fate } from '@constat/contract/item.ts';
import type { ListedItem, MemberChain } from '../read/reader.ts';
import { itemPlace } from './item.ts';

/** Listed items on their way into the case: a table of the transaction, from which {@link settleItems} takes what is new. */
const STAGED = [
  'seq', 'id', 'parent_id', 'file_id', 'chain', 'sha256', 'path_sealed', 'path_index', 'name_sealed', 'name_index', 'bytes', 'format', 'fate', 'reason',
]; // prettier-ignore

/** Stages items in the order in which they were listed. An item whose fate comes later is staged twice; the later line counts. */
export async function stageItems(
  client: pg.PoolClient,
  rows: AsyncIterable<readonly RowValue[]>,
): Promise<void> {
  await client.query(`CREATE TEMP TABLE staged (seq bigint, id bigint, parent_id bigint, file_id bigint, chain integer[], sha256 bytea, path_sealed bytea,
    path_index bytea, name_sealed bytea, name_index bytea, bytes bigint, format text, fate text, reason text) ON COMMIT DROP`);
  await insertRows(client, 'staged', STAGED, rows);
  await client.query('CREATE INDEX ON staged (id, seq); ANALYZE staged');
  await client.query('DELETE FROM staged a USING staged b WHERE a.id = b.id AND a.seq < b.seq');
}

/** Puts the staged items into the case: identical content is one content. A content that comes under a new name is read again, since names belong to what is read. */
export async function settleItems(client: pg.PoolClient, caseId: string, evidence: number): Promise<void> {
  await client.query(
    `INSERT INTO contents (case_id, sha256, bytes, format)
     SELECT DISTINCT ON (sha256) $1::uuid, sha256, bytes, format FROM staged WHERE sha256 IS NOT NULL ORDER BY sha256, id
     ON CONFLICT (case_id, sha256) DO NOTHING`,
    [caseId],
  );
  await client.query(
    `UPDATE contents c SET engine = 0 FROM staged s
     WHERE c.case_id = $1 AND c.sha256 = s.sha256 AND c.engine > 0
       AND NOT EXISTS (SELECT FROM items i WHERE i.content_id = c.id AND i.name_index = s.name_index)`,
    [caseId],
  );
  await client.query(
    `INSERT INTO items (evidence_id, id, case_id, parent_id, file_id, chain, content_id, path_sealed, path_index, name_sealed, name_index, bytes, format, fate, reason)
     SELECT $2, s.id, $1::uuid, s.parent_id, s.file_id, s.chain, c.id, s.path_sealed, s.path_index, s.name_sealed, s.name_index, s.bytes, s.format, s.fate, s.reason
     FROM staged s LEFT JOIN contents c ON c.case_id = $1::uuid AND c.sha256 = s.sha256`,
    [caseId, evidence],
  );
}

/** An item as it was listed; a volume of a set is read with its set. */
export type StagedItem = Omit<ListedItem, 'fate'> & { readonly fate: Fate | null };

/** A top-level file whose items are staged. */
export interface StagedFile {
  /** Path below the evidence, bytes. */
  readonly relative: Uint8Array;
  /** Its id where the case has it already. */
  readonly id?: number;
}

/** Gives items their ids, parents and sealed paths. Containers come before their members, so the way down is a stack. */
export class ItemStager {
  readonly #keys: CaseKeys;
  readonly #evidence: number;
  #stack: { chain: MemberChain; id: number; path: string }[] = [];
  #file: StagedFile | null = null;
  #nextId: number;
  #seq = 0;

  /** @param nextId first id that is free in the evidence. */
  constructor(keys: CaseKeys, evidence: number, nextId = 1) {
    this.#keys = keys;
    this.#evidence = evidence;
    this.#nextId = nextId;
  }

  /** The staged row of an item. */
  row(file: StagedFile, item: StagedItem): RowValue[] {
    const depth = item.chain.length;
    const known = this.#stack[depth];
    const again =
      known !== undefined && sameChain(known.chain, item.chain) && (depth > 0 || this.#file === file);
    const parent = depth === 0 ? null : this.#stack[depth - 1]!;
    const id = (): number => (depth === 0 ? file.id : undefined) ?? this.#nextId++;
    const here = again ? known : { chain: item.chain, id: id(), path: pathOf(file, item, parent?.path) };
    this.#stack = [...this.#stack.slice(0, depth), here];
    this.#file = file;
    const name = depth === 0 ? file.relative : item.name;
    return [
      this.#seq++,
      here.id,
      parent?.id ?? null,
      this.#stack[0]!.id,
      item.chain,
      item.sha256 === null ? null : Buffer.from(item.sha256, 'hex'),
      this.#keys.sealText(here.path, itemPlace.path(this.#evidence, here.id)),
      this.#keys.blindIndex('index path', here.path),
      this.#keys.seal(name, itemPlace.name(this.#evidence, here.id)),
      this.#keys.blindIndex('index path', lastName(here.path)),
      item.bytes,
      item.format,
      item.fate,
      item.reason,
    ];
  }
}

function sameChain(a: MemberChain, b: MemberChain): boolean {
  return a.length === b.length && a.every((ordinal, i) => ordinal === b[i]);
}

function pathOf(file: StagedFile, item: StagedItem, parent: string | undefined): string {
  return parent === undefined ? displayNameOf(file.relative) : `${parent}!/${item.displayName}`;
}

/** The name of an item without its folders. */
export function lastName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
