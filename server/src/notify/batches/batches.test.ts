import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { campaignSettingsSchema } from '@constat/contract/campaign.ts';
import { CaseError } from '../../case/caseError.ts';
import { InputFileError } from '../../exposure/inputFile.ts';
import { withReader } from '../../pipeline.ts';
import { decodePatient, encodePatient, patientPlace } from '../../patients/patient.ts';
import { readCode } from '../codes/referenceCode.ts';
import { SecretHasher } from '../codes/hashSecret.ts';
import { readPages } from '../letters/readPages.ts';
import { letterRenderer } from '../letters/renderLetters.ts';
import { type PartRequest, type RenderedPart, renderPart } from '../letters/renderPart.ts';
import { TEST_STATEMENT } from '../letters/testLetters.ts';
import { openNotice } from '../noticeRow.ts';
import { loadTemplates, NOTICES_FOLDER } from '../texts/loadTemplates.ts';
import { proofLines } from '../proofLines.ts';
import { planCampaign } from '../select/planCampaign.ts';
import { openNoticesCase } from '../../testNoticesCase.ts';
import { batchManifest, batchPdf } from './assembleBatch.ts';
import { type Batch, type BatchContext, loadBatch } from './batchRow.ts';
import { buildBatch } from './buildBatch.ts';
import { ChecksFailed } from './checkFailure.ts';
import { queueEmails, type QueuedMail } from './queueEmails.ts';
import { approveBatch, handOver, writeBatchFiles } from './releaseBatch.ts';
import { takeReturns } from './takeReturns.ts';

const PATIENTS = 210;
/** Whole numbers of patients: five digits of one stand among hashes, sealed bytes and moments by chance. */
const NUMBERS = Array.from({ length: PATIENTS }, (_, i) => String(84_000_001 + i));
let open: Awaited<ReturnType<typeof openNoticesCase>>;
let context: BatchContext;
let out: string;
before(async () => {
  open = await openNoticesCase(
    Array.from({ length: PATIENTS }, (_, i) => ({
      sex: i % 2 === 0 ? 'F' : 'M',
      ...(i === 0 ? { email: 'a.essai@exemple.invalid' } : {}),
      ...(i === 1 ? { born: '01/06/2014' } : {}),
    })),
  );
  context = { database: open.database, keys: open.opened.keys, folder: open.folder };
  out = join(dirname(open.folder), 'printer');
  await plan();
});
after(() => open.dispose());

const plan = (): Promise<unknown> =>
  planCampaign(
    open.database,
    open.opened.keys,
    campaignSettingsSchema.parse({ day: '2022-10-03', first: 'letter' }),
  );
const here = {
  size: 1,
  render: (request: PartRequest): Promise<RenderedPart> => renderPart(request),
};
const options = {
  statement: TEST_STATEMENT,
  size: 1_000,
  templates: await loadTemplates(''),
  pool: here,
};
const two = { kind: 'two_names', by: ['A. Martin', 'B. Petit'], reason: '' } as const;
const agree = (): Promise<typeof two> => Promise.resolve(two);
const states = async (): Promise<Record<string, number>> => {
  const { rows } = await open.database.pool.query<{ state: string; n: number }>('SELECT state, count(*) AS n FROM notices WHERE case_id = $1 GROUP BY 1', [open.database.caseId]); // prettier-ignore
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
};
const hashOf = (pieces: AsyncIterable<Uint8Array>): Promise<string> =>
  Array.fromAsync(pieces).then((all) => createHash('sha256').update(Buffer.concat(all)).digest('hex'));
const isError = (code: string) => (error: unknown) => error instanceof CaseError && error.code === code;

test('buildBatch refuses letters that are no longer those of the register, names the check and the notices, and gives all letters back', async () => {
  const { pool, caseId } = open.database;
  const { rows } = await pool.query<{ id: number; content_sealed: Buffer }>('SELECT id, content_sealed FROM notices WHERE case_id = $1 AND person_id = 7', [caseId]); // prettier-ignore
  await pool.query('UPDATE notices SET person_id = 1007 WHERE case_id = $1 AND person_id = 7', [caseId]);
  await assert.rejects(buildBatch(context, options), (error: unknown) => {
    assert.ok(error instanceof ChecksFailed);
    assert.deepEqual(
      error.failures.map(({ check, notices }) => [check, notices]),
      [['row_integrity', [rows[0]!.id]], ['register', [rows[0]!.id]]],
    );
    return true;
  });
  await pool.query('UPDATE notices SET person_id = 7 WHERE case_id = $1 AND person_id = 1007', [caseId]);
  assert.deepEqual(await states(), { planned: PATIENTS });
}); // prettier-ignore

test('buildBatch refuses whoever has died, is younger or of another sex than when the letters were planned', async () => {
  const { pool, caseId } = open.database;
  const { rows } = await pool.query<{ id: number; sealed: Buffer }>('SELECT id, sealed FROM patients WHERE case_id = $1 AND id IN (9, 10, 11) ORDER BY id', [caseId]); // prettier-ignore
  const changes = [
    { deathDate: { year: 2022, month: 9, day: 1 } },
    { birthDate: { year: 2014, month: 1, day: 1 } },
    { sex: 'M' as const },
  ];
  const write = (id: number, sealed: Buffer): Promise<unknown> => pool.query('UPDATE patients SET sealed = $3 WHERE case_id = $1 AND id = $2', [caseId, id, sealed]); // prettier-ignore
  for (const [i, { id, sealed }] of rows.entries()) {
    const patient = decodePatient(id, open.opened.keys.open(sealed, patientPlace(id)));
    await write(id, open.opened.keys.seal(encodePatient({ ...patient, ...changes[i] }), patientPlace(id)));
  }
  await assert.rejects(buildBatch(context, options), (error: unknown) => {
    assert.ok(error instanceof ChecksFailed);
    const found = Object.fromEntries(error.failures.map(({ check, notices }) => [check, notices]));
    assert.deepEqual(found, { status: [9], age: [10], salutation: [11], register: [11] });
    return true;
  });
  for (const { id, sealed } of rows) await write(id, sealed);
});

test('buildBatch refuses pages whose addresses are shifted by one', async () => {
  const shifted = {
    size: 1,
    render: async (request: PartRequest): Promise<RenderedPart> => {
      const { contents } = request;
      const addresses = contents.map((_, i) => contents[(i + 1) % contents.length]!.addressBlock);
      const wrong = {
        render: (given: PartRequest['contents'], statement: PartRequest['statement']) =>
          letterRenderer(options.templates).render(given.map((content, i) => ({ ...content, addressBlock: addresses[i]! })), statement),
      };
      return await renderPart(request, wrong);
    },
  };
  await assert.rejects(buildBatch(context, { ...options, pool: shifted }), (error: unknown) => {
    assert.ok(error instanceof ChecksFailed);
    assert.deepEqual(error.failures.map(({ check, notices }) => [check, notices.length]), [['row_integrity', PATIENTS], ['window', PATIENTS]]);
    return true;
  });
  assert.deepEqual(await states(), { planned: PATIENTS });
}); // prettier-ignore

let firstHash = '';
test('buildBatch that is cut off goes on, and ends with the bytes of one that was not', async () => {
  let calls = 0;
  const dying = {
    size: 1,
    render: (request: PartRequest) =>
      ++calls === 2 ? Promise.reject(new Error('cut off')) : here.render(request),
  };
  await assert.rejects(buildBatch(context, { ...options, pool: dying }), /cut off/);
  assert.equal((await loadBatch(context, 1))!.state, 'begun');
  let rest = 0;
  const counting = { size: 1, render: (request: PartRequest) => (rest++, here.render(request)) };
  const built = await buildBatch(context, { ...options, pool: counting });
  assert.deepEqual([built.state, built.letters, rest], ['built', PATIENTS, 2]);
  firstHash = built.pdfSha256!.toString('hex');
  // The same from nothing, in one go.
  const { pool, caseId } = open.database;
  const { rows } = await pool.query<{ count: number }>('SELECT count(*) FROM sheets WHERE case_id = $1 AND pages = 2', [caseId]); // prettier-ignore
  assert.equal(rows[0]!.count, PATIENTS);
  await open.database.pool.query(`UPDATE print_batches SET state = 'begun' WHERE case_id = $1`, [caseId]);
  await rm(join(open.folder, NOTICES_FOLDER), { recursive: true });
  const anew = await buildBatch(context, options);
  assert.equal(anew.pdfSha256!.toString('hex'), firstHash);
  assert.ok(anew.manifestSha256!.equals(built.manifestSha256!));
});

test('batchPdf is one tagged PDF with all letters, in which the parts lie sealed in the case', async () => {
  const batch = (await loadBatch(context, 1))!;
  assert.equal(await hashOf(batchPdf(context, batch)), firstHash);
  const pdf = Buffer.concat(await Array.fromAsync(batchPdf(context, batch)));
  const pages = await readPages(pdf);
  assert.equal(pages.length, 2 * PATIENTS);
  assert.match(pdf.toString('latin1'), /<pdfuaid:part>1<\/pdfuaid:part>/);
  const folder = join(open.folder, NOTICES_FOLDER, 'batch-0001');
  for (const file of await readdir(folder)) {
    const bytes = (await readFile(join(folder, file))).toString('latin1');
    for (const secret of ['%PDF', 'ESSAI', 'LILAS', 'Marie'])
      assert.ok(!bytes.includes(secret), `${file} ${secret}`);
  }
});

test('the manifest names sheets, pages and hashes of a batch, and nobody', async () => {
  const batch = (await loadBatch(context, 1))!;
  const { text, sha256 } = await batchManifest(context, batch, batch.pdfSha256!);
  assert.ok(sha256.equals(batch.manifestSha256!));
  const { head, sheets } = JSON.parse(text) as { head: { letters: number; pages: number }; sheets: { page: number }[] }; // prettier-ignore
  assert.deepEqual([head.letters, head.pages, sheets.length, sheets.at(-1)!.page], [PATIENTS, 2 * PATIENTS, PATIENTS, 2 * PATIENTS - 1]); // prettier-ignore
  for (const secret of ['ESSAI', 'LILAS', 'Marie', ...NUMBERS]) assert.ok(!text.includes(secret));
});

test('handOver needs an approval, is given once, and a second time only if two people say so', async () => {
  let files: string[] = [];
  const deliver = async (batch: Batch): Promise<void> => {
    files = await writeBatchFiles(context, batch, out);
  };
  await assert.rejects(handOver(context, 1, deliver), isError('batch_state'));
  await assert.rejects(approveBatch(context, 9, { consent: agree }), isError('batch_unknown'));
  const asked: Buffer[] = [];
  await approveBatch(context, 1, { consent: (_, sha256) => (asked.push(sha256), agree()) });
  assert.ok(asked[0]!.equals((await loadBatch(context, 1))!.manifestSha256!));
  await assert.rejects(approveBatch(context, 1, { consent: agree }), isError('batch_state'));
  const { pdfSha256: sha256 } = await handOver(context, 1, deliver);
  assert.equal(createHash('sha256').update(await readFile(files[0]!)).digest('hex'), sha256!.toString('hex')); // prettier-ignore
  assert.equal((await readFile(files[2]!, 'utf8')).split('\r\n').length, PATIENTS + 2);
  await assert.rejects(handOver(context, 1, deliver), isError('batch_handed_over'));
  const again = await handOver(context, 1, deliver, { again: agree });
  assert.ok(again.pdfSha256!.equals(sha256!));
  assert.equal((await loadBatch(context, 1))!.handOvers, 2);
  assert.deepEqual(await states(), { handed_over: PATIENTS });
});

test('approveBatch hashes the secrets of all codes: the printed one fits, and stands nowhere', async () => {
  const { pool, caseId } = open.database;
  const { rows } = await pool.query<{ notice_id: number; locator: string; salt: Buffer; hash: Buffer; content_sealed: Buffer }>(
    'SELECT c.*, n.content_sealed FROM notice_codes c JOIN notices n ON n.case_id = c.case_id AND n.id = c.notice_id WHERE c.case_id = $1 AND c.hash IS NOT NULL ORDER BY 1, 2', [caseId]); // prettier-ignore
  assert.equal(rows.length, PATIENTS);
  const row = rows[0]!;
  const code = readCode(openNotice(open.opened.keys, row.notice_id, row.content_sealed).content.code);
  assert.ok('secret' in code && code.locator === row.locator);
  assert.equal(await new SecretHasher(open.opened.keys).fits(row.locator, code.secret, row), true);
});

async function takeIn(text: string): ReturnType<typeof takeReturns> {
  const file = join(dirname(open.folder), 'returns.csv');
  await writeFile(file, text);
  return await withReader(open, (reader) => takeReturns(open.database, open.opened.keys, reader, file));
}
const sheetOf = async (person: number): Promise<string> => {
  const { rows } = await open.database.pool.query<{ code: string }>(
    'SELECT s.code FROM sheets s JOIN notices n ON n.case_id = s.case_id AND n.id = s.notice_id WHERE s.case_id = $1 AND n.person_id = $2', [open.database.caseId, person]); // prettier-ignore
  return rows[0]!.code;
};

test('takeReturns refuses a file with faults as a whole, and names all of them', async () => {
  const sheet = await sheetOf(1);
  await assert.rejects(
    takeIn(`sheet;result;motive\n${sheet};printed;\nAAAA;printed;\n${await sheetOf(2)};lost;\n${await sheetOf(3)};returned;moon\n${await sheetOf(4)};printed;refused\n`),
    (error: unknown) => {
      assert.ok(error instanceof InputFileError);
      assert.deepEqual(error.faults.map(({ code, row }) => [code, row]), [
        ['sheet_unknown', 3], ['result_unknown', 4], ['motive_unknown', 5], ['motive_unknown', 6],
      ]);
      return true;
    },
  );
  assert.deepEqual(await states(), { handed_over: PATIENTS });
}); // prettier-ignore

test('takeReturns closes letters as printed, spoiled and returned; the fallback follows, under a new code', async () => {
  const all = await Promise.all(Array.from({ length: PATIENTS }, (_, i) => sheetOf(i + 1)));
  const lines = all.map((sheet, i) => `${sheet};${i === 5 ? 'spoiled' : 'printed'};`);
  const file = `sheet;result;motive\n${lines.join('\n')}\n${all[0]!};returned;unknown_at_address\n${all[2]!};returned;access\n${all[3]!};returned;refused\n`;
  const taken = await takeIn(file);
  assert.deepEqual(taken, { printed: PATIENTS - 1, spoiled: 1, returned: 3, known: 0, byEmail: 1, waiting: 1 });
  assert.deepEqual(await states(), { printed: PATIENTS - 4, spoiled: 1, superseded: 1, returned: 1, closed: 1, planned: 1 });
  const { rows } = await open.database.pool.query<{ voided: boolean; issue: number; channel: string }>(
    'SELECT c.voided_at IS NOT NULL AS voided, n.issue, n.channel FROM notices n JOIN notice_codes c ON c.case_id = n.case_id AND c.notice_id = n.id WHERE n.case_id = $1 AND n.person_id = 1 ORDER BY issue',
    [open.database.caseId],
  );
  assert.deepEqual(rows, [{ voided: true, issue: 1, channel: 'letter' }, { voided: false, issue: 2, channel: 'email' }]);
  // What came back cannot be printed any more.
  await assert.rejects(takeIn(`sheet;result;motive\n${all[0]!};printed;\n`), InputFileError);
  assert.equal((await takeIn(`sheet;result;motive\n${all[2]!};returned;access\n`)).known, 1);
}); // prettier-ignore

test('planCampaign leaves whoever was told already as he is', async () => {
  const before = await states();
  const { toldAlready } = (await plan()) as { toldAlready: number };
  assert.deepEqual(await states(), before);
  assert.equal(toldAlready, PATIENTS);
});

test('queueEmails puts all planned e-mails into the outbox with two people’s consent, all or none', async () => {
  const queued: QueuedMail[] = [];
  const compose = (): { subject: string; text: string; html: string } => ({
    subject: 's',
    text: 't',
    html: 'h',
  });
  const queue = (_client: unknown, _database: unknown, _keys: unknown, mail: QueuedMail): Promise<void> => (queued.push(mail), Promise.resolve()); // prettier-ignore
  const refuse = (): Promise<never> => Promise.reject(new Error('no'));
  const texts = Buffer.alloc(32);
  await assert.rejects(
    queueEmails(open.database, open.opened.keys, { consent: refuse, compose, queue, texts }),
    /no/,
  );
  assert.equal(queued.length, 0);
  assert.equal(
    await queueEmails(open.database, open.opened.keys, { consent: agree, compose, queue, texts }),
    1,
  );
  assert.deepEqual(queued.map(({ to }) => to), ['a.essai@exemple.invalid']); // prettier-ignore
  assert.equal((await states())['queued'], 1);
});

test('proofLines say of each notice what was sent, when, and what became of it', async () => {
  const later = new Date(Date.now() + 31 * 86_400_000);
  const lines = await Array.fromAsync(proofLines(open.database, open.opened.keys, later));
  assert.equal(lines.length, PATIENTS + 1);
  const proofs = lines.map(({ patient, issue, channel, proof, motive }) => [
    patient,
    issue,
    channel,
    proof,
    motive,
  ]);
  assert.deepEqual(proofs.slice(0, 5), [
    ['84000001', 1, 'letter', 'returned', 'unknown_at_address'],
    ['84000001', 2, 'email', 'queued', ''],
    ['84000002', 1, 'letter', 'handed_over_not_returned', ''],
    ['84000003', 1, 'letter', 'returned', 'access'],
    ['84000004', 1, 'letter', 'returned', 'refused'],
  ]);
  assert.equal(proofs[6]![3], 'none');
  const now = await Array.fromAsync(proofLines(open.database, open.opened.keys, new Date()));
  assert.equal(now[2]!.proof, 'handed_over');
  assert.match(now[2]!.content_sha256, /^[0-9a-f]{64}$/);
});

test('nothing personal of batches and returns stands in clear', async () => {
  const { rows } = await open.database.pool.query<{ text: string }>(
    `SELECT row_to_json(t)::text AS text FROM print_batches t UNION ALL SELECT row_to_json(t)::text FROM sheets t UNION ALL SELECT row_to_json(t)::text FROM notice_events t
     UNION ALL SELECT row_to_json(t)::text FROM notices t UNION ALL SELECT row_to_json(t)::text FROM notice_codes t`,
  );
  assert.ok(rows.length > PATIENTS);
  const text = rows.map((row) => row.text).join('\n');
  for (const secret of ['ESSAI', 'LILAS', 'CORBEIL', 'exemple.invalid', 'Martin', 'Dunant', ...NUMBERS]) {
    // Digits also stand in the middle of a hash by chance.
    assert.doesNotMatch(
      text,
      new RegExp(/^\d+$/.test(secret) ? `(?<![0-9a-f])${secret}(?![0-9a-f])` : secret),
    );
    for (const form of [Buffer.from(secret).toString('hex'), Buffer.from(secret).toString('base64').slice(0, 6)]) assert.ok(!text.includes(form), secret); // prettier-ignore
  }
});

test('notice_events only grow', async () => {
  await assert.rejects(
    open.database.pool.query('UPDATE notice_events SET motive = NULL WHERE case_id = $1', [
      open.database.caseId,
    ]),
  );
  const { rows } = await open.database.pool.query<{ kind: string; n: number }>(
    'SELECT kind, count(*) AS n FROM notice_events WHERE case_id = $1 GROUP BY 1 ORDER BY 1', [open.database.caseId]); // prettier-ignore
  assert.deepEqual(Object.fromEntries(rows.map(({ kind, n }) => [kind, n])), {
    approved: PATIENTS, built: 2 * PATIENTS, closed: 1, handed_over: PATIENTS, handed_over_again: PATIENTS, planned_after_return: 1, printed: PATIENTS - 1, queued: 1,
    returned: 3, spoiled: 1,
  }); // prettier-ignore
});
