import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openTestCase, type TestCase } from '../../../testCase.ts';
import { claimMail } from '../claimMail.ts';
import type { MailContext } from '../mailContext.ts';
import { returnPathOf } from '../mailNames.ts';
import { MailError } from '../mailState.ts';
import { enterWorker } from '../mailWorkers.ts';
import { recordOutcome } from '../recordOutcome.ts';
import { queueTestMails, testContext, testSettings } from '../testMails.ts';
import { imapMailbox } from './imapMailbox.ts';
import { maildirMailbox } from './maildirMailbox.ts';
import type { Mailbox } from './mailbox.ts';
import { takeBounces } from './takeBounces.ts';
import { brokenReports, forgedReports, realReports, type TestReport } from './testReports.ts';

let open: TestCase;
let context: MailContext;
/** Return paths of mails that were accepted, in order. */
const paths: string[] = [];

before(async () => {
  open = await openTestCase();
  context = await testContext(open, testSettings(25));
  await queueTestMails(context, 150);
  const worker = await enterWorker(context);
  for (;;) {
    const claim = await claimMail(context, worker);
    if (claim.kind === 'empty') break;
    if (claim.kind !== 'mail') continue;
    paths.push(returnPathOf(context.keys, claim.mail.token, context.settings));
    await recordOutcome(context, worker, claim.mail, { kind: 'accepted' });
  }
  assert.equal(paths.length, 150);
});
after(() => open.dispose());

/** A mailbox in memory. */
function mailboxWith(reports: readonly TestReport[]): Mailbox {
  return {
    // eslint-disable-next-line @typescript-eslint/require-await
    async *messages() {
      for (const { text } of reports) yield { bytes: Buffer.from(text), done: () => Promise.resolve() };
    },
  };
}

async function states(): Promise<Map<string, number>> {
  const { rows } = await open.database.pool.query<{ state: string; n: number }>(
    'SELECT state, count(*) AS n FROM mails GROUP BY state',
  );
  return new Map(rows.map(({ state, n }) => [state, n]));
}

test('takeBounces changes nothing for forged and broken reports, and keeps them sealed for a person', async () => {
  const forged = forgedReports((n) => paths[n]!.replace(/.@/, (end) => (end === 'a@' ? 'b@' : 'a@')));
  const broken = brokenReports((n) => paths[n]!);
  const sum = await takeBounces(context, mailboxWith([...forged, ...broken]));
  assert.equal(sum.forged, 50);
  assert.equal(sum.unclear + sum.known, 50);
  assert.deepEqual(await states(), new Map([['accepted', 150]]));
  const { rows } = await open.database.pool.query<{ sealed: Buffer | null }>(
    'SELECT sealed FROM mail_bounces',
  );
  for (const { sealed } of rows) assert.ok(sealed !== null && !sealed.includes('Reporting-MTA'));
});

test('takeBounces gives each mail the state that its report says, once', async () => {
  const reports = realReports((n) => paths[n]!);
  const sum = await takeBounces(context, mailboxWith(reports));
  const of = (kind: TestReport['kind']): number => reports.filter((report) => report.kind === kind).length;
  assert.deepEqual(
    [sum.bounced, sum.delayed, sum.delivered, sum.complaint, sum.auto_reply, sum.unclear, sum.forged],
    [of('bounced'), of('delayed'), of('delivered'), of('complaint'), of('auto_reply'), 0, 0],
  );
  const after = await states();
  assert.equal(after.get('bounced'), of('bounced'));
  assert.equal(after.get('complained'), of('complaint'));
  assert.equal(after.get('delivered'), of('delivered'));
  const again = await takeBounces(context, mailboxWith(reports));
  assert.equal(again.known, 100);
  assert.deepEqual(await states(), after);
});

test('takeBounces stops a domain that refuses mails for reasons of policy', async () => {
  const { rowCount } = await open.database.pool.query('SELECT FROM mail_rates WHERE stopped_at IS NOT NULL');
  assert.ok(rowCount! > 0);
});

test('maildirMailbox hands over what nobody has seen, once, and says where it cannot read', async () => {
  const folder = join(open.folder, '..', 'maildir');
  for (const place of ['new', 'cur', 'tmp']) await mkdir(join(folder, place), { recursive: true });
  await writeFile(join(folder, 'new', '1.a'), 'one');
  await writeFile(join(folder, 'cur', '2.b:2,'), 'two');
  await writeFile(join(folder, 'cur', '3.c:2,S'), 'seen');
  const seen: string[] = [];
  for await (const { bytes, done } of maildirMailbox(folder).messages()) {
    seen.push(bytes.toString());
    await done();
  }
  assert.deepEqual(seen, ['one', 'two']);
  assert.deepEqual((await readdir(join(folder, 'cur'))).sort(), ['1.a:2,S', '2.b:2,S', '3.c:2,S']);
  await assert.rejects(takeBounces(context, maildirMailbox(join(folder, 'none'))), MailError);
});

/** An IMAP server with messages of its own, as far as the reader asks. */
async function imapServer(
  messages: Map<number, string>,
): Promise<{ server: Server; port: number; said: string[] }> {
  const said: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write('* OK ready\r\n');
    socket.on('data', (chunk) => {
      for (const line of chunk.toString().trim().split('\r\n')) {
        said.push(line);
        const [tag = '', ...words] = line.split(' ');
        const text = words.join(' ');
        const fetched = /^UID FETCH (\d+)/.exec(text)?.[1];
        const stored = /^UID STORE (\d+)/.exec(text)?.[1];
        if (text === 'LOGIN "retours" "mot \\"de\\" passe"') socket.write(`${tag} OK\r\n`);
        else if (text === 'SELECT "INBOX"')
          socket.write(`* ${messages.size} EXISTS\r\n${tag} OK [READ-WRITE]\r\n`);
        else if (text === 'UID SEARCH UNSEEN')
          socket.write(`* SEARCH ${[...messages.keys()].join(' ')}\r\n${tag} OK\r\n`);
        else if (fetched !== undefined) {
          const body = messages.get(Number(fetched))!;
          socket.write(`* 1 FETCH (UID ${fetched} BODY[]<0> {${Buffer.byteLength(body)}}\r\n`);
          // In pieces, as networks deliver.
          socket.write(body.slice(0, 7));
          setImmediate(() => socket.write(`${body.slice(7)})\r\n${tag} OK\r\n`));
        } else if (stored !== undefined) {
          messages.delete(Number(stored));
          socket.write(`${tag} OK\r\n`);
        } else socket.write(`${tag} NO\r\n`);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { server, port: typeof address === 'object' && address !== null ? address.port : 0, said };
}

test('imapMailbox reads unseen messages, marks each as seen once it was taken, and says so when it may not in', async () => {
  const messages = new Map([
    [4, 'Subject: one\r\n\r\nbody {12}\r\n'],
    [9, 'Subject: deux é\r\n\r\n'],
  ]);
  const { server, port, said } = await imapServer(messages);
  process.env['CONSTAT_TEST_MAILBOX'] = 'mot "de" passe';
  const settings = {
    kind: 'imap', host: '127.0.0.1', port, tls: 'none', folder: 'INBOX', login: { user: 'retours', password: { variable: 'CONSTAT_TEST_MAILBOX' } },
  } as const; // prettier-ignore
  const seen: string[] = [];
  for await (const { bytes, done } of imapMailbox(settings, open.folder).messages()) {
    seen.push(bytes.toString());
    if (seen.length === 1) await done();
  }
  assert.deepEqual(seen, ['Subject: one\r\n\r\nbody {12}\r\n', 'Subject: deux é\r\n\r\n']);
  assert.deepEqual([...messages.keys()], [9]);
  assert.ok(said.every((line) => !line.includes('BODY[]') || line.includes('PEEK')));
  process.env['CONSTAT_TEST_MAILBOX'] = 'wrong';
  await assert.rejects(
    takeBounces(context, imapMailbox(settings, open.folder)),
    (error) => error instanceof MailError && !JSON.stringify(error).includes('wrong'),
  );
  server.close();
});
