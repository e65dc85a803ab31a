import type { ColumnRole } from '../columns/tableLayout.ts';

/** Object identifiers of French numbers (identifiers.md 3.1). */
const ROLE_OF_OID: Readonly<Record<string, ColumnRole>> = {
  '1.2.250.1.213.1.4.8': 'social_security',
  '1.2.250.1.213.1.4.9': 'social_security',
  '1.2.250.1.213.1.4.13': 'insured_number',
  '1.2.250.1.213.1.4.2': 'other',
  '1.2.250.1.176.1.2': 'other',
};

/** INS numbers of test and demonstration identities: their bearers are made up. */
const TEST_OIDS: ReadonlySet<string> = new Set(['1.2.250.1.213.1.4.10', '1.2.250.1.213.1.4.11']);

/** Number of a health professional, and of a structure. */
const PROFESSIONAL_OIDS: ReadonlySet<string> = new Set(['1.2.250.1.71.4.2.1', '1.2.250.1.71.4.2.2']);

/** What a number is by the type that HL7 v2 and FHIR give it (table 0203 with its French additions). */
const ROLE_OF_TYPE: Readonly<Record<string, ColumnRole>> = {
  'INS': 'social_security',
  'INS-NIR': 'social_security',
  'INS-NIA': 'social_security',
  'NIR': 'social_security',
  'NH': 'insured_number',
  'SS': 'insured_number',
  'NNFRA': 'insured_number',
  'SB': 'insured_number',
  'INS-C': 'other',
  'NDP': 'other',
  'AN': 'stay_number',
  'VN': 'stay_number',
  'PPN': 'identity_document',
  'DL': 'identity_document',
  'IDFRA': 'identity_document',
  'CNI': 'identity_document',
};

/** True for the identifiers of made-up persons, by OID or by type. */
export function isTestNumber(oid: string, type: string): boolean {
  return TEST_OIDS.has(oid) || type === 'INS-NIR-TEST' || type === 'INS-NIR-DEMO';
}

/** Whether an OID says that the number is a professional's or a structure's. */
export function isProfessionalNumber(oid: string): boolean {
  return PROFESSIONAL_OIDS.has(oid);
}

/** What a patient's number is, from the OID of its authority and the type it is given; 'identifier' (cell by cell) where neither says. */
export function roleOfNumber(oid: string, type: string): ColumnRole {
  if (isTestNumber(oid, type)) return 'other';
  return ROLE_OF_OID[oid] ?? ROLE_OF_TYPE[type.toUpperCase()] ?? 'identifier';
}
