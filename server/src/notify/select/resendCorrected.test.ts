import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { importPatients, withReader } from '../../pipeline.ts';
import { openNoticesCase } from '../../testNoticesCase.ts';
import { takeReturns } from '../batches/takeReturns.ts';
import { openNotice } from '../noticeRow.ts';
import { campaignSettingsSchema } from '@constat/contract/campaign.ts';
import { type Plan, planCampaign } from './planCampaign.ts';

/** Patients by what their letter came back with, and what a new register says of them. */
const CASES = [
  { motive: 'unknown_at_address', address: '9 rue Neuve', died: '' },
  { motive: 'unknown_at_address', address: '2 rue des Lilas', died: '' },
  { motive: 'access', address: '9 rue Neuve Bâtiment B', died: '' },
  { motive: 'refused', address: '9 rue Neuve', died: '' },
  { motive: 'unclaimed', address: '9 rue Neuve', died: '' },
  { motive: 'unknown_at_address', address: '9 rue Neuve', died: '01/02/2023' },
  { motive: '', address: '9 rue Neuve', died: '' },
  { motive: 'unknown_at_address', address: '8, rue des LILAS', died: '' },
] as const;
let open: Awaited<ReturnType<typeof openNoticesCase>>;
const here = (name: string): string => join(dirname(open.folder), name);
before(async () => {
  open = await openNoticesCase(CASES.map(() => ({})));
  await plan();
});
after(() => open.dispose());

const plan = (corrected = 'offer'): Promise<Plan> =>
  planCampaign(
    open.database,
    open.opened.keys,
    campaignSettingsSchema.parse({ day: '2022-10-03', corrected }),
  );

/** Lets all planned letters count as handed over in a batch, without setting them. */
async function handOver(batch: number): Promise<Map<number, string>> {
  const { pool, caseId } = open.database;
  const { rows } = await pool.query<{ id: number; person_id: number; content_sealed: Buffer }>(
    `SELECT id, person_id, content_sealed FROM notices WHERE case_id = $1 AND state = 'planned' ORDER BY id`,
    [caseId],
  );
  await pool.query(
    `INSERT INTO print_batches (case_id, number, campaign, state, letters, pages, statement_sealed, template_version, pdf_sha256, manifest_sha256, consent_sealed)
     VALUES ($1, $2, 1, 'handed_over', $3, 1, '', '', '', '', '')`,
    [caseId, batch, rows.length],
  );
  const sheets = new Map<number, string>();
  for (const [i, row] of rows.entries()) {
    const { sheet } = openNotice(open.opened.keys, row.id, row.content_sealed).content;
    sheets.set(row.person_id, sheet);
    await pool.query(
      'INSERT INTO sheets (case_id, code, notice_id, batch, ordinal) VALUES ($1, $2, $3, $4, $5)',
      [caseId, sheet, row.id, batch, i + 1],
    );
  }
  await pool.query(
    `UPDATE notices SET state = 'handed_over', batch = $2 WHERE case_id = $1 AND state = 'planned'`,
    [caseId, batch],
  );
  return sheets;
}

async function takeIn(lines: readonly string[]): Promise<void> {
  await writeFile(here('returns.csv'), `sheet;result;motive\n${lines.join('\n')}\n`);
  await withReader(open, (reader) =>
    takeReturns(open.database, open.opened.keys, reader, here('returns.csv')),
  );
}

async function planned(): Promise<[number, number, string][]> {
  const { rows } = await open.database.pool.query<{
    id: number;
    person_id: number;
    issue: number;
    content_sealed: Buffer;
  }>(`SELECT * FROM notices WHERE case_id = $1 AND state = 'planned' ORDER BY person_id`, [
    open.database.caseId,
  ]);
  return rows.map((row) => {
    const { content } = openNotice(open.opened.keys, row.id, row.content_sealed);
    return [row.person_id, row.issue, content.addressBlock.slice(1, -1).join(', ')];
  });
}

test('planCampaign offers letters to addresses that a new register corrects, and plans them only by the rule', async () => {
  const sheets = await handOver(1);
  const back = CASES.flatMap(({ motive }, i) =>
    motive === '' ? [] : [`${sheets.get(i + 1)!};returned;${motive}`],
  );
  await takeIn(back);
  assert.deepEqual((await plan()).corrected, { offered: 0, planned: 0 });
  const lines = CASES.map(
    ({ address, died }, i) =>
    [84_000_001 + i, `ESSAIA${String.fromCharCode(65 + i)}`, 'MARIE', 'F', '12/07/1984', address, '91100', 'CORBEIL ESSONNES', '', died, ''].join(';'), // prettier-ignore
  );
  await writeFile(
    here('register.csv'),
    `IPP;NOM;PRENOM;SEXE;DDN;ADRESSE;CODE POSTAL;VILLE;EMAIL;DATE DECES;TUTEUR\n${lines.join('\n')}\n`,
  );
  await importPatients(open, { file: here('register.csv') });
  assert.deepEqual((await plan()).corrected, { offered: 2, planned: 0 });
  assert.deepEqual(await planned(), []);
  assert.deepEqual((await plan('resend')).corrected, { offered: 0, planned: 2 });
  assert.deepEqual(await planned(), [
    [1, 2, '9 RUE NEUVE'],
    [3, 2, '9 RUE NEUVE BATIMENT B'],
  ]);
  // A second plan keeps them, and offers nothing twice.
  assert.deepEqual((await plan('resend')).corrected, { offered: 0, planned: 0 });
  assert.equal((await planned()).length, 2);
});

test('planCampaign offers no third letter to an address from which one came back', async () => {
  const sheets = await handOver(2);
  await takeIn([...sheets.values()].map((sheet) => `${sheet};returned;unknown_at_address`));
  assert.deepEqual((await plan('resend')).corrected, { offered: 0, planned: 0 });
  assert.deepEqual(await planned(), []);
});
