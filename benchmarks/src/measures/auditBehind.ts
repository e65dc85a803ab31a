import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { growTree } from '@constat/server/audit/growTree.ts';
import { type Access, readWithAudit } from '@constat/server/audit/recordAccess.ts';
import { startAudit } from '@constat/server/audit/settleAudit.ts';
import { verifyAudit } from '@constat/server/audit/verifyAudit.ts';
import { createCase, openCase, type OpenCase } from '@constat/server/pipeline.ts';
import { atLeast, atMost, type Bar, type Measure } from '../measure.ts';
import { writeAccesses } from '../writeAccesses.ts';

const ANSWERER = fileURLToPath(new URL('../answerProcess.ts', import.meta.url));
/** Reads under way at once. */
const AT_ONCE = 16;

const READ: Access = {
  actor: { kind: 'person', id: 'reader', role: 'hotline' },
  action: 'patient_viewed',
  patients: [1],
  reason: 'caller asks',
  from: '192.0.2.1',
};

export const auditBehind: Measure = {
  name: 'audit-behind',
  help: '`kill -9` while records are read: answers without a durable row; logged reads a second; entries verified (kills=N, entries=N, seconds=N)',
  async run(options) {
    const number = (name: string, usual: number): number => Number(options.get(name) ?? usual);
    const folder = await mkdtemp(join(tmpdir(), 'constat-audit-'));
    try {
      const dir = join(folder, 'case');
      await createCase(dir);
      const open = await openCase(dir);
      try {
        const kills = await killed(open, number('kills', 200));
        const speed = await readsPerSecond(open, number('seconds', 10));
        const verified = await verifySeconds(open, number('entries', 1_000_000));
        return {
          figures: { ...kills, ...speed, ...verified },
          table: [
            `${kills.kills} kills: ${kills.answers} answers received, ${kills.rows} rows; ${kills.withoutRow} answers without a row`,
            `${speed.readsPerSecond.toFixed(0)} logged reads a second (each a transaction of its own, ${AT_ONCE} at once); a row was in a signed checkpoint after ${speed.checkpointSeconds.toFixed(1)} s at most`,
            `${verified.entries} entries, taken into the tree in ${verified.growSeconds.toFixed(1)} s, verified in ${verified.verifySeconds.toFixed(1)} s`,
          ],
          bars: barsOf(kills, speed, verified),
        };
      } finally {
        await open.close();
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

interface Kills {
  readonly kills: number;
  readonly answers: number;
  readonly rows: number;
  readonly withoutRow: number;
  readonly soundAfterwards: boolean;
}

interface Speed {
  readonly readsPerSecond: number;
  readonly checkpointSeconds: number;
}

interface Verified {
  readonly entries: number;
  readonly growSeconds: number;
  readonly verifySeconds: number;
  readonly sound: boolean;
}

function barsOf(kills: Kills, speed: Speed, verified: Verified): Bar[] {
  return [
    atMost('answers without a durable row', kills.withoutRow, 0, 0),
    atLeast('answers received at all', kills.answers, kills.kills, 0),
    atMost('logs not sound after the kills', kills.soundAfterwards ? 0 : 1, 0, 0),
    atLeast('logged reads a second', speed.readsPerSecond, 2_000, 0),
    atMost('seconds from a row to its checkpoint', speed.checkpointSeconds, 5, 1),
    atMost('seconds to verify', verified.verifySeconds, 10, 1),
    atMost('logs not sound', verified.sound ? 0 : 1, 0, 0),
  ];
}

/** Kills a process that answers reads again and again; what it has answered must be on record. */
async function killed(open: OpenCase, kills: number): Promise<Kills> {
  const answers: number[] = [];
  let next = 1;
  for (let kill = 0; kill < kills; kill++) {
    const child = spawn(process.execPath, [ANSWERER, open.opened.folder], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdin.on('error', () => undefined);
    await lifeOf(child, kill, (answer) => {
      if (answer !== null) answers.push(answer);
      if (!child.stdin.destroyed) child.stdin.write(`${next++}\n`);
    });
  }
  const { rows } = await open.database.pool.query<{ patient: number }>(
    'SELECT unnest(patients) AS patient FROM accesses WHERE case_id = $1',
    [open.database.caseId],
  );
  const onRecord = new Set(rows.map(({ patient }) => patient));
  await growTree(open.database, open.opened.keys);
  const report = await verifyAudit(open.database, open.opened.keys, []);
  return {
    kills,
    answers: answers.length,
    rows: rows.length,
    withoutRow: answers.filter((answer) => !onRecord.has(answer)).length,
    // What the server of the database still committed for the dead is in the tree too.
    soundAfterwards: report.findings.length === 0 && report.entries >= rows.length,
  };
}

/** From 'ready' on many reads are under way; the process is killed at a moment that differs from time to time. */
async function lifeOf(
  child: ChildProcess,
  seed: number,
  give: (answer: number | null) => void,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  for await (const line of createInterface({ input: child.stdout! })) {
    if (line === 'ready') {
      for (let i = 0; i < AT_ONCE; i++) give(null);
      timer = setTimeout(() => child.kill('SIGKILL'), 5 + ((seed * 37) % 150));
    } else if (!line.startsWith('failed')) give(Number(line));
  }
  clearTimeout(timer);
}

/** Reads with their rows while the tree grows beside them, as in a server. */
async function readsPerSecond(open: OpenCase, seconds: number): Promise<Speed> {
  const { database, opened } = open;
  const faults: unknown[] = [];
  const audit = startAudit(opened, database, (error) => faults.push(error));
  const start = performance.now();
  const end = start + seconds * 1000;
  let reads = 0;
  let checkpointSeconds = 0;
  const reader = async (): Promise<void> => {
    while (performance.now() < end) {
      await readWithAudit(database, opened.keys, READ, (client) =>
        client.query('SELECT id FROM cases WHERE id = $1', [database.caseId]),
      );
      reads++;
    }
  };
  const watch = async (): Promise<void> => {
    while (performance.now() < end) {
      const { rows } = await database.pool.query<{ age: number | null }>(
        `SELECT extract(epoch FROM clock_timestamp() - min(a.at))::float8 AS age FROM accesses a
         WHERE a.case_id = $1 AND a.sequence > coalesce((SELECT max(sequence) FROM access_leaves WHERE case_id = $1), 0)`,
        [database.caseId],
      );
      checkpointSeconds = Math.max(checkpointSeconds, rows[0]!.age ?? 0);
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  };
  await Promise.all([watch(), ...Array.from({ length: AT_ONCE }, reader)]);
  const rate = reads / ((performance.now() - start) / 1000);
  await audit.stop();
  if (faults.length > 0) throw faults[0];
  return { readsPerSecond: rate, checkpointSeconds };
}

/** Fills the log up to a number of entries, many in one transaction, and verifies it. */
async function verifySeconds(open: OpenCase, entries: number): Promise<Verified> {
  const { database, opened } = open;
  await fillLog(open, entries);
  const beforeGrowing = performance.now();
  await growTree(database, opened.keys);
  const beforeVerifying = performance.now();
  const report = await verifyAudit(database, opened.keys, []);
  const end = performance.now();
  return {
    entries: report.entries,
    growSeconds: (beforeVerifying - beforeGrowing) / 1000,
    verifySeconds: (end - beforeVerifying) / 1000,
    sound: report.findings.length === 0 && report.entries === entries,
  };
}

async function fillLog({ database, opened }: OpenCase, entries: number): Promise<void> {
  const { rows } = await database.pool.query<{ n: number }>('SELECT count(*) AS n FROM accesses');
  const missing = entries - rows[0]!.n;
  await database.transaction((client) =>
    writeAccesses(client, { caseId: database.caseId, keys: opened.keys }, missing),
  );
  await database.pool.query('VACUUM ANALYZE accesses');
}
