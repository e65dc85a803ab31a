import type { ColumnCells } from './columnCells.ts';
import type { OtherPerson } from './registerEvidence.ts';
import type { ColumnLayout, ColumnRole, FurtherPerson } from './tableLayout.ts';

const NAME_ROLES: ReadonlySet<ColumnRole> = new Set(['surname', 'birth_name', 'usage_name', 'full_name']);
/** What makes a relative's columns a person of their own. */
const IDENTITY: ReadonlySet<ColumnRole> = new Set(['birth_date', 'patient_number', 'social_security']);
/** Share of the names of one list that the list beside it has too. */
const SAME_NAMES = 0.6;

/** Where lists of the same columns stand side by side ('Nom | Prénom | | Nom | Prénom'), the first column of each; else null. */
export function sideBySide(names: readonly string[]): readonly number[] | null {
  const first = names.findIndex((name) => name !== '');
  if (first < 0) return null;
  const starts = names.flatMap((name, c) => (name === names[first] ? [c] : []));
  if (starts.length < 2) return null;
  const period = starts[1]! - first;
  if (period < 2 || starts.some((start, s) => start !== first + s * period)) return null;
  const inFirst = names.slice(first, first + period).filter((name) => name !== '');
  const inSecond = names.slice(first + period, first + 2 * period);
  return inFirst.length > 1 &&
    inFirst.filter((name) => inSecond.includes(name)).length >= inFirst.length * SAME_NAMES
    ? starts
    : null;
}

/**
 * Where lists of different columns stand side by side, an empty column between them ('Patient | DN | Aval | | IPP | Nom et prénom | Né le'), the first column
 * of each; else null. Each says who its persons are.
 */
export function partedLists(
  columns: readonly ColumnLayout[],
  cells: readonly ColumnCells[],
): readonly number[] | null {
  const isGap = (c: number): boolean => columns[c]!.name === '' && cells[c]!.filled === 0;
  const starts = columns.flatMap((_, c) => {
    if (isGap(c) || (c > 0 && !isGap(c - 1))) return [];
    const end = columns.findIndex((_, other) => other > c && isGap(other));
    return saysWho(columns.slice(c, end < 0 ? columns.length : end)) ? [c] : [];
  });
  return starts.length < 2 ? null : [0, ...starts.slice(1)];
}

function saysWho(columns: readonly ColumnLayout[]): boolean {
  const own = new Set(columns.filter(({ subject }) => subject === 'person').map(({ role }) => role));
  const isNamed = own.has('full_name') || (own.has('surname') && own.has('given_names'));
  return isNamed && [...own].some((role) => IDENTITY.has(role));
}

/** The columns of one list among those beside it: all others are nobody's. */
export function onlyColumns(columns: readonly ColumnLayout[], from: number, to: number): ColumnLayout[] {
  return columns.map((column, c) =>
    c >= from && c < to ? column : { ...column, role: 'other', subject: 'other' },
  );
}

/** Relatives of whom the row says name and birth date or a number: they may be patients themselves. Each kin is a person, and so are all of whom it is not said. */
export function identifiedRelatives(columns: readonly ColumnLayout[]): FurtherPerson[] {
  const relatives = columns.filter(({ subject }) => subject === 'relative');
  return [...new Set(relatives.map(({ kin }) => kin))].flatMap((kin) => {
    const roles = relatives.filter((column) => column.kin === kin).map(({ role }) => role);
    const isIdentified =
      roles.some((role) => NAME_ROLES.has(role)) && roles.some((role) => IDENTITY.has(role));
    return isIdentified
      ? [{ columns: columns.map((column) => asRelatives(column, kin)), byMoreThanName: true }]
      : [];
  });
}

/** The column in the row of the relative: his own, or the name of one of his family, or nothing. */
function asRelatives(column: ColumnLayout, kin: ColumnLayout['kin']): ColumnLayout {
  if (column.subject === 'relative' && column.kin === kin) return { ...column, subject: 'person' };
  const isName =
    (column.subject === 'person' || column.subject === 'relative') && NAME_ROLES.has(column.role);
  return { ...column, role: 'other', subject: isName ? 'relative' : 'other' };
}

/** A person whom the register found by a column of names and one of birth dates; what is medical about the row is so for both, and each is the other's family. */
export function foundPerson(columns: readonly ColumnLayout[], other: OtherPerson): FurtherPerson {
  const own = columns.map((column, c): ColumnLayout => {
    if (c === other.name) return { ...column, role: 'full_name', subject: 'person' };
    if (c === other.birthDate) return { ...column, role: 'birth_date', subject: 'person' };
    if (column.role === 'medical') return column;
    const isFamily = column.subject === 'person' && NAME_ROLES.has(column.role);
    return { ...column, role: 'other', subject: isFamily ? 'relative' : 'other' };
  });
  return { columns: own, byMoreThanName: true };
}
