import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineSample } from './lineSample.ts';

test('LineSample: all lines where there are few, else so many in the order of the file', () => {
  const few = new LineSample<string>(3);
  for (const line of ['a', 'b']) few.take(line);
  assert.deepEqual(few.drawn(), [
    { number: 1, line: 'a' },
    { number: 2, line: 'b' },
  ]);
  const many = new LineSample<number>(5);
  for (let i = 1; i <= 1_000; i++) many.take(i);
  const drawn = many.drawn();
  assert.equal(drawn.length, 5);
  assert.deepEqual(
    drawn.map(({ number }) => number),
    drawn.map(({ line }) => line).toSorted((a, b) => a - b),
  );
});

test('LineSample: each line is as likely as any other', () => {
  const counts = Array.from({ length: 20 }, () => 0);
  for (let round = 0; round < 4_000; round++) {
    const sample = new LineSample<number>(5);
    for (let i = 0; i < 20; i++) sample.take(i);
    for (const { line } of sample.drawn()) counts[line]!++;
  }
  // 1,000 each, with a standard deviation of 27: six of them.
  for (const count of counts) assert.ok(Math.abs(count - 1_000) < 165, counts.join(' '));
});
