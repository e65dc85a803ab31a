import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { ENTRY_SQL } from '@constat/server/audit/accessEntry.ts';
import { type Checkpoint, signedText } from '@constat/server/audit/checkpoint.ts';
import { insertCheckpoint, lastCheckpoint } from '@constat/server/audit/checkpointRows.ts';
import { growTree } from '@constat/server/audit/growTree.ts';
import { Frontier, leafHash } from '@constat/server/audit/merkleTree.ts';
import { type AuditReport, verifyAudit } from '@constat/server/audit/verifyAudit.ts';
import type { Database } from '@constat/server/database/database.ts';
import { createCase, openCase, type OpenCase } from '@constat/server/pipeline.ts';
import { grantEverything } from '@constat/server/testCase.ts';
import { atLeast, atMost, type Measure } from '../measure.ts';
import { writeAccesses } from '../writeAccesses.ts';

const ENTRIES = 400;
/** Checkpoints of the log that is attacked. */
const CHECKPOINTS = 8;

/** What was done: the number of the first leaf that is not as it was. */
type Attack = (client: pg.PoolClient, caseId: string, turn: Turn) => Promise<number>;

/** Where an attack strikes: a leaf, another behind it, and an earlier checkpoint. */
interface Turn {
  readonly leaf: number;
  readonly other: number;
  readonly earlier: number;
  readonly variant: number;
}

const ATTACKS: Readonly<Record<string, Attack>> = {
  'an entry is changed': async (client, caseId, { leaf, variant }) => {
    const change = [
      `person = 'p-99'`,
      `at = at + interval '1 millisecond'`,
      `patients = ARRAY[4711]`,
      `action = 'summary_viewed'`,
      `role = 'auditor'`,
      `details_sealed = details_sealed || '\\x00'::bytea`,
      `id = gen_random_uuid()`,
      `actor = 'system', person = '', role = ''`,
    ];
    await client.query(`UPDATE accesses SET ${change[variant % change.length]!} WHERE ${AT_LEAF}`, [
      caseId,
      leaf,
    ]);
    return leaf;
  },
  'an entry is changed with its hash, and the tree made anew': async (client, caseId, { leaf }) => {
    await client.query(`UPDATE accesses SET person = 'p-99' WHERE ${AT_LEAF}`, [caseId, leaf]);
    await rebuild(client, caseId, null);
    return leaf;
  },
  'an entry is deleted': async (client, caseId, { leaf }) => {
    await client.query(`DELETE FROM accesses WHERE ${AT_LEAF}`, [caseId, leaf]);
    return leaf;
  },
  'an entry and its leaf are deleted, the others move up': async (client, caseId, { leaf }) => {
    await client.query(`DELETE FROM accesses WHERE ${AT_LEAF}`, [caseId, leaf]);
    await client.query('DELETE FROM access_leaves WHERE case_id = $1 AND leaf = $2', [caseId, leaf]);
    await renumber(client, caseId);
    await rebuild(client, caseId, null);
    return leaf;
  },
  'two entries are swapped': async (client, caseId, { leaf, other }) => {
    await client.query(
      `UPDATE access_leaves l SET hash = o.hash, mark = o.mark, sequence = -o.sequence FROM access_leaves o
       WHERE l.case_id = $1 AND o.case_id = $1 AND l.leaf IN ($2, $3) AND o.leaf = $2::bigint + $3::bigint - l.leaf`,
      [caseId, leaf, other],
    );
    await client.query('UPDATE access_leaves SET sequence = -sequence WHERE case_id = $1 AND sequence < 0', [
      caseId,
    ]);
    return leaf;
  },
  'an entry is inserted as a copy': async (client, caseId, { leaf }) => {
    await client.query(
      `INSERT INTO accesses (case_id, id, at, actor, person, role, action, patients, items, evidence, details_sealed)
       SELECT case_id, gen_random_uuid(), at, actor, 'p-98', role, action, patients, items, evidence, details_sealed FROM accesses WHERE ${AT_LEAF}`,
      [caseId, leaf],
    );
    return -1;
  },
  'an entry is inserted with a leaf of its own': async (client, caseId, { leaf }) => {
    await client.query('UPDATE access_leaves SET leaf = -leaf - 2 WHERE case_id = $1 AND leaf >= $2', [
      caseId,
      leaf,
    ]);
    await client.query('UPDATE access_leaves SET leaf = -leaf - 1 WHERE case_id = $1 AND leaf < 0', [caseId]);
    await client.query(
      `WITH forged AS (INSERT INTO accesses (case_id, id, at, actor, person, role, action, patients, items, evidence, details_sealed)
         SELECT case_id, gen_random_uuid(), at, actor, 'p-98', role, action, patients, items, evidence, details_sealed FROM accesses WHERE case_id = $1 LIMIT 1 RETURNING sequence)
       INSERT INTO access_leaves SELECT $1, $2, sequence, '\\x'::bytea, '\\x'::bytea FROM forged`,
      [caseId, leaf],
    );
    await rebuild(client, caseId, null);
    return leaf;
  },
  'the tail is cut off': async (client, caseId, { leaf }) => {
    await cut(client, caseId, leaf);
    return leaf;
  },
  'the tail is cut off to an earlier checkpoint': async (client, caseId, { earlier }) => {
    await cut(client, caseId, earlier);
    await client.query('DELETE FROM checkpoints WHERE case_id = $1 AND size > $2', [caseId, earlier]);
    await rebuild(client, caseId, null);
    return earlier;
  },
  'all is rewritten, with fresh hashes and a new key': async (client, caseId, { leaf }) => {
    await client.query(`UPDATE accesses SET person = 'p-99' WHERE ${AT_LEAF}`, [caseId, leaf]);
    await rebuild(client, caseId, generateKeyPairSync('ed25519').privateKey);
    return leaf;
  },
  'an old backup is restored, and work goes on': async (client, caseId, { earlier }) => {
    await cut(client, caseId, earlier);
    await client.query('DELETE FROM checkpoints WHERE case_id = $1 AND size > $2', [caseId, earlier]);
    await rebuild(client, caseId, null);
    return earlier;
  },
};

const AT_LEAF =
  'case_id = $1 AND sequence = (SELECT sequence FROM access_leaves WHERE case_id = $1 AND leaf = $2)';
/** After this attack the product itself goes on writing and signing. */
const GOES_ON = 'an old backup is restored, and work goes on';

interface Tally {
  tried: number;
  noticed: number;
  named: number;
  /** Noticed without any checkpoint kept outside. */
  inside: number;
}

export const hostileSuperuser: Measure = {
  name: 'hostile-superuser',
  help: 'attacks on the audit log by who owns the database: noticed given one checkpoint kept outside, first bad entry named (attacks=N)',
  async run(options) {
    const attacks = Number(options.get('attacks') ?? 500);
    const folder = await mkdtemp(join(tmpdir(), 'constat-superuser-'));
    try {
      const dir = join(folder, 'case');
      await createCase(dir);
      const open = await openCase(dir);
      await grantEverything(open, 'app');
      try {
        return resultOf(await attackAll(open, attacks), attacks);
      } finally {
        await open.database.close();
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

function resultOf(tallies: ReadonlyMap<string, Tally>, attacks: number): Awaited<ReturnType<Measure['run']>> {
  const all = [...tallies.values()];
  const sum = (of: (tally: Tally) => number): number => all.reduce((total, tally) => total + of(tally), 0);
  const unseen = [...tallies].filter(([, { inside, tried }]) => inside < tried).map(([name]) => name);
  const width = Math.max(...[...tallies.keys()].map((name) => name.length));
  return {
    figures: { attacks, noticed: sum(({ noticed }) => noticed), kinds: Object.fromEntries(tallies), unseen },
    table: [
      `${'attack'.padEnd(width)}  tried  noticed  first bad entry named  noticed without a checkpoint outside`,
      ...[...tallies].map(
        ([name, { tried, noticed, named, inside }]) =>
          `${name.padEnd(width)}  ${String(tried).padStart(5)}  ${String(noticed).padStart(7)}  ${String(named).padStart(21)}  ${String(inside).padStart(36)}`,
      ),
      '',
      `Not to be seen without a checkpoint kept outside: ${unseen.join('; ') || 'none'}`,
    ],
    bars: [
      atLeast(
        'attacks noticed, one checkpoint kept outside',
        sum(({ noticed }) => noticed),
        attacks,
        0,
      ),
      atLeast(
        'of these, first bad entry named',
        sum(({ named }) => named),
        attacks,
        0,
      ),
      atMost('kinds not seen without one', unseen.length, 2, 0),
    ],
  };
}

async function attackAll(open: OpenCase, attacks: number): Promise<Map<string, Tally>> {
  const { database, opened } = open;
  for (let i = 0; i < CHECKPOINTS; i++) {
    await database.transaction((client) =>
      writeAccesses(client, { caseId: database.caseId, keys: opened.keys }, ENTRIES / CHECKPOINTS),
    );
    await growTree(database, opened.keys);
  }
  // The only thing outside: the last checkpoint.
  const kept = (await lastCheckpoint(database.pool, database.caseId))!;
  const sound = await verifyAudit(database, opened.keys, [kept]);
  if (sound.findings.length > 0) throw new Error('the log is not sound before the attacks');
  const names = Object.keys(ATTACKS);
  const tallies = new Map<string, Tally>();
  for (let i = 0; i < attacks; i++) {
    const name = names[i % names.length]!;
    const tally = tallies.get(name) ?? { tried: 0, noticed: 0, named: 0, inside: 0 };
    tallies.set(name, tally);
    await attackOnce(open, name, turnOf(i, Math.floor(i / names.length)), kept, tally);
  }
  return tallies;
}

/** Strikes at other places each time, the same in each run. */
function turnOf(seed: number, variant: number): Turn {
  const random = createHash('sha256').update(`attack ${seed}`).digest();
  const leaf = random.readUInt32BE(0) % (ENTRIES - 1);
  const other = leaf + 1 + (random.readUInt32BE(4) % (ENTRIES - leaf - 1));
  const step = ENTRIES / CHECKPOINTS;
  return { leaf, other, earlier: step * (1 + (random.readUInt32BE(8) % (CHECKPOINTS - 1))), variant };
}

/** One attack, looked at by the product, and undone. */
async function attackOnce(
  open: OpenCase,
  name: string,
  turn: Turn,
  kept: Checkpoint,
  tally: Tally,
): Promise<void> {
  const { database, opened } = open;
  const undo = new Error('undo');
  await database
    .transaction(async (client) => {
      const first = await ATTACKS[name]!(client, database.caseId, turn);
      const inside = insideOf(database, client);
      if (name === GOES_ON) {
        await writeAccesses(client, { caseId: database.caseId, keys: opened.keys }, 60);
        await growTree(inside, opened.keys);
      }
      const report = await verifyAudit(inside, opened.keys, [kept]);
      tally.tried++;
      if (report.findings.length > 0) tally.noticed++;
      if (names(report, first)) tally.named++;
      if ((await verifyAudit(inside, opened.keys, [])).findings.length > 0) tally.inside++;
      throw undo;
    })
    .catch((error: unknown) => {
      if (error !== undo) throw error;
    });
}

/** Whether the report names the first bad entry: itself, or the stretch between two checkpoints in which it lies. An entry that is in no tree is named as such. */
function names({ firstBad, findings }: AuditReport, first: number): boolean {
  if (first < 0) return findings.some(({ kind }) => kind === 'entry_inserted');
  return firstBad !== null && firstBad.from <= first && first <= firstBad.to;
}

/** The database as it is within the transaction of the attack. */
function insideOf(database: Database, client: pg.PoolClient): Database {
  const query = client.query.bind(client);
  const within = new Proxy(client, {
    get: (target, name): unknown =>
      // The attack has begun the transaction; its isolation cannot change any more.
      name === 'query'
        ? (...args: Parameters<typeof query>): unknown =>
            args[0].startsWith('SET TRANSACTION') ? Promise.resolve() : query(...args)
        : Reflect.get(target, name, target),
  });
  return { ...database, transaction: (work) => work(within) };
}

async function cut(client: pg.PoolClient, caseId: string, from: number): Promise<void> {
  await client.query(
    'DELETE FROM accesses WHERE case_id = $1 AND sequence IN (SELECT sequence FROM access_leaves WHERE case_id = $1 AND leaf >= $2)',
    [caseId, from],
  );
  await client.query('DELETE FROM access_leaves WHERE case_id = $1 AND leaf >= $2', [caseId, from]);
}

async function renumber(client: pg.PoolClient, caseId: string): Promise<void> {
  await client.query(
    `UPDATE access_leaves l SET leaf = -n.leaf - 1 FROM (SELECT sequence, row_number() OVER (ORDER BY leaf) - 1 AS leaf FROM access_leaves WHERE case_id = $1) n
     WHERE l.case_id = $1 AND l.sequence = n.sequence`,
    [caseId],
  );
  await client.query('UPDATE access_leaves SET leaf = -leaf - 1 WHERE case_id = $1', [caseId]);
}

/**
 * All that can be computed without the case key is computed anew: leaf hashes, frontier, and with a key of the attacker's the signatures of all
 * checkpoints. Marks cannot: they become random bytes where a hash changes.
 */
async function rebuild(
  client: pg.PoolClient,
  caseId: string,
  key: Parameters<typeof sign>[2] | null,
): Promise<void> {
  const { rows } = await client.query<{ leaf: number; hash: Buffer; entry: string }>(
    `SELECT l.leaf, l.hash, ${ENTRY_SQL} AS entry FROM access_leaves l JOIN accesses a ON a.case_id = l.case_id AND a.sequence = l.sequence
     WHERE l.case_id = $1 ORDER BY l.leaf`,
    [caseId],
  );
  const tree = new Frontier();
  const roots = new Map<number, Buffer>();
  for (const { leaf, hash, entry } of rows) {
    const fresh = leafHash(entry);
    if (!fresh.equals(hash))
      await client.query('UPDATE access_leaves SET hash = $3, mark = $4 WHERE case_id = $1 AND leaf = $2', [
        caseId, leaf, fresh, randomBytes(16),
      ]); // prettier-ignore
    tree.append(fresh);
    roots.set(tree.size, tree.root());
  }
  await client.query('UPDATE audit_trees SET size = $2, frontier = $3 WHERE case_id = $1', [
    caseId, tree.size, tree.peaks,
  ]); // prettier-ignore
  if (key !== null) await resign(client, caseId, roots, key);
}

async function resign(
  client: pg.PoolClient,
  caseId: string,
  roots: ReadonlyMap<number, Buffer>,
  key: NonNullable<Parameters<typeof sign>[2]>,
): Promise<void> {
  const { rows } = await client.query<{ size: number; at: Date }>(
    'DELETE FROM checkpoints WHERE case_id = $1 RETURNING size, at',
    [caseId],
  );
  for (const { size, at } of rows) {
    const body = { case: caseId, size, root: roots.get(size)!.toString('hex'), at: at.toISOString() };
    const signature = sign(null, Buffer.from(signedText(body)), key).toString('hex');
    await insertCheckpoint(client, { ...body, key: randomBytes(32).toString('hex'), signature });
  }
}
