import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CaseError } from '../case/caseError.ts';
import type { Database } from '../database/database.ts';
import { insertRows } from '../database/insertRows.ts';
import { isContainer } from '../exposure/sampling/strata.ts';
import { ENGINE_VERSION } from '../jobs/engineVersion.ts';
import type { LaneContent } from '../jobs/laneMessages.ts';
import { defaultLanes, Lane } from '../jobs/lanePool.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { loadWeights } from '../jobs/caseWeights.ts';
import { sightingsIn } from '../link/sightingTable.ts';
import type { CaseWeights } from '../link/weights.ts';
import { indexedPatient } from '../patients/index/indexedPatient.ts';
import { buildPatientIndex, type IndexedPatient } from '../patients/index/buildPatientIndex.ts';
import type { PatientIndex } from '../patients/index/patientIndex.ts';
import { loadPatients } from '../patients/loadPatients.ts';
import { dateNumber } from '../patients/patient.ts';
import { foldText } from '../text/fold.ts';
import { encode } from '../text/windows1252.ts';
import { inventSeeds, type Seed } from './inventSeeds.ts';
import { PLANTED_FORMATS, seedFiles } from './seedFiles.ts';

export interface RecallOptions {
  readonly database: Database;
  readonly keys: CaseKeys;
  readonly seed: number;
  /** Invented patients for each format and identifier. */
  readonly perCell: number;
  readonly signal?: AbortSignal;
}

/** Patients counted as concerned, as everywhere. */
const CONCERNED = 0.5;
/** How many numbers of the register are looked at for the form of the invented ones. */
const EXAMPLES = 200;

/**
 * Seeded recall: invents patients, adds them to the register's index in memory, plants them in files of the case's formats in a folder apart, reads and links
 * those as the case is read, and records how many were found. Nothing is added to register, evidence or sightings; the folder is removed.
 */
export async function measureRecall(options: RecallOptions): Promise<void> {
  const { planted, unplanted } = await formatsOf(options.database);
  if (planted.length === 0) throw new CaseError('nothing_to_plant', options.database.caseId);
  const numbers = await exampleNumbers(options);
  const invented = inventSeeds(options.seed, planted, options.perCell, numbers);
  const { index, first, seeds } = await indexWithSeeds(options, invented);
  const folder = await mkdtemp(join(tmpdir(), 'constat-seeds-'));
  try {
    const contents = await writeFiles(folder, seeds, options.seed);
    const { found, mistaken } = await readFiles(index, await loadWeights(options.database), {
      first,
      contents,
      signal: options.signal,
    });
    await record(options, seeds, found, mistaken, unplanted);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The formats of what was read in the case: those in which somebody can be planted, and the others. */
async function formatsOf({ pool, caseId }: Database): Promise<{ planted: string[]; unplanted: string[] }> {
  const { rows } = await pool.query<{ format: string }>(
    `SELECT DISTINCT format FROM contents WHERE case_id = $1 AND fate IN ('read', 'read_in_part') ORDER BY format`,
    [caseId],
  );
  const formats = rows.map(({ format }) => format);
  return {
    planted: formats.filter((format) => PLANTED_FORMATS.includes(format)),
    unplanted: formats.filter((format) => !PLANTED_FORMATS.includes(format) && !isContainer(format)),
  };
}

async function exampleNumbers({ database, keys }: RecallOptions): Promise<string[]> {
  const numbers: string[] = [];
  for await (const { patientNumber } of loadPatients(database, keys)) {
    numbers.push(patientNumber);
    if (numbers.length === EXAMPLES) break;
  }
  if (numbers.length === 0) throw new CaseError('no_register', database.caseId);
  return numbers;
}

/** What tells two persons apart, as far as a collision with the register is concerned. */
function personKey(birthName: string, givenName: string, birthDate: number): string {
  return `${foldText(encode(`${birthName} ${givenName}`))} ${birthDate}`;
}

/**
 * The index of the register with the seeds behind it: their ids begin at `first`. Seeds who are by chance like somebody of the register (same number, or same
 * name and birth date) are left out.
 */
async function indexWithSeeds(
  { database, keys, signal }: RecallOptions,
  invented: readonly Seed[],
): Promise<{ index: PatientIndex; first: number; seeds: Seed[] }> {
  const numbers = new Map(invented.map((seed, i) => [seed.person.number, i]));
  const persons = new Map(invented.map((seed, i) => [keyOf(seed), i]));
  const taken = new Set(invented.keys().filter((i) => numbers.get(invented[i]!.person.number) !== i));
  let first = 1;
  let seeds: Seed[] = [];
  const index = await buildPatientIndex(everybody());
  return { index, first, seeds };

  async function* everybody(): AsyncGenerator<IndexedPatient> {
    for await (const patient of loadPatients(database, keys)) {
      signal?.throwIfAborted();
      const indexed = indexedPatient(patient);
      for (const name of [patient.birthName, patient.usageName]) {
        const alike = persons.get(personKey(name, patient.givenNames[0] ?? '', indexed.birthDate));
        if (alike !== undefined) taken.add(alike);
      }
      const same = numbers.get(patient.patientNumber);
      if (same !== undefined) taken.add(same);
      first = Math.max(first, patient.id + 1);
      yield indexed;
    }
    seeds = invented.filter((_, i) => !taken.has(i));
    for (const [i, { person }] of seeds.entries())
      yield {
        id: first + i,
        patientNumber: person.number,
        nir: person.nir === '' ? null : person.nir.slice(0, 13),
        birthName: person.birthName,
        usageName: person.usageName,
        givenNames: [person.givenName],
        sex: person.sex,
        birthDate: dateNumber(person),
        phones: person.phone === '' ? [] : [person.phone],
        email: person.email,
        address: person.street,
        postcode: person.postcode,
      };
  }
}

function keyOf({ person }: Seed): string {
  return personKey(person.birthName, person.givenName, dateNumber(person));
}

async function writeFiles(folder: string, seeds: readonly Seed[], seed: number): Promise<LaneContent[]> {
  const contents: LaneContent[] = [];
  for await (const { name, format, bytes } of seedFiles(seeds, seed)) {
    const path = join(folder, name);
    await writeFile(path, bytes, { mode: 0o600 });
    contents.push({
      contentId: contents.length + 1,
      bytes: bytes.length,
      file: Buffer.from(path),
      volumes: [],
      chain: [],
      format,
      year: 0,
      known: [],
    });
  }
  return contents;
}

/** Reads and links; gives the seeds found, and how many of the register were taken for one. */
async function readFiles(
  index: PatientIndex,
  weights: CaseWeights,
  {
    first,
    contents,
    signal,
  }: { first: number; contents: readonly LaneContent[]; signal: AbortSignal | undefined },
): Promise<{ found: Set<number>; mistaken: number }> {
  const found = new Set<number>();
  let mistaken = 0;
  const lanes = Array.from({ length: defaultLanes() }, () => new Lane({ index, weights, passwords: [] }));
  const read = async (lane: Lane, l: number): Promise<void> => {
    const share = contents.filter((_, i) => i % lanes.length === l);
    await lane.read(share, false, (reply) => {
      if (reply.kind !== 'content') return;
      for (const { patient, probability } of sightingsIn(reply.result.sightings)) {
        if (probability < CONCERNED) continue;
        const id = index.ids[patient]!;
        if (id >= first) found.add(id - first);
        else mistaken++;
      }
    });
    signal?.throwIfAborted();
  };
  try {
    await Promise.all(lanes.map(read));
  } finally {
    await Promise.all(lanes.map((lane) => lane.stop()));
  }
  return { found, mistaken };
}

async function record(
  { database, seed }: RecallOptions,
  seeds: readonly Seed[],
  found: ReadonlySet<number>,
  mistaken: number,
  unplanted: readonly string[],
): Promise<void> {
  const { caseId } = database;
  const cells = new Map<string, { planted: number; found: number }>();
  for (const [i, { format, identifier }] of seeds.entries()) {
    const cell = cells.get(`${format} ${identifier}`) ?? { planted: 0, found: 0 };
    cell.planted++;
    if (found.has(i)) cell.found++;
    cells.set(`${format} ${identifier}`, cell);
  }
  await database.transaction(async (client) => {
    const { rows } = await client.query<{ number: number }>(
      `INSERT INTO seed_runs (case_id, number, seed, engine, mistaken, unplanted)
       SELECT $1, 1 + coalesce((SELECT max(number) FROM seed_runs WHERE case_id = $1), 0), $2, $3, $4, $5 RETURNING number`,
      [caseId, seed, ENGINE_VERSION, mistaken, unplanted],
    );
    await insertRows(
      client,
      'seed_results',
      ['case_id', 'number', 'format', 'identifier', 'planted', 'found'],
      [...cells].map(([cell, counts]) => [
        caseId,
        rows[0]!.number,
        ...(cell.split(' ') as [string, string]),
        counts.planted,
        counts.found,
      ]),
    );
  });
}
