import type { ColumnCells } from './columnCells.ts';
import { columnSenses } from './columnSenses.ts';
import { columnWords } from './columnWords.ts';
import type { Sense } from './lexicon.ts';
import type { ColumnLayout, ColumnRole, TableKind } from './tableLayout.ts';

/** Titles of tables of people who work here, or of companies. */
const STAFF_TITLE: ReadonlySet<string> = new Set(
  'PERSONNEL PERSONNELS AGENT AGENTS UTILISATEUR UTILISATEURS USERS ANNUAIRE ANNUAIRES EFFECTIF EFFECTIFS RH DRH PAIE PAYE SALAIRES SALARIES ASTREINTE ASTREINTES GARDE GARDES CONGES EQUIPE EQUIPES STAFF HABILITATIONS FOURNISSEURS SUPPLIERS ROSTER TRAVAIL PRAT PRATICIEN PRATICIENS MEDECIN MEDECINS INTERNES TELEPHONIQUE USER PROFESSIONNEL PROFESSIONNELS SOIGNANT SOIGNANTS SALARIE EMPLOYE EMPLOYES EMPLOYEE EMPLOYEES INTERVENANT INTERVENANTS PRESCRIPTEUR PRESCRIPTEURS CORRESPONDANT CORRESPONDANTS PRACTITIONER PRACTITIONERS PHYSICIAN PHYSICIANS DOCTORS INFIRMIERS INFIRMIERES SUPPLIER FOURNISSEUR'.split(
    ' ',
  ),
);
/** Titles that say that patients are meant. */
const PATIENT_TITLE: ReadonlySet<string> = new Set(
  'PATIENT PATIENTS PATIENTE PATIENTES MALADES RESIDENTS HOSPITALISES SEJOUR SEJOURS CONSULTATIONS RDV BLOC ADMISSIONS ENTREES SORTIES NAISSANCES'.split(
    ' ',
  ),
);
/** Staff columns that it takes without a title that says so. */
const STAFF_COLUMNS = 2;
/** Columns of names among other words that make a grid: a ward board, a planning of the theatre. */
const GRID_COLUMNS = 2;
const GRID_SHARE = 0.4;
/** Where so many cells of a column say what somebody works as, the table is one of staff: of patients, few work in a hospital. */
const JOB_SHARE = 0.5;

/** What the rows of a table are. `knownRows` are the rows of the sample whose patient the register knew by more than a name. */
export function tableKind(
  columns: readonly ColumnLayout[],
  cells: readonly ColumnCells[],
  title: string,
  knownRows: number,
): TableKind {
  if (isStaffTable(columns, cells, title, knownRows)) return 'staff';
  if (areAboutPersons(columns)) return 'persons';
  const mentioning = columns.filter(
    ({ subject }, c) => subject === 'person' && (cells[c]?.share.mention ?? 0) > GRID_SHARE,
  );
  return mentioning.length >= GRID_COLUMNS ? 'grid' : 'cells';
}

/** Rows are about persons when their columns hold a number or a name that is the row's person's own, or say when somebody was born and how he is reached. */
function areAboutPersons(columns: readonly ColumnLayout[]): boolean {
  const own = new Set<ColumnRole>(
    columns
      .filter(({ subject, confidence }) => subject === 'person' && confidence >= 0.4)
      .map(({ role }) => role),
  );
  if (own.has('identifier') && (own.has('surname') || own.has('full_name'))) return true;
  if (columns.some(isOfPatientsEmails)) return true;
  if (own.has('patient_number') || own.has('social_security') || own.has('full_name')) return true;
  if (own.has('birth_date') && (own.has('phone') || own.has('email'))) return true;
  const name = own.has('surname') || own.has('birth_name') || own.has('usage_name');
  return name && (own.has('given_names') || own.has('birth_date') || own.has('phone') || own.has('medical'));
}

/** Addresses of which the register knows many: whoever has one is known by it. */
function isOfPatientsEmails({ role, subject, reasons }: ColumnLayout): boolean {
  return role === 'email' && subject === 'person' && reasons.some(({ source }) => source === 'register');
}

/** Columns that tables of patients have and tables of staff have not. */
const PATIENT_SENSES: readonly Sense[] = ['permanent', 'patient', 'stay', 'social_security'];
const PATIENT_ROLES: ReadonlySet<ColumnRole> = new Set([
  'patient_number',
  'birth_date',
  'visit_date',
  'address',
  'insurance',
  'age',
]);

function isStaffTable(
  columns: readonly ColumnLayout[],
  cells: readonly ColumnCells[],
  title: string,
  knownRows: number,
): boolean {
  const senses = columns.map(({ name }) => columnSenses(name).senses);
  const jobs = cells.filter(({ share, filled }) => share.job > JOB_SHARE && filled > 2).length;
  const staff = jobs + senses.filter((found) => found.has('staff') || found.has('supplier')).length;
  const words = columnWords(title);
  const titled = words.some((word) => STAFF_TITLE.has(word));
  if (staff === 0 && !titled) return false;
  if (words.some((word) => PATIENT_TITLE.has(word))) return false;
  if (senses.some((found) => PATIENT_SENSES.some((sense) => found.has(sense)))) return false;
  if (knownRows > 2 && columns.some(({ role, name }) => role === 'patient_number' && name !== ''))
    return false;
  if (staff >= STAFF_COLUMNS || titled) return true;
  // One staff column beside names and nothing that is a patient's: an internal directory.
  return !columns.some(({ role, subject }) => subject === 'person' && PATIENT_ROLES.has(role));
}
