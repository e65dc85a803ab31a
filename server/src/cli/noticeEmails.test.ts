import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { testSettings } from '../notify/mail/testMails.ts';
import { type Sink, type SinkMail, startSink } from '../notify/mail/testSink.ts';
import { openNoticesCase } from '../testNoticesCase.ts';
import { constat } from './testCommand.ts';

const NAMES = ['--by', 'A. Martin', '--and', 'B. Petit'];
let open: Awaited<ReturnType<typeof openNoticesCase>>;
let inCase: string[];
let sink: Sink;
const received: SinkMail[] = [];
before(async () => {
  open = await openNoticesCase([
    { email: 'un@boite.example' },
    {},
    { email: 'trois@boite.example' },
    { email: 'ensemble@boite.example' },
    { email: 'ensemble@boite.example' },
  ]);
  inCase = ['--case', open.folder];
  // The commands open it themselves.
  await open.close();
  const here = dirname(open.folder);
  sink = await startSink({ file: join(here, 'taken'), onMail: (mail) => void received.push(mail) });
  await writeFile(join(here, 'mail.json'), JSON.stringify(testSettings(sink.port)));
  assert.equal((await constat('mails', 'settings', '--set', join(here, 'mail.json'), ...inCase)).code, 0);
  assert.equal((await constat('notices', 'statement', ...inCase)).code, 0);
  assert.equal((await constat('notices', 'plan', ...inCase)).code, 0);
});
after(async () => {
  await sink.close();
  await open.dispose();
});

test('constat notices queue: e-mails leave once for whoever has a mailbox of his own, and say neither data nor code', async () => {
  const alone = await constat('notices', 'queue', '--by', 'A. Martin', ...inCase);
  assert.deepEqual([alone.code, received.length], [4, 0]);
  const queued = await constat('notices', 'queue', ...NAMES, ...inCase);
  assert.deepEqual([queued.code, queued.err], [0, '']);
  assert.match(queued.out, /^2 e-mails queued/);
  assert.equal((await constat('mails', 'send', ...inCase)).code, 0);
  assert.deepEqual(received.flatMap(({ to }) => to).sort(), ['trois@boite.example', 'un@boite.example']);
  for (const { raw } of received) assert.doesNotMatch(raw, /(?:[2-9A-HJKMNP-Z]{5}-){3}|Marie|LILAS/);
  const again = await constat('notices', 'queue', ...NAMES, ...inCase);
  assert.equal(again.code, 4);
  await constat('mails', 'send', ...inCase);
  assert.equal(received.length, 2);
  const proof = await constat('notices', 'proof', '--format', 'csv', '--out', '-', ...inCase);
  assert.match(proof.out, /;queued/);
});
