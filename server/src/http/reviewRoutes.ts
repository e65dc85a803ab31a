import { reviewAnswerSchema, type ReviewQuestion } from '@constat/contract/reviewDesk.ts';
import { Hono } from 'hono';
import { readWithAudit, type Access } from '../audit/recordAccess.ts';
import { decidePair } from '../exposure/review/decidePair.ts';
import { reviewQueue } from '../exposure/review/reviewQueue.ts';
import { findPatientIds } from '../patients/findPatients.ts';
import { actorOf } from './actorOf.ts';
import type { HttpEnv, HttpServices } from './httpServices.ts';
import { readBody } from './readBody.ts';
import { shapePatient } from './shapePatient.ts';

/** The review queue: the question whose answer changes most, and the answer. Who answers is the account, never a name that somebody types. */
export function reviewRoutes({ database, keys }: HttpServices) {
  return new Hono<HttpEnv>()
    .post('/api/cases/:caseId/review/next', async (c) => {
      const { name, role } = c.get('session').person;
      const { waiting, questions } = await reviewQueue(database, keys, { reviewer: name, limit: 1 });
      const [question] = questions;
      const patients = question === undefined ? [] : [question.patient.id];
      const access: Access = { ...actorOf(c), action: 'review_viewed', patients };
      const answer: ReviewQuestion = await readWithAudit(database, keys, access, () =>
        Promise.resolve({
          waiting,
          question:
            question === undefined
              ? null
              : {
                  path: question.path,
                  locator: question.locator,
                  patient: shapePatient(question.patient, role),
                  categories: [...question.categories],
                  reasons: [...question.reasons],
                  probability: question.probability,
                  elsewhere: question.elsewhere,
                },
        }),
      );
      return c.json(answer);
    })
    .post('/api/cases/:caseId/review/decide', readBody(reviewAnswerSchema), async (c) => {
      const answer = c.req.valid('json');
      const { name } = c.get('session').person;
      const patients = await findPatientIds(database, keys, {
        kind: 'patient_number',
        number: answer.patient,
      });
      const access: Access = { ...actorOf(c), action: 'review_decided', patients };
      await readWithAudit(database, keys, access, () => Promise.resolve());
      await decidePair(database, keys, { ...answer, reviewer: name });
      return c.json({ recorded: true as const });
    });
}
