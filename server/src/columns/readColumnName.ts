import { type ColumnSenses, columnSenses } from './columnSenses.ts';
import type { Sense } from './lexicon.ts';
import { type ColumnRole, type ColumnSubject, KIN, type Kin } from './tableLayout.ts';

/** What the name of a column says. */
export interface NameReading {
  readonly role: ColumnRole;
  readonly subject: ColumnSubject;
  /** 0 to 1: how surely the name means this role. */
  readonly certainty: number;
}

/**
 * Which senses make which role: the first rule whose senses are all there (and none of those with '-') decides. 'a|b' is either of two.
 * The number is how surely: 'IPP' is a patient number, 'dossier' may be something else.
 */
const RULES: readonly (readonly [ColumnRole, string, number])[] = [
  ['identifier', 'identifier_value', 0.9],
  ['contact', 'contact_value', 0.9],
  ['death_date', 'death date', 0.95],
  ['death_date', 'death -name -given -place -town -age -code -kind -medical', 0.8],
  ['phone', 'phone|mobile -email -kind', 0.95],
  ['phone', 'landline', 0.85],
  ['email', 'email', 0.95],
  ['other', 'fax', 0.9],
  ['iban', 'iban', 0.95],
  ['identity_document', 'identity_document -date', 0.85],
  ['birth_place', 'birth place|town|country|department|code|postcode|insee', 0.95],
  ['birth_date', 'birth_date', 0.95],
  ['birth_date', 'birth date', 0.95],
  ['given_names', 'given birth', 0.95],
  ['full_name', 'given name|surname', 0.9],
  ['given_names', 'given', 0.95],
  ['usage_name', 'usage name|surname', 0.95],
  ['birth_name', 'birth name|surname', 0.95],
  ['birth_name', 'maiden', 0.95],
  ['usage_name', 'usage -date', 0.6],
  ['full_name', 'full_name', 0.9],
  ['birth_date', 'birth -number -kind -medical -amount', 0.7],
  ['other', 'social_security key', 0.8],
  ['social_security', 'social_security -kind -date', 0.95],
  ['social_security', 'insee number', 0.9],
  ['social_security', 'insured number|id|matricule', 0.8],
  ['birth_place', 'insee code', 0.3],
  ['patient_number', 'permanent', 0.95],
  ['reference', 'patient|file reference', 0.8],
  ['patient_number', 'patient number|code', 0.85],
  ['patient_number', 'patient id', 0.7],
  ['patient_number', 'file number', 0.7],
  ['stay_number', 'stay_number', 0.9],
  ['stay_number', 'stay number', 0.85],
  ['reference', 'stay|document|file|medical id|reference', 0.7],
  ['insurance', 'insurance -date -amount', 0.8],
  ['bank', 'bank', 0.85],
  ['postcode_city', 'postcode town', 0.95],
  ['postcode', 'postcode', 0.95],
  ['city', 'town -code', 0.95],
  ['address_more', 'address more', 0.9],
  ['house_number', 'street number -postcode', 0.9],
  ['address', 'address', 0.9],
  ['address', 'street', 0.7],
  ['surname', 'surname', 0.9],
  ['surname', 'name patient', 0.85],
  ['surname', 'name', 0.85],
  ['sex', 'sex', 0.95],
  ['sex', 'civility', 0.75],
  ['age', 'age', 0.9],
  ['patient_number', 'file -date -kind -document -free', 0.6],
  ['other', 'registration date', 0.8],
  ['visit_date', 'date visit|stay|medical|ward|document', 0.9],
  ['visit_date', 'date -free', 0.6],
  ['full_name', 'patient -amount -medical -ward -kind -free -document', 0.6],
  ['visit_date', 'visit -medical -ward -kind -place', 0.6],
  ['medical', 'medical', 0.85],
  ['medical', 'ward', 0.8],
  ['medical', 'stay', 0.8],
  ['medical', 'visit', 0.6],
  ['free_text', 'free', 0.7],
  ['contact', 'coordinates', 0.8],
  ['contact', 'contact -name -surname -given', 0.6],
  ['reference', 'reference', 0.4],
  ['record_id', 'id|key', 0.6],
  ['address_more', 'more', 0.4],
  ['social_security', 'matricule', 0.2],
];

interface Rule {
  readonly role: ColumnRole;
  readonly all: readonly (readonly Sense[])[];
  readonly none: readonly Sense[];
  readonly certainty: number;
}

const COMPILED: readonly Rule[] = RULES.map(([role, terms, certainty]) => {
  const words = terms.split(' ');
  return {
    role,
    all: words.filter((word) => !word.startsWith('-')).map((word) => word.split('|') as Sense[]),
    none: words.filter((word) => word.startsWith('-')).map((word) => word.slice(1) as Sense),
    certainty,
  };
});

/** Senses that say whose a column is though the words beside them are unknown, in short names. */
const SUBJECT_SENSES: readonly Sense[] = ['professional', 'relative', 'guardian', 'organisation'];
const FEW_WORDS = 4;

/** How surely an id of something unknown is a reference. */
const KEY_OF_SOMETHING = 0.4;

/** Each unknown word of a name takes so much of its certainty away. */
const UNKNOWN_WORD = 0.7;

/** Reads the name of a column; null when it says nothing known, or hardly anything. */
export function readColumnName(name: string): NameReading | null {
  const read = columnSenses(name);
  if (read.senses.size === 0) return null;
  const saysWhose = read.words <= FEW_WORDS && SUBJECT_SENSES.some((sense) => read.senses.has(sense));
  if (read.unknown > read.words / 2 && !saysWhose) return null;
  const { role, certainty } = roleOf(read);
  // 'pers_id' is the key of something that has a name: of another table, or (settled later) of its own.
  if (role === 'record_id' && read.unknown > 0)
    return { role: 'reference', subject: 'person', certainty: KEY_OF_SOMETHING };
  return { role, subject: subjectOf(read.senses, role), certainty: certainty * UNKNOWN_WORD ** read.unknown };
}

/** Which relative the name of a column tells; null where it tells none, or several ('père / mère'). */
export function kinOf(name: string): Kin | null {
  const { senses } = columnSenses(name);
  const [kin, ...others] = KIN.filter((one) => senses.has(one));
  return others.length === 0 ? (kin ?? null) : null;
}

/** Senses of names that say nothing but whom the cells name: 'Mère', 'Enfant'. */
const KIN_SENSES: ReadonlySet<Sense> = new Set<Sense>(['relative', ...KIN]);

/** How surely such a column holds names. */
const KIN_NAME = 0.6;

/** What a 'nom' can be the name of besides a person. */
const NAMED_THINGS: readonly Sense[] = [
  'medical',
  'ward',
  'town',
  'street',
  'bank',
  'insurance',
  'document',
  'country',
];

/** 'Nom du médicament' is no name of a person. */
function withoutNameOfThing(senses: ReadonlySet<Sense>): ReadonlySet<Sense> {
  if (!senses.has('name') || !NAMED_THINGS.some((thing) => senses.has(thing))) return senses;
  return senses.difference(new Set<Sense>(['name']));
}

function roleOf({ senses: all, ordinal, unknown }: ColumnSenses): { role: ColumnRole; certainty: number } {
  const senses = withoutNameOfThing(all);
  const kinOnly = unknown === 0 && senses.isSubsetOf(KIN_SENSES);
  if (senses.has('guardian'))
    return { role: senses.has('link') ? 'guardian_link' : 'guardian', certainty: 0.8 };
  const rule = COMPILED.find(
    ({ all, none }) =>
      all.every((either) => either.some((sense) => senses.has(sense))) &&
      !none.some((sense) => senses.has(sense)),
  );
  if (rule === undefined)
    return kinOnly ? { role: 'full_name', certainty: KIN_NAME } : { role: 'other', certainty: 0.5 };
  if (rule.role === 'address' && ordinal > 1) return { role: 'address_more', certainty: rule.certainty };
  return rule;
}

/** Roles that are the row's person's whoever else is in the name: the day of a visit to a doctor, the act that he does. */
const OWN_ROLES: ReadonlySet<ColumnRole> = new Set(['medical', 'visit_date', 'insurance', 'iban', 'bank']);

function subjectOf(senses: ReadonlySet<Sense>, role: ColumnRole): ColumnSubject {
  if (senses.has('relative')) return 'relative';
  if (senses.has('guardian')) return 'person';
  if (senses.has('professional')) return OWN_ROLES.has(role) ? 'person' : 'professional';
  if (senses.has('organisation') && !OWN_ROLES.has(role)) return 'other';
  if (senses.has('ward') && (role === 'phone' || role === 'email' || role === 'address')) return 'other';
  if (senses.has('insured') && role !== 'social_security' && !senses.has('patient')) return 'other';
  return 'person';
}
