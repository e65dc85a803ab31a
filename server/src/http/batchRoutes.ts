import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { approvalAskedSchema } from '@constat/contract/approval.ts';
import { takenFileSchema } from '@constat/contract/campaign.ts';
import {
  approvedBatchRequestSchema,
  batchFileRequestSchema,
  batchRequestSchema,
  buildBatchRequestSchema,
  handOverRequestSchema,
  type TakenReturnsAnswer,
  testLettersSchema,
  unmadeSchema,
} from '@constat/contract/printBatch.ts';
import type { WorkBegun, WorkResult } from '@constat/contract/work.ts';
import { type Context, Hono } from 'hono';
import { type Access, readWithAudit, recordBeforehand } from '../audit/recordAccess.ts';
import { batchManifest, batchPdf } from '../notify/batches/assembleBatch.ts';
import type { Batch, BatchContext } from '../notify/batches/batchRow.ts';
import { buildBatch } from '../notify/batches/buildBatch.ts';
import { batchPersons } from '../notify/batches/manifest.ts';
import {
  approveBatch,
  type AskConsent,
  batchFileName,
  batchIn,
  checkBatchPdf,
  handOver,
  indexText,
} from '../notify/batches/releaseBatch.ts';
import { sampleBatch } from '../notify/batches/sampleLetters.ts';
import { takeReturns } from '../notify/batches/takeReturns.ts';
import { testDrop } from '../notify/batches/testDrop.ts';
import { unmakeBatch } from '../notify/batches/unmakeBatch.ts';
import { PartPool } from '../notify/letters/partPool.ts';
import { loadCheckedTexts } from '../notify/lint/loadCheckedTexts.ts';
import { loadCampaign } from '../notify/select/planCampaign.ts';
import { checkApproval, claimApproval, requestApproval } from '../people/approvals.ts';
import { later } from '../people/peopleContext.ts';
import { actingOf, actorOf } from './actorOf.ts';
import { becauseOf } from './becauseOf.ts';
import type { HttpEnv, HttpServices } from './httpServices.ts';
import { inTurn } from './inTurn.ts';
import { ProblemError } from './problemOf.ts';
import { readBody } from './readBody.ts';
import { withTakenFile } from './takenFile.ts';

/** So long whoever handed a batch over may fetch its files; after that it takes two people again. */
const FETCH_MS = 15 * 60_000;

/** Letters: batches are built, read by samples, approved by two people, handed over once; what printer and post say comes back. */
export function batchRoutes(services: HttpServices) {
  const { database, keys, folder, works, now } = services;
  const context: BatchContext = { database, keys, folder };
  const alone = inTurn();
  /** Until when the files of a batch may be fetched, and by whom. */
  const handedOver = new Map<number, { readonly person: string; readonly until: Date }>();
  return new Hono<HttpEnv>()
    .post('/api/cases/:caseId/batches/build', readBody(buildBatchRequestSchema), async (c) => {
      const { size } = c.req.valid('json');
      if ((await loadCampaign(database)) === null) throw new ProblemError('no_plan');
      works.refuseWhileRunning();
      await recordBeforehand(database, keys, { ...actorOf(c), action: 'notices_built' });
      const work = works.start('build', async ({ onProgress, signal }) => {
        const pool = new PartPool();
        try {
          const texts = await loadCheckedTexts(folder);
          return batchResult(await buildBatch(context, { ...texts, size, pool, onProgress, signal }));
        } finally {
          await pool.close();
        }
      });
      return c.json({ work } satisfies WorkBegun);
    })
    .post('/api/cases/:caseId/batches/sample', readBody(batchRequestSchema), async (c) => {
      const { batch, reason } = c.req.valid('json');
      const access: Access = { ...actorOf(c), ...becauseOf(reason), action: 'notices_viewed' };
      await recordBeforehand(database, keys, access);
      const { pdf } = await alone(async () => {
        const pool = new PartPool(1);
        try {
          return await sampleBatch(context, batch, (request) => pool.render(request));
        } finally {
          await pool.close();
        }
      });
      return c.body(new Uint8Array(pdf), 200, fileHeaders('application/pdf', 'sample.pdf'));
    })
    .post('/api/cases/:caseId/batches/test', readBody(testLettersSchema), async (c) => {
      const { letters } = c.req.valid('json');
      await recordBeforehand(database, keys, { ...actorOf(c), action: 'notices_built' });
      const texts = await loadCheckedTexts(folder);
      const pdf = await alone(async () => {
        const pool = new PartPool(1);
        try {
          return await testDrop({ ...texts, keys, render: (request) => pool.render(request) }, letters);
        } finally {
          await pool.close();
        }
      });
      return c.body(new Uint8Array(pdf), 200, fileHeaders('application/pdf', 'test.pdf'));
    })
    .post('/api/cases/:caseId/batches/request', readBody(batchRequestSchema), async (c) => {
      const { batch: number, reason } = c.req.valid('json');
      const batch = await batchIn(context, number, ['built', 'approved', 'handed_over']);
      if (batch.state === 'approved') throw new ProblemError('batch_state');
      const contents = await contentsOf(context, batch);
      const access: Access = { ...actorOf(c), ...becauseOf(reason), action: 'approval_asked' };
      const approval = await readWithAudit(database, keys, access, (client) =>
        requestApproval(client, services, {
          action: 'sending',
          sha256: agreedHash(batch),
          contents,
          by: actingOf(c),
        }),
      );
      return c.json(approvalAskedSchema.parse({ approval }));
    })
    .post('/api/cases/:caseId/batches/approve', readBody(approvedBatchRequestSchema), async (c) => {
      const { batch: number, approval } = c.req.valid('json');
      const batch = await batchIn(context, number, ['built']);
      const consent = await consentOf(c, approval, batch);
      await recordBeforehand(database, keys, { ...actorOf(c), action: 'notices_approved' });
      const work = works.start('approve', async ({ onProgress, signal }) => {
        const progress = (hashed: number): void => {
          signal.throwIfAborted();
          onProgress(hashed, batch.letters);
        };
        return batchResult(await approveBatch(context, number, { consent, onProgress: progress }));
      });
      return c.json({ work } satisfies WorkBegun);
    })
    .post('/api/cases/:caseId/batches/hand-over', readBody(handOverRequestSchema), async (c) => {
      const { batch: number, approval, early, reason } = c.req.valid('json');
      const batch = await batchIn(context, number, ['approved', 'handed_over']);
      if (batch.state === 'handed_over' && approval === null) throw new ProblemError('batch_handed_over');
      const again = approval === null ? null : await consentOf(c, approval, batch);
      const person = actingOf(c).person;
      works.refuseWhileRunning();
      const access: Access = { ...actorOf(c), ...becauseOf(reason), action: 'notices_handed_over' };
      await recordBeforehand(database, keys, access);
      const work = works.start('hand_over', async () => {
        const check = (one: Batch): Promise<void> => checkBatchPdf(context, one);
        const { pdfSha256 } = await handOver(context, number, check, { again, mayBeEarly: early });
        const until = later(now(), FETCH_MS);
        handedOver.set(number, { person, until });
        return {
          kind: 'handed_over',
          batch: number,
          pdfSha256: pdfSha256!.toString('hex'),
          until: until.toISOString(),
        };
      });
      return c.json({ work } satisfies WorkBegun);
    })
    .post('/api/cases/:caseId/batches/file', readBody(batchFileRequestSchema), async (c) => {
      const { batch: number, file } = c.req.valid('json');
      const batch = await batchIn(context, number, ['handed_over']);
      const allowed = handedOver.get(number);
      if (allowed?.person !== actingOf(c).person || allowed.until <= now())
        throw new ProblemError('batch_handed_over');
      await recordBeforehand(database, keys, { ...actorOf(c), action: 'notices_handed_over' });
      const name = `${batchFileName(number)}.${file}`;
      if (file === 'pdf') {
        const pieces = Readable.toWeb(Readable.from(batchPdf(context, batch))) as ReadableStream<Uint8Array>;
        return c.body(pieces, 200, fileHeaders('application/pdf', name));
      }
      if (file === 'csv')
        return c.body(await indexText(context, number), 200, fileHeaders('text/csv; charset=utf-8', name));
      const { text } = await batchManifest(context, batch, batch.pdfSha256!);
      return c.body(text, 200, fileHeaders('application/json', name));
    })
    .post('/api/cases/:caseId/batches/unmake', readBody(batchRequestSchema), async (c) => {
      const { batch, reason } = c.req.valid('json');
      works.refuseWhileRunning();
      const access: Access = { ...actorOf(c), ...becauseOf(reason), action: 'notices_unmade' };
      await recordBeforehand(database, keys, access);
      return c.json(unmadeSchema.parse({ letters: await unmakeBatch(context, batch) }));
    })
    .post('/api/cases/:caseId/batches/returns', readBody(takenFileSchema), async (c) => {
      const { file, reason } = c.req.valid('json');
      const access: Access = { ...actorOf(c), ...becauseOf(reason), action: 'notices_returned' };
      await recordBeforehand(database, keys, access);
      const answer: TakenReturnsAnswer = await withTakenFile(services.open, file, (reader, path) =>
        takeReturns(database, keys, reader, path),
      );
      return c.json(answer);
    });

  /** Claims an approval when it comes to the effect. Whether it would be granted is asked at once: nobody waits for minutes to hear that nobody has approved. */
  async function consentOf(c: Context<HttpEnv>, approval: string, batch: Batch): Promise<AskConsent> {
    const claim = { approval, action: 'sending', sha256: agreedHash(batch), by: actingOf(c) } as const;
    await database.transaction((client) => checkApproval(client, services, claim));
    works.refuseWhileRunning();
    return async (client, manifestSha256) => {
      const sha256 = agreedHash({ ...batch, manifestSha256 });
      await claimApproval(client, services, { ...claim, sha256 });
      return { kind: 'approval', approval };
    };
  }
}

/** What two people agree to: list and contents; of a batch that was handed over, that it is once more, so that no approval is good for both. */
function agreedHash({ state, handOvers, manifestSha256 }: Batch): Buffer {
  if (state !== 'handed_over') return manifestSha256!;
  return createHash('sha256').update(`again ${handOvers} `).update(manifestSha256!).digest();
}

async function contentsOf(
  { database, keys }: BatchContext,
  batch: Batch,
): Promise<Parameters<typeof requestApproval>[2]['contents']> {
  return {
    subject: `batch ${batch.number}`,
    values: {
      batch: String(batch.number),
      letters: String(batch.letters),
      pages: String(batch.pages),
      dated: batch.statement.dated,
      template: batch.templateVersion,
      pdf: batch.pdfSha256!.toString('hex'),
      hand_overs: String(batch.handOvers),
    },
    persons: await batchPersons(database, keys, batch.number),
  };
}

function batchResult({ number, letters, pages, manifestSha256 }: Batch): WorkResult {
  return {
    kind: 'batch',
    batch: number,
    letters,
    pages: pages!,
    manifestSha256: manifestSha256!.toString('hex'),
  };
}

function fileHeaders(type: string, name: string): Record<string, string> {
  return { 'Content-Type': type, 'Content-Disposition': `attachment; filename="${name}"` };
}
