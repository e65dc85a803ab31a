import {
  findPatientsSchema,
  type FoundPatients,
  type ListedPatients,
  listPatientsSchema,
  type PatientExposure,
  patientRequestSchema,
} from '@constat/contract/patientLookUp.ts';
import { Hono } from 'hono';
import { type Access, readWithAudit } from '../audit/recordAccess.ts';
import { CaseError } from '../case/caseError.ts';
import { concernedPatients, patientExposure } from '../exposure/patientExposure.ts';
import { certaintyOf } from '../exposure/personLines.ts';
import { findPatientIds, openPatients } from '../patients/findPatients.ts';
import { actorOf } from './actorOf.ts';
import { becauseOf } from './becauseOf.ts';
import type { HttpEnv, HttpServices } from './httpServices.ts';
import { readBody } from './readBody.ts';
import { shapeCategories, shapeItem, shapePatient } from './shapePatient.ts';

/** Patients: exact look-ups, the list of those concerned, what is exposed of one. Ids are found first, nothing is opened before the record is written. */
export function patientRoutes({ database, keys }: HttpServices) {
  const { caseId } = database;
  return new Hono<HttpEnv>()
    .post('/api/cases/:caseId/patients/find', readBody(findPatientsSchema), async (c) => {
      const { by, reason } = c.req.valid('json');
      const { role } = c.get('session').person;
      const ids = await findPatientIds(database, keys, by);
      const access: Access = {
        ...actorOf(c),
        ...becauseOf(reason),
        action: 'patient_searched',
        patients: ids,
      };
      const answer: FoundPatients = await readWithAudit(database, keys, access, async (client) => ({
        patients: (await openPatients(client, caseId, keys, ids)).map((one) => shapePatient(one, role)),
      }));
      return c.json(answer);
    })
    .post('/api/cases/:caseId/patients/list', readBody(listPatientsSchema), async (c) => {
      const { after, limit, reason } = c.req.valid('json');
      const { role } = c.get('session').person;
      const found = await concernedPatients(database, { after, limit: limit + 1 });
      const listed = found.slice(0, limit);
      const ids = listed.map(({ id }) => id);
      const access: Access = {
        ...actorOf(c),
        ...becauseOf(reason),
        action: 'exposures_viewed',
        patients: ids,
      };
      const opened = await readWithAudit(database, keys, access, (client) =>
        openPatients(client, caseId, keys, ids),
      );
      const exposures = new Map(listed.map((one) => [one.id, one]));
      const answer: ListedPatients = {
        patients: opened.map((patient) => {
          const { probability, items, categories } = exposures.get(patient.id)!;
          return {
            patient: shapePatient(patient, role),
            certainty: certaintyOf(probability),
            probability,
            items,
            categories: shapeCategories(categories, role),
          };
        }),
        more: found.length > limit,
      };
      return c.json(answer);
    })
    .post('/api/cases/:caseId/patients/exposure', readBody(patientRequestSchema), async (c) => {
      const { patient: id, reason } = c.req.valid('json');
      const { role } = c.get('session').person;
      const access: Access = {
        ...actorOf(c),
        ...becauseOf(reason),
        action: 'patient_viewed',
        patients: [id],
      };
      const { opened, items } = await readWithAudit(database, keys, access, async (client) => ({
        opened: await openPatients(client, caseId, keys, [id]),
        items: await patientExposure(client, caseId, keys, id),
      }));
      if (opened[0] === undefined) throw new CaseError('patient_unknown', '');
      const surest = items[0]?.probability ?? null;
      const answer: PatientExposure = {
        patient: shapePatient(opened[0], role),
        certainty: surest === null ? null : certaintyOf(surest),
        categories: shapeCategories([...new Set(items.flatMap((item) => item.categories))], role),
        items: items.map((item) => shapeItem(item, role)),
      };
      return c.json(answer);
    });
}
