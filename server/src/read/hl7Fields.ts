import type { ColumnRole, ColumnSubject } from '../columns/tableLayout.ts';

/** How a field is taken apart. */
export type FieldKind =
  | 'numbers'
  | 'name'
  | 'other_name'
  | 'professional'
  | 'address'
  | 'contact'
  | 'insured_number'
  /** The field as one text, with the role of the rule. */
  | 'text';

/** What a field of a segment says, and of whom. */
export interface FieldRule {
  readonly field: number;
  readonly kind: FieldKind;
  readonly role: ColumnRole;
  readonly subject: ColumnSubject;
}

const DEFAULT_ROLE: Readonly<Record<FieldKind, ColumnRole>> = {
  numbers: 'identifier',
  name: 'surname',
  other_name: 'other_names',
  professional: 'full_name',
  address: 'address',
  contact: 'contact',
  insured_number: 'insured_number',
  text: 'other',
};

type Short = readonly [
  field: number,
  kind: FieldKind,
  role?: ColumnRole | undefined,
  subject?: ColumnSubject,
];

/** Texts of a role: [[3, 4], 'medical'] is short for two rules. */
function texts(
  fields: readonly number[],
  role: ColumnRole,
  subject: ColumnSubject = 'person',
): readonly Short[] {
  return fields.map((field) => [field, 'text', role, subject]);
}

function relatives(rules: readonly Short[]): readonly Short[] {
  return rules.map(([field, kind, role]) => [field, kind, role, 'relative']);
}

function professionals(fields: readonly number[]): readonly Short[] {
  return fields.map((field) => [field, 'professional', 'full_name', 'professional']);
}

/** Fields by segment (HL7 v2.5, chapters 3, 4, 6, 7, 9; french-formats.md 4). Segments that are not named here become text. */
const RULES: Readonly<Record<string, readonly Short[]>> = {
  MSH: texts([7], 'document_date'),
  EVN: texts([2, 6], 'document_date'),
  PID: [
    [2, 'numbers'],
    [4, 'numbers'],
    [3, 'numbers'],
    [5, 'name'],
    [6, 'name', 'surname', 'relative'],
    [7, 'text', 'birth_date'],
    [8, 'text', 'sex'],
    [9, 'other_name'],
    [11, 'address'],
    [13, 'contact'],
    [14, 'contact'],
    [40, 'contact'],
    [18, 'numbers', 'stay_number'],
    [19, 'insured_number'],
    [20, 'text', 'identity_document'],
    [21, 'numbers', 'identifier', 'relative'],
    [23, 'text', 'birth_place'],
    [29, 'text', 'death_date'],
  ],
  MRG: [
    [1, 'numbers'],
    [2, 'numbers'],
    [4, 'numbers'],
    [5, 'numbers', 'stay_number'],
    [7, 'other_name'],
  ],
  PD1: professionals([4]),
  NK1: relatives([
    [2, 'name'],
    [4, 'address'],
    [5, 'contact'],
    [6, 'contact'],
    [16, 'text', 'birth_date'],
    [30, 'name'],
    [31, 'contact'],
    [32, 'address'],
    [33, 'numbers'],
    [37, 'numbers'],
  ]),
  PV1: [
    ...texts([2, 3, 10, 18], 'medical'),
    [19, 'numbers', 'stay_number'],
    [50, 'numbers', 'stay_number'],
    ...professionals([7, 8, 9, 17, 52]),
    ...texts([44, 45], 'visit_date'),
  ],
  PV2: [...texts([3, 12], 'medical'), ...texts([8, 9], 'visit_date'), ...professionals([13])],
  IN1: [
    ...texts([2, 3, 4, 36], 'insurance'),
    [16, 'name', 'surname', 'relative'],
    [19, 'address', 'address', 'relative'],
    [18, 'text', 'birth_date', 'relative'],
    [49, 'insured_number'],
  ],
  IN2: [
    [1, 'insured_number'],
    [2, 'insured_number'],
    ...texts([6, 8, 10, 26, 61], 'insurance'),
    [7, 'other_name'],
    [63, 'contact', 'contact', 'relative'],
  ],
  GT1: relatives([
    [2, 'numbers'],
    [3, 'name'],
    [4, 'name'],
    [5, 'address'],
    [6, 'contact'],
    [7, 'contact'],
    [8, 'text', 'birth_date'],
  ]),
  DB1: [[3, 'numbers']],
  DG1: [...texts([3, 4], 'medical'), ...texts([5], 'visit_date'), ...professionals([16])],
  PR1: [...texts([3, 4], 'medical'), ...texts([5], 'visit_date'), ...professionals([8, 11, 12])],
  AL1: texts([3, 5], 'medical'),
  IAM: texts([3, 5], 'medical'),
  PRB: texts([3], 'medical'),
  OBR: [
    ...texts([4, 13, 31], 'medical'),
    ...texts([7], 'visit_date'),
    ...professionals([10, 16, 28, 32, 33, 34, 35]),
  ],
  ORC: professionals([10, 11, 12, 19]),
  RXA: [...texts([5], 'medical'), ...texts([3], 'visit_date'), ...professionals([10])],
  RXE: [...texts([2], 'medical'), ...professionals([13, 14])],
  RXO: [...texts([1], 'medical'), ...professionals([14])],
  RXD: [...texts([2], 'medical'), ...professionals([10])],
  FT1: [...texts([7, 19, 25], 'medical'), ...texts([4], 'visit_date'), ...professionals([20, 21])],
  SCH: [...texts([6, 7], 'medical'), ...professionals([12, 16, 20])],
  AIS: texts([3], 'medical'),
  AIL: texts([3], 'medical'),
  AIP: professionals([3]),
  SPM: texts([4], 'medical'),
  TXA: [
    [4, 'text', 'visit_date'],
    ...professionals([5, 9, 10, 11, 22]),
    // A document exists about the person, whatever it is called.
    [2, 'text', 'medical'],
  ],
  ROL: professionals([4]),
  PRT: professionals([5]),
  ACC: texts([2, 3], 'medical'),
  ZFS: texts([1, 2, 3, 4, 5], 'medical'),
};

/** Segments that say nothing of persons, or only of professionals. */
export const SILENT_SEGMENTS: ReadonlySet<string> = new Set(
  'FHS BHS BTS FTS MSA ERR QAK DSC SFT RCP RDF TQ1 TQ2 STF PRA ORG AFF LAN EDU CER PRD CTD RGS RXR PRC LOC LCH LRL LDP LCC MFI MFE OM1 OM2'.split(
    ' ',
  ),
);

const RULES_BY_SEGMENT = new Map(
  Object.entries(RULES).map(([segment, rules]) => [
    segment,
    rules.map(([field, kind, role = DEFAULT_ROLE[kind], subject = 'person']): FieldRule => ({
      field,
      kind,
      role,
      subject,
    })),
  ]),
);

/** The rules of a segment; undefined for one that is not known. */
export function fieldRules(segment: string): readonly FieldRule[] | undefined {
  return RULES_BY_SEGMENT.get(segment);
}
