import { isLabel } from './isForm.ts';
import { readColumnName } from './readColumnName.ts';
import type { ColumnRole } from './tableLayout.ts';

/** Rows that a table of this kind has at most: somebody typed it. */
const ROWS = 100;
/** Persons beside each other that it takes. */
const PERSONS = 2;
/** Share of the rows that are the names of a datum with its values. */
const MOST = 0.6;

const NAMES: readonly ColumnRole[] = ['surname', 'birth_name', 'usage_name', 'full_name'];
const IDENTITY: readonly ColumnRole[] = [
  'given_names',
  'birth_date',
  'patient_number',
  'social_security',
  'full_name',
];

/**
 * Rows of a table whose columns are persons: the first cell names the datum, the cells behind it are one person's each
 * ('Nom' | 'DUPONT' | 'MARTIN', below it 'Prénom' | 'Jean' | 'Luc'). Null for any other table.
 */
export function findTurned(rows: readonly (readonly string[])[]): readonly number[] | null {
  if (rows.length > ROWS) return null;
  const filled = rows.flatMap((row, r) => (valuesOf(row).length > 0 ? [r] : []));
  const turned = filled.filter((r) => isNamed(rows[r]!));
  const roles = turned.map((r) => readColumnName(rows[r]![0]!)?.role ?? 'other');
  const has = (wanted: readonly ColumnRole[]): boolean => roles.some((role) => wanted.includes(role));
  const labels = turned.filter((r) => isLabel(rows[r]![0]!)).length;
  return has(NAMES) && has(IDENTITY) && labels >= 2 && turned.length >= filled.length * MOST ? turned : null;
}

function valuesOf(row: readonly string[]): string[] {
  return row.slice(1).filter((cell) => cell.trim() !== '');
}

/** A name, with values of several persons behind it that are no names themselves. */
function isNamed(row: readonly string[]): boolean {
  const values = valuesOf(row);
  return (row[0] ?? '').trim() !== '' && values.length >= PERSONS && !values.some(isLabel);
}
