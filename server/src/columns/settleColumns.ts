import type { ColumnCells } from './columnCells.ts';
import { columnSenses } from './columnSenses.ts';
import { columnWords } from './columnWords.ts';
import { mayMean, tableStem } from './tableStem.ts';
import type { ColumnLayout, ColumnRole } from './tableLayout.ts';

/** Roles that one column of a person has: of several the surest counts. */
const SINGLE: readonly ColumnRole[] = ['patient_number', 'birth_date', 'sex', 'death_date', 'record_id'];

/** What only the whole table shows: names beside each other, a key beside a number, of two birth dates the surer one. */
export function settleColumns(
  columns: readonly ColumnLayout[],
  cells: readonly ColumnCells[],
  title: string,
): ColumnLayout[] {
  const settled = [...columns];
  settleOwnKey(settled, cells, tableStem(title));
  for (const role of SINGLE) keepSurest(settled, role);
  settleKey(settled, cells);
  settleBirths(settled);
  settleNames(settled, cells);
  settleNamesOfKin(settled, cells);
  settleRelatives(settled, title);
  settleKin(settled, cells);
  settleVouchers(settled);
  settleAccounts(settled);
  settleTown(settled, cells);
  return settled;
}

function isOwn({ subject }: ColumnLayout): boolean {
  return subject === 'person';
}

function indexesOf(columns: readonly ColumnLayout[], role: ColumnRole): number[] {
  return columns.flatMap((column, c) => (column.role === role && isOwn(column) ? [c] : []));
}

function change(columns: ColumnLayout[], c: number, role: ColumnRole): void {
  const { reasons, ...column } = columns[c]!;
  columns[c] = { ...column, role, reasons: [{ source: 'neighbours', role, bits: 1 }, ...reasons] };
}

function bitsOf({ reasons }: ColumnLayout): number {
  return reasons.reduce((sum, { bits }) => sum + bits, 0);
}

function keepSurest(columns: ColumnLayout[], role: ColumnRole): void {
  const found = indexesOf(columns, role);
  if (found.length < 2) return;
  const best = found.reduce((a, b) => (bitsOf(columns[b]!) > bitsOf(columns[a]!) ? b : a));
  for (const c of found) if (c !== best) change(columns, c, 'other');
}

/**
 * The key 'id_sej' of the table 'sejours', or one in the first column that never comes twice, is the key of the row itself, not of another one; unless it is a
 * patient's and the table does not say who that is: 'id_pat' in a table of addresses, one for each.
 */
function settleOwnKey(columns: ColumnLayout[], cells: readonly ColumnCells[], stem: string): void {
  if (stem === '' || indexesOf(columns, 'record_id').length > 0) return;
  const saysWho = columns.some((column) => isOwn(column) && IDENTIFYING.has(column.role));
  const own = indexesOf(columns, 'reference').find((c) => {
    const { name } = columns[c]!;
    const isFirst = c === 0 && (saysWho || !columnSenses(name).senses.has('patient'));
    return cells[c]!.distinct === 1 && (isFirst || mayMean(tableStem(name), stem));
  });
  if (own !== undefined) change(columns, own, 'record_id');
}

/** What a table of patients says of them, and one that only adds to them does not. */
const IDENTIFYING: ReadonlySet<ColumnRole> = new Set([
  'patient_number',
  'social_security',
  'birth_date',
  'given_names',
]);

/** Whoever is named in a table of relatives ('pers_prevenir') that refers to patients is no patient. */
function settleRelatives(columns: ColumnLayout[], title: string): void {
  const { senses } = columnSenses(title);
  if (!senses.has('relative') && !senses.has('guardian')) return;
  if (indexesOf(columns, 'reference').length === 0) return;
  for (const c of columns.keys())
    if (isOwn(columns[c]!) && OF_RELATIVES.has(columns[c]!.role))
      columns[c] = { ...columns[c]!, subject: 'relative' };
}

const OF_RELATIVES: ReadonlySet<ColumnRole> = new Set([
  'surname',
  'birth_name',
  'usage_name',
  'given_names',
  'full_name',
  'phone',
  'email',
  'contact',
]);

/** Names beside a column of kinships ('soeur', 'neveu') that the register does not know for the rows' patients are their relatives', and so is the phone ('Tél. contact') behind them ('Contact famille'). */
function settleKin(columns: ColumnLayout[], cells: readonly ColumnCells[]): void {
  columns.forEach((column, c) => {
    const before = columns[c - 1];
    if (before === undefined || !isOwn(column)) return;
    const isKinship = cells[c]!.share.kinship > 0.4 && before.role === 'full_name' && isOwn(before);
    const isOthers = !before.reasons.some(({ source }) => source === 'register');
    if (isKinship && isOthers && indexesOf(columns, 'full_name').length > 1)
      columns[c - 1] = { ...before, subject: 'relative' };
    const isContacts = isContact(column) && isContact(before) && before.subject === 'relative';
    if (column.role === 'phone' && isContacts) columns[c] = { ...column, subject: 'relative' };
  });
}

function isContact({ name }: ColumnLayout): boolean {
  return columnSenses(name).senses.has('contact');
}

/** Where nothing but an e-mail says who somebody is, dates are those of an account, unless they are called visits. */
function settleAccounts(columns: ColumnLayout[]): void {
  if (indexesOf(columns, 'email').length === 0) return;
  if (columns.some((column) => isOwn(column) && NAMING.has(column.role))) return;
  for (const c of indexesOf(columns, 'visit_date')) {
    const { senses } = columnSenses(columns[c]!.name);
    if (!senses.has('visit') && !senses.has('stay') && !senses.has('medical')) change(columns, c, 'other');
  }
}

const NAMING: ReadonlySet<ColumnRole> = new Set([
  'patient_number',
  'social_security',
  'birth_date',
  'surname',
  'birth_name',
  'usage_name',
  'given_names',
  'full_name',
  'reference',
]);

/** Words behind a postcode are a town: 'COMM'. */
function settleTown(columns: ColumnLayout[], cells: readonly ColumnCells[]): void {
  if (indexesOf(columns, 'city').length > 0) return;
  for (const c of indexesOf(columns, 'postcode')) {
    const next = columns[c + 1];
    if (next?.role !== 'free_text' || !isOwn(next)) continue;
    if (
      cells[c + 1]!.share.words > 0.8 &&
      columnWords(next.name).some((word) => word === 'COM' || word === 'COMM')
    )
      change(columns, c + 1, 'city');
  }
}

/** Beside amounts a 'pièce' is a voucher. */
function settleVouchers(columns: ColumnLayout[]): void {
  if (!columns.some(({ name }) => columnSenses(name).senses.has('amount'))) return;
  for (const c of indexesOf(columns, 'identity_document'))
    if (columnWords(columns[c]!.name).some((word) => word === 'PIECE' || word === 'PIECES'))
      change(columns, c, 'other');
}

/** Two digits beside a NIR are its key, not a key of the row. */
function settleKey(columns: ColumnLayout[], cells: readonly ColumnCells[]): void {
  for (const c of indexesOf(columns, 'record_id'))
    if (
      cells[c]!.longest <= 2 &&
      columns.some(({ role }) => role === 'social_security') &&
      columnSenses(columns[c]!.name).senses.has('key')
    )
      change(columns, c, 'other');
}

/** Where the row says of nobody else who it is, it is about the child whom it names, or its mother: registers of births. */
function settleBirths(columns: ColumnLayout[]): void {
  if (columns.some((column) => isOwn(column) && column.kin === null && SAYS_WHO.has(column.role))) return;
  const whose = (['child', 'mother'] as const).find((kin) =>
    columns.some(
      (column) => column.kin === kin && column.subject === 'relative' && SAYS_WHO.has(column.role),
    ),
  );
  if (whose === undefined) return;
  for (const [c, column] of columns.entries())
    if (column.kin === whose && column.subject === 'relative') columns[c] = { ...column, subject: 'person' };
  if (whose !== 'child' || indexesOf(columns, 'birth_date').length > 0) return;
  const [born] = indexesOf(columns, 'visit_date').filter((c) =>
    columnSenses(columns[c]!.name).senses.has('birth'),
  );
  if (born !== undefined) change(columns, born, 'birth_date');
}

/** What says of whom a row is. */
const SAYS_WHO: ReadonlySet<ColumnRole> = new Set([
  'patient_number',
  'social_security',
  'identifier',
  'surname',
  'birth_name',
  'usage_name',
  'full_name',
  'reference',
]);

/** A 'name' without given names is a full name where it has two words; a column of names beside one of given names holds surnames. */
function settleNames(columns: ColumnLayout[], cells: readonly ColumnCells[]): void {
  const has = (role: ColumnRole): boolean => indexesOf(columns, role).length > 0;
  if (!has('surname') && !has('birth_name') && !has('usage_name') && !has('full_name'))
    takeBorneName(columns);
  if (has('given_names') && !has('surname') && !has('birth_name') && !has('usage_name'))
    takeNeighbour(columns, cells);
  if (!has('given_names'))
    for (const role of ['surname', 'usage_name', 'birth_name'] as const)
      for (const c of indexesOf(columns, role)) if (hasTwoWords(cells[c]!)) change(columns, c, 'full_name');
  for (const c of indexesOf(columns, 'reference'))
    if ((has('surname') || has('full_name')) && cells[c]!.share.name > 0.5) change(columns, c, 'full_name');
}

/** The names of a relative that stand in one column. */
function settleNamesOfKin(columns: ColumnLayout[], cells: readonly ColumnCells[]): void {
  columns.forEach(({ kin, role, subject }, c) => {
    if (subject !== 'relative' || kin === null || !SURNAMES.has(role) || !hasTwoWords(cells[c]!)) return;
    if (!columns.some((other) => other.kin === kin && other.role === 'given_names'))
      change(columns, c, 'full_name');
  });
}

const SURNAMES: ReadonlySet<ColumnRole> = new Set(['surname', 'birth_name', 'usage_name']);

/** Surnames that the register knows as those of the rows' patients are theirs, where they have no other: 'Famille'. */
function takeBorneName(columns: ColumnLayout[]): void {
  const c = columns.findIndex(
    ({ role, reasons }) =>
      role === 'surname' && reasons.some(({ source, bits }) => source === 'register' && bits > 5),
  );
  if (c >= 0) columns[c] = { ...columns[c]!, subject: 'person' };
}

/** A column of names without a name of its own that stands beside the given names. */
function takeNeighbour(columns: ColumnLayout[], cells: readonly ColumnCells[]): void {
  const [given = 0] = indexesOf(columns, 'given_names');
  for (const c of [given - 1, given + 1, given - 2, given + 2]) {
    const column = columns[c];
    if (column?.role !== 'other' || !isOwn(column) || columnSenses(column.name).senses.size > 0) continue;
    const { share, distinct } = cells[c]!;
    if (share.name < 0.7 || share.professional + share.job + share.care > 0.3 || distinct < 0.3) continue;
    change(columns, c, 'surname');
    columns[c] = { ...columns[c]!, confidence: NEIGHBOUR_CONFIDENCE };
    return;
  }
}

/** How sure a role is that only the columns beside it suggest. */
const NEIGHBOUR_CONFIDENCE = 0.6;

/** Most cells hold more than one word of a name. */
function hasTwoWords({ share }: ColumnCells): boolean {
  return share.two_words > 0.5;
}
