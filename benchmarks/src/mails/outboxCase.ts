import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MailContext } from '@constat/server/notify/mail/mailContext.ts';
import { messageIdOf } from '@constat/server/notify/mail/mailNames.ts';
import { queueTestMails, testContext, testSettings } from '@constat/server/notify/mail/testMails.ts';
import { type Sink, type SinkOptions, startSink } from '@constat/server/notify/mail/testSink.ts';
import { createCase, openCase, type OpenCase } from '@constat/server/pipeline.ts';

/** A case with mails in its outbox, and a sink that stands for the hospital's mail server. */
export interface OutboxCase {
  readonly folder: string;
  readonly open: OpenCase;
  readonly context: MailContext;
  readonly sink: Sink;
  dispose(): Promise<void>;
}

/** What came of all mails, in comparison with what the server has taken. */
export interface Tally {
  readonly mails: number;
  readonly lost: number;
  readonly doubled: number;
  readonly uncertain: number;
  readonly unsettled: number;
  /** Mails whose state says something else than what the server took. */
  readonly wrong: number;
}

/** Makes the case: so many mails of so many bytes. */
export async function makeOutboxCase(
  mails: number,
  {
    sink: behaviour = {},
    settings: change = {},
    bytes = 2_000,
    folder: given,
  }: {
    sink?: Partial<SinkOptions>;
    settings?: Record<string, unknown>;
    bytes?: number;
    /** Where the case lies; else in a temporary folder beside what the server has taken. */
    folder?: string;
  } = {},
): Promise<OutboxCase> {
  const root = await mkdtemp(join(tmpdir(), 'constat-mails-'));
  const folder = given ?? join(root, 'case');
  const file = join(root, 'taken');
  await writeFile(file, '');
  await createCase(folder);
  const open = await openCase(folder);
  const sink = await startSink({ file, ...behaviour });
  const settings = testSettings(sink.port, { record: { kind: 'file', path: file }, lanes: 5, ...change });
  const context = await testContext({ ...open, folder }, settings);
  await queueTestMails(context, mails, { bytes });
  const dispose = async (): Promise<void> => {
    await sink.close();
    await open.close().catch(() => undefined);
    await rm(root, { recursive: true, force: true });
  };
  return { folder, open, context, sink, dispose };
}

/** Compares each mail with what the server took. `taken`: its Message-IDs, each time. */
export async function tallyMails({ open, context }: OutboxCase, taken: readonly string[]): Promise<Tally> {
  const { rows } = await open.database.pool.query<{ state: string; token: Buffer }>(
    'SELECT state, token FROM mails',
  );
  const times = new Map<string, number>();
  for (const id of taken) times.set(id, (times.get(id) ?? 0) + 1);
  const sum = { mails: rows.length, lost: 0, doubled: 0, uncertain: 0, unsettled: 0, wrong: 0 };
  for (const { state, token } of rows) {
    const n = times.get(messageIdOf(token, context.settings)) ?? 0;
    if (n > 1) sum.doubled++;
    if (state === 'uncertain') sum.uncertain++;
    else if (state !== 'accepted') sum.unsettled++;
    else if (n === 0) sum.lost++;
    if ((state === 'queued' || state === 'failed') && n > 0) sum.wrong++;
  }
  return sum;
}
