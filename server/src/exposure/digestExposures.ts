import { createHash } from 'node:crypto';
import { CATEGORIES } from '@constat/contract/category.ts';
import type { ExposureLine } from '@constat/contract/exposure.ts';
import type { Database } from '../database/database.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { patientIds } from '../patients/patientIds.ts';
import { cellText, csvText } from './csvText.ts';
import { EXPOSURE_COLUMNS, exposureLines } from './exportLines.ts';
import { LineSample } from './lineSample.ts';

/** So many lines are drawn for whoever approves. */
const SAMPLE_LINES = 20;

/** What the exposures export would be now. */
export interface ExposuresDigest {
  /** Of the CSV: what two people approve. */
  readonly sha256: Buffer;
  /** `lines`, `persons`, and the number of persons by category. */
  readonly values: Readonly<Record<string, string>>;
  /** By patient number, a hash of all that the export says of the patient. */
  readonly persons: Readonly<Record<string, string>>;
  /** The file itself, some of its lines, and the internal ids of the patients in these. */
  readonly file: {
    readonly kind: 'exposures';
    readonly columns: string[];
    readonly bytes: number;
    readonly lines: { number: number; cells: string[] }[];
    readonly patients: readonly number[];
  };
}

/** Reads the whole export without keeping it. */
export async function digestExposures(database: Database, keys: CaseKeys): Promise<ExposuresDigest> {
  const sha256 = createHash('sha256');
  const tally = new Tally();
  let bytes = 0;
  for await (const text of csvText(tally.watch(exposureLines(database, keys)), EXPOSURE_COLUMNS)) {
    sha256.update(text);
    bytes += Buffer.byteLength(text);
  }
  const drawn = tally.sample.drawn();
  const numbers = [...new Set(drawn.map(({ line }) => line.patient))];
  return {
    sha256: sha256.digest(),
    values: tally.values(),
    persons: Object.fromEntries(tally.persons),
    file: {
      kind: 'exposures',
      columns: [...EXPOSURE_COLUMNS],
      bytes,
      lines: drawn.map(({ number, line }) => ({ number, cells: cellsOf(line) })),
      patients: await patientIds(database, keys, numbers),
    },
  };
}

const cellsOf = (line: ExposureLine): string[] => EXPOSURE_COLUMNS.map((column) => cellText(line[column]));

class Tally {
  readonly sample = new LineSample<ExposureLine>(SAMPLE_LINES);
  readonly persons = new Map<string, string>();
  readonly #categories = new Map<string, Set<string>>();
  #lines = 0;

  async *watch(lines: AsyncIterable<ExposureLine>): AsyncGenerator<ExposureLine> {
    for await (const line of lines) {
      this.#take(line);
      yield line;
    }
  }

  #take(line: ExposureLine): void {
    this.#lines++;
    this.sample.take(line);
    const said = JSON.stringify([this.persons.get(line.patient) ?? '', line]);
    this.persons.set(line.patient, createHash('sha256').update(said).digest('base64url').slice(0, 16));
    for (const category of line.categories) {
      const persons = this.#categories.get(category) ?? new Set();
      this.#categories.set(category, persons.add(line.patient));
    }
  }

  values(): Record<string, string> {
    const counts = CATEGORIES.flatMap((category) => {
      const persons = this.#categories.get(category);
      return persons === undefined ? [] : [[category, String(persons.size)] as const];
    });
    return { lines: String(this.#lines), persons: String(this.persons.size), ...Object.fromEntries(counts) };
  }
}
