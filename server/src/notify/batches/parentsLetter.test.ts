import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { flagPatients, openNoticesCase } from '../../testNoticesCase.ts';
import { readPages } from '../letters/readPages.ts';
import { campaignSettingsSchema } from '@constat/contract/campaign.ts';
import { type Plan, planCampaign } from '../select/planCampaign.ts';
import type { BatchContext } from './batchRow.ts';
import { batchPdf } from './assembleBatch.ts';
import { batchContextOf, TEST_BATCH } from './testBatches.ts';
import { buildBatch } from './buildBatch.ts';
import { ChecksFailed } from './checkFailure.ts';
import { unmakeBatch } from './unmakeBatch.ts';

let open: Awaited<ReturnType<typeof openNoticesCase>>;
before(async () => {
  open = await openNoticesCase([
    { born: '15/01/2007' },
    { born: '15/01/2006', email: 'b.essai@exemple.invalid' },
    { born: '15/01/2006' },
    { born: '15/01/2012' },
    { born: '15/01/1990' },
  ]);
  await flagPatients(open, 'patient;kind\n84000003;minor_confidential\n84000003;allowed\n');
});
after(() => open.dispose());

const plan = (from15: string): Promise<Plan> =>
  planCampaign(open.database, open.opened.keys, campaignSettingsSchema.parse({ day: '2022-10-03', from15 }));
const context = (): BatchContext => batchContextOf(open);

async function planned(): Promise<string[]> {
  const { rows } = await open.database.pool.query<{ said: string }>(
    `SELECT concat_ws(' ', person_id, issue, channel, variant, rule) AS said FROM notices WHERE case_id = $1 AND state = 'planned' ORDER BY person_id, issue`,
    [open.database.caseId],
  );
  return rows.map(({ said }) => said);
}

test('planCampaign writes to the parents of somebody of 15 to 17 too where the rule says so, never where care is confidential', async () => {
  await plan('person');
  assert.equal((await planned()).length, 5);
  const { counts } = await plan('both');
  assert.deepEqual(await planned(), [
    '1 1 letter person letter',
    '1 2 letter representative from_15_parents',
    '2 1 email person email',
    '2 2 letter representative from_15_parents',
    '3 1 letter person letter',
    '4 1 letter representative letter',
    '5 1 letter person letter',
  ]);
  assert.equal(counts.find(({ rule }) => rule === 'from_15_parents')?.persons, 2);
  const { rows } = await open.database.pool.query<{ n: number }>(
    'SELECT count(DISTINCT locator) AS n FROM notice_codes WHERE case_id = $1',
    [open.database.caseId],
  );
  assert.equal(rows[0]!.n, 7);
});

test('buildBatch sets the letter to the parents with a code of its own and without any kind of data', async () => {
  const batch = await buildBatch(context(), TEST_BATCH);
  assert.equal(batch.letters, 6);
  const pdf = Buffer.concat(await Array.fromAsync(batchPdf(context(), batch)));
  const pages = await readPages(pdf);
  const texts = pages.map(({ text }) => text.replace(/\s+/g, ' '));
  const general = texts.filter((text) => text.includes('Par respect de la vie privée'));
  assert.equal(general.length, 2);
  for (const text of general) {
    assert.match(text, /Aux représentants légaux de/);
    assert.doesNotMatch(text, /(?:sa|votre) santé|2011|2019/);
  }
  assert.ok(texts.some((text) => /2011/.test(text) && /santé/.test(text)));
  // Both letters of a person stay two when the batch is unmade.
  assert.equal(await unmakeBatch(context(), batch.number), 6);
  assert.equal((await planned()).filter((said) => said.startsWith('1 ')).length, 2);
});

test('buildBatch refuses the letter to the parents of whoever was flagged since', async () => {
  await flagPatients(open, 'patient;kind\n84000001;minor_confidential\n84000001;allowed\n');
  await assert.rejects(buildBatch(context(), TEST_BATCH), (error) => {
    assert.ok(error instanceof ChecksFailed);
    assert.deepEqual(
      error.failures.map(({ check, notices }) => [check, notices.length]),
      [['status', 1]],
    );
    return true;
  });
  await plan('both');
  assert.equal((await planned()).filter((said) => said.startsWith('1 ')).length, 1);
});
