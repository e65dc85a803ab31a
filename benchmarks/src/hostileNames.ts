import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeRequest, FrameParser } from '@constat/server/read/protocol.ts';
import type { ListedItem } from '@constat/server/read/reader.ts';
import { atMost, type Bar } from './measure.ts';
import { rawTar, rawZip } from './rawArchives.ts';
import { hasTool } from './toolListing.ts';

const CHILD = fileURLToPath(new URL('../../server/src/read/child/main.ts', import.meta.url));
const CALLS =
  'openat,open,creat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,truncate';

/** Kinds of names that archives use to hurt; each gets a number, so that all but the doubles differ. */
const KINDS: readonly ((n: number) => Buffer)[] = [
  (n) => Buffer.from(`../../../../../../tmp/constat-evil-${n}`),
  (n) => Buffer.from(`/tmp/constat-evil-${n}`),
  (n) => Buffer.from(`C:\\Windows\\evil-${n}.txt`),
  (n) => Buffer.from(`..\\..\\evil-${n}.txt`),
  (n) => Buffer.from(`\\\\server\\share\\evil-${n}.txt`),
  (n) => Buffer.from(`nul\0byte-${n}.txt`),
  (n) => Buffer.from(`\u202egnp.${n}.exe`),
  (n) => Buffer.concat([Buffer.from([0xff, 0xfe, 0xe9, 0x80]), Buffer.from(String(n))]),
  (n) => Buffer.from(`${'long'.repeat(75)}-${n}`),
  (n) => Buffer.from(`${['CON', 'NUL', 'AUX', 'COM1', 'LPT1'][n % 5]!}.${n}.txt`),
  () => Buffer.from('double.txt'),
  (n) => Buffer.from(n % 2 === 0 ? `Twin-${n >> 1}.TXT` : `twin-${n >> 1}.txt`),
  (n) => Buffer.from(`name with\nline ${n}`),
  (n) => Buffer.from(`\u001b[31mred-${n}`),
  (n) => Buffer.from(`.\u200b./${n}`),
  (n) => Buffer.from(`~/.ssh/authorized_keys${n}`),
  (n) => Buffer.from(`$(touch evil)${n};\`id\``),
  (n) => Buffer.from(`-rf ${n}`),
  (n) => Buffer.from(`%2e%2e%2f${n}`),
  (n) => Buffer.from(`__proto__/${n}`),
];

/** Archives of hostile names: what is lost, what bytes change, what is written. */
export async function measureHostileNames(
  count: number,
): Promise<{ figures: Record<string, unknown>; table: string[]; bars: Bar[] }> {
  const names = Array.from({ length: count }, (_, n) => KINDS[n % KINDS.length]!(n));
  const folder = mkdtempSync(join(tmpdir(), 'constat-names-'));
  const total = { lost: 0, changed: 0, written: 0 };
  const table: string[] = [];
  const traced = hasTool('strace');
  try {
    for (const [kind, build] of [
      ['zip', rawZip],
      ['tar', rawTar],
    ] as const) {
      const file = join(folder, `names.${kind}`);
      writeFileSync(file, build(names.map((name, n) => ({ name, bytes: Buffer.from(`content ${n}\n`) }))));
      const run = await listTraced(file, folder, traced);
      const members = run.items.filter(({ chain }) => chain.length === 1);
      const changed = names.filter((name, n) => !Buffer.from(members[n]?.name ?? []).equals(name)).length;
      total.lost += Math.max(0, count - members.length);
      total.changed += changed;
      total.written += run.written.length;
      table.push(
        `${kind}: ${count} names, ${members.length} listed, ${changed} changed, ${run.written.length} files or folders made (${traced ? 'strace' : 'files compared'})`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return {
    figures: { hostileNames: 2 * count, ...total },
    table,
    bars: [
      atMost('hostile names lost', total.lost, 0, 0),
      atMost('hostile names whose bytes changed', total.changed, 0, 0),
      atMost('files or folders made by reading them', total.written, 0, 0),
    ],
  };
}

/** Lists and reads a file in a reading child of our own, watched by strace where it is there. */
async function listTraced(
  file: string,
  folder: string,
  traced: boolean,
): Promise<{ items: ListedItem[]; written: string[] }> {
  const log = join(folder, 'calls');
  const before = readdirSync(folder).length;
  const content = readFileSync(file);
  const volumes = [{ bytes: content.length, descriptor: null, offset: 0 }];
  const request = { name: Buffer.from(basename(file)), volumes, own: 0, isSet: false, passwords: [] };
  const wanted = Array.from({ length: 2000 }, (_, n) => [n]);
  const input = Buffer.concat([
    Buffer.from(encodeRequest({ op: 'list', leftOut: [], announceFrom: null, ...request })),
    content,
    Buffer.from(encodeRequest({ op: 'read', wanted, ...request })),
    content,
  ]);
  const command = [process.execPath, CHILD, join(folder, 'copy')];
  const [program, ...args] = traced
    ? ['strace', '-f', '-qq', '-e', `trace=${CALLS}`, '-o', log, ...command]
    : command;
  const run = spawnSync(program!, args, {
    input,
    maxBuffer: 1 << 28,
    cwd: '/',
    env: { PATH: process.env['PATH'] },
  });
  const items = new Map<string, ListedItem>();
  const parser = new FrameParser();
  parser.push(run.stdout);
  for (let frame = parser.next(); frame !== null; frame = parser.next())
    if (frame.kind === 'listed') items.set(frame.item.chain.join('/'), frame.item);
  const written = traced
    ? readFileSync(log, 'latin1').split('\n').filter(makesSomething)
    : readdirSync(folder).slice(before);
  return await Promise.resolve({ items: [...items.values()], written });
}

/** A call that succeeded and makes or changes something: opened for writing, or any of the others. */
function makesSomething(line: string): boolean {
  if (!/ = \d+/.test(line)) return false;
  if (!/\bopen(?:at)?\(/.test(line)) return true;
  return /O_WRONLY|O_RDWR|O_CREAT|O_TRUNC/.test(line) && !/"\/(?:dev|proc)\//.test(line);
}
