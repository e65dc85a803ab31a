import { z } from 'zod';
import { categorySchema } from './category.ts';
import { fateSchema, fileLineSchema } from './item.ts';

/** One line of the unread export: an item that was not, or not wholly, read, and what it may contain by comparison with its neighbours. */
export const unreadLineSchema = fileLineSchema
  .pick({ path: true, bytes: true, format: true, limit: true, reason: true })
  .extend({
    fate: fateSchema,
    /** Patients whom the name of the item names. */
    named_patients: z.number().int().nonnegative(),
    /** Patients that an item of the same folders holds on average; null where nothing comparable was read. */
    expected_patients: z.number().nonnegative().nullable(),
    /** Categories that stand in at least a third of the comparable items. */
    likely_categories: z.array(categorySchema),
    /** Number of items that were compared with, and the folder in which they lie ('/' for the whole evidence). */
    compared_items: z.number().int().nonnegative(),
    compared_folder: z.string(),
  });
export type UnreadLine = z.infer<typeof unreadLineSchema>;
