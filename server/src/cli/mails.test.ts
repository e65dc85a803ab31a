import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { queueTestMails, testSettings } from '../notify/mail/testMails.ts';
import { type Sink, type SinkMail, startSink } from '../notify/mail/testSink.ts';
import { openCase } from '../pipeline.ts';
import { constat } from './testCommand.ts';

let root: string;
let dir: string;
let sink: Sink;
const received: SinkMail[] = [];

before(async () => {
  root = await mkdtemp(join(tmpdir(), 'constat mails é-'));
  dir = join(root, 'case');
  assert.equal((await constat('case', 'create', dir)).code, 0);
  // The second mail of the outbox is cut off, and this server cannot be asked.
  sink = await startSink({
    file: join(root, 'taken'),
    onMail: (mail) => void received.push(mail),
    plan: (mail) => (mail.to[0]!.startsWith('personne2@') ? 'cut_after' : 'accept'),
  });
});
after(async () => {
  await sink.close();
  await rm(root, { recursive: true, force: true });
});

test('mails settings refuses wrong settings with all faults, keeps right ones, and shows them', async () => {
  const file = join(root, 'mail.json');
  const missing = await constat('mails', 'settings', '--case', dir);
  assert.equal(missing.code, 4);
  assert.match(missing.err, /No settings/);
  await writeFile(file, JSON.stringify({ ...testSettings(sink.port), site: 'No Domain', password: 'x' }));
  const wrong = await constat('mails', 'settings', '--set', file, '--case', dir);
  assert.equal(wrong.code, 3);
  assert.match(wrong.err, /site/);
  assert.match(wrong.err, /password/);
  const box = join(root, 'box');
  for (const place of ['new', 'cur', 'tmp']) await mkdir(join(box, place), { recursive: true });
  await writeFile(file, JSON.stringify(testSettings(sink.port, { mailbox: { kind: 'maildir', path: box } })));
  assert.equal((await constat('mails', 'settings', '--set', file, '--case', dir)).code, 0);
  assert.match((await constat('mails', 'settings', '--case', dir)).out, /"site": "ch-henri-dunant.example"/);
});

test('mails send --test-to sends a test to the hospital, and to nobody else', async () => {
  const sent = await constat('mails', 'send', '--test-to', 'dpo@ch-henri-dunant.example', '--case', dir);
  assert.deepEqual([sent.code, sent.err], [0, '']);
  assert.equal(received.length, 1);
  const refused = await constat('mails', 'send', '--test-to', 'personne@boite.example', '--case', dir);
  assert.equal(refused.code, 4);
  assert.equal(received.length, 1);
});

test('mails send sends the outbox; mails list says how it stands, and mails decide settles what nobody can know', async () => {
  const open = await openCase(dir);
  await queueTestMails({ database: open.database, keys: open.opened.keys }, 3);
  await open.close();
  const sent = await constat('mails', 'send', '--case', dir);
  assert.equal(sent.code, 0, sent.err);
  assert.match(sent.out, /2 mails accepted/);
  const list = await constat('mails', 'list', '--case', dir);
  assert.match(list.out, /1 mail uncertain/);
  const uncertain = await constat('mails', 'list', '--state', 'uncertain', '--json', '--case', dir);
  const line = JSON.parse(uncertain.out) as { mail: number; state: string };
  assert.equal(line.state, 'uncertain');
  assert.doesNotMatch(uncertain.out, /personne/);
  assert.equal(
    (await constat('mails', 'decide', '--mail', String(line.mail), '--as', 'sent', '--case', dir)).code,
    0,
  );
  const again = await constat(
    'mails',
    'decide',
    '--mail',
    String(line.mail),
    '--as',
    'send-again',
    '--case',
    dir,
  );
  assert.equal(again.code, 4);
  assert.match(again.err, /nothing was changed/);
  const same = ['--by', 'A. Martin', '--and', 'a.  martin'];
  assert.equal(
    (await constat('mails', 'decide', '--mail', 'all', '--as', 'send-again', ...same, '--case', dir)).code,
    4,
  );
});

test('mails bounces keeps for a person what it does not understand, and shows it on record', async () => {
  assert.match((await constat('mails', 'bounces', '--case', dir)).out, /No report/);
  await writeFile(
    join(root, 'box', 'new', '1'),
    'From: x@boite.example\r\nSubject: strange\r\n\r\nwhat \x1b[31mis this\r\n',
  );
  assert.match((await constat('mails', 'bounces', '--case', dir)).out, /1 report kept/);
  assert.match((await constat('mails', 'bounces', '--list', '--case', dir)).out, /^1 .*not understood/);
  const shown = await constat('mails', 'bounces', '--show', '1', '--reason', 'odd', '--case', dir);
  assert.match(shown.out, /is this/);
  assert.ok(!shown.out.includes('\x1b'));
  assert.match((await constat('mails', 'bounces', '--list', '--case', dir)).out, /No report/);
  assert.match((await constat('audit', 'list', '--case', dir)).out, /report of delivery viewed/);
});

test('mails pause stops sending until it is resumed', async () => {
  assert.equal((await constat('mails', 'pause', '--case', dir)).code, 0);
  assert.match((await constat('mails', 'send', '--case', dir)).out, /rests/);
  assert.match((await constat('mails', 'list', '--case', dir)).out, /somebody stopped it/);
  assert.equal((await constat('mails', 'pause', '--resume', '--case', dir)).code, 0);
  assert.match((await constat('mails', 'send', '--case', dir)).out, /Nothing is left/);
});
