import { nirKey } from './nirKey.ts';
import { hasRightCheck } from './ibanCheck.ts';
import type { ColumnRole } from './tableLayout.ts';

/** What the cells of a column look like. */
export interface ContentReading {
  /** The role that the contents alone suggest; null when they say nothing. */
  readonly role: ColumnRole | null;
  /** Share of the filled cells that agree with it. */
  readonly share: number;
  readonly filled: number;
}

const TESTS: readonly (readonly [ColumnRole, (cell: string) => boolean])[] = [
  ['email', (cell) => /^[^\s@;,]+@[^\s@;,]+\.[a-z]{2,}$/i.test(cell)],
  [
    'iban',
    (cell) =>
      /^[A-Z]{2}\d\d[\dA-Z ]{10,34}$/i.test(cell) && hasRightCheck(cell.replace(/\s/g, '').toUpperCase()),
  ],
  ['social_security', (cell) => isNir(cell)],
  ['phone', (cell) => /^(?:\+33|0033|0)[ .(]*[1-9](?:[ .\-/()]*\d){8}$/.test(cell)],
  ['birth_date', (cell) => isDate(cell)],
  ['postcode', (cell) => /^(?:0[1-9]|[1-8]\d|9[0-8])\d{3}$/.test(cell)],
  ['postcode_city', (cell) => /^(?:0[1-9]|[1-8]\d|9[0-8])\d{3}[ -]+\p{L}/u.test(cell)],
  [
    'address',
    (cell) =>
      /^\d{1,4}(?: ?(?:bis|ter|quater|[A-D]))?,? (?:rue|av|bd|boul|all|imp|ch|route|rte|place|pl|quai|square|cours|r[e\u00e9]s|impasse|sent|passage|cit)/i.test(
        cell,
      ),
  ],
  ['sex', (cell) => /^(?:[MFH12]|male|female|masculin|f[e\u00e9]minin|homme|femme)$/i.test(cell)],
  ['medical', (cell) => /^[A-Z]\d\d(?:\.?\d{1,2})?$/.test(cell) || /^[A-Z]{4}\d{3}$/.test(cell)],
];

function isNir(cell: string): boolean {
  const text = cell.replace(/[\s.\u00a0-]/g, '').toUpperCase();
  if (!/^[1-478]\d{2}(?:0[1-9]|1[0-2]|[2-9]\d)(?:\d{2}|2[AB])\d{6}(?:\d{2})?$/.test(text)) return false;
  return text.length === 13 || nirKey(text.slice(0, 13)) === Number(text.slice(13)) || /^[12]/.test(text);
}

function isDate(cell: string): boolean {
  return (
    /^(?:\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|\d{4}[/.-]\d{2}[/.-]\d{2})(?:[T ]\d{2}:\d{2}.*)?$/.test(
      cell,
    ) || /^(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/.test(cell)
  );
}

/** Reads the cells of one column. */
export function readColumnContents(cells: readonly string[]): ContentReading {
  const filled = cells.map((cell) => cell.trim()).filter((cell) => cell !== '' && !/^-+$/.test(cell));
  if (filled.length === 0) return { role: null, share: 0, filled: 0 };
  let best: ContentReading = { role: null, share: 0, filled: filled.length };
  for (const [role, test] of TESTS) {
    const share = filled.filter(test).length / filled.length;
    if (share > best.share && share >= 0.6) best = { role, share, filled: filled.length };
  }
  if (best.role !== null) return best.role === 'birth_date' ? { ...best, role: dateRole(filled) } : best;
  const long = filled.filter((cell) => cell.length > 40).length / filled.length;
  return long > 0.3 ? { role: 'free_text', share: long, filled: filled.length } : best;
}

/** Dates that spread over decades are birth dates, dates of a few years are visits. */
function dateRole(cells: readonly string[]): ColumnRole {
  const years = cells
    .map((cell) => Number(/(?:18|19|20)\d\d/.exec(cell)?.[0] ?? 0))
    .filter((year) => year > 0);
  if (years.length < 3) return 'visit_date';
  const sorted = years.toSorted((a, b) => a - b);
  const spread = sorted[Math.floor(sorted.length * 0.9)]! - sorted[Math.floor(sorted.length * 0.1)]!;
  return spread >= 25 ? 'birth_date' : 'visit_date';
}
