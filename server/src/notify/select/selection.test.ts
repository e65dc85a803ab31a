import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type CampaignSettings, campaignSettingsSchema } from '@constat/contract/campaign.ts';
import { InputFileError } from '../../exposure/inputFile.ts';
import { flagPatients, openNoticesCase } from '../../testNoticesCase.ts';
import { openNotice } from '../noticeRow.ts';
import { planCampaign } from './planCampaign.ts';

/** Patients with what is expected of each: state, rule, and for a notice channel, fallback, variant. */
const EXPECTED = [
  [{}, 'planned letter letter - person'],
  [{ email: 'a.essai@exemple.invalid' }, 'planned email email letter person'],
  [{ email: 'commun@exemple.invalid' }, 'planned letter letter - person'],
  [{ email: 'commun@exemple.invalid' }, 'planned letter letter - person'],
  [{ died: '01/02/2020' }, 'excluded deceased'],
  [{ born: '01/06/2012' }, 'planned letter letter - representative'],
  [{ born: '15/01/2007' }, 'planned letter letter - person'],
  [{ guardian: 'UDAF' }, 'planned letter letter - guardian'],
  [{ probability: 0.7 }, 'planned letter letter - person'],
  [{ probability: 0.3 }, 'excluded possible_only'],
  [{ address: 'SANS DOMICILE FIXE' }, 'excluded unreachable'],
  [{ address: 'SANS DOMICILE FIXE', email: 'sdf@exemple.invalid' }, 'planned email email - person'],
  [{ postcode: '99' }, 'held address_unfit'],
  [{ address: 'CCAS 2 place de la Mairie' }, 'held institution'],
  [{ born: '' }, 'held age_unknown'],
  [{}, 'excluded fictitious'],
  [{}, 'held at_risk'],
  [{ address: '17 rue des Lilas' }, 'held household_at_risk'],
  [{ address: '17, rue des LILAS', email: 'b.essai@exemple.invalid' }, 'planned email email - person'],
  [{}, 'planned letter letter - person'],
  [{ probability: 0 }, ''],
] as const;
const FLAGS =
  'patient;kind\n84000016;fictitious\n84000017;violence\n84000020;psychiatry\n84000020;allowed\n84000001;english\n84000001;large_print\n';
const settings = (changed: Partial<CampaignSettings> = {}): CampaignSettings =>
  campaignSettingsSchema.parse({ day: '2022-10-03', ...changed });

let open: Awaited<ReturnType<typeof openNoticesCase>>;
before(async () => {
  open = await openNoticesCase(EXPECTED.map(([patient]) => patient));
  await flagPatients(open, FLAGS);
});
after(() => open.dispose());

interface Found {
  id: number;
  person_id: number;
  said: string;
  language: string;
  version: string;
  content_sealed: Buffer | null;
  content_sha256: Buffer | null;
  locator: string;
}

async function found(): Promise<Map<number, Found>> {
  const { rows } = await open.database.pool.query<Found>(
    `SELECT n.*, concat_ws(' ', state, rule, channel, CASE WHEN channel IS NOT NULL THEN coalesce(fallback, '-') END, variant) AS said, c.locator
     FROM notices n LEFT JOIN notice_codes c ON c.case_id = n.case_id AND c.notice_id = n.id WHERE n.case_id = $1`,
    [open.database.caseId],
  );
  return new Map(rows.map((row) => [row.person_id, row]));
}

test('planCampaign decides by the rules in their order, for everybody of whom something was found', async () => {
  await planCampaign(open.database, open.opened.keys, settings());
  const notices = await found();
  for (const [i, [patient, said]] of EXPECTED.entries())
    assert.equal(notices.get(i + 1)?.said ?? '', said, `${i + 1} ${JSON.stringify(patient)}`);
});

test('planCampaign counts every exclusion, and counts what it wrote', async () => {
  const { counts } = await planCampaign(open.database, open.opened.keys, settings());
  const { rows } = await open.database.pool.query(
    'SELECT state, rule, count(*) AS persons FROM notices WHERE case_id = $1 GROUP BY 1, 2 ORDER BY 1, 2',
    [open.database.caseId],
  );
  const sorted = counts.toSorted((a, b) => `${a.state} ${a.rule}`.localeCompare(`${b.state} ${b.rule}`));
  assert.deepEqual(sorted, rows);
  assert.equal(counts.reduce((sum, { persons }) => sum + persons, 0), 20); // prettier-ignore
});

test('planCampaign gives the same notices for the same input, codes and hashes included', async () => {
  const essence = (notices: Map<number, Found>): unknown =>
    [...notices.values()].map((n) => [n.id, n.person_id, n.said, n.locator, n.content_sha256 === null ? null : n.content_sha256.toString('hex')]); // prettier-ignore
  const first = essence(await found());
  await planCampaign(open.database, open.opened.keys, settings());
  assert.deepEqual(essence(await found()), first);
});

test('planCampaign follows the settings of the campaign', async () => {
  await planCampaign(
    open.database,
    open.opened.keys,
    settings({ first: 'letter', deceased: 'hold', under15: 'hold', from15: 'representatives', guardian: 'person', probable: 'hold', householdAtRisk: 'tell', unknownAge: 'adult' }), // prettier-ignore
  );
  const notices = await found();
  const said = (person: number): string | undefined => notices.get(person)?.said;
  assert.equal(said(2), 'planned letter letter email person');
  assert.equal(said(5), 'held deceased');
  assert.equal(said(6), 'held under_15');
  assert.equal(said(7), 'planned letter letter - representative');
  assert.equal(said(8), 'planned letter letter - person');
  assert.equal(said(9), 'held probable');
  assert.equal(said(15), 'planned letter letter - person');
  assert.equal(said(18), 'planned letter letter - person');
  await planCampaign(open.database, open.opened.keys, settings());
});

test('planCampaign writes what was found and not found, in language and version of the person', async () => {
  const row = (await found()).get(1)!;
  const { content, email } = openNotice(open.opened.keys, row.id, row.content_sealed!);
  assert.deepEqual([row.language, row.version, email], ['en', 'large_print', '']);
  assert.deepEqual(content.exposed, [
    { category: 'name', years: [2011, 2019], documents: 1 },
    { category: 'medical', years: [2011, 2019], documents: 1 },
  ]);
  assert.equal(content.notFound.length, 10);
  assert.deepEqual(content.addressBlock, [
    'Madame Marie ESSAIAA',
    '1 RUE DES LILAS',
    '91100 CORBEIL ESSONNES',
  ]);
  assert.match(content.code, /^.{5}-.{5}-.{5}-.$/);
  assert.match(content.sheet, /^.{13}$/);
});

test('planCampaign leaves nothing personal in clear', async () => {
  const { rows } = await open.database.pool.query<{ text: string }>(
    `SELECT row_to_json(t)::text AS text FROM (SELECT n.*, encode(content_sealed, 'escape') AS escaped FROM notices n) t
     UNION ALL SELECT row_to_json(f)::text FROM (SELECT *, encode(sealed, 'escape') AS escaped FROM patient_flags) f
     UNION ALL SELECT row_to_json(c)::text FROM notice_codes c UNION ALL SELECT row_to_json(c)::text FROM campaigns c`,
  );
  const { content } = openNotice(open.opened.keys, 1, (await found()).get(1)!.content_sealed!);
  for (const { text } of rows)
    for (const secret of [
      'ESSAI',
      'Marie',
      'LILAS',
      'CORBEIL',
      'exemple.invalid',
      'violence',
      'psychiatry',
      content.sheet,
      content.code.slice(6),
    ])
      // prettier-ignore
      assert.ok(!text.includes(secret), secret);
});

test('planCampaign takes patients who are one person by decision once', async () => {
  const { pool, caseId } = open.database;
  await pool.query('INSERT INTO merged_patients (case_id, patient_id, person_id) VALUES ($1, 3, 3), ($1, 4, 3)', [caseId]); // prettier-ignore
  await planCampaign(open.database, open.opened.keys, settings());
  const notices = await found();
  // One person has the address alone now.
  assert.equal(notices.get(3)?.said, 'planned email email letter person');
  assert.equal(notices.has(4), false);
  const { content } = openNotice(open.opened.keys, notices.get(3)!.id, notices.get(3)!.content_sealed!);
  assert.equal(content.exposed[0]!.documents, 2);
  await pool.query('DELETE FROM merged_patients WHERE case_id = $1', [caseId]);
});

test('importFlags refuses a list with faults as a whole, and names all of them', async () => {
  await assert.rejects(
    flagPatients(open, 'patient;kind\n99;violence\n84000001;nonsense\n84000002;staff\n'),
    (error: unknown) => {
      assert.ok(error instanceof InputFileError);
      assert.deepEqual(error.faults.map(({ code, row }) => [code, row]), [['unknown_number', 2], ['kind_unknown', 3]]); // prettier-ignore
      return true;
    },
  );
  await planCampaign(open.database, open.opened.keys, settings());
  assert.equal((await found()).get(2)?.said, 'planned email email letter person');
});
