import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { settleTestWall } from '../testWall.ts';
import { createReader } from './childReader.ts';
import { mutate } from './testing/mutate.ts';
import { runMutants, sampleFiles } from './testing/runMutants.ts';

test('mutate makes the same mutant of the same seed, and another one of another', () => {
  const bytes = Uint8Array.from({ length: 5_000 }, (_, i) => i % 256);
  assert.deepEqual(mutate(bytes, 7), mutate(bytes, 7));
  const mutants = new Set(
    Array.from({ length: 50 }, (_, seed) => Buffer.from(mutate(bytes, seed)).toString('hex')),
  );
  assert.ok(mutants.size > 45);
  assert.ok(!mutants.has(Buffer.from(bytes).toString('hex')));
});

test('every mutant of a sample gets its fates, and the reader lives on', async () => {
  await settleTestWall();
  const folder = await mkdtemp(join(tmpdir(), 'constat-'));
  const reader = createReader({ stallMs: 30_000 });
  try {
    const originals = await sampleFiles();
    assert.ok(originals.length >= 12);
    const outcome = await runMutants(reader, folder, originals, 0, 200);
    assert.deepEqual(outcome.withoutFate, []);
    assert.deepEqual(outcome.tooLong, []);
    assert.ok((outcome.fates.get('read') ?? 0) > 50, 'most mutants are read to some depth');
  } finally {
    await reader.close();
    await rm(folder, { recursive: true, force: true });
  }
});
