import { CATEGORY_BIT } from '@constat/contract/category.ts';
import { CLINICAL, type Finding, type Scan } from '../detect/scan.ts';
import { emailKeys } from '../patients/index/emailKeys.ts';
import { addressKey } from '../patients/index/addressKey.ts';
import { phoneKey } from '../patients/index/buildPatientIndex.ts';
import { valuesOf } from '../patients/index/multimap.ts';
import {
  patientByNumber,
  patientsByEmail,
  patientsByNir,
  type PatientIndex,
} from '../patients/index/patientIndex.ts';
import { decode, encode } from '../text/windows1252.ts';
import { isOwnAccount } from './accountOwner.ts';
import type { Entity } from './entity.ts';
import { isPrivateAddress } from './privateMail.ts';
import { hasShortYear } from './shortYear.ts';
import { withOwners } from './traits.ts';

/** Bearers of one phone number that are looked at. */
const BEARERS = 50;

/** Adds a datum to its person: to the categories, and to the traits by which the person is compared with the register. `isBirthDate` says so of a date. */
export function attachFinding(
  index: PatientIndex,
  scan: Scan,
  finding: Finding,
  isBirthDate: boolean,
  entity: Entity,
): void {
  const { traits } = entity;
  switch (finding.kind) {
    case 'patient_number':
      attachNumber(index, finding, entity);
      return;
    case 'social_security':
      attachNir(index, finding, entity);
      return;
    case 'date':
      if (isBirthDate) attachBirthDate(scan, finding, entity);
      else entity.dates.push(Number(finding.value));
      return;
    case 'age':
      if (traits.age < 0) traits.age = Number(finding.value);
      return;
    case 'phone':
      attachPhone(index, finding, entity);
      return;
    case 'email':
      attachEmail(index, finding, entity);
      return;
    case 'postal_address':
      attachAddress(scan, finding, entity);
      return;
    case 'iban':
      if (isOwnAccount(scan.bytes, finding)) entity.categories |= CATEGORY_BIT.bank;
      return;
    case 'insurance':
      entity.categories |= CATEGORY_BIT.insurance;
      return;
    case 'identity_document':
      entity.categories |= CATEGORY_BIT.identity_document;
      return;
    case 'medical':
      entity.categories |= CATEGORY_BIT.medical;
      entity.clinical ||= finding.confidence >= CLINICAL;
      return;
    case 'number':
      return;
  }
}

function attachNumber(index: PatientIndex, finding: Finding, entity: Entity): void {
  const { traits } = entity;
  const patient = patientByNumber(index, encode(finding.value));
  if (!finding.labelled && patient < 0) return;
  entity.categories |= CATEGORY_BIT.patient_number;
  if (traits.numberOf >= 0) return;
  if (patient < 0 && !index.numberLengths.includes(finding.value.length)) return;
  traits.numberOf = patient < 0 ? -2 : patient;
  traits.numberLabelled = finding.labelled;
}

/** A second number of somebody else (the insured parent's) does not take the place of one that the register knows. */
function attachNir(index: PatientIndex, finding: Finding, entity: Entity): void {
  const { traits } = entity;
  entity.categories |= CATEGORY_BIT.social_security;
  if (traits.nirOf.length > 0) return;
  const nir = encode(finding.value.slice(0, 13));
  const bearers = patientsByNir(index, nir);
  if (traits.hasNir && bearers.length === 0) return;
  traits.unknownNir = bearers.length === 0 ? nir : null;
  traits.hasNir = true;
  traits.nirOf = bearers;
  traits.nirKeyWrong = finding.confidence < 0.7;
}

function attachBirthDate({ bytes }: Scan, finding: Finding, entity: Entity): void {
  const { traits } = entity;
  entity.categories |= CATEGORY_BIT.birth_date;
  if (traits.birthDate !== 0) return;
  traits.birthDate = Number(finding.value);
  traits.shortYear = hasShortYear(bytes, finding.start, finding.end);
}

function attachPhone(index: PatientIndex, finding: Finding, entity: Entity): void {
  entity.categories |= CATEGORY_BIT.phone;
  const { traits } = entity;
  traits.phoneOf = withOwners(traits.phoneOf, valuesOf(index.byPhone, phoneKey(finding.value), BEARERS));
}

/** An address of an organisation is nobody's own, unless the register has it. */
function attachEmail(index: PatientIndex, finding: Finding, entity: Entity): void {
  const { traits } = entity;
  const address = encode(finding.value);
  const bearers = patientsByEmail(index, address);
  if (bearers.length === 0 && !isPrivateAddress(finding.value)) return;
  entity.categories |= CATEGORY_BIT.email;
  traits.emailOf = withOwners(traits.emailOf, bearers);
  traits.emailName = traits.emailOf.length === 0 ? emailKeys(address).name : 0;
}

function attachAddress({ bytes }: Scan, finding: Finding, entity: Entity): void {
  entity.categories |= CATEGORY_BIT.postal_address;
  if (finding.value !== '' && entity.traits.postcode === 0) entity.traits.postcode = Number(finding.value);
  if (entity.traits.address !== 0) return;
  const street = /^[^\n,;\t]*(?:, ?[^\n,;\t]*)?/.exec(decode(bytes, finding.start, finding.end))![0];
  entity.traits.address = addressKey(encode(street));
}
