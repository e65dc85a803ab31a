import {
  type CampaignView,
  type Flagged,
  type ListedFlags,
  type ListedNotices,
  listFlagsSchema,
  listNoticesSchema,
  type PersonNotices,
  personNoticesRequestSchema,
  pauseCampaignSchema,
  planRequestSchema,
  setFlagsSchema,
  takenFileSchema,
} from '@constat/contract/campaign.ts';
import { type DropPlanAnswer, dropSettingsSchema, planDropsSchema } from '@constat/contract/dropPlan.ts';
import type { Role } from '@constat/contract/role.ts';
import { type WorkBegun, type Works, workRequestSchema } from '@constat/contract/work.ts';
import { Hono } from 'hono';
import type { z } from 'zod';
import { type Access, readWithAudit, recordBeforehand } from '../audit/recordAccess.ts';
import { pauseCampaign, pausedSince, resumeCampaign } from '../notify/campaignPause.ts';
import { listBatches } from '../notify/batches/batchRow.ts';
import { type DropPlan, USUAL_SETTINGS } from '../notify/drops/dropPlan.ts';
import { forgetPlan, keepPlan, plannedByRank } from '../notify/drops/keptPlan.ts';
import { planDrops } from '../notify/drops/planDrops.ts';
import { parsePlan } from '../notify/drops/planFile.ts';
import { replan } from '../notify/drops/replan.ts';
import { findNotices } from '../notify/findNotices.ts';
import { countNotices } from '../notify/listNotices.ts';
import { personNotices, personOf } from '../notify/personNotices.ts';
import { changeSettings } from '../notify/select/changeSettings.ts';
import { flaggedPatients, importFlags, loadFlags, setFlags } from '../notify/select/patientFlags.ts';
import { loadCampaign, planCampaign } from '../notify/select/planCampaign.ts';
import { openPatients } from '../patients/findPatients.ts';
import { actorOf } from './actorOf.ts';
import { becauseOf } from './becauseOf.ts';
import type { HttpEnv, HttpServices } from './httpServices.ts';
import { readBody } from './readBody.ts';
import { shapePatient } from './shapePatient.ts';
import { withTakenFile } from './takenFile.ts';

/** What is said only to whoever decides: why somebody is told nothing tells that he is at risk. */
const DECIDED_ON = ['excluded', 'held'];

/** Who is told: rules, plan, flags; notices in figures, in lists and of one person; drops; and the long work that all this takes. */
export function campaignRoutes(services: HttpServices) {
  const { database, keys, works, now } = services;
  const { caseId } = database;
  return new Hono<HttpEnv>()
    .post('/api/cases/:caseId/campaign/view', async (c) => {
      const answer: CampaignView = {
        settings: (await loadCampaign(database))?.settings ?? null,
        pausedSince: (await pausedSince(database))?.toISOString() ?? '',
        notices: (await countNotices(database)) as CampaignView['notices'],
        batches: await listBatches(database),
      };
      return c.json(answer);
    })
    .post('/api/cases/:caseId/campaign/plan', readBody(planRequestSchema), async (c) => {
      const { changes, dry } = c.req.valid('json');
      const before = (await loadCampaign(database))?.settings ?? null;
      const settings = changeSettings(before, changes, now().toISOString().slice(0, 10));
      works.refuseWhileRunning();
      await recordBeforehand(database, keys, { ...actorOf(c), action: 'notices_planned' });
      const work = works.start('plan', async ({ onProgress, signal }) => {
        const options = { dry, signal, onProgress: (persons: number) => onProgress(persons, null) };
        const { counts, toldAlready, corrected } = await planCampaign(database, keys, settings, options);
        return { kind: 'plan', dry, counts: [...counts], toldAlready, corrected };
      });
      return c.json({ work } satisfies WorkBegun);
    })
    .post('/api/cases/:caseId/campaign/pause', readBody(pauseCampaignSchema), async (c) => {
      const { reason } = c.req.valid('json');
      await recordBeforehand(database, keys, {
        ...actorOf(c),
        ...becauseOf(reason),
        action: 'notices_paused',
      });
      await pauseCampaign(database);
      return c.json({});
    })
    .post('/api/cases/:caseId/campaign/resume', readBody(pauseCampaignSchema), async (c) => {
      const { reason } = c.req.valid('json');
      await recordBeforehand(database, keys, {
        ...actorOf(c),
        ...becauseOf(reason),
        action: 'notices_paused',
      });
      await resumeCampaign(database);
      return c.json({});
    })
    .post('/api/cases/:caseId/campaign/drops', readBody(planDropsSchema), async (c) => {
      const { keep, ...asked } = c.req.valid('json');
      const plan = await planOf(services, asked);
      if (keep) {
        await recordBeforehand(database, keys, { ...actorOf(c), action: 'notices_planned' });
        await keepPlan(database, plan);
      }
      return c.json(dropAnswer(plan));
    })
    .post('/api/cases/:caseId/campaign/forget-drops', async (c) => {
      await recordBeforehand(database, keys, { ...actorOf(c), action: 'notices_planned' });
      await forgetPlan(database);
      return c.json({});
    })
    .post('/api/cases/:caseId/flags/list', readBody(listFlagsSchema), async (c) => {
      const { after, limit } = c.req.valid('json');
      const { role } = c.get('session').person;
      const found = await flaggedPatients(database, { after, limit: limit + 1 });
      const patients = found.slice(0, limit);
      const access: Access = { ...actorOf(c), action: 'notices_viewed', patients };
      const answer: ListedFlags = await readWithAudit(database, keys, access, async (client) => {
        const flags = await loadFlags({ pool: client, caseId }, keys, patients);
        const opened = await openPatients(client, caseId, keys, patients);
        return {
          patients: opened.map((one) => ({
            patient: shapePatient(one, role),
            kinds: [...(flags.get(one.id) ?? [])],
          })),
          more: found.length > limit,
        };
      });
      return c.json(answer);
    })
    .post('/api/cases/:caseId/flags/set', readBody(setFlagsSchema), async (c) => {
      const { patient, kinds, reason } = c.req.valid('json');
      const access: Access = {
        ...actorOf(c),
        ...becauseOf(reason),
        action: 'notices_flagged',
        patients: [patient],
      };
      await readWithAudit(database, keys, access, (client) =>
        setFlags(client, { caseId, keys }, patient, kinds),
      );
      return c.json({ patients: kinds.length === 0 ? 0 : 1 } satisfies Flagged);
    })
    .post('/api/cases/:caseId/flags/import', readBody(takenFileSchema), async (c) => {
      const { file, reason } = c.req.valid('json');
      await recordBeforehand(database, keys, {
        ...actorOf(c),
        ...becauseOf(reason),
        action: 'notices_flagged',
      });
      const patients = await withTakenFile(services.open, file, (reader, path) =>
        importFlags(database, keys, reader, path),
      );
      return c.json({ patients } satisfies Flagged);
    })
    .post('/api/cases/:caseId/notices/list', readBody(listNoticesSchema), async (c) => {
      const { reason, limit, ...asked } = c.req.valid('json');
      const { role } = c.get('session').person;
      const hidden = role === 'officer' ? [] : DECIDED_ON;
      const filter = { ...asked, hidden, limit: limit + 1, rule: role === 'officer' ? asked.rule : null };
      const found = await findNotices(database, filter);
      const listed = found.slice(0, limit);
      const patients = [...new Set(listed.map(({ person }) => person))];
      const access: Access = { ...actorOf(c), ...becauseOf(reason), action: 'notices_viewed', patients };
      const opened = await readWithAudit(database, keys, access, (client) =>
        openPatients(client, caseId, keys, patients),
      );
      const known = new Map(opened.map((one) => [one.id, shapePatient(one, role)]));
      const answer: ListedNotices = {
        notices: listed.map(({ person, rule, ...notice }) => ({
          ...notice,
          rule: role === 'officer' ? rule : null,
          patient: known.get(person) ?? null,
        })),
        more: found.length > limit,
      };
      return c.json(answer);
    })
    .post('/api/cases/:caseId/notices/person', readBody(personNoticesRequestSchema), async (c) => {
      const { patient, reason } = c.req.valid('json');
      const { role } = c.get('session').person;
      const access: Access = {
        ...actorOf(c),
        ...becauseOf(reason),
        action: 'notices_viewed',
        patients: [patient],
      };
      const notices = await readWithAudit(database, keys, access, async (client) => {
        const person = await personOf(client, caseId, patient);
        return await personNotices(client, { caseId, keys }, person, now());
      });
      const answer: PersonNotices = { notices: notices.flatMap((notice) => shapeNotice(notice, role)) };
      return c.json(answer);
    })
    .post('/api/cases/:caseId/works/list', (c) => {
      const answer: Works = { works: works.list };
      return c.json(answer);
    })
    .post('/api/cases/:caseId/works/view', readBody(workRequestSchema), (c) =>
      c.json(works.find(c.req.valid('json').work)),
    )
    .post('/api/cases/:caseId/works/stop', readBody(workRequestSchema), (c) =>
      c.json(works.stop(c.req.valid('json').work)),
    );
}

/** What of a notice a role is told: the officer everything; who has to do with mail what goes by mail; the hotline what was sent. */
function shapeNotice(notice: PersonNotices['notices'][number], role: Role): PersonNotices['notices'] {
  if (role === 'officer') return [notice];
  if (DECIDED_ON.includes(notice.state)) return [];
  if (role === 'mail_clerk') return [{ ...notice, rule: null }];
  return notice.proof === 'none' ? [] : [{ ...notice, rule: null, details: null }];
}

function dropAnswer(plan: ReturnType<typeof planDrops>): DropPlanAnswer {
  const { settings, drops, days, unscheduled, warnings } = plan;
  return {
    settings: { ...settings, letters: [...settings.letters], agents: [...settings.agents] },
    drops: drops.map((drop) => ({ ...drop, byRank: [...drop.byRank] })),
    days: days.map((day) => ({ ...day })),
    unscheduled,
    warnings: [...warnings],
  };
}

async function planOf(
  { database }: HttpServices,
  { settings, replan: again }: Omit<z.infer<typeof planDropsSchema>, 'keep'>,
): Promise<DropPlan> {
  if (again !== null) {
    const plan = parsePlan(JSON.stringify({ settings: again.settings, drops: again.drops }), 'replan');
    return replan(plan, again.observed, again.from);
  }
  const letters = settings.letters ?? (await plannedByRank(database));
  return planDrops(dropSettingsSchema.parse({ ...USUAL_SETTINGS, ...settings, letters }));
}
