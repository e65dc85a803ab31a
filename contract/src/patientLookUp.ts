import { z } from 'zod';
import { categorySchema } from './category.ts';
import { reasonSchema, yearsSchema } from './exposure.ts';
import { certaintySchema } from './person.ts';

/** YYYY-MM-DD. */
const dateSchema = z.iso.date();
const text = z.string().trim().min(1).max(200);
/** Why somebody looks; asked of `break_glass`. */
const reasonText = z.string().trim().min(10).max(500).optional();

/** Whom somebody looks for: exact, by one identifier, or by name together with the birth date; never by a name alone. */
export const findPatientsSchema = z.strictObject({
  by: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('patient_number'), number: text }),
    z.strictObject({ kind: z.literal('social_security'), number: text }),
    z.strictObject({ kind: z.literal('phone'), number: text }),
    z.strictObject({ kind: z.literal('email'), address: text }),
    z.strictObject({
      kind: z.literal('name_and_birth_date'),
      /** As in the register: the birth name (where there is none, the name in use) and the first given name. */
      name: text,
      givenName: text,
      birthDate: dateSchema,
    }),
  ]),
  reason: reasonText,
});
export type FindPatients = z.infer<typeof findPatientsSchema>;

/** A patient as far as the reader's role may see him: a part that it may not see is null. */
export const seenPatientSchema = z.object({
  /** Internal id, for further questions. */
  id: z.number().int(),
  identity: z
    .object({
      number: z.string(),
      birthName: z.string(),
      usageName: z.string(),
      givenNames: z.array(z.string()),
      /** YYYY-MM-DD, 00 for an unknown part; null when not known. */
      birthDate: z.string().nullable(),
      sex: z.enum(['M', 'F']).nullable(),
    })
    .nullable(),
  contact: z
    .object({
      address: z.array(z.string()),
      phones: z.array(z.string()),
      email: z.string(),
    })
    .nullable(),
  nationalNumber: z.string().nullable(),
});
export type SeenPatient = z.infer<typeof seenPatientSchema>;
export const foundPatientsSchema = z.object({ patients: z.array(seenPatientSchema) });
export type FoundPatients = z.infer<typeof foundPatientsSchema>;

export const listPatientsSchema = z.strictObject({
  /** Id of the last patient of the page before; 0 for the first page. */
  after: z.number().int().nonnegative(),
  limit: z.number().int().min(1).max(200),
  reason: reasonText,
});
export const listedPatientsSchema = z.object({
  patients: z.array(
    z.object({
      patient: seenPatientSchema,
      certainty: certaintySchema,
      probability: z.number(),
      items: z.number().int(),
      categories: z.array(categorySchema).nullable(),
    }),
  ),
  /** Whether there are more. */
  more: z.boolean(),
});
export type ListedPatients = z.infer<typeof listedPatientsSchema>;

export const patientRequestSchema = z.strictObject({
  patient: z.number().int().positive(),
  reason: reasonText,
});

/** What is exposed of one patient: each item with its reasons, as in the exports. Parts that a role may not see are null. */
export const patientExposureSchema = z.object({
  patient: seenPatientSchema,
  certainty: certaintySchema.nullable(),
  categories: z.array(categorySchema).nullable(),
  items: z.array(
    z.object({
      years: yearsSchema,
      probability: z.number(),
      reviewers: z.number().int(),
      categories: z.array(categorySchema).nullable(),
      place: z.object({ path: z.string(), locator: z.string(), reasons: z.array(reasonSchema) }).nullable(),
    }),
  ),
});
export type PatientExposure = z.infer<typeof patientExposureSchema>;
