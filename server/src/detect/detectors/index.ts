import type { Detector } from '../detector.ts';
import { age } from './age.ts';
import { compactDate } from './compactDate.ts';
import { date } from './date.ts';
import { email } from './email.ts';
import { iban } from './iban.ts';
import { identityDocument } from './identityDocument.ts';
import { insurance } from './insurance.ts';
import { patientNumber } from './patientNumber.ts';
import { phone } from './phone.ts';
import { postalAddress } from './postalAddress.ts';
import { socialSecurity } from './socialSecurity.ts';

/** All detectors of data with digits or signs; the first that finds something at a place wins. */
export const DETECTORS: readonly Detector[] = [
  date,
  socialSecurity,
  iban,
  phone,
  insurance,
  identityDocument,
  patientNumber,
  postalAddress,
  compactDate,
  age,
  email,
];
