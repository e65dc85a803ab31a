import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { closeSync, openSync, realpathSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { testWallOf } from '../testWall.ts';
import { buildWall } from './buildWall.ts';
import { commandLine } from './commandLine.ts';
import { nextChildUser, NOBODY } from './childUser.ts';
import { findTools } from './findTools.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { closeNamedFile, makeNamedFile } from './namedFile.ts';
import { describeView, NODE, type View } from './view.ts';
import type { StandingWall } from './wall.ts';

/**
 * System calls that Node cannot make by itself, made by perl in the place of node: what native code could try that has taken a child over.
 * Numbers of x86-64. Each must fail; [name, number, arguments].
 */
const CALLS = `
  $| = 1;
  my $room = "\\0" x 256;
  my $vector = pack('QQ', unpack('Q', pack('P', $room)), 8);
  my @calls = (
    ['mount', 165, 'none', '/', 'tmpfs', 0, 0], ['remount', 165, 'none', '/', '', 32, 0], ['umount', 166, '/', 2],
    ['pivot_root', 155, '/', '/'], ['chroot', 161, '/'],
    ['unshare user', 272, 0x10000000], ['unshare mount', 272, 0x20000], ['unshare network', 272, 0x40000000],
    ['setns', 308, 0, 0], ['clone user', 56, 0x10000011, 0, 0, 0, 0],
    ['ptrace', 101, 16, 1, 0, 0], ['read memory', 310, 1, $vector, 1, $vector, 1, 0], ['kill init', 62, 1, 9], ['kill all', 62, -1, 9],
    ['keyctl', 250, 0, -3, 1, 0, 0], ['add_key', 248, 'user', 'x', 'x', 1, -3], ['bpf', 321, 0, $room, 64],
    ['perf', 298, $room, 0, -1, -1, 0], ['userfaultfd', 323, 0], ['io_uring', 425, 8, $room],
    ['open by handle', 304, 0, $room, 0], ['fanotify', 300, 0, 0], ['module', 175, $room, 4, ''], ['kexec', 246, 0, 0, 0, 0],
    ['reboot', 169, 0xfee1dead, 672274793, 0x89abcdef, 0], ['swapon', 167, '/x', 0], ['hostname', 170, 'x', 1],
    ['settime', 227, 0, $room], ['acct', 163, '/x'], ['syslog', 103, 3, $room, 8], ['iopl', 172, 3], ['personality', 135, 0x0040000],
    ['mknod', 133, '/null', 0020666, 0x103], ['chmod', 90, '/.constat/node', 04755], ['chown', 92, '/.constat/node', 0, 0],
    ['setuid', 105, 0], ['setgid', 106, 0], ['setgroups', 116, 1, $room], ['raise limit', 160, 2, pack('QQ', 2**40, 2**40)],
    ['inet socket', 41, 2, 1, 0], ['inet6 socket', 41, 10, 1, 0], ['unix socket', 41, 1, 1, 0], ['netlink socket', 41, 16, 3, 0],
    ['packet socket', 41, 17, 3, 0], ['vsock', 41, 40, 1, 0], ['crypto socket', 41, 38, 5, 0],
    ['memfd', 319, 'x', 0], ['shared memory', 29, 0, 4096, 01600], ['shared mapping', 9, 0, 4096, 3, 0x21, -1, 0],
    ['message queue', 240, 'x', 0102, 0600, 0],
  );
  for my $call (@calls) {
    my ($name, $number, @args) = @$call;
    print "$name\\n" if syscall($number, map { my $copy = $_; $copy =~ /^-?\\d+$/ ? $copy + 0 : $copy } @args) != -1;
  }
  print "end\\n";
  # Another program in its place: then nothing more is printed.
  my $program = '/.constat/node';
  syscall(322, -100, $program, 0, 0, 0);
  print "still here\\n";
`;

/** Where the script stands in the view. */
const SCRIPT = '/.constat/calls.pl';

const KINDS = ['bubblewrap', 'util-linux'] as const;
const walls = await Promise.all(KINDS.map(async (kind) => ({ kind, ...(await testWallOf(kind)) })));

let folder: string;
let script: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'constat-'));
  script = join(folder, 'calls.pl');
  await writeFile(script, CALLS, { mode: 0o644 });
});
after(() => rm(folder, { recursive: true, force: true }));

const skipPerl =
  process.arch !== 'x64' || findTools().perl === undefined ? 'needs perl and an x86-64 processor' : false;

/** A view in which perl stands in the place of node. */
function viewOfPerl(script: string): View {
  const perl = realpathSync(findTools().perl!);
  const libraries = [...execFileSync('ldd', [perl], { encoding: 'utf8' }).matchAll(/(\/\S+) \(0x/g)].map(
    ([, path]) => path!,
  );
  const { binds } = describeView(null);
  return {
    libraries,
    binds: [
      { host: perl, inside: NODE, runs: true },
      { host: script, inside: SCRIPT, runs: false },
      ...libraries.map((path) => ({ host: realpathSync(path), inside: path, runs: true })),
      ...binds.filter(({ inside, runs }) => inside !== NODE && !runs),
    ],
  };
}

/** What perl prints behind the wall. */
async function runPerl(wall: StandingWall): Promise<string> {
  const filter = wall.kind === 'bubblewrap' && wall.filter !== null ? openSync(wall.filter, 'r') : null;
  const named = makeNamedFile();
  const [program, ...args] = commandLine({
    wall,
    limits: DEFAULT_LIMITS,
    user: wall.asRoot ? nextChildUser() : NOBODY,
    args: [SCRIPT],
    namedFile: named.path,
    filterDescriptor: filter === null ? null : 3,
  });
  const child = spawn(program!, args, {
    env: {},
    cwd: '/',
    stdio: ['ignore', 'pipe', 'inherit', ...(filter === null ? [] : [filter])],
  });
  if (filter !== null) closeSync(filter);
  let out = '';
  child.stdout!.on('data', (chunk: Buffer) => (out += chunk.toString('latin1')));
  await new Promise((resolve) => child.once('close', resolve));
  closeNamedFile(named);
  return out;
}

/** What would open the view or reach another process; without the filter other calls succeed, and lead nowhere. */
const WAYS_OUT = [
  'mount',
  'remount',
  'umount',
  'pivot_root',
  'chroot',
  'unshare user',
  'setns',
  'ptrace',
  'read memory',
];

test(
  'native code behind the wall by util-linux finds no way out where no filter can be loaded',
  { skip: walls[1]!.skip || skipPerl },
  async () => {
    const { perl, ...tools } = findTools();
    assert.ok(perl !== undefined);
    const wall = buildWall('util-linux', tools, null, viewOfPerl(script))!;
    assert.equal(wall.filter, null);
    const opened = (await runPerl(wall)).trim().split('\n');
    assert.ok(opened.includes('end'));
    assert.deepEqual(
      WAYS_OUT.filter((name) => opened.includes(name)),
      [],
    );
  },
);

for (const { kind, skip } of walls) {
  test(
    `native code behind the wall by ${kind} can make none of 50 system calls`,
    { skip: skip || skipPerl },
    async () => {
      const wall = buildWall(kind, findTools(), null, viewOfPerl(script))!;
      // Without root the first process of the child's space is of the same user: it may be sent a signal, and does not take it.
      assert.match(
        await runPerl(wall),
        wall.asRoot ? /^end\nstill here\n$/ : /^(?:kill init\n)?end\nstill here\n$/,
      );
    },
  );
}
