import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const POSTFIX = '/usr/sbin/postfix';

/** A Postfix of its own: folders, port, log; it takes every mail and discards it when it leaves the queue. */
export interface PostfixServer {
  readonly port: number;
  /** What `record` of the settings says of it. */
  readonly record: Record<string, unknown>;
  /** The return path of each mail that came into its queue, each time. */
  taken(): Promise<string[]>;
  stop(): Promise<void>;
}

/** Whether Debian's Postfix is installed, and we may start it. */
export function hasPostfix(): boolean {
  return existsSync(POSTFIX) && process.getuid?.() === 0;
}

/** Starts it. Needs root, as Postfix does. */
export async function startPostfix(): Promise<PostfixServer> {
  const root = await mkdtemp(join(tmpdir(), 'constat-postfix-'));
  await chmod(root, 0o755);
  const places = {
    config: join(root, 'etc'),
    queue: join(root, 'spool'),
    data: join(root, 'data'),
    log: join(root, 'mail.log'),
  };
  for (const folder of [places.config, places.queue, places.data]) await mkdir(folder);
  execFileSync('chown', ['postfix', places.data]);
  const port = await freePort();
  await writeFile(join(places.config, 'main.cf'), mainCf(places));
  await writeFile(join(places.config, 'master.cf'), masterCf(port));
  const child = spawn(POSTFIX, ['-c', places.config, 'start-fg'], { stdio: 'ignore' });
  await untilReady(places.log);
  return {
    port,
    record: { kind: 'postfix', logs: [places.log], queueCommand: ['postqueue', '-c', places.config, '-j'] },
    async taken() {
      const seen = new Map<string, string>();
      for (const line of (await readFile(places.log, 'utf8')).split('\n')) {
        const found = /qmgr\[\d+\]: ([0-9A-Za-z]+): from=<([^>]+)>/.exec(line);
        if (found !== null) seen.set(found[1]!, found[2]!);
      }
      return [...seen.values()];
    },
    async stop() {
      execFileSync(POSTFIX, ['-c', places.config, 'stop'], { stdio: 'ignore' });
      if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve));
      await rm(root, { recursive: true, force: true });
    },
  };
}

function mainCf({ queue, data, log }: { queue: string; data: string; log: string }): string {
  return [
    'compatibility_level = 3.6',
    `queue_directory = ${queue}`,
    `data_directory = ${data}`,
    `maillog_file = ${log}`,
    'maillog_file_prefixes = /tmp, /var',
    'command_directory = /usr/sbin',
    'daemon_directory = /usr/lib/postfix/sbin',
    'myhostname = mail.ch-henri-dunant.example',
    'mydestination =',
    'inet_interfaces = 127.0.0.1',
    'inet_protocols = ipv4',
    'mynetworks = 127.0.0.0/8',
    'smtpd_relay_restrictions = permit_mynetworks, reject',
    'default_transport = discard:',
    'relay_transport = discard:',
    'local_transport = discard:',
    'enable_long_queue_ids = yes',
    'smtpd_client_connection_count_limit = 0',
    'alias_maps =',
    'alias_database =',
    'smtpd_peername_lookup = no',
    'biff = no',
    '',
  ].join('\n');
}

function masterCf(port: number): string {
  return [
    `127.0.0.1:${port} inet n - n - 30 smtpd`,
    'pickup unix n - n 60 1 pickup',
    'cleanup unix n - n - 0 cleanup',
    'qmgr unix n - n 300 1 qmgr',
    'rewrite unix - - n - - trivial-rewrite',
    'bounce unix - - n - 0 bounce',
    'defer unix - - n - 0 bounce',
    'trace unix - - n - 0 bounce',
    'verify unix - - n - 1 verify',
    'flush unix n - n 1000? 0 flush',
    'proxymap unix - - n - - proxymap',
    'showq unix n - n - - showq',
    'error unix - - n - - error',
    'retry unix - - n - - error',
    'discard unix - - n - - discard',
    'anvil unix - - n - 1 anvil',
    'postlog unix-dgram n - n - 1 postlogd',
    '',
  ].join('\n');
}

async function untilReady(log: string): Promise<void> {
  const end = Date.now() + 20_000;
  while (Date.now() < end) {
    if ((await readFile(log, 'utf8').catch(() => '')).includes('daemon started')) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('Postfix did not start');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
