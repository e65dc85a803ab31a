import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileRecord } from './fileRecord.ts';
import { postfixRecord, timeOf } from './postfixRecord.ts';

let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'constat records é-'));
});
after(() => rm(folder, { recursive: true, force: true }));

const asked = (name: string, claimed = new Date('2026-11-26T10:00:00Z')) => ({
  messageId: `<${name}@h.example>`,
  returnPath: `retours+${name}@h.example`,
  claimed,
});

test('fileRecord finds what stands in the file, and says nothing where there is no file', async () => {
  const path = join(folder, 'taken');
  const record = fileRecord(path);
  assert.deepEqual(await record.ask([asked('a')]), ['later']);
  await writeFile(path, '<a@h.example>\n');
  assert.deepEqual(await record.ask([asked('a'), asked('b')]), ['found', 'absent']);
});

/** A log with a mail that has left, and a queue with one that waits. */
async function postfix({ knocks = true, begins = '2026-11-26T08:00:00.000000+00:00' } = {}): Promise<
  ReturnType<typeof postfixRecord>
> {
  const log = join(folder, 'mail.log');
  await writeFile(
    log,
    [
      `${begins} mx postfix/postfix-script[1]: starting the Postfix mail system`,
      '2026-11-26T09:59:01.000000+00:00 mx postfix/smtpd[7]: connect from localhost[127.0.0.1]',
      '2026-11-26T09:59:02.000000+00:00 mx postfix/cleanup[8]: 4Xy3tK0Z: message-id=<cut@h.example>',
      '2026-11-26T09:59:02.000000+00:00 mx postfix/qmgr[9]: 4Xy3tK1A: from=<retours+left@h.example>, size=2000, nrcpt=1 (queue active)',
      '2026-11-26T09:59:03.000000+00:00 mx postfix/qmgr[9]: 4Xy3tK1A: removed',
      '',
    ].join('\n'),
  );
  const queue = JSON.stringify({
    queue_name: 'incoming',
    queue_id: '4Xy3tK2B',
    sender: 'RETOURS+waits@h.example',
    recipients: [],
  });
  return postfixRecord({
    logs: [log, join(folder, 'mail.log.1')],
    queueCommand: ['printf', '%s\\n', queue],
    knock: () =>
      knocks
        ? appendFile(
            log,
            '2026-11-26T10:00:01.000000+00:00 mx postfix/smtpd[7]: connect from localhost[127.0.0.1]\n',
          )
        : Promise.resolve(),
  });
}

test('postfixRecord finds what left and what waits, and is sure of nothing else unless the log is alive and old enough', async () => {
  const mails = [asked('left'), asked('waits'), asked('cut')];
  assert.deepEqual(await (await postfix()).ask(mails), ['found', 'found', 'absent']);
  assert.deepEqual(await (await postfix({ begins: '2026-11-26T10:00:00.500000+00:00' })).ask(mails), [
    'found',
    'found',
    'unknowable',
  ]);
});

test('postfixRecord says that it cannot be asked where the queue cannot be read', async () => {
  const record = postfixRecord({
    logs: [join(folder, 'mail.log')],
    queueCommand: ['false'],
    knock: () => Promise.resolve(),
  });
  assert.deepEqual(await record.ask([asked('left')]), ['later']);
});

test('timeOf reads both forms of a log’s time, and gives the old one the last year that it can be', () => {
  const now = new Date(2026, 0, 2, 12);
  assert.equal(
    timeOf('2026-11-26T10:00:00.123456+01:00 mx postfix', now)?.toISOString(),
    '2026-11-26T09:00:00.123Z',
  );
  assert.equal(
    timeOf('Jan  1 10:00:35 mx postfix', now)?.getTime(),
    new Date(2026, 0, 1, 10, 0, 35).getTime(),
  );
  assert.equal(timeOf('Dec 31 23:59:59 mx postfix', now)?.getFullYear(), 2025);
  assert.equal(timeOf('nothing', now), null);
});
