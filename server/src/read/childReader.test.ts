import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { mailFile, textFile, zipFile } from '../demo/fileWriters.ts';
import { createReader } from './childReader.ts';
import type { ListedItem, ReadEvent } from './reader.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'constat-'));
});
after(() => rm(folder, { recursive: true, force: true }));

async function listed(path: Uint8Array): Promise<ListedItem[]> {
  const reader = createReader();
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

test('Reader.read goes on with a fresh child when the child is killed', async () => {
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
    const { execFileSync } = await import('node:child_process');
    execFileSync('pkill', ['-KILL', '-P', String(process.pid), '-f', 'read/child/main.ts']);
  }
  await reader.close();
  assert.equal(fates.length, 30);
  assert.equal(fates.filter((fate) => fate === 'crashed').length, 1);
  assert.equal(fates.filter((fate) => fate === 'read').length, 29);
});

test('Reader.read ends a child that stalls and says so', async () => {
  const path = join(folder, 'fifo');
  const { execFileSync } = await import('node:child_process');
  execFileSync('mkfifo', [path]);
  const reader = createReader({ stallMs: 300 });
  const fates: string[] = [];
  for await (const event of reader.read(Buffer.from(path), [[]]))
    if (event.kind === 'end') fates.push(event.fate);
  await reader.close();
  assert.deepEqual(fates, ['timed_out']);
});
