import { spawnSync } from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns/promises';
import {
  appendFileSync,
  chmodSync,
  closeSync,
  fchmodSync,
  fstatSync,
  ftruncateSync,
  futimesSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
import { networkInterfaces, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { INPUT_DESCRIPTOR } from '../descriptors.ts';
import type { ProbeTargets } from './targets.ts';

/** One attempt to get out. It fails by throwing, as it should; when it returns, the wall is open there. */
type Probe = (targets: ProbeTargets) => unknown;

/** How long an attempt to reach somebody may take: an open network answers at once, or swallows. */
const NETWORK_MS = 500;

/** Attempts from inside the child, without its seat belts: what a hostile file could do once it runs code of its own. None does harm where it gets through. */
export const INSIDE_PROBES = {
  // Looked at first: later attempts open sockets of their own.
  have_descriptors: () => failUnless(strangeDescriptors().length > 0),
  // Reading what is not its affair.
  read_passwd: () => readFileSync('/etc/passwd'),
  read_shadow: () => readFileSync('/etc/shadow'),
  read_init_environment: () => readFileSync('/proc/1/environ'),
  read_own_environment: () => readFileSync('/proc/self/environ'),
  read_supervisor_environment: ({ supervisor }) => readFileSync(`/proc/${supervisor}/environ`),
  read_supervisor_memory: ({ supervisor }) => openSync(`/proc/${supervisor}/mem`, 'r'),
  read_supervisor_descriptors: ({ supervisor }) => readdirSync(`/proc/${supervisor}/fd`),
  read_evidence: ({ secret }) => readFileSync(secret),
  read_evidence_upwards: ({ secret }) => readFileSync(`/lib/../../../..${secret}`),
  list_case_folder: ({ caseFolder }) => readdirSync(caseFolder),
  read_key_file: ({ key }) => readFileSync(key),
  read_home: () => readdirSync('/root').concat(readdirSync('/home')),
  read_root_folder: () => failUnless(readdirSync('/').some(isForeign)),
  list_mounts: () => readFileSync('/proc/mounts'),
  list_processes: () => readdirSync('/proc'),
  read_system: () => readdirSync('/sys'),
  // The machine.
  open_memory: () => openSync('/dev/mem', 'r'),
  open_kernel_log: () => openSync('/dev/kmsg', 'r'),
  list_devices: () => readdirSync('/dev'),
  write_sysctl: () => writeFileSync(SYSCTL, readFileSync(SYSCTL)),
  trigger_sysrq: () => writeFileSync('/proc/sysrq-trigger', 'h'),
  // Writing.
  write_input: () => writeSync(INPUT_DESCRIPTOR, 'x', 0),
  cut_input: () => ftruncateSync(INPUT_DESCRIPTOR, 0),
  change_input_mode: () => fchmodSync(INPUT_DESCRIPTOR, 0o777),
  change_input_times: () => futimesSync(INPUT_DESCRIPTOR, 0, 0),
  write_code: ({ code }) => appendFileSync(code, ''),
  remove_code: ({ code }) => renameSync(code, code),
  write_runtime: () => closeSync(openSync(process.execPath, 'r+')),
  write_root: () => make('/constat', (path) => writeFileSync(path, '')),
  write_temporary: () => make('/tmp/constat-probe', (path) => writeFileSync(path, '')),
  write_secret: ({ secret }) => appendFileSync(secret, 'x'),
  make_link: ({ secret }) => make('/constat', (path) => symlinkSync(secret, path)),
  make_hard_link: () => make('/constat', (path) => linkSync(process.execPath, path)),
  make_setuid: () => chmodSync(process.execPath, statSync(process.execPath).mode),
  // Talking.
  connect_ipv4: ({ port }) => reach({ host: '127.0.0.1', port }),
  connect_ipv6: ({ port6 }) => reach({ host: '::1', port: port6 ?? 9 }),
  connect_unix: ({ unixSocket }) => reach({ path: unixSocket }),
  connect_abstract: ({ abstractSocket }) => reach({ path: `\0${abstractSocket}` }),
  connect_database: () => reach({ host: '127.0.0.1', port: 5432 }),
  connect_database_socket: () => reach({ path: '/var/run/postgresql/.s.PGSQL.5432' }),
  connect_metadata: () => reach({ host: '169.254.169.254', port: 80 }),
  connect_internet: () => reach({ host: '192.0.2.1', port: 443 }),
  resolve_name: () => dns.lookup('example.org'),
  ask_name_server: () => new dns.Resolver({ timeout: NETWORK_MS, tries: 1 }).resolve4('example.org'),
  send_datagram: ({ port }) => sendDatagram(port),
  listen: () => listen(),
  have_interface: () =>
    failUnless(
      Object.values(networkInterfaces())
        .flat()
        .some((address) => !address!.internal),
    ),
  // Other processes and rights.
  run_shell: () => run('/bin/sh', ['-c', 'true']),
  run_system_program: () => run('/usr/bin/env', []),
  signal_supervisor: ({ supervisor }) => process.kill(supervisor > 20 ? supervisor : 4_000_000, 0),
  signal_everybody: () => process.kill(-1, 0),
  debug_supervisor: ({ supervisor }) => debugProcess(supervisor > 20 ? supervisor : 4_000_000),
  become_root: () => process.setuid!(0),
  become_root_group: () => process.setgid!(0),
  take_groups: () => process.setgroups!([0, 4, 6]),
  raise_priority: () => setPriority(0, -20),
  be_root: () => failUnless(process.geteuid!() === 0),
  have_environment: () => failUnless(Object.keys(process.env).some((name) => name !== 'PWD')),
} satisfies Record<string, Probe>;

export type InsideProbe = keyof typeof INSIDE_PROBES;

/** What the kernel starts when a program crashes. Its own value is written: a wall that is open here must do no harm. */
const SYSCTL = '/proc/sys/kernel/core_pattern';

/** Makes something where nothing should be made, and takes it away again. */
function make(path: string, how: (path: string) => void): void {
  how(path);
  rmSync(path);
}

/** Folders of a system that a view never holds at its root. */
const FOREIGN = ['etc', 'proc', 'sys', 'dev', 'bin', 'sbin', 'boot', 'run', 'var', 'tmp', 'mnt', 'media'];

/** Where the code stands: it is seen under its own path ('/tmp/constat', '/var/lib/constat'), and nothing beside it. */
const [, TOP = '', BELOW = ''] = fileURLToPath(import.meta.url).split('/');

function isForeign(name: string): boolean {
  return FOREIGN.includes(name) && (name !== TOP || readdirSync(`/${name}`).some((other) => other !== BELOW));
}

/** For probes that look at a state: it counts as an attempt that failed when the state is as it should be. */
function failUnless(isOpen: boolean): void {
  if (!isOpen) throw Object.assign(new Error('nothing there'), { code: 'NOTHING' });
}

function reach(where: { host: string; port: number } | { path: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(where);
    socket.setTimeout(NETWORK_MS, () => socket.destroy(Object.assign(new Error(), { code: 'SILENCE' })));
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
  });
}

function sendDatagram(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = dgram.createSocket('udp4');
    const end = (error: Error | null): void => {
      socket.close();
      if (error === null) resolve();
      else reject(error);
    };
    socket.once('error', end);
    socket.send('x', port, '127.0.0.1', end);
  });
}

/** In a network of its own a child may listen: nobody can come. It counts as open only where somebody could. */
function listen(): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '0.0.0.0', () => {
      server.close();
      const alone = Object.keys(networkInterfaces()).length === 0;
      if (alone) reject(Object.assign(new Error(), { code: 'ALONE' }));
      else resolve();
    });
  });
}

function run(program: string, args: readonly string[]): void {
  const { error } = spawnSync(program, args, { stdio: 'ignore' });
  if (error !== undefined) throw error;
}

function debugProcess(pid: number): void {
  (process as unknown as { _debugProcess(pid: number): void })._debugProcess(pid);
}

/** Files, folders, devices and sockets that are open though nobody handed them over. (libuv keeps the root of the view open, for want of /dev/null.) */
function strangeDescriptors(): number[] {
  const root = statSync('/');
  const strange: number[] = [];
  for (let descriptor = INPUT_DESCRIPTOR + 1; descriptor < 256; descriptor++) {
    const info = openDescriptor(descriptor);
    if (info === null || (info.ino === root.ino && info.dev === root.dev)) continue;
    if (info.isFile() || info.isDirectory() || info.isBlockDevice() || info.isSocket())
      strange.push(descriptor);
  }
  return strange;
}

function openDescriptor(descriptor: number): Stats | null {
  try {
    return fstatSync(descriptor);
  } catch {
    return null;
  }
}

/** Attempts with the seat belts on: what Node itself refuses. */
export const BELT_PROBES = {
  evaluate_text: () => indirectEval('1'),
  make_function: () => Reflect.construct(Function, ['return 1']),
  use_proto: () => Reflect.get({}, '__proto__') as unknown,
  load_addon: ({ code }) => process.dlopen({ exports: {} }, code),
  use_binding: () => (process as unknown as { binding(name: string): unknown }).binding('spawn_sync'),
  start_process: () => run(process.execPath, ['--version']),
  start_thread: async () => {
    const { Worker } = await import('node:worker_threads');
    await new Worker(new URL('data:text/javascript,')).terminate();
  },
  write_by_permission: () => closeSync(openSync('/constat', 'w')),
  open_inspector: async () => (await import('node:inspector')).open(0),
} satisfies Record<string, Probe>;

export type BeltProbe = keyof typeof BELT_PROBES;

/** `eval` by another name, so that it is not the compiler's affair. */
const indirectEval = globalThis.eval as (text: string) => unknown;
