import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { hash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { mailFile, textFile, zipFile } from '../demo/fileWriters.ts';
import { settleTestWall } from '../testWall.ts';
import { createReader, type ReaderOptions } from './childReader.ts';
import { WallError } from '../sandbox/wallError.ts';
import type { ListedItem, MemberChain, ReadEvent } from './reader.ts';
import { misdeedFile } from './testing/misdeeds.ts';

const MISBEHAVING = {
  stallMs: 1_500,
  program: { main: new URL('testing/misbehavingChild.ts', import.meta.url), withSeatBelts: true },
};

let folder: string;
before(async () => {
  await settleTestWall();
  folder = await mkdtemp(join(tmpdir(), 'constat-'));
});
after(() => rm(folder, { recursive: true, force: true }));

async function listed(path: Uint8Array, options: ReaderOptions = {}): Promise<ListedItem[]> {
  const reader = createReader(options);
  const items: ListedItem[] = [];
  for await (const item of reader.list(path)) items.push(item);
  await reader.close();
  return items;
}

test('Reader.list goes down to the last member, with chains, hashes and formats', async () => {
  const letter = textFile(['Bonjour'], 'utf8');
  const mail = mailFile({
    from: 'a@b.example',
    to: 'c@d.example',
    subject: 'x',
    date: 'Tue, 01 Mar 2016 09:00:00 +0100',
    lines: ['y'],
    attachments: [{ name: 'l.txt', bytes: letter }],
  });
  const inner = await zipFile([{ name: 'l.txt', bytes: letter }]);
  const path = join(folder, 'nested.zip');
  await writeFile(
    path,
    await zipFile([
      { name: 'in.zip', bytes: inner },
      { name: 'm.eml', bytes: mail },
    ]),
  );
  const items = await listed(Buffer.from(path));
  assert.deepEqual(
    items.map((item) => [item.chain.join('.'), item.displayName, item.format]),
    [
      ['', 'nested.zip', 'zip'],
      ['0', 'in.zip', 'zip'],
      ['0.0', 'l.txt', 'txt'],
      ['1', 'm.eml', 'eml'],
      ['1.0', 'l.txt', 'txt'],
    ],
  );
  assert.equal(items[2]!.sha256, items[4]!.sha256);
});

test('Reader.read gives a begin and an end for each wanted item, in files whose names are no UTF-8', async () => {
  const path = Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9]), Buffer.from('.zip')]);
  await writeFile(
    path,
    await zipFile([
      { name: 'a.txt', bytes: Buffer.from('un') },
      { name: 'b.txt', bytes: Buffer.from('deux') },
      { name: 'c.bin', bytes: Buffer.from([0, 1, 2, 3]) },
    ]),
  );
  const reader = createReader();
  const events: ReadEvent[] = [];
  for await (const event of reader.read(path, [[1], [2], [9]])) events.push(event);
  await reader.close();
  assert.deepEqual(
    events
      .filter((event) => event.kind === 'begin' || event.kind === 'end')
      .map((event) => (event.kind === 'end' ? [event.wanted, event.fate] : event.wanted)),
    [0, [0, 'read'], 1, [1, 'not_a_document'], 2, [2, 'corrupt']],
  );
});

/** Ends the reading children of this process, whatever stands between. */
function killChildren(): void {
  for (const pid of readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8')
    .split(' ')
    .filter(Boolean))
    process.kill(Number(pid), 'SIGKILL');
}

test(
  'Reader.read goes on with a fresh child when the child is killed',
  { skip: !existsSync('/proc/self') },
  async () => {
    const path = join(folder, 'many.zip');
    await writeFile(
      path,
      await zipFile(
        Array.from({ length: 30 }, (_, i) => ({ name: `${i}.txt`, bytes: Buffer.alloc(400_000, 'abc\n') })),
      ),
    );
    const reader = createReader();
    const fates: string[] = [];
    let killed = false;
    for await (const event of reader.read(
      Buffer.from(path),
      Array.from({ length: 30 }, (_, i) => [i]),
    )) {
      if (event.kind === 'end') fates.push(event.fate);
      if (killed || fates.length < 3) continue;
      killed = true;
      killChildren();
    }
    await reader.close();
    assert.equal(fates.length, 30);
    assert.equal(fates.filter((fate) => fate === 'crashed').length, 1);
    assert.equal(fates.filter((fate) => fate === 'read').length, 29);
  },
);

async function fatesOf(
  path: string,
  wanted: readonly MemberChain[],
  options: ReaderOptions,
): Promise<string[]> {
  const reader = createReader(options);
  const fates: string[] = [];
  for await (const event of reader.read(Buffer.from(path), wanted))
    if (event.kind === 'end') fates.push(`${event.wanted} ${event.fate} ${event.reason}`.trim());
  await reader.close();
  return fates;
}

test('Reader.read ends a child that stalls and says so; the members behind it are read', async () => {
  const path = join(folder, 'stall.zip');
  await writeFile(
    path,
    await zipFile([
      { name: 'a.txt', bytes: Buffer.from('un') },
      { name: 'b', bytes: misdeedFile({ misdeed: 'loop', moment: 'between' }) },
      { name: 'c.txt', bytes: Buffer.from('trois') },
    ]),
  );
  assert.deepEqual(await fatesOf(path, [[0], [1], [2]], MISBEHAVING), [
    '0 read',
    '1 timed_out stall_limit',
    '2 read',
  ]);
});

test('Reader.list goes on behind a member that kills the child, and the archive keeps its hash', async () => {
  const path = join(folder, 'killers.zip');
  const killer = misdeedFile({ misdeed: 'exit', moment: 'before', whileListing: true });
  const bytes = await zipFile([
    { name: 'a.txt', bytes: Buffer.from('un') },
    { name: 'b', bytes: killer },
    {
      name: 'in.zip',
      bytes: await zipFile([
        { name: 'c', bytes: killer },
        { name: 'd.txt', bytes: Buffer.from('quatre') },
      ]),
    },
    { name: 'e.txt', bytes: Buffer.from('cinq') },
  ]);
  await writeFile(path, bytes);
  const items = await listed(Buffer.from(path), MISBEHAVING);
  assert.deepEqual(
    items.map(({ chain, displayName, fate }) => `${chain.join('.')} ${displayName} ${fate}`),
    [
      ' killers.zip null',
      '0 a.txt null',
      '1 b null',
      '1 b crashed',
      '2 in.zip null',
      '2.0 c null',
      '2.0 c crashed',
      '2.1 d.txt null',
      '3 e.txt null',
    ],
  );
  assert.equal(items[0]!.sha256, hash('sha256', bytes));
});

test('Reader.list finds the member that kills the child among many that are listed in quick succession', async () => {
  const path = join(folder, 'one-of-many.zip');
  const killer = misdeedFile({ misdeed: 'exit', moment: 'before', whileListing: true });
  const name = (i: number): string => (i === 700 ? 'killer' : `${i}.txt`);
  await writeFile(
    path,
    await zipFile(
      Array.from({ length: 1_000 }, (_, i) => ({
        name: name(i),
        bytes: i === 700 ? killer : Buffer.from(`lettre ${i % 10}`),
      })),
    ),
  );
  const items = await listed(Buffer.from(path), MISBEHAVING);
  assert.deepEqual([...new Set(items.map(({ displayName }) => displayName))].slice(1), [
    ...Array.from({ length: 1_000 }, (_, i) => name(i)),
  ]);
  assert.deepEqual(
    items.filter(({ fate }) => fate !== null).map(({ displayName, fate }) => `${displayName} ${fate}`),
    ['killer crashed'],
  );
});

test('Reader.list gives up a file that kills every child, with its hash and size', async () => {
  const path = join(folder, 'deadly');
  const bytes = misdeedFile({ misdeed: 'exit', moment: 'before', whileListing: true });
  await writeFile(path, bytes);
  const items = await listed(Buffer.from(path), MISBEHAVING);
  const last = items.at(-1)!;
  assert.deepEqual([last.fate, last.bytes, last.sha256], ['crashed', bytes.length, hash('sha256', bytes)]);
});

test('Reader.read hands a large file over as a descriptor: read at once, listed with its hash, gone with its child', async () => {
  const path = join(folder, 'large.zip');
  const large = Buffer.from(randomBytes(36 << 20).toString('base64'));
  const bytes = await zipFile([
    { name: 'a.txt', bytes: large },
    { name: 'b.txt', bytes: Buffer.from('deux') },
  ]);
  assert.ok(bytes.length > 32 << 20);
  await writeFile(path, bytes);
  const items = await listed(Buffer.from(path));
  assert.deepEqual(
    items.map(({ sha256 }) => sha256),
    [bytes, large, Buffer.from('deux')].map((content) => hash('sha256', content)),
  );
  assert.deepEqual(await fatesOf(path, [[], [0], [1]], {}), ['0 read', '1 read', '2 read']);
});

test('Reader.list keeps a large inner archive in the scratch file; beyond its limit the archive is listed in part', async () => {
  const path = join(folder, 'nested-large.zip');
  const inner = await zipFile([{ name: 'a.bin', bytes: randomBytes(65 << 20) }]);
  await writeFile(path, await zipFile([{ name: 'in.zip', bytes: inner }]));
  const chains = (items: readonly ListedItem[]): string[] =>
    items.map(({ chain, fate, reason }) => `${chain.join('.')} ${fate ?? ''} ${reason}`.trim());
  assert.deepEqual(chains(await listed(Buffer.from(path))), [
    '',
    '0',
    '0.0 not_a_document program_or_system_file',
  ]);
  assert.deepEqual(chains(await listed(Buffer.from(path), { limits: { scratchBytes: 48 << 20 } })), [
    '',
    '0',
    '0 read_in_part size_limit',
  ]);
});

test('Reader says of a folder, a pipe and a file that is gone that they cannot be read', async () => {
  const pipe = join(folder, 'pipe');
  if (process.platform !== 'win32') execFileSync('mkfifo', [pipe]);
  for (const path of [folder, pipe, join(folder, 'nowhere')]) {
    assert.deepEqual(await fatesOf(path, [[], [0]], {}), [
      '0 corrupt unreadable_file',
      '1 corrupt unreadable_file',
    ]);
    const [item] = await listed(Buffer.from(path));
    assert.deepEqual([item!.fate, item!.reason, item!.sha256], ['corrupt', 'unreadable_file', null]);
  }
});

test('Reader stops with an error of its own where no child comes to life', async () => {
  const reader = createReader({ program: { main: new URL('testing/nowhere.ts', import.meta.url) } });
  await assert.rejects(
    Array.fromAsync(reader.read(Buffer.from(join(folder, 'nested.zip')), [[]])),
    (error) => error instanceof WallError && error.problem === 'no_child',
  );
  await reader.close();
});
