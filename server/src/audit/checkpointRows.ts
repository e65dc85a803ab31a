import type pg from 'pg';
import type { Checkpoint } from './checkpoint.ts';

interface CheckpointRow {
  case_id: string;
  size: number;
  root: Buffer;
  at: Date;
  public_key: Buffer;
  signature: Buffer;
}

type Queryable = Pick<pg.Pool, 'query'> | Pick<pg.ClientBase, 'query'>;

/** Checkpoints of a case in the database, with more leaves than `above`, in the order of their size. */
export async function loadCheckpoints(client: Queryable, caseId: string, above = 0): Promise<Checkpoint[]> {
  const { rows } = await (client as pg.ClientBase).query<CheckpointRow>(
    'SELECT case_id, size, root, at, public_key, signature FROM checkpoints WHERE case_id = $1 AND size > $2 ORDER BY size',
    [caseId, above],
  );
  return rows.map(checkpointOf);
}

/** The largest checkpoint of a case. */
export async function lastCheckpoint(client: Queryable, caseId: string): Promise<Checkpoint | null> {
  const { rows } = await (client as pg.ClientBase).query<CheckpointRow>(
    'SELECT case_id, size, root, at, public_key, signature FROM checkpoints WHERE case_id = $1 ORDER BY size DESC LIMIT 1',
    [caseId],
  );
  return rows[0] === undefined ? null : checkpointOf(rows[0]);
}

export async function insertCheckpoint(client: pg.ClientBase, checkpoint: Checkpoint): Promise<void> {
  const { case: caseId, size, root, at, key, signature } = checkpoint;
  await client.query(
    'INSERT INTO checkpoints (case_id, size, root, at, public_key, signature) VALUES ($1, $2, $3, $4, $5, $6)',
    [caseId, size, Buffer.from(root, 'hex'), at, Buffer.from(key, 'hex'), Buffer.from(signature, 'hex')],
  );
}

function checkpointOf(row: CheckpointRow): Checkpoint {
  return {
    case: row.case_id,
    size: row.size,
    root: row.root.toString('hex'),
    at: row.at.toISOString(),
    key: row.public_key.toString('hex'),
    signature: row.signature.toString('hex'),
  };
}
