import { z } from 'zod';

/** The categories of personal data that an exposure may hold, in the order in which they are shown. The position is the bit in {@link CategorySet}. */
export const CATEGORIES = [
  'name',
  'birth_date',
  'postal_address',
  'phone',
  'email',
  'social_security',
  'patient_number',
  'medical',
  'bank',
  'insurance',
  'family',
  'identity_document',
] as const;

export const categorySchema = z.enum(CATEGORIES);
export type Category = z.infer<typeof categorySchema>;

/** A set of categories as bits: bit i is CATEGORIES[i]. */
export type CategorySet = number;

export const CATEGORY_BIT = Object.fromEntries(CATEGORIES.map((name, i) => [name, 1 << i])) as Record<
  Category,
  CategorySet
>;

/** The categories of a set, in the order of {@link CATEGORIES}. */
export function categoriesOf(set: CategorySet): Category[] {
  return CATEGORIES.filter((_, i) => (set & (1 << i)) !== 0);
}
