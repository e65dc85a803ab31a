import type { ColumnCells, Shape } from './columnCells.ts';
import type { NameReading } from './readColumnName.ts';
import { type ColumnEvidence, PATIENTS_EMAILS } from './registerEvidence.ts';
import type { ColumnRole, RoleEvidence } from './tableLayout.ts';

/** A role with all that speaks for and against it. */
export interface WeighedRole {
  readonly role: ColumnRole;
  readonly bits: number;
  readonly reasons: readonly RoleEvidence[];
}

/** What a sure name weighs, in bits. */
const NAME_BITS = 6;
/** A name that means nothing of interest ('nature', 'type') says little about the cells. */
const OTHER_BITS = 3;
/** Of fewer cells nothing says that they are of one length and all different. */
const UNIQUE_CELLS = 10;
/** Of fewer cells nothing says that their values come again. */
const FEW_ADDRESSES = 5;
/** Shorter numbers count something. */
const NUMBER_LENGTH = 5;
/** Fewer cells say little against a name. */
const FEW_CELLS = 3;
/** Dates that spread over so many years are birth dates; those of a few years are visits. */
const BIRTH_SPREAD = 25;
const VISIT_SPREAD = 12;

/** Bits for a role when all cells have one of the shapes, and when none has. */
interface Fit {
  readonly shapes: readonly Shape[];
  readonly all: number;
  readonly none: number;
}

const FITS: Partial<Record<ColumnRole, Fit>> = {
  email: { shapes: ['email'], all: 9, none: -8 },
  iban: { shapes: ['iban'], all: 10, none: -0.5 },
  social_security: { shapes: ['nir'], all: 8, none: -7 },
  phone: { shapes: ['phone', 'cut_phone', 'foreign_phone'], all: 0, none: -5 },
  birth_date: { shapes: ['date', 'serial_date', 'short_date'], all: 1, none: -8 },
  death_date: { shapes: ['date', 'serial_date', 'short_date'], all: 0, none: -6 },
  visit_date: { shapes: ['date', 'serial_date', 'short_date'], all: 2, none: -4 },
  postcode: { shapes: ['postcode', 'foreign_postcode'], all: 2, none: -6 },
  postcode_city: { shapes: ['postcode_city'], all: 7, none: -5 },
  address: { shapes: ['address', 'whole_address'], all: 5, none: -1 },
  city: { shapes: ['words', 'address'], all: 0, none: -5 },
  sex: { shapes: ['sex', 'civility'], all: 0, none: -6 },
  patient_number: { shapes: ['number', 'digits', 'medical_code'], all: 0, none: -6 },
  surname: { shapes: ['words'], all: 0, none: -8 },
  birth_name: { shapes: ['words'], all: 0, none: -8 },
  usage_name: { shapes: ['words'], all: 0, none: -8 },
  given_names: { shapes: ['words'], all: 0, none: -8 },
  full_name: { shapes: ['words', 'label'], all: 0, none: -6 },
  medical: { shapes: ['medical_code', 'care'], all: 3, none: 0 },
  free_text: { shapes: ['long'], all: 2, none: 0 },
  age: { shapes: ['digits', 'number', 'words'], all: 0, none: -4 },
  insurance: { shapes: ['sex'], all: -4, none: 0 },
};

/** Shapes that make a role likely even where the name says nothing. */
const TELLING: readonly ColumnRole[] = [
  'email', 'iban', 'social_security', 'phone', 'birth_date', 'visit_date', 'postcode', 'postcode_city', 'address', 'sex', 'medical', 'free_text',
  'given_names', 'full_name', 'surname', 'patient_number',
]; // prettier-ignore

const MIXED_ROLES: ReadonlySet<ColumnRole> = new Set(['identifier', 'contact']);
/** So sure is a name that says that its column is such a list. */
const MIXED_FOR_SURE = 0.8;

/** The roles that a column may have, heaviest first: name, cells and register are added up. */
export function weighRoles(
  named: NameReading | null,
  cells: ColumnCells,
  register: ColumnEvidence,
): WeighedRole[] {
  const candidates = new Set<ColumnRole>(TELLING);
  if (named !== null) candidates.add(named.role);
  for (const role of Object.keys(register.agrees) as ColumnRole[]) candidates.add(role);
  // Lists of identifiers and contacts are told apart cell by cell; what is only called a contact may be a column of names, or of phones.
  const { words, name_and_given, phone } = cells.share;
  const isOneKind =
    named !== null && named.certainty < MIXED_FOR_SURE && (words + name_and_given > 0.5 || phone > 0.9);
  if (named !== null && MIXED_ROLES.has(named.role) && !isOneKind)
    return [weigh(named.role, named, cells, register)];
  return [...candidates].map((role) => weigh(role, named, cells, register)).sort((a, b) => b.bits - a.bits);
}

function weigh(
  role: ColumnRole,
  named: NameReading | null,
  cells: ColumnCells,
  register: ColumnEvidence,
): WeighedRole {
  const reasons: RoleEvidence[] = [];
  const add = (source: RoleEvidence['source'], bits: number): void => {
    if (Math.abs(bits) >= 0.1) reasons.push({ source, role, bits });
  };
  if (named?.role === role) add('name', (role === 'other' ? OTHER_BITS : NAME_BITS) * named.certainty);
  if (cells.filled > 0) add('cells', cellBits(role, cells, named?.role === role, register.asked));
  add('register', registerBits(role, register, named));
  return {
    role,
    bits: reasons.reduce((sum, { bits }) => sum + bits, 0),
    reasons: reasons.sort((a, b) => Math.abs(b.bits) - Math.abs(a.bits)),
  };
}

/** What is a date, a phone or a postcode only where the column is called so. */
const NAMED_SHAPES: ReadonlySet<Shape> = new Set<Shape>([
  'serial_date',
  'short_date',
  'foreign_phone',
  'foreign_postcode',
]);

/** What the cells say: they have the shape of the role or not; with few cells less. */
function cellBits(role: ColumnRole, cells: ColumnCells, isNamed: boolean, asked: boolean): number {
  const few = Math.min(1, cells.filled / FEW_CELLS);
  const fit = FITS[role];
  let bits = extraBits(role, cells, asked, isNamed);
  if (fit !== undefined) {
    const share = Math.min(
      1,
      fit.shapes.reduce(
        (sum, shape) => sum + (NAMED_SHAPES.has(shape) && !isNamed ? 0 : cells.share[shape]),
        0,
      ),
    );
    if (share >= 0.5) bits += fit.all * share;
    else bits += fit.none * (1 - share / 0.5);
  }
  return bits * few;
}

/** What only some roles ask of their cells. */
function extraBits(role: ColumnRole, cells: ColumnCells, asked: boolean, isNamed: boolean): number {
  const { share } = cells;
  switch (role) {
    case 'social_security':
      // Another country's number: all differ, and are about as long as each other. The weight takes back what no NIR says against.
      return isNamed && share.nir < 0.1 && isUniqueNumber(cells) ? -FITS.social_security!.none : 0;
    case 'birth_date':
      return share.date + share.serial_date + share.short_date < 0.5 ? 0 : birthBits(cells);
    case 'visit_date':
      return share.date < 0.5 ? 0 : -birthBits(cells);
    case 'given_names':
      return 4 * share.given_name - (share.name < 0.5 ? 2 : 1);
    case 'full_name':
      return 4 * Math.min(1, share.name_and_given + share.label) - 2;
    case 'surname':
      return share.name > 0.7 && share.given_name < 0.5 && cells.distinct > 0.3 ? 0.5 : -1;
    case 'patient_number':
      if (share.number < 0.7 || cells.distinct < 0.7) return -1;
      // Where no register can be asked, numbers that all differ and are as long as each other are the best guess.
      return !asked &&
        cells.distinct > 0.98 &&
        cells.longest === cells.shortest &&
        cells.longest >= NUMBER_LENGTH
        ? 1.5
        : 0.5;
    case 'sex':
      if (cells.longest > 12) return -4;
      return share.sex + share.civility > 0.9 && cells.kinds > 1 && cells.kinds <= 4 ? 4 : 0;
    case 'postcode':
      // Hardly two patients of a table live in different places each.
      return cells.distinct > 0.9 && cells.filled > 10 ? -2 : 0;
    case 'address':
      // A few words that come again and again are ways of something else: 'voie basse'.
      return share.address + share.whole_address < 0.2 &&
        cells.filled >= FEW_ADDRESSES &&
        cells.distinct < 0.6
        ? -4
        : 0;
    case 'phone':
      return share.phone > 0.5 ? 6 * share.phone : 0;
    default:
      return 0;
  }
}

function isUniqueNumber({ share, distinct, filled, longest, shortest }: ColumnCells): boolean {
  return (
    filled >= UNIQUE_CELLS &&
    share.number > 0.9 &&
    distinct > 0.8 &&
    shortest >= NUMBER_LENGTH &&
    longest - shortest <= 3
  );
}

function birthBits({ yearSpread, filled, middleYear }: ColumnCells): number {
  if (filled < FEW_CELLS) return 0;
  if (yearSpread >= BIRTH_SPREAD) return 3;
  if (yearSpread >= VISIT_SPREAD) return 0;
  return filled >= 8 && middleYear >= 1990 ? -3 : -0.5;
}

/** Rows whose patient is known: the cells are that patient's data, or never are. */
function registerBits(role: ColumnRole, register: ColumnEvidence, named: NameReading | null): number {
  if (role === 'patient_number') return register.numbers >= 0.5 ? 4 + 5 * register.numbers : 0;
  if (role === 'email' && register.emails >= PATIENTS_EMAILS) return 2 + 6 * register.emails;
  const agrees = agreement(role, register);
  if (register.compared === 0 || agrees === null) return 0;
  if (agrees >= 0.4) return (2 + 6 * agrees) * Math.min(1, register.compared / FEW_CELLS);
  const isNamed = named?.role === role;
  return isNamed && agrees < 0.05 && register.compared >= 5 ? -3 : 0;
}

/** Share of the cells that fit the register in this role; null for roles that are not compared. */
function agreement(role: ColumnRole, { agrees }: ColumnEvidence): number | null {
  switch (role) {
    case 'birth_name':
    case 'usage_name':
    case 'surname':
      return agrees.surname ?? 0;
    case 'given_names':
    case 'full_name':
    case 'birth_date':
    case 'phone':
    case 'email':
    case 'social_security':
      return agrees[role] ?? 0;
    default:
      return null;
  }
}
