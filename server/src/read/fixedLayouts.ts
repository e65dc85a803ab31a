import { nirKey } from '../columns/nirKey.ts';
import { normaliseNir } from '../columns/normaliseNir.ts';
import type { ColumnRole, ColumnSubject } from '../columns/tableLayout.ts';

/** A field of a line: positions from 1, both inclusive, as the specifications count. */
export interface FixedField {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly role: ColumnRole;
  readonly subject?: ColumnSubject | undefined;
  /** A date written DDMMYY: its century is told by the other dates of the line. */
  readonly isShortDate?: boolean | undefined;
}

/** What the lines of one kind hold. */
export interface FixedLayout {
  readonly name: string;
  /** Whether a line is of this kind. */
  matches(line: string): boolean;
  readonly fields: readonly FixedField[];
  /** What the line does with the row of a person: begins one, adds to the one that is open, or ends it. */
  readonly row: 'begins' | 'adds' | 'ends';
}

/** The characters of a field, without blanks around them. */
export function fieldText(line: string, from: number, to: number): string {
  return line.slice(from - 1, to).trim();
}

function isDate(line: string, from: number): boolean {
  return /^(?:[0-2]\d|3[01])(?:0\d|1[0-2])(?:18|19|20)\d\d$/.test(line.slice(from - 1, from + 7));
}

function isSex(line: string, at: number): boolean {
  return /[1-3]/.test(line[at - 1] ?? '');
}

/** FINESS: nine digits (2A and 2B in Corsica), the last one a Luhn digit (identifiers.md 5). */
function isFiness(line: string, from: number): boolean {
  const text = line.slice(from - 1, from + 8);
  if (/^2[AB]\d{7}$/.test(text)) return true;
  if (!/^\d{9}$/.test(text)) return false;
  let sum = 0;
  for (let i = 0; i < 9; i++) {
    const digit = Number(text[8 - i]);
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** A NIR with its right key at a position. */
export function hasNirAt(line: string, from: number): boolean {
  const nir = normaliseNir(line.slice(from - 1, from + 12));
  return nir !== null && Number(line.slice(from + 12, from + 14)) === nirKey(nir.body);
}

/** A NIR without its key, or none at all. */
function mayHaveNirAt(line: string, from: number): boolean {
  const text = fieldText(line, from, from + 12);
  return text === '' || /^[X0]+$/.test(text) || normaliseNir(text) !== null;
}

type Short = readonly [role: ColumnRole, from: number, to: number, name?: string, subject?: ColumnSubject];

function fields(rules: readonly Short[]): FixedField[] {
  return rules.map(([role, from, to, name, subject]) => ({
    name: name ?? `${role} ${from}-${to}`,
    from,
    to,
    role,
    subject,
  }));
}

/** RHS differ by the year in where the birth date begins. */
function rhs(birth: number): FixedLayout {
  return {
    name: 'RHS',
    matches: (line) => isFiness(line, 14) && isDate(line, birth) && isSex(line, birth + 8),
    fields: fields([
      ['stay_number', 33, 52],
      ['birth_date', birth, birth + 7],
      ['sex', birth + 8, birth + 8],
      ['postcode', birth + 9, birth + 13],
      ['medical', 145, 168, 'diagnostics'],
      ['medical', 14, 22, 'FINESS'],
    ]),
    row: 'begins',
  };
}

const RSS_GROUPED: FixedLayout = {
  name: 'RSS',
  matches: (line) =>
    /^.{9}1\d\d/.test(line) &&
    /^0\d\d$/.test(line.slice(24, 27)) &&
    isFiness(line, 16) &&
    isDate(line, 78) &&
    isSex(line, 86),
  fields: fields([
    ['stay_number', 48, 67],
    ['birth_date', 78, 85],
    ['sex', 86, 86],
    ['medical', 87, 90, 'unité médicale'],
    ['visit_date', 93, 100],
    ['visit_date', 103, 110],
    ['postcode', 113, 117],
    ['medical', 3, 8, 'GHM'],
    ['medical', 141, 148, 'diagnostic principal'],
    ['medical', 149, 156, 'diagnostic relié'],
  ]),
  row: 'begins',
};

const RSS: FixedLayout = {
  name: 'RSS',
  matches: (line) =>
    isFiness(line, 1) && /^0\d\d$/.test(line.slice(9, 12)) && isDate(line, 63) && isSex(line, 71),
  fields: fields([
    ['stay_number', 33, 52],
    ['birth_date', 63, 70],
    ['sex', 71, 71],
    ['medical', 72, 75, 'unité médicale'],
    ['visit_date', 78, 85],
    ['visit_date', 88, 95],
    ['postcode', 98, 102],
    ['medical', 126, 133, 'diagnostic principal'],
  ]),
  row: 'begins',
};

const VID_HOSP: FixedLayout = {
  name: 'VID-HOSP',
  matches: (line) =>
    /^V\d{3}$/.test(line.slice(48, 52)) && mayHaveNirAt(line, 1) && isDate(line, 20) && isSex(line, 28),
  fields: fields([
    ['insured_number', 1, 13, 'NIR assuré'],
    ['birth_date', 20, 27],
    ['sex', 28, 28],
    ['stay_number', 29, 48],
    ['social_security', 62, 74, 'NIR individuel'],
    ['insurance', 241, 250, 'organisme complémentaire'],
    ['visit_date', 275, 282],
    ['visit_date', 283, 290],
    ['patient_number', 354, 373, 'IPP'],
    ['social_security', 374, 388, 'INS'],
    ['full_name', 397, 436, 'médecin', 'professional'],
  ]),
  row: 'begins',
};

const VID_IPP: FixedLayout = {
  name: 'VID-IPP',
  matches: (line) =>
    hasNirAt(line, 1) && isDate(line, 16) && isSex(line, 24) && mayHaveNirAt(line, 62) && line.length >= 100,
  fields: fields([
    ['insured_number', 1, 13, 'NIR assuré'],
    ['birth_date', 16, 23],
    ['sex', 24, 24],
    ['social_security', 62, 74, 'NIR individuel'],
    ['patient_number', 81, 100, 'IPP'],
    ['social_security', 121, 135, 'INS'],
    ['medical', 1, 1, 'psychiatrie'],
  ]),
  row: 'begins',
};

/** RPS and RAA (psychiatry) have the same head; the format begins with P. */
const PSYCHIATRY: FixedLayout = {
  name: 'RIM-P',
  matches: (line) =>
    isFiness(line, 1) && /^[PR]\d\d$/.test(line.slice(18, 21)) && isDate(line, 42) && isSex(line, 50),
  fields: fields([
    ['medical', 19, 21, 'format'],
    ['patient_number', 22, 41, 'IPP'],
    ['birth_date', 42, 49],
    ['sex', 50, 50],
    ['postcode', 51, 55],
  ]),
  row: 'begins',
};

const RPSS: FixedLayout = {
  name: 'RPSS',
  matches: (line) => isFiness(line, 4) && isFiness(line, 13) && isDate(line, 62) && isSex(line, 70),
  fields: fields([
    ['medical', 1, 3, 'format'],
    ['patient_number', 22, 41, 'IPP'],
    ['stay_number', 42, 61],
    ['birth_date', 62, 69],
    ['sex', 70, 70],
    ['postcode', 71, 75],
  ]),
  row: 'begins',
};

const RSF: readonly FixedLayout[] = [
  {
    name: 'RSF-A',
    matches: (line) =>
      line.startsWith('A') &&
      isFiness(line, 2) &&
      mayHaveNirAt(line, 42) &&
      isDate(line, 96) &&
      isSex(line, 40),
    fields: fields([
      ['sex', 40, 40],
      ['insured_number', 42, 54, 'NIR assuré'],
      ['social_security', 69, 81, 'NIR individuel'],
      ['birth_date', 96, 103],
      ['visit_date', 105, 112],
      ['visit_date', 113, 120],
      ['postcode', 121, 125],
      ['insurance', 203, 212, 'organisme complémentaire'],
      ['patient_number', 222, 241, 'IPP'],
      ['social_security', 242, 256, 'INS'],
    ]),
    row: 'begins',
  },
  {
    name: 'RSF-ACE-A',
    matches: (line) =>
      line.startsWith('A') &&
      isFiness(line, 2) &&
      mayHaveNirAt(line, 22) &&
      isDate(line, 76) &&
      isSex(line, 20),
    fields: fields([
      ['sex', 20, 20],
      ['insured_number', 22, 34, 'NIR assuré'],
      ['social_security', 49, 61, 'NIR individuel'],
      ['birth_date', 76, 83],
      ['visit_date', 85, 92],
      ['visit_date', 93, 100],
      ['postcode', 101, 105],
      ['insurance', 184, 193, 'organisme complémentaire'],
      ['patient_number', 266, 285, 'IPP'],
      ['social_security', 286, 300, 'INS'],
    ]),
    row: 'begins',
  },
  { name: 'RSF', matches: (line) => /^[BCHLMP]/.test(line) && isFiness(line, 2), fields: [], row: 'adds' },
];

/** B2 (billing with health insurance), 128 characters; an invoice begins with a line 2 and ends with a line 5 or the next one. */
const B2: readonly FixedLayout[] = [
  {
    name: 'B2',
    matches: (line) => /^(?:000|999|1|5|6)/.test(line) && !/^5S/.test(line),
    fields: [],
    row: 'ends',
  },
  {
    name: 'B2-2S',
    matches: (line) => line.startsWith('2S'),
    fields: fields([
      ['social_security', 50, 62, 'NIR individuel'],
      ['full_name', 72, 111, 'médecin', 'professional'],
    ]),
    row: 'adds',
  },
  {
    name: 'B2-2B',
    matches: (line) => line.startsWith('2B'),
    fields: fields([['full_name', 43, 128, 'nom']]),
    row: 'adds',
  },
  {
    name: 'B2-2C',
    matches: (line) => line.startsWith('2C'),
    fields: fields([['postcode', 91, 95]]),
    row: 'adds',
  },
  {
    name: 'B2-2',
    matches: (line) => /^2[^A-Z]/.test(line) && hasNirAt(line, 12) && /^\d{6}$/.test(line.slice(95, 101)),
    fields: [
      ...fields([
        ['insured_number', 12, 24, 'NIR assuré'],
        ['insurance', 119, 128, 'organisme complémentaire'],
      ]),
      { name: 'entrée', from: 103, to: 108, role: 'visit_date', isShortDate: true },
      { name: 'naissance', from: 96, to: 101, role: 'birth_date', isShortDate: true },
    ],
    row: 'begins',
  },
  {
    name: 'B2-3',
    matches: (line) => /^3/.test(line),
    fields: fields([['medical', 1, 1, 'séjour']]),
    row: 'adds',
  },
  {
    name: 'B2-4',
    matches: (line) => /^4/.test(line),
    fields: fields([['medical', 76, 90, 'acte']]),
    row: 'adds',
  },
];

/**
 * Known files of fixed width, each with the kinds of lines it has (french-formats.md 7 and 8; formats of ATIH 2012 to 2026).
 * The first kind that matches a line is its own. Those whose positions are proved best come first.
 */
export const KNOWN_FILES: readonly (readonly FixedLayout[])[] = [
  [VID_HOSP],
  [RSS_GROUPED],
  [PSYCHIATRY],
  [RPSS],
  RSF,
  [RSS],
  [rhs(82)],
  [rhs(81)],
  [VID_IPP],
  B2,
];
