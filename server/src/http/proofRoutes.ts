import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { ApprovalAsked } from '@constat/contract/approval.ts';
import { takeProofSchema } from '@constat/contract/campaign.ts';
import { type Context, Hono } from 'hono';
import { type Access, readWithAudit } from '../audit/recordAccess.ts';
import { openSnapshot } from '../database/openSnapshot.ts';
import { encodeLines, type ExportFormat } from '../exposure/writeTable.ts';
import { digestProof, proofListHash } from '../notify/proofDigest.ts';
import { PROOF_COLUMNS, proofLinesIn } from '../notify/proofLines.ts';
import { claimApproval, requestApproval } from '../people/approvals.ts';
import { actingOf, actorOf } from './actorOf.ts';
import { answerProblem } from './answerProblem.ts';
import type { HttpEnv, HttpServices } from './httpServices.ts';
import { readBody } from './readBody.ts';
import { errorName } from './requestLog.ts';

/** Whoever does not read on for so long gets no more: a state of the database is held for him meanwhile. */
const IDLE_SECONDS = 300;
/** Seconds after which somebody who came while another was served may come again. */
const RETRY_SECONDS = 10;

const TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  jsonl: 'application/x-ndjson; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/**
 * The complete proof of notification, the file that `constat notices proof` writes: asked for by one officer, approved by another, given out piece by piece.
 * What is compared with the approval and what leaves are read from one state of the database, so that nothing is held whole and nothing comes between.
 */
export function proofRoutes(services: HttpServices) {
  const { database, keys, log, now } = services;
  // One at a time: each reads everything, and holds a connection until its last line has left.
  let isBusy = false;
  const refuseBusy = (c: Context<HttpEnv>): Response =>
    answerProblem(c, 'overloaded', { retryAfter: RETRY_SECONDS });
  return new Hono<HttpEnv>()
    .post('/api/cases/:caseId/notices/request-proof', async (c) => {
      if (isBusy) return refuseBusy(c);
      isBusy = true;
      try {
        const answer: ApprovalAsked = { approval: await request(c) };
        return c.json(answer);
      } finally {
        isBusy = false;
      }
    })
    .post('/api/cases/:caseId/notices/proof', readBody(takeProofSchema), async (c) => {
      if (isBusy) return refuseBusy(c);
      isBusy = true;
      const { approval, format } = c.req.valid('json');
      try {
        const file = await give(c, approval, format);
        file.once('close', () => (isBusy = false));
        return c.body(Readable.toWeb(file) as ReadableStream<Uint8Array>, 200, {
          'Content-Type': TYPES[format],
          'Content-Disposition': `attachment; filename="proof.${format}"`,
        });
      } catch (error) {
        isBusy = false;
        throw error;
      }
    });

  async function request(c: Context<HttpEnv>): Promise<string> {
    // A connection that is lost fails the reading.
    const snapshot = await openSnapshot(database, IDLE_SECONDS, () => undefined);
    try {
      const sha256 = await proofListHash(snapshot);
      const contents = { subject: 'proof', ...(await digestProof(database, snapshot, keys, now())) };
      const access: Access = { ...actorOf(c), action: 'approval_asked' };
      return await readWithAudit(database, keys, access, (client) =>
        requestApproval(client, services, { action: 'export', sha256, contents, by: actingOf(c) }),
      );
    } finally {
      snapshot.close();
    }
  }

  /** The file as a stream, once the approval is claimed and the export is on record. */
  async function give(c: Context<HttpEnv>, approval: string, format: ExportFormat): Promise<Readable> {
    let file: Readable | null = null;
    const snapshot = await openSnapshot(database, IDLE_SECONDS, () => file?.destroy(cutOff()));
    try {
      const sha256 = await proofListHash(snapshot);
      const claim = { approval, action: 'export', sha256, by: actingOf(c) } as const;
      const access: Access = { ...actorOf(c), action: 'notices_exported' };
      await readWithAudit(database, keys, access, (client) => claimApproval(client, services, claim));
    } catch (error) {
      snapshot.close();
      throw error;
    }
    const lines = proofLinesIn(snapshot, keys, now());
    const fail = (error: unknown): void =>
      log({ event: 'failed', id: c.get('requestId'), error: errorName(error) });
    file = Readable.from(watched(encodeLines(lines, PROOF_COLUMNS, format), fail), { objectMode: false });
    file.once('close', () => snapshot.close());
    file.on('error', () => undefined);
    return file;
  }
}

/** What breaks the answer off, so that nobody takes a part for the whole. Says nothing of what went wrong: whatever serves the stream prints it. */
const cutOff = (): Error => new Error('the file was cut off');

async function* watched<T>(bytes: AsyncIterable<T>, onFault: (error: unknown) => void): AsyncGenerator<T> {
  try {
    yield* bytes;
  } catch (error) {
    onFault(error);
    throw cutOff();
  }
}
