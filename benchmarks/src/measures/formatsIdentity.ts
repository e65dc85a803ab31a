import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { atLeast, type Bar, type Measure } from '../measure.ts';
import { readCells, type ReadCell } from '../readCells.ts';

const CORPORA = fileURLToPath(new URL('../../../../shared/corpora/formats', import.meta.url));

export const formatsIdentity: Measure = {
  name: 'formats-identity',
  help: 'identity fields of HL7 v2 and CDA against the expected ones, the same persons from every SQL dialect (corpora=DIR)',
  async run(options) {
    const corpora = options.get('corpora') ?? CORPORA;
    const bars: Bar[] = [];
    const table: string[] = [];
    const figures: Record<string, unknown> = {};
    for (const [name, measure] of [
      ['hl7v2', measureHl7],
      ['cda-fr', measureCda],
      ['sql', measureSql],
    ] as const) {
      const folder = join(corpora, name);
      if (!existsSync(folder)) {
        table.push(
          `${name}: skipped, its corpus is not there (name the folder of the corpora with corpora=DIR)`,
        );
        continue;
      }
      const result = await measure(folder);
      figures[name] = result.figures;
      table.push(...result.table);
      bars.push(...result.bars);
    }
    return { figures, table, bars };
  },
};

interface Result {
  readonly figures: Readonly<Record<string, unknown>>;
  readonly table: readonly string[];
  readonly bars: readonly Bar[];
}

/** How many expected values of each kind were found with the right role, and which were not. */
class Tally {
  readonly #found = new Map<string, { found: number; expected: number }>();
  readonly missed: string[] = [];

  add(field: string, isFound: boolean, where: string): void {
    const count = this.#found.get(field) ?? { found: 0, expected: 0 };
    count.expected++;
    if (isFound) count.found++;
    else this.missed.push(`${where}: ${field}`);
    this.#found.set(field, count);
  }

  result(name: string, files: number): Result {
    const counts = [...this.#found].map(([field, count]) => ({ field, ...count }));
    const found = counts.reduce((sum, count) => sum + count.found, 0);
    const expected = counts.reduce((sum, count) => sum + count.expected, 0);
    return {
      figures: { files, found, expected, fields: Object.fromEntries(this.#found), missed: this.missed },
      table: [
        `${name}: ${files} files, ${found} of ${expected} identity values`,
        ...counts.map(({ field, ...count }) => `  ${field.padEnd(12)} ${count.found} of ${count.expected}`),
        ...this.missed.map((missed) => `  missed  ${missed}`),
      ],
      bars: [atLeast(`${name}: share of the identity values`, expected === 0 ? 0 : found / expected, 0.98)],
    };
  }
}

/** Roles under which each kind of value may come. */
const ROLES: Readonly<Record<string, readonly string[]>> = {
  number: [
    'insurance',
    'identifier',
    'patient_number',
    'social_security',
    'insured_number',
    'stay_number',
    'identity_document',
    'other',
  ],
  family: ['surname', 'birth_name', 'usage_name', 'other_names', 'full_name'],
  given: ['given_names', 'other_names', 'full_name'],
  birthDate: ['birth_date'],
  gender: ['sex'],
  street: ['address', 'address_more'],
  city: ['city'],
  postcode: ['postcode'],
  telecom: ['phone', 'email', 'contact'],
};

const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();

/** Whether a cell of the right role holds the value, whatever separates its letters. */
function holds(cells: readonly ReadCell[], field: string, value: string): boolean {
  const wanted = plain(value);
  return cells.some(
    ({ role, subject, text }) =>
      subject === 'person' && ROLES[field]!.includes(role) && plain(text).includes(wanted),
  );
}

const patientSchema = z.object({
  identifier: z.array(z.object({ value: z.string().optional() })).optional(),
  name: z
    .array(z.object({ family: z.string().optional(), given: z.array(z.string()).optional() }))
    .optional(),
  birthDate: z.string().optional(),
  gender: z.string().optional(),
  address: z
    .array(
      z.object({
        line: z.array(z.string()).optional(),
        city: z.string().optional(),
        postalCode: z.string().optional(),
        use: z.string().optional(),
      }),
    )
    .optional(),
  telecom: z.array(z.object({ value: z.string().optional() })).optional(),
});
const bundleSchema = z.object({
  entry: z.array(z.object({ resource: z.looseObject({ resourceType: z.string() }) })),
});

async function measureHl7(folder: string): Promise<Result> {
  const expectations = new Map<string, string>();
  for (const path of await filesBelow(folder))
    if (path.endsWith('-expected.json')) expectations.set(basename(path).replace('-expected.json', ''), path);
  const tally = new Tally();
  let files = 0;
  for (const path of await filesBelow(folder)) {
    const expected = expectations.get(basename(path).replace(/\.hl7$/, ''));
    if (!path.endsWith('.hl7') || expected === undefined) continue;
    files++;
    const { cells } = await readCells(path);
    for (const patient of await patientsOf(expected)) comparePatient(patient, cells, tally, basename(path));
  }
  return tally.result('HL7 v2', files);
}

async function patientsOf(path: string): Promise<z.infer<typeof patientSchema>[]> {
  const text = (await readFile(path, 'utf8')).replace(/^\ufeff/, '');
  return bundleSchema
    .parse(JSON.parse(text))
    .entry.filter(({ resource }) => resource.resourceType === 'Patient')
    .map(({ resource }) => patientSchema.parse(resource));
}

function comparePatient(
  patient: z.infer<typeof patientSchema>,
  cells: readonly ReadCell[],
  tally: Tally,
  where: string,
): void {
  const check = (field: string, value: string | undefined): void => {
    if (value !== undefined && plain(value) !== '')
      tally.add(field, holds(cells, field, value), `${where} (${value})`);
  };
  for (const { value } of patient.identifier ?? []) check('number', value);
  for (const { family, given } of patient.name ?? []) {
    check('family', family);
    for (const name of given ?? []) check('given', name);
  }
  check('birthDate', patient.birthDate);
  if (/^(?:male|female)$/.test(patient.gender ?? '')) check('gender', patient.gender![0]);
  for (const { line, city, postalCode } of patient.address ?? []) {
    for (const street of line ?? []) check('street', street);
    check('city', city);
    check('postcode', postalCode);
  }
  for (const { value } of patient.telecom ?? []) check('telecom', value);
}

/** The expected values are taken from the text of recordTarget by patterns, not by the reader that is measured. */
async function measureCda(folder: string): Promise<Result> {
  const tally = new Tally();
  let files = 0;
  for (const path of await filesBelow(folder)) {
    if (!path.endsWith('.xml')) continue;
    const text = await readFile(path, 'utf8');
    const record = /<recordTarget[\s>][\s\S]*?<\/recordTarget>/.exec(
      text.replace(/<!--[\s\S]*?-->/g, ''),
    )?.[0];
    if (record === undefined || !/<ClinicalDocument[\s>]/.test(text)) continue;
    files++;
    const { cells } = await readCells(path);
    const own = record.replace(/<(guardian|birthplace|providerOrganization)[\s>][\s\S]*?<\/\1>/g, '');
    const check = (field: string, pattern: RegExp): void => {
      for (const match of own.matchAll(pattern)) {
        const value = match[1]!.replace(/<[^>]*>/g, ' ').replace(/&amp;/g, '&');
        if (plain(value) !== '') tally.add(field, holds(cells, field, value), `${basename(path)} (${value})`);
      }
    };
    check('number', /<id\b[^>]*\bextension="([^"]+)"/g);
    check('family', /<family[^>]*>([^<]+)</g);
    check('given', /<given[^>]*>([^<]+)</g);
    check('birthDate', /<birthTime[^>]*\bvalue="(\d{8})/g);
    check('gender', /<administrativeGenderCode[^>]*\bcode="([MF])"/g);
    check('street', /<(?:streetName|streetAddressLine)[^>]*>([^<]+)</g);
    check('city', /<city[^>]*>([^<]+)</g);
    check('postcode', /<postalCode[^>]*>([^<]+)</g);
    check('telecom', /<telecom[^>]*\bvalue="(?:tel:|mailto:)([^"]+)"/g);
  }
  return tally.result('CDA', files);
}

/** Customers and employees of the same database in each dialect: first and last name, e-mail. */
async function measureSql(folder: string): Promise<Result> {
  const persons = new Map<string, Set<string>>();
  for (const path of await filesBelow(folder))
    if (/\.(?:sql|sqlite)$/.test(path)) persons.set(basename(path), await personsOf(path));
  const [first] = persons.values();
  const bars = [...persons].map(([file, found]) => {
    const same = [...found].filter((person) => first!.has(person)).length;
    return atLeast(`${file}: persons that every dialect has`, same, 67, 0);
  });
  const table = [...persons].map(([file, found]) => `sql: ${file.padEnd(44)} ${found.size} persons`);
  return {
    figures: Object.fromEntries([...persons].map(([file, found]) => [file, found.size])),
    table,
    bars,
  };
}

async function personsOf(path: string): Promise<Set<string>> {
  const { cells } = await readCells(path);
  const rows = new Map<number, Map<string, string>>();
  for (const { part, row, column, text } of cells) {
    if (!/(?:^|\.)(?:customer|employee)$/i.test(part)) continue;
    const values = rows.get(row) ?? new Map<string, string>();
    values.set(column.toLowerCase().replaceAll('_', ''), text);
    rows.set(row, values);
  }
  return new Set(
    [...rows.values()].map((row) =>
      ['firstname', 'lastname', 'email'].map((name) => row.get(name) ?? '').join(' '),
    ),
  );
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
