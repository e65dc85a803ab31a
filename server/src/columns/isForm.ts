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

/** Whether rows are the lines of a form: labels with their values beside them ('Nom' | 'DUPONT'), one below the other. */
export function isForm(rows: readonly (readonly string[])[]): boolean {
  const labels = new Set<string>();
  for (const row of rows) {
    const filled = row.filter((cell) => cell.trim() !== '');
    filled.slice(0, -1).forEach((cell, i) => {
      if (isLabel(cell) && !isLabel(filled[i + 1]!)) labels.add(cell);
    });
  }
  return labels.size >= LABELS;
}

function isLabel(cell: string): boolean {
  if (cell.length > 40 || /\d/.test(cell)) return false;
  const reading = readColumnName(cell);
  return reading !== null && ASKED.has(reading.role) && columnSenses(cell).unknown === 0;
}
