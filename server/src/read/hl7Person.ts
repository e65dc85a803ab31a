import type { ColumnRole } from '../columns/tableLayout.ts';
import { isTestNumber, roleOfNumber } from './frenchIdentifiers.ts';
import type { FieldRule } from './hl7Fields.ts';
import type { Hl7Segment, Hl7Value } from './hl7Message.ts';
import { type DeclaredCell, declaredCell } from './patientWriter.ts';

/** The cells of one field of a segment. */
export function fieldCells(segment: Hl7Segment, rule: FieldRule): DeclaredCell[] {
  const name = `${segment.name}-${rule.field}`;
  const values = segment.repetitions(rule.field);
  switch (rule.kind) {
    case 'numbers':
      return values.flatMap((value) => numberCells(name, value, rule));
    case 'name':
      return values.flatMap((value) => nameCells(name, value, rule));
    case 'other_name':
      return values.map((value) =>
        cell(name, 'other_names', `${value.component(1)} ${value.component(2)}`, rule),
      );
    case 'professional':
      return values.map((value) => cell(name, 'full_name', professionalName(value), rule));
    case 'address':
      return values.flatMap((value) => addressCells(name, value, rule));
    case 'contact':
      return values.flatMap((value) => contactCells(name, value, rule));
    case 'insured_number':
      return values.map((value) => cell(name, 'insured_number', value.component(1), rule));
    case 'text':
      return [cell(name, rule.role, textOf(segment, rule), rule)];
  }
}

function cell(
  name: string,
  role: ColumnRole,
  text: string,
  { subject }: Pick<FieldRule, 'subject'>,
): DeclaredCell {
  return declaredCell(name, role, text, subject);
}

const DATE_ROLES: ReadonlySet<ColumnRole> = new Set([
  'birth_date',
  'visit_date',
  'document_date',
  'death_date',
]);

/** Dates come with hours and a time zone, which are cut off. */
function textOf(segment: Hl7Segment, { field, role }: FieldRule): string {
  if (DATE_ROLES.has(role)) return segment.first(field).component(1).slice(0, 8);
  return role === 'sex' ? segment.first(field).component(1) : segment.text(field);
}

/** CX: number ^ check ^ scheme ^ authority (name & OID & ISO) ^ type. */
function numberCells(name: string, value: Hl7Value, rule: FieldRule): DeclaredCell[] {
  const number = value.component(1);
  const oid = value.subcomponent(4, 2);
  const type = value.component(5);
  if (isTestNumber(oid, type))
    return [cell(name, 'other', number, rule), cell(name, 'test_mark', oid || type, rule)];
  const role = roleOfNumber(oid, type);
  if (rule.subject === 'relative')
    return [cell(name, role === 'identifier' ? role : 'social_security', number, rule)];
  return [cell(name, rule.role === 'stay_number' ? rule.role : role, number, rule)];
}

/** Which name of a person it is (table 0200): birth name, usage name, one borne besides. */
const ROLE_OF_NAME_TYPE: Readonly<Record<string, ColumnRole>> = {
  L: 'birth_name',
  M: 'birth_name',
  B: 'birth_name',
  D: 'usage_name',
  A: 'other_names',
  N: 'other_names',
  S: 'other_names',
  I: 'other_names',
  P: 'other_names',
  NB: 'other_names',
};

/** XPN: family ^ given ^ further given names ^ suffix ^ prefix ^ degree ^ type … ^ called by (15). */
function nameCells(name: string, value: Hl7Value, rule: FieldRule): DeclaredCell[] {
  const family = value.subcomponent(1, 1) || value.component(1);
  const given = value.component(2);
  if (rule.subject !== 'person') return [cell(name, 'full_name', `${family} ${given}`, rule)];
  const role = ROLE_OF_NAME_TYPE[value.component(7)] ?? 'surname';
  return [
    cell(name, role, family, rule),
    cell(name, role === 'other_names' ? role : 'given_names', given, rule),
    cell(name, 'other_names', value.component(3), rule),
    cell(name, 'other_names', value.component(15), rule),
  ];
}

/** XCN: number ^ family ^ given. */
function professionalName(value: Hl7Value): string {
  return [value.component(2), value.component(3)].join(' ').trim() || value.component(1);
}

/** XAD: street ^ other ^ town ^ region ^ postcode ^ country ^ type. */
function addressCells(name: string, value: Hl7Value, rule: FieldRule): DeclaredCell[] {
  const type = value.component(7);
  const whole = [1, 2, 3, 4, 5].map((number) => value.component(number)).join(' ');
  if (/^(?:BDL|BR|N|F)$/.test(type)) return [cell(name, 'birth_place', whole, rule)];
  if (/^(?:B|O)$/.test(type)) return [cell(name, 'other', whole, rule)];
  return [
    cell(name, 'address', value.component(1), rule),
    cell(name, 'address_more', `${value.component(2)} ${value.component(19)}`, rule),
    cell(name, 'city', value.component(3), rule),
    cell(name, 'postcode', value.component(5), rule),
  ];
}

/** XTN: number ^ use ^ equipment ^ e-mail ^ country ^ area ^ local … ^ unformatted number (12). */
function contactCells(name: string, value: Hl7Value, rule: FieldRule): DeclaredCell[] {
  const parts = [5, 6, 7]
    .map((number) => value.component(number))
    .join(' ')
    .trim();
  const all = [1, 4, 12].map((number) => value.component(number)).concat(parts);
  return [...new Set(all)].map((text) => cell(name, text.includes('@') ? 'email' : 'phone', text, rule));
}
