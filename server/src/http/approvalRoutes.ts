import {
  approvalRequestSchema,
  type ApprovalSample,
  type ApprovalsAnswer,
  type ApprovalView,
  approveRequestSchema,
} from '@constat/contract/approval.ts';
import { type Context, Hono } from 'hono';
import { readWithAudit, recordAccess } from '../audit/recordAccess.ts';
import { digestExposures } from '../exposure/digestExposures.ts';
import { packExposures } from '../exposure/exposureExport.ts';
import { approve, claimApproval, listApprovals, requestApproval } from '../people/approvals.ts';
import { sampleApproval, viewApproval } from '../people/approvedContents.ts';
import { actingOf, actorOf } from './actorOf.ts';
import { answerProblem } from './answerProblem.ts';
import type { HttpEnv, HttpServices } from './httpServices.ts';
import { readBody } from './readBody.ts';

/** An export that is held in memory, packed, is at most so large: some ten million lines. */
const EXPORT_BYTES = 256 * 1024 * 1024;

/** What needs two people: what is asked for is seen and approved here. The export of exposures is bound to the hash of its very bytes; batches and e-mails ask in their own routes. */
export function approvalRoutes(services: HttpServices) {
  const { database, keys } = services;
  // One at a time: each reads everything and may hold a lot.
  let isExporting = false;
  const alone = async (c: Context<HttpEnv>, work: () => Promise<Response>): Promise<Response> => {
    if (isExporting) return answerProblem(c, 'overloaded', { retryAfter: 10 });
    isExporting = true;
    try {
      return await work();
    } finally {
      isExporting = false;
    }
  };
  return new Hono<HttpEnv>()
    .post('/api/cases/:caseId/approvals/list', async (c) => {
      const access = { ...actorOf(c), action: 'people_viewed' } as const;
      const answer: ApprovalsAnswer = await readWithAudit(database, keys, access, async (client) => ({
        approvals: await listApprovals(client, services),
      }));
      return c.json(answer);
    })
    .post('/api/cases/:caseId/approvals/view', readBody(approvalRequestSchema), async (c) => {
      const { approval } = c.req.valid('json');
      const access = { ...actorOf(c), action: 'approval_viewed' } as const;
      const answer: ApprovalView = await readWithAudit(database, keys, access, (client) =>
        viewApproval(client, services, approval),
      );
      return c.json(answer);
    })
    .post('/api/cases/:caseId/approvals/sample', readBody(approvalRequestSchema), async (c) => {
      const { approval } = c.req.valid('json');
      const answer: ApprovalSample = await database.transaction(async (client) => {
        const { sample, patients } = await sampleApproval(client, services, approval);
        const access = { ...actorOf(c), action: 'approval_sampled', patients } as const;
        await recordAccess(client, { caseId: database.caseId, keys }, access);
        return sample;
      });
      return c.json(answer);
    })
    .post('/api/cases/:caseId/approvals/approve', readBody(approveRequestSchema), async (c) => {
      const { approval, sha256 } = c.req.valid('json');
      const access = { ...actorOf(c), action: 'approval_given' } as const;
      await readWithAudit(database, keys, access, (client) =>
        approve(client, services, { approval, sha256: Buffer.from(sha256, 'hex'), by: actingOf(c) }),
      );
      return c.json({ approved: true as const });
    })
    .post('/api/cases/:caseId/exports/request', (c) =>
      alone(c, async () => {
        const { sha256, ...contents } = await digestExposures(database, keys);
        const access = { ...actorOf(c), action: 'approval_asked' } as const;
        const approval = await readWithAudit(database, keys, access, (client) =>
          requestApproval(client, services, { action: 'export', sha256, contents, by: actingOf(c) }),
        );
        return c.json({ approval });
      }),
    )
    .post('/api/cases/:caseId/exports/take', readBody(approvalRequestSchema), (c) =>
      alone(c, async () => {
        const { approval } = c.req.valid('json');
        const made = await packExposures(database, keys, EXPORT_BYTES);
        if (made === null) return answerProblem(c, 'too_much');
        const access = { ...actorOf(c), action: 'exported' } as const;
        await readWithAudit(database, keys, access, (client) =>
          claimApproval(client, services, {
            approval,
            action: 'export',
            sha256: made.sha256,
            by: actingOf(c),
          }),
        );
        return c.body(new Uint8Array(made.packed), 200, {
          'Content-Type': 'text/csv; charset=utf-8',
          'Content-Encoding': 'gzip',
          'Content-Disposition': 'attachment; filename="exposures.csv"',
        });
      }),
    );
}
