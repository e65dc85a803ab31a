import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { makeTestCertificate } from '../../../http/testCertificate.ts';
import type { MailboxSettings } from '../mailSettings.ts';
import { MailError } from '../mailState.ts';
import { imapMailbox } from './imapMailbox.ts';

/** A real IMAP server, where one is installed (Debian: dovecot-imapd, 2.3) and the tests run as root, which it needs to change its user. */
const DOVECOT = '/usr/sbin/dovecot';
const isHere =
  existsSync(DOVECOT) &&
  userInfo().uid === 0 &&
  execFileSync(DOVECOT, ['--version']).toString().startsWith('2.3');
const options = { skip: isHere ? false : 'no Dovecot 2.3 here, or not root' }; // prettier-ignore
const PASSWORD = 'mot "de" passe \\ é';

let folder: string;
let dovecot: ChildProcess;
let ports: { plain: number; tls: number };

before(async () => {
  if (!isHere) return;
  folder = await mkdtemp(join(tmpdir(), 'constat-dovecot-'));
  await chmod(folder, 0o755);
  ports = { plain: await freePort(), tls: await freePort() };
  const { certificate, key } = makeTestCertificate();
  await writeFile(join(folder, 'cert.pem'), certificate);
  await writeFile(join(folder, 'key.pem'), key);
  await writeFile(join(folder, 'users'), `retours:{PLAIN}${PASSWORD}::::::\n`);
  await writeFile(join(folder, 'dovecot.conf'), configuration());
  dovecot = spawn(DOVECOT, ['-F', '-c', join(folder, 'dovecot.conf')], { stdio: 'ignore' });
  await untilItAnswers(ports.plain);
});

after(async () => {
  if (!isHere) return;
  dovecot.kill('SIGTERM');
  await once(dovecot, 'exit');
  await rm(folder, { recursive: true, force: true });
});

function configuration(): string {
  return `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
protocols = imap
listen = 127.0.0.1
disable_plaintext_auth = no
ssl = yes
ssl_cert = <${folder}/cert.pem
ssl_key = <${folder}/key.pem
mail_location = maildir:${folder}/mail
mail_uid = nobody
mail_gid = nogroup
first_valid_uid = 1
passdb {
  driver = passwd-file
  args = ${folder}/users
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=${folder}/home
}
service imap-login {
  inet_listener imap {
    port = ${ports.plain}
  }
  inet_listener imaps {
    port = ${ports.tls}
    ssl = yes
  }
}
`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  assert.ok(typeof address === 'object' && address !== null);
  return address.port;
}

async function untilItAnswers(port: number): Promise<void> {
  const end = Date.now() + 20_000;
  while (Date.now() < end) {
    const socket = connect({ host: '127.0.0.1', port });
    const isUp = await Promise.race([once(socket, 'data'), once(socket, 'close')]).then(
      ([data]) => Buffer.isBuffer(data),
      () => false,
    );
    socket.destroy();
    if (isUp) return;
    await wait(100);
  }
  throw new Error('Dovecot does not answer');
}

/** Puts messages into a new mailbox, as a delivery would. */
async function deliver(messages: readonly string[]): Promise<void> {
  const mail = join(folder, 'mail');
  await rm(mail, { recursive: true, force: true });
  for (const part of ['', 'new', 'cur', 'tmp']) await mkdir(join(mail, part), { recursive: true });
  for (const [i, message] of messages.entries())
    await writeFile(join(mail, 'new', `${1_700_000_000 + i}.M${i}.host`), message);
  execFileSync('chown', ['-R', 'nobody:nogroup', mail]);
}

const settingsWith = (change: Partial<Extract<MailboxSettings, { kind: 'imap' }>>): Extract<MailboxSettings, { kind: 'imap' }> => ({
  kind: 'imap', host: '127.0.0.1', port: ports.plain, tls: 'none', folder: 'INBOX',
  login: { user: 'retours', password: { variable: 'CONSTAT_TEST_DOVECOT' } }, ...change,
}); // prettier-ignore

async function read(settings: Extract<MailboxSettings, { kind: 'imap' }>, take: number): Promise<string[]> {
  const seen: string[] = [];
  for await (const { bytes, done } of imapMailbox(settings, folder).messages()) {
    seen.push(bytes.toString());
    if (seen.length <= take) await done();
  }
  return seen;
}

test('imapMailbox reads from Dovecot in the clear, by STARTTLS and by TLS what is unseen, and marks what was taken', options, async () => {
  process.env['CONSTAT_TEST_DOVECOT'] = PASSWORD;
  const messages = ['Subject: one\r\n\r\nbody {12}\r\n', `Subject: long\r\n\r\n${'a line of it\r\n'.repeat(20_000)}`, 'Subject: deux é\r\n\r\n'];
  for (const change of [{}, { tls: 'starttls' }, { tls: 'implicit', port: ports.tls }] as const) {
    await deliver(messages);
    const settings = settingsWith({ ...change, host: 'localhost', ...('tls' in change ? { authority: 'cert.pem' } : {}) });
    assert.deepEqual((await read(settings, 2)).map((text) => text.length), messages.map(({ length }) => length));
    assert.deepEqual(await read(settings, 0), [messages[2]]);
  }
}); // prettier-ignore

test(
  'imapMailbox says that Dovecot does not let it in, or has no such folder, without the password',
  options,
  async () => {
    await deliver([]);
    process.env['CONSTAT_TEST_DOVECOT'] = 'wrong-password';
    const isRefusal = (error: unknown): boolean =>
      error instanceof MailError && !JSON.stringify(error).includes('wrong-password');
    await assert.rejects(read(settingsWith({}), 0), isRefusal);
    process.env['CONSTAT_TEST_DOVECOT'] = PASSWORD;
    await assert.rejects(read(settingsWith({ folder: 'Retours' }), 0), isRefusal);
  },
);
