import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { type CampaignSettings, campaignSettingsSchema } from '@constat/contract/campaign.ts';
import type { RegisterChanges } from '../../patients/registerChanges.ts';
import { importPatients } from '../../pipeline.ts';
import { flagPatients, type MadePatient, openNoticesCase, registerText } from '../../testNoticesCase.ts';
import { readPages } from '../letters/readPages.ts';
import { openNotice } from '../noticeRow.ts';
import { personNotices } from '../personNotices.ts';
import { proofLines } from '../proofLines.ts';
import { type Plan, planCampaign } from '../select/planCampaign.ts';
import type { BatchContext } from './batchRow.ts';
import { batchPdf } from './assembleBatch.ts';
import { batchContextOf, TEST_BATCH } from './testBatches.ts';
import { buildBatch } from './buildBatch.ts';
import { ChecksFailed } from './checkFailure.ts';
import { batchPersons, manifestSheets } from './manifest.ts';

const UDAF = ['3 place du Puits', '28000', 'CHARTRES'] as const;
const MOTHER = ['Anne ESSAI', '1 rue des Lilas', '91100', 'CORBEIL ESSONNES'] as const;
const FATHER = ['Yann MODELE', '3 place du Puits', '28000', 'CHARTRES'] as const;

const PATIENTS: readonly MadePatient[] = [
  { guardian: 'UDAF 28', guardianPlace: UDAF },
  { guardian: 'Paul FANETTI' },
  { guardian: 'UDAF 28', guardianPlace: UDAF, protection: 'Curatelle renforcée' },
  { guardian: 'UDAF 28', protection: 'Curatelle' },
  { born: '15/01/2012', address: '1 rue des Lilas', parents: [MOTHER, FATHER] },
  { born: '15/01/2006', address: '1 rue des Lilas', parents: [MOTHER, FATHER] },
  { born: '15/01/2012', address: '1 rue des Lilas', parents: [MOTHER, MOTHER] },
  { born: '15/01/2012', address: '1 rue des Lilas', parents: [MOTHER, ['Yann MODELE', 'derrière le lavoir', '28000', 'CHARTRES']] },
  { address: 'Rue de la Loi 200', postcode: '1000', city: 'Bruxelles', country: 'BEL' },
  { born: '15/01/2012', address: '1 rue des Lilas', parents: [MOTHER, FATHER] },
]; // prettier-ignore

let open: Awaited<ReturnType<typeof openNoticesCase>>;
before(async () => {
  open = await openNoticesCase(PATIENTS);
  await flagPatients(open, 'patient;kind\n84000010;one_parent\n');
});
after(() => open.dispose());

async function importAgain(patients: readonly MadePatient[]): Promise<RegisterChanges | null> {
  const file = join(dirname(open.folder), 'again.csv');
  await writeFile(file, registerText(patients));
  return (await importPatients(open, { file })).changes;
}
const plan = (changed: Partial<CampaignSettings> = {}): Promise<Plan> =>
  planCampaign(
    open.database,
    open.opened.keys,
    campaignSettingsSchema.parse({ day: '2022-10-03', ...changed }),
  );
const context = (): BatchContext => batchContextOf(open);

/** What is decided of each person: state, rule, recipient, variant, first and last line of the window. */
async function decided(person: number): Promise<string[]> {
  const { rows } = await open.database.pool.query<{
    id: number;
    said: string;
    content_sealed: Buffer | null;
  }>(
    `SELECT id, concat_ws(' ', state, rule, recipient, variant) AS said, content_sealed FROM notices WHERE case_id = $1 AND person_id = $2 AND state <> 'superseded' ORDER BY issue`,
    [open.database.caseId, person],
  );
  return rows.map(({ id, said, content_sealed: sealed }) => {
    if (sealed === null) return said;
    const { addressBlock } = openNotice(open.opened.keys, id, sealed).content;
    return [said, addressBlock[0], addressBlock.at(-1)].join('|');
  });
}

test('planCampaign writes to guardians at their own address, and to curators a general letter beside the person’s', async () => {
  await plan();
  assert.deepEqual(await decided(1), ['planned letter main guardian|UDAF 28|28000 CHARTRES']);
  assert.deepEqual(await decided(2), [
    'planned letter main guardian|À l’attention de Paul FANETTI|91100 CORBEIL ESSONNES',
  ]);
  assert.deepEqual(await decided(3), [
    'planned letter main person|Madame Marie ESSAIAC|91100 CORBEIL ESSONNES',
    'planned curator_copy curator curator|UDAF 28|28000 CHARTRES',
  ]);
  assert.deepEqual(await decided(4), [
    'planned letter main person|Madame Marie ESSAIAD|91100 CORBEIL ESSONNES',
    'excluded no_address_for_copy curator',
  ]);
  await plan({ guardian: 'both', curator: 'person' });
  assert.deepEqual(
    (await decided(1)).map((said) => said.split('|')[0]),
    ['planned letter main guardian', 'planned protected_person protected person'],
  );
  assert.equal((await decided(3)).length, 1);
  await plan({ guardian: 'person', curator: 'hold' });
  assert.deepEqual(await decided(1), [
    'planned letter main person|Madame Marie ESSAIAA|91100 CORBEIL ESSONNES',
  ]);
  assert.deepEqual(await decided(3), ['held curator main']);
});

test('planCampaign writes to both parents where they live apart: the notice to a child’s, the general letter to those of 15 to 17', async () => {
  const { counts } = await plan();
  const apart = [
    'planned letter main representative|ANNE ESSAI|91100 CORBEIL ESSONNES',
    'planned second_parent parent2 representative|YANN MODELE|28000 CHARTRES',
  ];
  assert.deepEqual(await decided(5), apart);
  assert.deepEqual((await decided(6)).length, 1);
  assert.deepEqual(await decided(7), [
    'planned letter main representative|Aux représentants légaux de|91100 CORBEIL ESSONNES',
  ]);
  assert.deepEqual(await decided(8), [apart[0], 'held address_unfit parent2']);
  assert.deepEqual(await decided(10), [apart[0]]);
  assert.equal(counts.find(({ rule }) => rule === 'second_parent')?.persons, 1);
  await plan({ from15: 'both' });
  assert.deepEqual(
    (await decided(6)).map((said) => said.split(' ').slice(1, 4).join(' ')),
    [
      'letter main person|Madame',
      'from_15_parents parents representative|ANNE',
      'second_parent parent2 representative|YANN',
    ],
  );
  await plan({ parents: 'first' });
  assert.deepEqual(await decided(5), [apart[0]]);
  await plan({ parents: 'hold' });
  assert.deepEqual(await decided(5), ['held two_parents main']);
});

test('planCampaign writes to nobody beside a person at risk, and to no address where somebody at risk lives', async () => {
  await flagPatients(open, 'patient;kind\n84000005;violence\n84000005;allowed\n84000003;psychiatry\n');
  await plan();
  assert.deepEqual((await decided(5)).length, 1);
  assert.deepEqual(await decided(3), ['held at_risk main']);
  await flagPatients(open, 'patient;kind\n84000009;violence\n');
  await plan();
  assert.deepEqual((await decided(5)).length, 2);
  // Somebody else at the child's address: nobody is written to about the child, the second parent neither.
  await flagPatients(open, 'patient;kind\n84000001;violence\n');
  await plan();
  assert.deepEqual(await decided(5), ['held household_at_risk main']);
  await flagPatients(open, 'patient;kind\n84000010;one_parent\n');
  await plan();
});

test('importRegister says whose recipients have changed, buildBatch refuses letters to where somebody lived, the next plan follows', async () => {
  const moved = ['Yann MODELE', 'Rue de la Loi 200', 'B-1000', 'Bruxelles'] as const;
  const changes = await importAgain(
    PATIENTS.map((one, i) => (i === 4 ? { ...one, parents: [MOTHER, moved] } : one)),
  );
  assert.deepEqual([changes?.recipients, changes?.changed, changes?.contents], [1, 0, 0]);
  await assert.rejects(buildBatch(context(), TEST_BATCH), (error) => {
    assert.ok(error instanceof ChecksFailed);
    assert.deepEqual(
      error.failures.map(({ check, notices }) => [check, notices.length]),
      [['register', 1]],
    );
    return true;
  });
  // Without a country the register's postcode is no French one: somebody has to look at it.
  await plan();
  assert.deepEqual((await decided(5))[1], 'held address_unfit parent2');
  assert.equal((await importAgain(PATIENTS))?.recipients, 1);
  assert.equal((await importAgain(PATIENTS))?.recipients, 0);
});

test('buildBatch sets every recipient’s letter with a code of its own, and manifest, persons and proof see all of them', async () => {
  await plan({ from15: 'both' });
  const batch = await buildBatch(context(), TEST_BATCH);
  // 10 persons; a curator; second parents of two; the parents of one of 16.
  assert.equal(batch.letters, 14);
  const pages = await readPages(Buffer.concat(await Array.fromAsync(batchPdf(context(), batch))));
  const texts = pages.map(({ text }) => text.replace(/\s+/g, ' '));
  const general = texts.filter((text) => text.includes('Par respect de la vie privée'));
  assert.equal(general.length, 3);
  assert.equal(
    general.filter((text) => /dont vous assurez la curatelle/.test(text) && /Marie ESSAIAC/.test(text))
      .length,
    1,
  );
  assert.ok(texts.some((text) => /1000 BRUXELLES BELGIQUE/.test(text)));
  const sheets = await Array.fromAsync(manifestSheets(open.database, batch.number));
  assert.equal(new Set(sheets.map(({ sheet }) => sheet)).size, 14);
  const persons = await batchPersons(open.database, open.opened.keys, batch.number);
  assert.equal(Object.keys(persons).length, 10);
  assert.ok(!sheets.some(({ content }) => content === persons['84000005']), 'both letters count');
  const proofs = await Array.fromAsync(proofLines(open.database, open.opened.keys, new Date()));
  assert.deepEqual(
    proofs.filter(({ patient }) => patient === '84000006').map(({ recipient }) => recipient),
    ['main', 'parents', 'parent2'],
  );
  const seen = await personNotices(
    open.database.pool,
    { caseId: open.database.caseId, keys: open.opened.keys },
    5,
    new Date(),
  );
  assert.deepEqual(
    seen.map(({ recipient }) => recipient),
    ['main', 'parent2'],
  );
});
