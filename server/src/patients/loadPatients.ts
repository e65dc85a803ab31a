import type { Database } from '../database/database.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { BlockOpener } from './blockOpener.ts';
import type { Patient } from './patient.ts';
import { openBlock, packBlock, type PatientBlock, patientsOf } from './patientBlock.ts';

/** Ids of a block: from the first patient that follows on. */
const BLOCK = 4_096;
/** Blocks that are being opened at the same time. */
const AHEAD = 3;
/** So many patients are opened here: for fewer a thread would cost more than it saves. */
const OPENED_HERE = 20_000;

/** The register's patients in the order of their ids. */
export async function* loadPatients(database: Database, keys: CaseKeys): AsyncGenerator<Patient> {
  for await (const patients of loadPatientBlocks(database, keys)) yield* patients;
}

/**
 * {@link loadPatients} some thousand at a time, for whoever does little with each: while they are used, a second thread opens the next ones and the database
 * reads those behind them.
 */
export async function* loadPatientBlocks(
  database: Database,
  keys: CaseKeys,
): AsyncGenerator<Iterable<Patient>> {
  const opening = new Opening(keys);
  try {
    const underWay: Promise<PatientBlock>[] = [];
    for await (const block of fetchBlocks(database)) {
      underWay.push(settledLater(opening.open(block)));
      if (underWay.length === AHEAD) yield patientsOf(await underWay.shift()!);
    }
    for (const block of underWay) yield patientsOf(await block);
  } finally {
    await opening.close();
  }
}

/** Opens the first blocks in this thread, the others in one of their own. */
class Opening {
  readonly #keys: CaseKeys;
  #opener: BlockOpener | null = null;
  #patients = 0;

  constructor(keys: CaseKeys) {
    this.#keys = keys;
  }

  async open(block: PatientBlock): Promise<PatientBlock> {
    this.#patients += block.ids.length;
    if (this.#patients > OPENED_HERE) {
      this.#opener ??= new BlockOpener(this.#keys.sealKey);
      return await this.#opener.open(block);
    }
    openBlock(block, this.#keys.sealKey);
    return block;
  }

  async close(): Promise<void> {
    await this.#opener?.close();
  }
}

/** The blocks of the register as they lie in the database; the next one is fetched meanwhile. */
async function* fetchBlocks(database: Database): AsyncGenerator<PatientBlock> {
  let fetching = fetchBehind(database, 0);
  for (;;) {
    const block = await fetching;
    if (block.ids.length === 0) return;
    fetching = settledLater(fetchBehind(database, block.ids.at(-1)!));
    yield block;
  }
}

/**
 * The patients of {@link BLOCK} ids from the first one behind `id` on. Both ends of the range are told: by LIMIT alone the server, where it has no
 * statistics yet, sorts all that follow, for every block anew.
 */
async function fetchBehind({ pool, caseId }: Database, id: number): Promise<PatientBlock> {
  const { rows } = await pool.query<{ id: number; sealed: Buffer }>(
    `WITH first AS MATERIALIZED (SELECT min(id) AS id FROM patients WHERE case_id = $1 AND id > $2)
     SELECT id, sealed FROM patients
     WHERE case_id = $1 AND id >= (SELECT id FROM first) AND id < (SELECT id FROM first) + $3 ORDER BY id`,
    [caseId, id, BLOCK],
  );
  return packBlock(rows);
}

/** A promise that is awaited when its turn comes; whoever leaves the loop before does not. */
function settledLater<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
