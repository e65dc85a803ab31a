import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { realReports, type TestReport } from '../notify/mail/bounces/testReports.ts';
import { testSettings } from '../notify/mail/testMails.ts';
import { type Sink, type SinkMail, startSink } from '../notify/mail/testSink.ts';
import { openCase } from '../pipeline.ts';
import { openNoticesCase } from '../testNoticesCase.ts';
import { constat } from './testCommand.ts';

const NAMES = ['--by', 'A. Martin', '--and', 'B. Petit'];
let open: Awaited<ReturnType<typeof openNoticesCase>>;
let here: string;
let inCase: string[];
let sink: Sink;
const received: SinkMail[] = [];
before(async () => {
  open = await openNoticesCase([
    { email: 'inconnue@boite.example' },
    { email: 'pleine@boite.example' },
    { email: 'plainte@boite.example' },
    { email: 'sans.adresse@boite.example', address: 'SANS DOMICILE FIXE' },
    { email: 'refusee@boite.example' },
    { email: 'bonne@boite.example' },
    { email: 'a.risque@boite.example' },
  ]);
  inCase = ['--case', open.folder];
  // The commands open it themselves.
  await open.close();
  here = dirname(open.folder);
  for (const place of ['new', 'cur', 'tmp']) await mkdir(join(here, 'box', place), { recursive: true });
  sink = await startSink({
    file: join(here, 'taken'),
    onMail: (mail) => void received.push(mail),
    recipient: (address) =>
      address.startsWith('refusee@')
        ? { reply: 550, text: '5.1.1 unknown', at: 'recipient' as const }
        : 'accept',
  });
  const settings = testSettings(sink.port, { mailbox: { kind: 'maildir', path: join(here, 'box') } });
  await writeFile(join(here, 'mail.json'), JSON.stringify(settings));
  await constat('mails', 'settings', '--set', join(here, 'mail.json'), ...inCase);
  await constat('notices', 'statement', ...inCase);
  await constat('notices', 'plan', ...inCase);
});
after(async () => {
  await sink.close();
  await open.dispose();
});

/** Puts a report about the mail to an address into the mailbox. */
async function report(address: string, fits: (report: TestReport) => boolean): Promise<void> {
  const { from } = received.find(({ to }) => to.includes(`${address}@boite.example`))!;
  const text = realReports(() => from).find(fits)!.text;
  await writeFile(join(here, 'box', 'new', address), text);
}

async function listed(state: string): Promise<string[]> {
  const { out } = await constat('notices', 'list', '--state', state, ...inCase);
  return out.split('\n').filter((line) => line !== '').map((line) => line.split('\t')[1]!); // prettier-ignore
}

test('constat mails bounces: from an e-mail that failed to a built letter, under a new code', async () => {
  await constat('notices', 'queue', ...NAMES, ...inCase);
  assert.equal((await constat('mails', 'send', ...inCase)).code, 0);
  assert.equal(received.length, 6);
  await report('inconnue', ({ kind, class: c }) => kind === 'bounced' && c === 'hard');
  await report('pleine', ({ kind, class: c }) => kind === 'bounced' && c === 'full');
  await report('plainte', ({ kind }) => kind === 'complaint');
  await report('sans.adresse', ({ kind, class: c }) => kind === 'bounced' && c === 'hard');
  await report('a.risque', ({ kind, class: c }) => kind === 'bounced' && c === 'hard');
  // Known since the e-mail left: no letter without a decision.
  await writeFile(join(here, 'flags.csv'), 'patient;kind\n84000007;violence\n');
  await constat('notices', 'flags', join(here, 'flags.csv'), ...inCase);

  const bounces = await constat('mails', 'bounces', ...inCase);
  assert.match(
    bounces.out,
    /4 mails came back[^]*1 complaint[^]*4 letters planned[^]*2 persons whom neither/,
  );
  assert.deepEqual(await listed('returned'), ['84000004', '84000007']);
  assert.deepEqual(await listed('superseded'), ['84000001', '84000002', '84000003', '84000005']);
  assert.deepEqual(await listed('queued'), ['84000006']);
  assert.doesNotMatch((await constat('mails', 'bounces', ...inCase)).out, /letter|person/);

  const built = await constat('notices', 'build', ...inCase);
  assert.match(built.out, /^Batch 1 built and checked: 4 letter\(s\)/);
  const unmade = await constat('notices', 'unmake', '1', '--reason', 'wrong date', ...inCase);
  assert.match(unmade.out, /^Batch 1 unmade: its 4 letter/);
  assert.match((await constat('notices', 'list', ...inCase)).out, /batch 1: 4, 8 page\(s\), unmade/);
  assert.match((await constat('audit', 'list', ...inCase)).out, /print batch unmade/);
  // The e-mails that failed are not tried again.
  await constat('notices', 'plan', ...inCase);
  assert.match((await constat('notices', 'build', ...inCase)).out, /^Batch 2 built and checked: 4 letter/);
  const proof = await constat('notices', 'proof', '--format', 'csv', '--out', '-', ...inCase);
  for (const [patient, mail, shown] of [
    [1, 'bounced', 'returned'],
    [3, 'complained', 'complained'],
    [4, 'bounced', 'returned'],
    [5, 'failed', 'returned'],
    [6, 'accepted', 'accepted'],
  ] as const)
    assert.match(proof.out, new RegExp(`^8400000${patient};.*;email;.*;${mail};;[^;]+;${shown}\\r$`, 'm'));
  assert.match(proof.out, /^84000001;\d+;3;built;letter;letter;/m);
});

test('constat notices returns: a letter that took the place of an e-mail and came back waits for a human', async () => {
  await constat('notices', 'approve', '2', ...NAMES, ...inCase);
  await constat('notices', 'hand-over', '2', '--out', join(here, 'printer'), ...inCase);
  const unmade = await constat('notices', 'unmake', '2', '--reason', 'too late', ...inCase);
  assert.deepEqual([unmade.code, /was handed over[^]*spoiled/.test(unmade.err)], [4, true]);
  const index = await readFile(join(here, 'printer', 'batch-0002.csv'), 'utf8');
  const sheets = index.split('\r\n').slice(1, 5).map((line) => line.split(';')[0]!); // prettier-ignore
  const lines = sheets.map((sheet) => `${sheet};returned;unknown_at_address`);
  await writeFile(join(here, 'returns.csv'), `sheet;result;motive\n${lines.join('\n')}\n`);
  const returns = await constat('notices', 'returns', join(here, 'returns.csv'), ...inCase);
  assert.match(returns.out, /4 returned.*0 e-mail\(s\) planned, 4 waiting/);
  assert.equal((await listed('returned')).length, 6);
  assert.equal((await constat('notices', 'build', ...inCase)).code, 4);
  assert.deepEqual(await listed('planned'), []);
});

test('mails belong to a notice: the database takes none without', async () => {
  const again = await openCase(open.folder);
  try {
    await assert.rejects(
      again.database.pool.query(
        'UPDATE mails SET notice_id = 999 WHERE case_id = $1 AND id = (SELECT min(id) FROM mails WHERE case_id = $1)',
        [again.database.caseId],
      ),
      /foreign key/,
    );
  } finally {
    await again.close();
  }
});
