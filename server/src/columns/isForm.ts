import { columnSenses } from './columnSenses.ts';
import { readColumnName } from './readColumnName.ts';
import type { ColumnRole } from './tableLayout.ts';

/** What a form about a person asks for. */
const ASKED: ReadonlySet<ColumnRole> = new Set([
  'patient_number', 'social_security', 'surname', 'birth_name', 'usage_name', 'given_names', 'full_name', 'birth_date', 'birth_place', 'sex', 'address',
  'postcode', 'city', 'phone', 'email',
]); // prettier-ignore
/** Different labels that make a form. */
const LABELS = 3;

/** Share of the rows with a label from which on they cannot be those of a table. */
const LABELLED = 0.3;

/**
 * Whether rows are the lines of a form: labels with their values beside them ('Nom' | 'DUPONT'), one below the other. `throughout` when so many rows
 * are that the others cannot be records of persons.
 */
export function isForm(rows: readonly (readonly string[])[], throughout: boolean): boolean {
  const labels = new Set<string>();
  let filledRows = 0;
  let labelled = 0;
  for (const row of rows) {
    const filled = row.filter((cell) => cell.trim() !== '');
    const own = filled.filter(
      (cell, i) => i + 1 < filled.length && isLabel(cell) && !isLabel(filled[i + 1]!),
    );
    own.forEach((cell) => labels.add(cell));
    if (filled.length > 0) filledRows++;
    if (own.length > 0) labelled++;
  }
  return labels.size >= LABELS && (!throughout || labelled >= filledRows * LABELLED);
}

/** Whether a cell asks for something that a form about a person asks for. */
export function isLabel(cell: string): boolean {
  if (cell.length > 40 || /\d/.test(cell)) return false;
  const reading = readColumnName(cell);
  return reading !== null && ASKED.has(reading.role) && columnSenses(cell).unknown === 0;
}
