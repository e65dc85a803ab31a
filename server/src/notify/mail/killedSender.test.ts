import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { PoolClient } from 'pg';
import { openTestCase, type TestCase } from '../../testCase.ts';
import { queueTestMails, sinkFile, testContext, testSettings } from './testMails.ts';
import { type Sink, startSink } from './testSink.ts';

const CONSTAT = fileURLToPath(new URL('../../../bin/constat.js', import.meta.url));
const MAILS = 60;

let open: TestCase;
let sink: Sink;
/** Commands stop the server of the database when nobody else uses it. */
let held: PoolClient;
/** Called with the number of mails that the sink has taken. */
let watch: (taken: number) => void = () => undefined;
let first = 1;

before(async () => {
  open = await openTestCase();
  held = await open.database.pool.connect();
  const file = sinkFile(open.folder);
  writeFileSync(file, '');
  let taken = 0;
  sink = await startSink({ file, timeoutMs: 1_000, onMail: () => watch(++taken) });
  const record = { kind: 'file', path: file };
  await testContext(open, testSettings(sink.port, { record, leaseSeconds: 2, fruitlessStarts: 100 }));
});
after(async () => {
  await sink.close();
  held.release();
  await open.dispose();
});

async function queue(): Promise<void> {
  await queueTestMails({ database: open.database, keys: open.opened.keys }, MAILS, { first });
  first += MAILS;
}

function startSender(): { child: ChildProcess; ended: Promise<unknown> } {
  const child = spawn(process.execPath, [CONSTAT, 'mails', 'send', '--case', open.folder], {
    stdio: 'ignore',
  });
  return { child, ended: once(child, 'exit') };
}

/** When the sink has taken so many more mails. */
async function afterMore(mails: number): Promise<void> {
  const goal = sink.taken.length + mails;
  await new Promise<void>((resolve) => {
    watch = (taken) => {
      if (taken >= goal) resolve();
    };
  });
}

async function allAccepted(): Promise<void> {
  const { rows } = await open.database.pool.query<{ state: string; n: number }>(
    'SELECT state, count(*) AS n FROM mails GROUP BY state',
  );
  assert.deepEqual(rows, [{ state: 'accepted', n: first - 1 }]);
  assert.equal(sink.taken.length, first - 1);
  assert.equal(new Set(sink.taken).size, first - 1);
}

test('mails send, killed again and again while mails are under way, loses none and sends none twice', async () => {
  await queue();
  for (const mails of [7, 11, 3]) {
    const { child, ended } = startSender();
    await afterMore(mails);
    child.kill('SIGKILL');
    await ended;
  }
  await startSender().ended;
  await allAccepted();
});

test('mails send, frozen while mails are under way and woken when another has done its work, sends none twice', async () => {
  await queue();
  const frozen = startSender();
  await afterMore(9);
  frozen.child.kill('SIGSTOP');
  // The second one waits for the leases of the first and asks the mail server.
  await startSender().ended;
  frozen.child.kill('SIGCONT');
  await frozen.ended;
  await allAccepted();
});
