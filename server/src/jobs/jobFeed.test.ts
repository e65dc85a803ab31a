import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ContentJob } from './contentQueue.ts';
import { JobFeed } from './jobFeed.ts';
import { planScanBatches } from './planBatches.ts';

const job = (id: string): ContentJob => ({ id, attempt: 0, contentIds: [], recognise: false });

/** A queue in memory. */
function queueOf(jobs: ContentJob[]): { fetch(): Promise<ContentJob | null> } {
  return { fetch: () => Promise.resolve(jobs.shift() ?? null) };
}

test('JobFeed lets a lane wait while another may still bring jobs, and ends all when none can come', async () => {
  const jobs = [job('fast')];
  const feed = new JobFeed(queueOf(jobs), undefined);
  assert.equal((await feed.next())?.id, 'fast');
  const waiting = feed.next();
  jobs.push(job('scans'));
  feed.done();
  assert.equal((await waiting)?.id, 'scans');
  const last = Promise.all([feed.next(), feed.next()]);
  feed.done();
  assert.deepEqual(await last, [null, null]);
});

test('JobFeed ends waiting lanes when the run is stopped', async () => {
  const stop = new AbortController();
  const feed = new JobFeed(queueOf([job('slow')]), stop.signal);
  await feed.next();
  const waiting = feed.next();
  stop.abort();
  assert.equal(await waiting, null);
});

test('planScanBatches makes batches of some 16 pages, larger ones where each streams a large file', () => {
  const scan = (id: number, pages: number, file: string, fileBytes = 1e6): Parameters<typeof planScanBatches>[0] extends Iterable<infer T> ? T : never => ({
    id, pages, walk: fileBytes > 1e6 ? file : '', fileBytes,
  }); // prettier-ignore
  assert.deepEqual(
    planScanBatches([scan(1, 10, 'a'), scan(2, 6, 'b'), scan(3, 1, 'c'), scan(4, 500, 'd'), scan(5, 1, 'e')]),
    [[1, 2], [3], [4], [5]],
  );
  const members = Array.from({ length: 300 }, (_, i) => scan(i, 1, 'large.tar', 4e9));
  assert.deepEqual(
    planScanBatches(members).map((batch) => batch.length),
    [100, 100, 100],
  );
});
