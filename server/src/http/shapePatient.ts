import type { Category } from '@constat/contract/category.ts';
import type { PatientExposure, SeenPatient } from '@constat/contract/patientLookUp.ts';
import type { Role } from '@constat/contract/role.ts';
import { writtenDate } from '../exposure/exportLines.ts';
import type { ExposedItem } from '../exposure/patientExposure.ts';
import { dateNumber, type Patient } from '../patients/patient.ts';
import { DELICATE, FIELDS, type PatientField } from './permissions.ts';

const sees = (role: Role, field: PatientField): boolean => FIELDS[role].includes(field);

/** A patient as far as the role may see him. */
export function shapePatient(patient: Patient, role: Role): SeenPatient {
  const { birthName, usageName, givenNames, sex, phones, email } = patient;
  return {
    id: patient.id,
    identity: !sees(role, 'identity')
      ? null
      : {
          number: patient.patientNumber,
          birthName,
          usageName,
          givenNames: [...givenNames],
          birthDate: patient.birthDate === null ? null : writtenDate(dateNumber(patient.birthDate)),
          sex,
        },
    contact: !sees(role, 'contact')
      ? null
      : {
          address: [
            patient.address,
            patient.addressMore,
            `${patient.postcode} ${patient.city}`.trim(),
          ].filter((line) => line !== ''),
          phones: [...phones],
          email,
        },
    nationalNumber: sees(role, 'national_number') ? patient.nir : null,
  };
}

/** Categories as far as the role may see them; null when it sees none. */
export function shapeCategories(categories: readonly Category[], role: Role): Category[] | null {
  if (!sees(role, 'exposure')) return null;
  return categories.filter((category) => sees(role, 'delicate') || !DELICATE.includes(category));
}

/** One item that tells of a patient, as far as the role may see it. */
export function shapeItem(item: ExposedItem, role: Role): PatientExposure['items'][number] {
  const { path, locator, reasons, years, probability, reviewers } = item;
  return {
    years,
    probability,
    reviewers,
    categories: shapeCategories(item.categories, role),
    place: sees(role, 'places') ? { path, locator, reasons: [...reasons] } : null,
  };
}
