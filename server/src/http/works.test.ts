import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WorkResult } from '@constat/contract/work.ts';
import { type WorkControl, Works } from './works.ts';

/** A work in the hands of the test: it goes on until `fail` is called. */
function begin(works: Works): { id: string; control: WorkControl; fail: (error: Error) => void } {
  const held = Promise.withResolvers<WorkResult>();
  let control: WorkControl | null = null;
  const id = works.start('send', (given) => {
    control = given;
    return held.promise;
  });
  return { id, control: control!, fail: held.reject };
}

test('works: what a work waits for is seen while it waits, and no longer', async () => {
  const works = new Works(
    () => undefined,
    () => new Date(),
  );
  const { id, control, fail } = begin(works);
  assert.equal(works.find(id).trouble, null);
  control.onTrouble('disk');
  control.onProgress(3, 10);
  assert.deepEqual([works.find(id).trouble, works.find(id).progress], ['disk', { done: 3, of: 10 }]);
  control.onTrouble(null);
  assert.equal(works.find(id).trouble, null);
  control.onTrouble('gone');
  fail(new Error('gone for good'));
  await works.endOf('send');
  const { state, trouble } = works.find(id);
  assert.deepEqual([state, trouble], ['failed', null]);
});
