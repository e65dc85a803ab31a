import { z } from 'zod';

const day = z.iso.date();
const whole = z.int().min(0).max(100_000_000);
const share = z.number().min(0).max(1);

/** What drops are planned from; what each means and what is usual: docs/notices.md. */
export const dropSettingsSchema = z.strictObject({
  letters: z.array(whole).min(1).max(20),
  start: day,
  delay: z.int().min(0).max(30),
  agents: z.array(z.int().min(0).max(10_000)).length(7),
  hours: z.number().min(1).max(24),
  busiestHour: z.number().min(0.01).max(1),
  handling: z.number().min(10).max(7_200),
  occupancy: z.number().min(0.1).max(1),
  serviceLevel: share,
  within: z.int().min(1).max(3_600),
  shrinkage: z.number().min(0).max(0.9),
  rate: z.number().min(0.000001).max(1),
  decay: z.number().min(0.1).max(0.99),
  otherCalls: z.number().min(0).max(1_000_000),
  pilot: whole,
  pilotDays: z.int().min(0).max(60),
  largest: whole.min(1),
  smallest: whole,
  alsaceMoselle: z.boolean(),
  limit: z.int().min(1).max(730),
});

export const dropSchema = z.strictObject({
  departs: day,
  arrives: day,
  letters: whole,
  byRank: z.array(whole),
  isPilot: z.boolean(),
});

/** Plans drops: `settings` are those that are not usual; `letters`, where it is left out, are all planned ones by rank. `keep`: batches are built and handed over by it. */
export const planDropsSchema = z.strictObject({
  settings: dropSettingsSchema.partial().required({ start: true, agents: true }),
  /** A plan under way, to be made anew from a day on, with what was learnt from calls. */
  replan: z
    .strictObject({
      /** The settings as they were answered, and the drops. */
      settings: dropSettingsSchema,
      drops: z.array(dropSchema).max(1_000),
      observed: z.array(z.strictObject({ arrived: day, day, calls: whole })).max(10_000),
      from: day,
    })
    .nullable(),
  keep: z.boolean().default(false),
});

/** A plan: names nobody. */
export const dropPlanSchema = z.object({
  settings: dropSettingsSchema,
  drops: z.array(dropSchema),
  days: z.array(
    z.object({
      day,
      isOpen: z.boolean(),
      letters: z.number(),
      calls: z.number(),
      capacity: z.number(),
      agents: z.number(),
      needed: z.number(),
      wait: z.number().nullable(),
      serviceLevel: z.number(),
      occupancy: z.number(),
    }),
  ),
  unscheduled: z.number(),
  warnings: z.array(z.enum(['unscheduled', 'undue_delay', 'not_enough_calls', 'over_capacity'])),
});
export type DropPlanAnswer = z.infer<typeof dropPlanSchema>;
