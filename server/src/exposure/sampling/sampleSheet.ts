import { itemPlace } from '../../collect/item.ts';
import type { Database } from '../../database/database.ts';
import { fetchRows } from '../../database/fetchRows.ts';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import { dateNumber, decodePatient, patientPlace } from '../../patients/patient.ts';

/** Columns of the sheet that a reader fills in: `found` (a number, 0 for nobody), `reader`, `note`. */
export const SHEET_COLUMNS = [
  'sample', 'ordinal', 'stratum', 'path', 'patient', 'name', 'birth_date', 'found', 'reader', 'note',
] as const; // prettier-ignore

export type SheetLine = Record<(typeof SHEET_COLUMNS)[number], string | number>;

/**
 * The sheet of a sample, one line a unit: a file to be read (who of the hospital's patients is in it?), or a patient to be looked for. It does not say what
 * the program found.
 */
export async function* sampleSheet(
  database: Database,
  keys: CaseKeys,
  number: number,
): AsyncGenerator<SheetLine> {
  const sql = `SELECT u.ordinal, u.stratum, i.evidence_id, i.id AS item_id, i.path_sealed, p.id AS patient_id, p.sealed
    FROM sample_units u
    LEFT JOIN contents c ON u.stratum <> 'patients' AND c.case_id = u.case_id AND c.sha256 = u.subject
    LEFT JOIN LATERAL (SELECT evidence_id, id, path_sealed FROM items WHERE content_id = c.id ORDER BY evidence_id, id LIMIT 1) i ON true
    LEFT JOIN patients p ON u.stratum = 'patients' AND p.case_id = u.case_id AND p.number_index = u.subject
    WHERE u.case_id = $1 AND u.number = $2 ORDER BY u.ordinal`;
  for await (const row of fetchRows<UnitRow>(database, sql, [database.caseId, number])) {
    const { evidence_id, item_id, path_sealed } = row;
    yield {
      sample: number,
      ordinal: row.ordinal,
      stratum: row.stratum,
      path: path_sealed === null ? '' : keys.openText(path_sealed, itemPlace.path(evidence_id!, item_id!)),
      ...identityOf(row, keys),
      found: '',
      reader: '',
      note: '',
    };
  }
}

interface UnitRow {
  ordinal: number;
  stratum: string;
  evidence_id: number | null;
  item_id: number | null;
  path_sealed: Buffer | null;
  patient_id: number | null;
  sealed: Buffer | null;
}

function identityOf(
  { patient_id, sealed }: UnitRow,
  keys: CaseKeys,
): Pick<SheetLine, 'patient' | 'name' | 'birth_date'> {
  if (patient_id === null || sealed === null) return { patient: '', name: '', birth_date: '' };
  const patient = decodePatient(patient_id, keys.open(sealed, patientPlace(patient_id)));
  const names = new Set([patient.usageName, patient.birthName].filter((name) => name !== ''));
  const date = patient.birthDate === null ? '' : String(dateNumber(patient.birthDate));
  return {
    patient: patient.patientNumber,
    name: `${[...names].join(' / ')} ${patient.givenNames.join(' ')}`,
    birth_date: date.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3'),
  };
}
