import { isDeepStrictEqual } from 'node:util';
import type { CampaignSettings, Flag } from '@constat/contract/campaign.ts';
import type { Database } from '../../database/database.ts';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import type { Patient } from '../../patients/patient.ts';
import { CodeDeriver } from '../codes/deriveCode.ts';
import { printCode } from '../codes/referenceCode.ts';
import { isSheetCode, sheetCode } from '../codes/sheetCode.ts';
import { contentHash } from '../noticeRow.ts';
import { MOST_CHARACTERS, MOST_LINES } from '../select/addressBlock.ts';
import { isAtRisk } from '../select/isAtRisk.ts';
import { loadPatients } from '../select/loadPatients.ts';
import type { ExposedPerson } from '../select/loadPersons.ts';
import { isCountryLine } from '../select/foreignAddress.ts';
import { civilityOf, isRepresented, letterTo } from '../select/letterTo.ts';
import { ageOf, nameOf, patientOf } from '../select/noticeOf.ts';
import { seatOf } from '../select/recipients.ts';
import { loadFlags } from '../select/patientFlags.ts';
import type { BatchNotice } from './batchNotices.ts';
import { FailureList } from './checkFailure.ts';

/**
 * Checks the letters of a batch against the register as it stands now, before they are set: content as selected (M01), name and address of the same patient
 * (M02), nobody deceased, fictitious or at risk (M04), variant by age (M05), salutation by sex (M06), one letter a person and no code twice (M10), address (M11),
 * no empty field (M17). Throws ChecksFailed.
 */
export async function checkSelection(
  database: Database,
  keys: CaseKeys,
  settings: CampaignSettings,
  notices: readonly BatchNotice[],
): Promise<void> {
  const failures = new FailureList();
  const flags = await loadFlags(database, keys);
  const deriver = new CodeDeriver(keys);
  const seen = { persons: new Set<string>(), codes: new Set<string>(), sheets: new Set<string>() };
  for (let from = 0; from < notices.length; from += 1_000) {
    const some = notices.slice(from, from + 1_000);
    const patients = await loadPatients(database.pool, { caseId: database.caseId, keys }, some.map(({ person }) => person));
    for (const notice of some) {
      const own = patients.get(notice.person) ?? [];
      checkContent(notice, keys, deriver, failures);
      checkRegister(notice, own, settings, failures);
      checkStatus(notice, own, flags, failures);
      checkUnique(notice, seen, failures);
    }
  }
  failures.settle();
} // prettier-ignore

function checkContent(notice: BatchNotice, keys: CaseKeys, deriver: CodeDeriver, failures: FailureList): void {
  const { id, sealed, person, issue, attempts, sha256 } = notice;
  const { content } = sealed;
  const holder = { person, issue };
  failures.expect('row_integrity', id, contentHash(sealed).equals(sha256));
  failures.expect('row_integrity', id, content.code === printCode(deriver.derive(holder, attempts)));
  failures.expect('row_integrity', id, content.sheet === sheetCode(keys, holder) && isSheetCode(content.sheet));
  const { addressBlock: lines } = content;
  const isFit = lines.length >= 3 && lines.length <= MOST_LINES && lines.every((line) => Array.from(line).length <= MOST_CHARACTERS) && (/^\d{5} /.test(lines.at(-1)!) || isCountryLine(lines.at(-1)!));
  failures.expect('address', id, isFit);
  failures.expect('empty_fields', id, content.concerned.trim() !== '' && content.exposed.length > 0 && lines.every((line) => line.trim() !== ''));
} // prettier-ignore

function checkRegister(
  { id, sealed, person, recipient }: BatchNotice,
  patients: readonly Patient[],
  settings: CampaignSettings,
  failures: FailureList,
): void {
  const { content } = sealed;
  const known: ExposedPerson = { id: person, patients, probability: 1, exposed: [], notFound: [] };
  const patient = patientOf(known);
  if (patient === null) {
    failures.expect('register', id, false);
    return;
  }
  failures.expect('register', id, isDeepStrictEqual(letterTo(patient, seatOf(recipient, content.variant)), content.addressBlock));
  failures.expect('register', id, nameOf(patient) === content.concerned);
  failures.expect('salutation', id, content.civility === civilityOf(patient));
  const age = ageOf(known, settings.day);
  const isRight =
    age === null ? content.variant !== 'representative' : age < 15 ? content.variant === 'representative' : age < 18 || content.variant !== 'representative';
  failures.expect('age', id, isRight);
  const isGeneral = content.variant === 'representative' ? age !== null && age >= 15 : content.variant === 'curator' && isRepresented(patient, 'curator');
  failures.expect('age', id, content.unlisted === true ? isGeneral : content.variant !== 'curator');
} // prettier-ignore

function checkStatus(
  { id, recipient }: BatchNotice,
  patients: readonly Patient[],
  flags: ReadonlyMap<number, ReadonlySet<Flag>>,
  failures: FailureList,
): void {
  const own = new Set(patients.flatMap((patient) => [...(flags.get(patient.id) ?? [])]));
  failures.expect('status', id, patients.every(({ deathDate }) => deathDate === null));
  failures.expect('status', id, !own.has('fictitious') && (!isAtRisk(own) || (own.has('allowed') && recipient === 'main')));
} // prettier-ignore

function checkUnique(
  { id, person, recipient, sealed: { content } }: BatchNotice,
  seen: { persons: Set<string>; codes: Set<string>; sheets: Set<string> },
  failures: FailureList,
): void {
  // One letter for each recipient: the person, and whoever is told beside him.
  const told = `${person} ${recipient}`;
  failures.expect('uniqueness', id, !seen.persons.has(told) && !seen.codes.has(content.code) && !seen.sheets.has(content.sheet)); // prettier-ignore
  seen.persons.add(told);
  seen.codes.add(content.code);
  seen.sheets.add(content.sheet);
}
