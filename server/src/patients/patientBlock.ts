import type { SealKey } from '../keys/sealKey.ts';
import { decodePatient, type Patient, patientPlace } from './patient.ts';

/**
 * Some thousand patients side by side in arrays that change threads without being copied: sealed as they lie in the database, or opened. Patient i has the id
 * ids[i] and bytes[ends[i - 1] … ends[i]), the first from 0 on.
 */
export interface PatientBlock {
  readonly ids: Float64Array<ArrayBuffer>;
  readonly ends: Uint32Array<ArrayBuffer>;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Puts rows of the table of patients side by side. */
export function packBlock(
  rows: readonly { readonly id: number; readonly sealed: Uint8Array }[],
): PatientBlock {
  const ids = Float64Array.from(rows, ({ id }) => id);
  const ends = new Uint32Array(rows.length);
  let end = 0;
  for (const [i, { sealed }] of rows.entries()) ends[i] = end += sealed.length;
  const bytes = new Uint8Array(end);
  for (const [i, { sealed }] of rows.entries()) bytes.set(sealed, ends[i]! - sealed.length);
  return { ids, ends, bytes };
}

/** Opens the patients of a block where they lie: opened they are shorter. Throws SealError; the block is of no use then. */
export function openBlock({ ids, ends, bytes }: PatientBlock, key: SealKey): void {
  let from = 0;
  let opened = 0;
  for (let i = 0; i < ids.length; i++) {
    const plain = key.open(bytes.subarray(from, ends[i]), patientPlace(ids[i]!));
    from = ends[i]!;
    bytes.set(plain, opened);
    ends[i] = opened += plain.length;
  }
}

/** The patients of an opened block. */
export function* patientsOf({ ids, ends, bytes }: PatientBlock): Generator<Patient> {
  let from = 0;
  for (let i = 0; i < ids.length; i++) {
    yield decodePatient(ids[i]!, bytes.subarray(from, ends[i]));
    from = ends[i]!;
  }
}
