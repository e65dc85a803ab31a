import type { Standing } from '../patients/patient.ts';
import {
  REPRESENTATIVE_FIELDS,
  type RepresentativeField,
  type RepresentativePart,
} from '../patients/representativeColumns.ts';

/** The names of the fields of those who stand for a patient: 'guardian', 'guardian: address' … */
export function representativeFields(
  standings: Readonly<Record<Standing, string>>,
  parts: Readonly<Record<Exclude<RepresentativePart, ''>, string>>,
): Readonly<Record<RepresentativeField, string>> {
  const whole: readonly [RepresentativePart, string][] = [
    ['', ''],
    ...(Object.entries(parts) as [RepresentativePart, string][]),
  ];
  const entries = (Object.entries(standings) as [Standing, string][]).flatMap(([standing, name]) =>
    whole.map(([part, said]): [string, string] => [
      `${standing}${part}`,
      said === '' ? name : `${name} (${said})`,
    ]),
  );
  const fields = new Map(entries);
  return Object.fromEntries(REPRESENTATIVE_FIELDS.map((field) => [field, fields.get(field)!])) as Record<
    RepresentativeField,
    string
  >;
}
