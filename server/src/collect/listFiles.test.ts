import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { ListedItem, Reader } from '../read/reader.ts';
import { listFiles } from './listFiles.ts';
import type { WalkedFile } from './walkFiles.ts';

const file = (name: string): WalkedFile => ({
  relative: Buffer.from(name),
  absolute: Buffer.from(name),
  bytes: 1,
  kind: 'file',
});

async function* walked(names: readonly string[]): AsyncGenerator<WalkedFile> {
  for (const name of names) yield await Promise.resolve(file(name));
}

/** A reader that takes its time and finds as many items in a file as its name says ('b 3'); it does one thing at a time. */
class SlowReader implements Pick<Reader, 'list'> {
  static underWay = 0;
  static most = 0;
  readonly listed: string[] = [];
  #isBusy = false;

  async *list(path: Uint8Array): AsyncGenerator<ListedItem> {
    assert.equal(this.#isBusy, false, 'asked twice at a time');
    this.#isBusy = true;
    SlowReader.most = Math.max(SlowReader.most, ++SlowReader.underWay);
    try {
      const name = Buffer.from(path).toString();
      this.listed.push(name);
      if (name.startsWith('broken')) throw new Error(name);
      for (let i = 0; i < Number(name.split(' ')[1]); i++) {
        if (i % 1_000 === 0) await wait(1);
        yield { chain: i === 0 ? [] : [i - 1], name: path, displayName: `${name} ${i}`, bytes: 1, sha256: null, format: 'txt', fate: null, reason: '' }; // prettier-ignore
      }
    } finally {
      SlowReader.underWay--;
      this.#isBusy = false;
    }
  }
}

const readers = (count: number): { slow: SlowReader[]; all: Reader[] } => {
  const slow = Array.from({ length: count }, () => new SlowReader());
  return { slow, all: slow as unknown as Reader[] };
};

async function listedBy(names: readonly string[], all: readonly Reader[]): Promise<string[]> {
  const found: string[] = [];
  for await (const { file, items } of listFiles(walked(names), all))
    for await (const item of items)
      found.push(`${Buffer.from(file.relative).toString()}: ${item.displayName}`);
  return found;
}

test('listFiles: several readers give what one gives, in the order of the files; each file is listed once, those with more items than are kept too', async () => {
  const names = [
    'a 3',
    'b 5000',
    'b2 3000',
    'b3 2001',
    'b4 2000',
    'b5 2500',
    'c 1',
    'd 0',
    ...Array.from({ length: 200 }, (_, i) => `e${i} ${i % 4}`),
    'z 4000',
  ];
  const alone = await listedBy(names, readers(1).all);
  assert.equal(
    alone.length,
    names.reduce((sum, name) => sum + Number(name.split(' ')[1]), 0),
  );
  SlowReader.most = 0;
  const { slow, all } = readers(3);
  assert.deepEqual(await listedBy(names, all), alone);
  assert.equal(SlowReader.most, 3);
  assert.ok(slow.every(({ listed }) => listed.length > 10));
  assert.deepEqual(slow.flatMap(({ listed }) => listed).sort(), [...names].sort());
});

test('listFiles: whoever leaves early has no reader at work any more, and a fault is met at its file', async () => {
  for await (const { items } of listFiles(walked(['a 3', 'b 5000', 'c 5000', 'd 2']), readers(2).all)) {
    for await (const item of items) assert.ok(item);
    break;
  }
  assert.equal(SlowReader.underWay, 0);
  const seen: string[] = [];
  await assert.rejects(async () => {
    for await (const { file, items } of listFiles(walked(['a 1', 'broken 1', 'c 1']), readers(2).all)) {
      for await (const item of items) seen.push(item.displayName);
      assert.ok(file);
    }
  }, /broken 1/);
  assert.deepEqual(seen, ['a 1 0']);
});
