import type { ColumnRole, ColumnSubject } from '../columns/tableLayout.ts';

/** What an element says: a cell of the patient's row, or words to be read as text about the patient. */
export interface TagRule {
  readonly role: ColumnRole | 'text';
  readonly subject?: ColumnSubject;
}

/** Elements that say something of persons (french-formats.md 9; PS3.6). Names are taken apart by role. */
export const TAG_RULES: ReadonlyMap<number, TagRule> = new Map<number, TagRule>([
  [0x00100010, { role: 'surname' }],
  [0x00100020, { role: 'identifier' }],
  [0x00101000, { role: 'identifier' }],
  [0x00101001, { role: 'other_names' }],
  [0x00101005, { role: 'birth_name' }],
  [0x00101060, { role: 'full_name', subject: 'relative' }],
  [0x00102297, { role: 'full_name', subject: 'relative' }],
  [0x00100030, { role: 'birth_date' }],
  [0x00100040, { role: 'sex' }],
  [0x00100050, { role: 'insurance' }],
  [0x00101040, { role: 'address' }],
  [0x00102154, { role: 'phone' }],
  [0x00102155, { role: 'contact' }],
  [0x00102000, { role: 'medical' }],
  [0x00102110, { role: 'medical' }],
  [0x001021c0, { role: 'medical' }],
  [0x001021d0, { role: 'medical' }],
  [0x001021b0, { role: 'text' }],
  [0x00104000, { role: 'text' }],
  [0x00380010, { role: 'stay_number' }],
  [0x00380020, { role: 'visit_date' }],
  [0x00380300, { role: 'medical' }],
  [0x00080020, { role: 'visit_date' }],
  [0x00080012, { role: 'document_date' }],
  [0x00080060, { role: 'medical' }],
  [0x00081030, { role: 'medical' }],
  [0x0008103e, { role: 'medical' }],
  [0x00081080, { role: 'medical' }],
  [0x00180015, { role: 'medical' }],
  [0x00181030, { role: 'medical' }],
  [0x00321060, { role: 'medical' }],
  [0x00400007, { role: 'medical' }],
  [0x00400254, { role: 'medical' }],
  [0x00401002, { role: 'medical' }],
  [0x00420010, { role: 'medical' }],
  [0x00080090, { role: 'full_name', subject: 'professional' }],
  [0x00081048, { role: 'full_name', subject: 'professional' }],
  [0x00081050, { role: 'full_name', subject: 'professional' }],
  [0x00081060, { role: 'full_name', subject: 'professional' }],
  [0x00081070, { role: 'full_name', subject: 'professional' }],
  [0x00321032, { role: 'full_name', subject: 'professional' }],
  [0x00400006, { role: 'full_name', subject: 'professional' }],
  [0x00204000, { role: 'text' }],
  [0x00324000, { role: 'text' }],
  [0x00084000, { role: 'text' }],
  [0x00401400, { role: 'text' }],
  [0x00402400, { role: 'text' }],
  [0x4008010b, { role: 'text' }],
  [0x40080300, { role: 'text' }],
  [0x40084000, { role: 'text' }],
  [0x00700006, { role: 'text' }],
  [0x0040a160, { role: 'text' }],
]);

/** 0x00100010 -> '(0010,0010)'. */
export function tagName(tag: number): string {
  const digits = tag.toString(16).padStart(8, '0').toUpperCase();
  return `(${digits.slice(0, 4)},${digits.slice(4)})`;
}
