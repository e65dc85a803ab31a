import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { AskedMail, MailServerRecord, RecordAnswer } from '../serverRecord.ts';

/** Where Postfix keeps what it knows, and how to knock at its door. */
export interface PostfixPlaces {
  /** Log files, the newest first. Not read where `logCommand` is given. */
  readonly logs: readonly string[];
  /** A command that prints the log, for servers that log to the journal. */
  readonly logCommand?: readonly string[];
  /** `postqueue -j`: one JSON object a line for each mail in the queue, with its sender. */
  readonly queueCommand: readonly string[];
  /** Opens a connection and closes it: leaves a line in a log that is alive. */
  readonly knock: () => Promise<void>;
}

/** How long the log may take to show the knock. */
const KNOCK_MS = 10_000;
const COMMAND_MS = 60_000;

/** qmgr(8) logs the sender of each mail that came into the queue; the return path is unique to the mail. */
const QUEUED = /postfix[^ ]{0,30}\/qmgr\[\d{1,10}\]: [0-9A-Za-z]{6,20}: from=<([^>]{1,320})>/;
const CONNECT =
  /postfix[^ ]{0,30}\/(?:smtpd|submission\/smtpd|postscreen)[^ ]{0,20}\[\d{1,10}\]: (?:dis)?connect from /i;

/**
 * Postfix on this machine. A mail that it took stands in its queue until it has left, and in its log from when it came in. First the queue is read, then the log,
 * so that what leaves the queue in between is in the log. Before the log is believed, a knock at the door must show in it: a log that has died would
 * answer 'absent' for everything. And it must reach back to before the attempt.
 */
export function postfixRecord(places: PostfixPlaces): MailServerRecord {
  return {
    async ask(mails) {
      try {
        return await askPostfix(places, mails);
      } catch {
        return mails.map(() => 'later');
      }
    },
  };
}

async function askPostfix(places: PostfixPlaces, mails: readonly AskedMail[]): Promise<RecordAnswer[]> {
  const senders = new Set(mails.map(({ returnPath }) => returnPath.toLowerCase()));
  const found = new Set<string>();
  for (const sender of await queuedSenders(places)) if (senders.has(sender)) found.add(sender);
  const isAlive = await showsKnock(places);
  const begin = await readLog(places, (line) => {
    const sender = QUEUED.exec(line)?.[1]?.toLowerCase();
    if (sender !== undefined && senders.has(sender)) found.add(sender);
  });
  return mails.map(({ returnPath, claimed }) => {
    if (found.has(returnPath.toLowerCase())) return 'found';
    if (!isAlive) return 'later';
    return begin !== null && begin.getTime() <= claimed.getTime() ? 'absent' : 'unknowable';
  });
}

const queueEntrySchema = z.object({ sender: z.string() });

async function queuedSenders({ queueCommand }: PostfixPlaces): Promise<string[]> {
  const senders: string[] = [];
  await runCommand(queueCommand, (line) => {
    if (line.trim() === '') return;
    senders.push(queueEntrySchema.parse(JSON.parse(line)).sender.toLowerCase());
  });
  return senders;
}

/** Knocks, and waits until the log shows a connection that it did not show before. */
async function showsKnock(places: PostfixPlaces): Promise<boolean> {
  const before = await connections(places);
  await places.knock();
  const end = performance.now() + KNOCK_MS;
  for (let pause = 20; performance.now() < end; pause = Math.min(pause * 2, 1_000)) {
    if ((await connections(places)) !== before) return true;
    await wait(pause);
  }
  return false;
}

/** How far the newest log has come: number of connections in its end, and its size and file. */
async function connections(places: PostfixPlaces): Promise<string> {
  let count = 0;
  if (places.logCommand !== undefined) {
    await runCommand(places.logCommand, (line) => void (count += CONNECT.test(line) ? 1 : 0));
    return String(count);
  }
  const newest = places.logs[0]!;
  const { ino, size } = await stat(newest);
  // Only its end: logs are large, and a knock is a line or two among those of the last moment.
  const start = Math.max(0, size - 65_536);
  let last = '';
  for await (const line of linesOf(createReadStream(newest, { start }))) if (CONNECT.test(line)) last = line;
  for await (const line of linesOf(createReadStream(newest, { start }))) if (CONNECT.test(line)) count++;
  return `${ino} ${count} ${last}`;
}

/** Hands over all lines, the oldest log first. Returns when the log begins. */
async function readLog(places: PostfixPlaces, take: (line: string) => void): Promise<Date | null> {
  let begin: Date | null = null;
  const see = (line: string): void => {
    begin ??= timeOf(line, new Date());
    take(line);
  };
  if (places.logCommand !== undefined) {
    await runCommand(places.logCommand, see);
    return begin;
  }
  for (const path of places.logs.toReversed()) {
    // An older log need not be there; the newest must.
    if (path !== places.logs[0] && (await stat(path).catch(() => null)) === null) continue;
    for await (const line of linesOf(createReadStream(path))) see(line);
  }
  return begin;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The moment at the beginning of a line: RFC 3339 (rsyslog, journal), or 'Nov 26 10:00:35' in local time, which has no year: the last one that has been. */
export function timeOf(line: string, now: Date): Date | null {
  const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)/.exec(line);
  if (iso !== null) {
    const moment = new Date(iso[0].replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
    return Number.isNaN(moment.getTime()) ? null : moment;
  }
  const old = /^([A-Z][a-z]{2}) +(\d{1,2}) (\d\d):(\d\d):(\d\d) /.exec(line);
  if (old === null || !MONTHS.includes(old[1]!)) return null;
  const [day, hour, minute, second] = old.slice(2).map(Number) as [number, number, number, number];
  const moment = new Date(now.getFullYear(), MONTHS.indexOf(old[1]!), day, hour, minute, second);
  if (moment.getTime() > now.getTime() + 86_400_000) moment.setFullYear(now.getFullYear() - 1);
  return moment;
}

function linesOf(input: Readable): AsyncIterable<string> {
  return createInterface({ input, crlfDelay: Infinity });
}

async function runCommand(
  [program, ...args]: readonly string[],
  take: (line: string) => void,
): Promise<void> {
  const child = spawn(program!, args, { stdio: ['ignore', 'pipe', 'ignore'], timeout: COMMAND_MS });
  const ended = new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${program!} ended with ${code ?? 'a signal'}`)),
    );
  });
  ended.catch(() => undefined);
  for await (const line of linesOf(child.stdout)) take(line);
  await ended;
}
