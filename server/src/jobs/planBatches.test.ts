import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlannedContent } from '../collect/item.ts';
import { planBatches, readingOrder } from './planBatches.ts';

function contents(count: number, walk: string, walks: number, bytes = 1_000): PlannedContent[] {
  return Array.from({ length: count }, (_, i) => ({ id: i, bytes, walk, walks }));
}

test('planBatches: contents that are reached at once make batches of at most 250', () => {
  const batches = planBatches(contents(1_000, '', 0));
  assert.deepEqual(
    batches.map((batch) => batch.length),
    [250, 250, 250, 250],
  );
});

test('planBatches: a mailbox is walked through a fixed number of times, however many messages it has', () => {
  for (const messages of [5_000, 100_000]) {
    const batches = planBatches(contents(messages, '1 1', 16));
    assert.equal(batches.length, 16);
    assert.equal(batches.flat().length, messages);
  }
});

test('planBatches: a small mailbox makes one batch with the files around it', () => {
  const batches = planBatches([...contents(10, '', 0), ...contents(20, '1 1', 16), ...contents(10, '', 0)]);
  assert.equal(batches.length, 1);
});

test('planBatches: large contents are not held back by the walk they share', () => {
  const batches = planBatches(contents(32, '1 1', 16, 60 << 20));
  assert.deepEqual(
    batches.map((batch) => batch.length),
    Array.from({ length: 16 }, () => 2),
  );
});

test('planBatches: two mailboxes side by side keep their own shares', () => {
  const batches = planBatches([...contents(3_200, '1 1', 16), ...contents(3_200, '1 2', 16)]);
  assert.ok(batches.length <= 32, String(batches.length));
  assert.ok(batches.every((batch) => batch.length >= 200));
});

test('readingOrder: the largest and the smallest batch that is left, in turn; each batch once', () => {
  const sizes = [3, 9, 1, 7, 5];
  const contents = sizes.map((bytes, id) => ({ id, bytes, walk: '', walks: 0 }));
  const order = readingOrder(
    sizes.map((_, id) => [id]),
    contents,
  );
  assert.deepEqual(
    order.map(([id]) => sizes[id!]),
    [9, 1, 7, 3, 5],
  );
});
