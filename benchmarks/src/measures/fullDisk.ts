import { execFile } from 'node:child_process';
import { mkdtemp, open as openFile, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { databaseBack } from '../mails/caseServer.ts';
import { makeOutboxCase, type OutboxCase, type Tally, tallyMails } from '../mails/outboxCase.ts';
import { Sender } from '../mails/sender.ts';
import { atLeast, atMost, type Measure } from '../measure.ts';

const run = promisify(execFile);
/** Room for the case and its database, and hardly more. */
const DISK_BYTES = 400 * 2 ** 20;
const CHUNK = Buffer.alloc(2 ** 20, 1);
/** The disk stays full for so long. */
const FULL_MS = 3_000;

export const fullDisk: Measure = {
  name: 'full-disk',
  help: 'The disk of the database fills up while two senders are at work, and is made free again: lost, doubled, unknown; needs root, for a disk of its own (runs=N, mails=N)',
  async run(options) {
    const runs = Number(options.get('runs') ?? 20);
    const mails = Number(options.get('mails') ?? 400);
    const sum = { lost: 0, doubled: 0, unknown: 0, ended: 0, felt: 0, stopped: 0, slowest: 0 };
    for (let n = 0; n < runs; n++) {
      const disk = await mountDisk();
      try {
        const once = await fillOnce(disk, mails, n);
        sum.lost += once.tally.lost;
        sum.doubled += once.tally.doubled;
        sum.unknown += once.tally.uncertain + once.tally.unsettled + once.tally.wrong;
        sum.ended += once.bothEnded ? 1 : 0;
        sum.felt += once.stoodStill ? 1 : 0;
        sum.stopped += once.hasStopped ? 1 : 0;
        sum.slowest = Math.max(sum.slowest, once.resumed);
      } finally {
        await run('umount', [disk]);
        await rmdir(disk);
      }
    }
    return {
      figures: { runs, mails, ...sum },
      table: [
        `${runs} runs of ${mails} mails, two senders, the disk full for ${FULL_MS / 1_000} s: sending stood still in ${sum.felt}, the database itself stopped in ${sum.stopped}; it went on ${sum.slowest.toFixed(1)} s after there was room at the latest`,
      ],
      bars: [
        atMost('mails lost', sum.lost, 0, 0),
        atMost('mails doubled', sum.doubled, 0, 0),
        atMost('mails unknown or not settled', sum.unknown, 0, 0),
        atLeast('runs in which both senders went on by themselves', sum.ended, runs, 0),
        atLeast('runs in which sending stood still', sum.felt, Math.ceil(runs / 2), 0),
      ],
    };
  },
};

/** A small disk in memory. */
async function mountDisk(): Promise<string> {
  const disk = await mkdtemp(join(tmpdir(), 'constat-disk-'));
  await run('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES},mode=0755`, 'tmpfs', disk]).catch(async () => {
    await rmdir(disk);
    throw new Error('full-disk mounts a disk of its own: run it as root');
  });
  return disk;
}

interface Once {
  readonly tally: Tally;
  readonly bothEnded: boolean;
  readonly stoodStill: boolean;
  readonly hasStopped: boolean;
  /** Seconds from the moment there was room again to the next mail. */
  readonly resumed: number;
}

async function fillOnce(disk: string, mails: number, n: number): Promise<Once> {
  const times: number[] = [];
  const stage = await makeOutboxCase(mails, {
    folder: join(disk, 'case'),
    settings: { perMinute: 6_000, settleSeconds: 0.5, leaseSeconds: 20, serverTimeoutSeconds: 2 },
    sink: { onMail: () => void times.push(performance.now()) },
  });
  try {
    const senders = [new Sender(stage.folder), new Sender(stage.folder)];
    for (const sender of senders) await sender.begin();
    const reports = Promise.all(senders.map((sender) => sender.report()));
    // Another moment of the campaign each time.
    while (times.length < 20 + ((n * 37) % 150)) await wait(10);
    await fill(disk);
    await wait(FULL_MS);
    const last = times.at(-1)!;
    const free = performance.now();
    await rm(join(disk, 'filler'));
    const hasStopped = await broughtBack(stage);
    const said = await reports;
    const next = times.find((at) => at > free) ?? Infinity;
    return {
      tally: await tallyMails(stage, stage.sink.taken),
      bothEnded: said.every((report) => report !== null),
      stoodStill: free - last > FULL_MS / 2,
      hasStopped,
      resumed: Number.isFinite(next) ? (next - free) / 1_000 : 0,
    };
  } finally {
    await stage.dispose();
  }
}

/** Writes until nothing more goes on the disk, not even a page. */
async function fill(disk: string): Promise<void> {
  const file = await openFile(join(disk, 'filler'), 'w');
  try {
    for (let bytes = CHUNK.length; bytes >= 4_096;)
      await file.write(CHUNK, 0, bytes).catch(() => (bytes /= 2));
  } finally {
    await file.close();
  }
}

/** Starts the database again where it could not bear the full disk, as an administrator would. Whether it had ended. */
async function broughtBack(stage: OutboxCase): Promise<boolean> {
  const { pool } = stage.open.database;
  const isUp = await pool.query('SELECT 1').then(
    () => true,
    () => false,
  );
  await databaseBack(stage);
  return !isUp;
}
