import { z } from 'zod';
import { loadPasswords } from '../collect/passwords.ts';
import { locateContents } from '../collect/unreadContents.ts';
import type { Database } from '../database/database.ts';
import { createScanner } from '../detect/scanner.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { ContentLinker } from '../link/contentLinker.ts';
import { estimateShares, type SampledPassage, weightsOf } from '../link/estimateWeights.ts';
import { registerWords } from '../link/registerWords.ts';
import { SampleRecorder } from '../link/sampleRecorder.ts';
import {
  type CaseWeights,
  type MatchWeights,
  STARTING_CASE_WEIGHTS,
  STARTING_WEIGHTS,
} from '../link/weights.ts';
import type { PatientIndex } from '../patients/index/patientIndex.ts';
import { createReader } from '../read/childReader.ts';
import type { Reader } from '../read/reader.ts';
import { ENGINE_VERSION } from './engineVersion.ts';

/** The sample: so many contents, in the order of their hashes, and bytes of them together; of one content so many passages. */
const SAMPLE_CONTENTS = 300;
const SAMPLE_BYTES = 24 * 2 ** 20;
const CONTENT_PASSAGES = 1_000;

/** Weights of an earlier engine lack what it did not weigh. */
const weightsSchema = z.strictObject(
  Object.fromEntries(
    Object.entries(STARTING_WEIGHTS).map(([name, start]) => [name, z.number().default(start)]),
  ) as Record<keyof MatchWeights, z.ZodDefault<z.ZodNumber>>,
);
const caseWeightsSchema = z.strictObject({ table: weightsSchema, text: weightsSchema });

/** The weights with which the case was linked last; the starting ones where it has not been. */
export async function loadWeights(database: Database): Promise<CaseWeights> {
  const { rows } = await database.pool.query<{ weights: unknown }>(
    'SELECT weights FROM weights WHERE case_id = $1 ORDER BY version DESC LIMIT 1',
    [database.caseId],
  );
  return rows.length === 0 ? STARTING_CASE_WEIGHTS : caseWeightsSchema.parse(rows[0]!.weights);
}

/**
 * The weights for linking with this engine and register: estimated once, before anything is linked, and frozen from then on, so that a run that was
 * interrupted goes on with the same ones (decisions/0011-estimated-weights.md).
 */
export async function settleWeights(
  database: Database,
  keys: CaseKeys,
  index: PatientIndex,
  signal?: AbortSignal,
): Promise<CaseWeights> {
  const register = await registerHash(database);
  const { rows } = await database.pool.query<{ weights: unknown; engine: number; register_sha256: Buffer }>(
    'SELECT weights, engine, register_sha256 FROM weights WHERE case_id = $1 ORDER BY version DESC LIMIT 1',
    [database.caseId],
  );
  const last = rows[0];
  if (last !== undefined && last.engine === ENGINE_VERSION && last.register_sha256.equals(register))
    return caseWeightsSchema.parse(last.weights);
  const reader = createReader({ passwords: await loadPasswords(database, keys) });
  try {
    const sample = await takeSample(database, keys, index, reader, signal);
    const weights = {
      table: weightsOf(estimateShares(sample.table, index.size)),
      text: weightsOf(estimateShares(sample.text, index.size)),
    };
    await database.pool.query(
      `INSERT INTO weights (case_id, version, engine, register_sha256, contents, table_passages, text_passages, weights)
       SELECT $1, coalesce(max(version), 0) + 1, $2, $3, $4, $5, $6, $7 FROM weights WHERE case_id = $1`,
      [database.caseId, ENGINE_VERSION, register, sample.contents, sample.table.length, sample.text.length, JSON.stringify(weights)],
    ); // prettier-ignore
    return weights;
  } finally {
    await reader.close();
  }
}

async function registerHash(database: Database): Promise<Buffer> {
  const { rows } = await database.pool.query<{ source_sha256: Buffer }>(
    'SELECT source_sha256 FROM patient_imports WHERE case_id = $1 ORDER BY id DESC LIMIT 1',
    [database.caseId],
  );
  return rows[0]?.source_sha256 ?? Buffer.alloc(0);
}

interface Sample {
  readonly contents: number;
  readonly table: SampledPassage[];
  readonly text: SampledPassage[];
}

/** Reads and links some contents with the starting weights. Which ones, and their order, follow from their hashes: not from names, order or workers. */
async function takeSample(
  database: Database,
  keys: CaseKeys,
  index: PatientIndex,
  reader: Reader,
  signal?: AbortSignal,
): Promise<Sample> {
  const { rows } = await database.pool.query<{ id: number }>(
    `SELECT id FROM (SELECT c.id, c.sha256, sum(c.bytes) OVER (ORDER BY c.sha256) AS until, row_number() OVER (ORDER BY c.sha256) AS n
       FROM contents c WHERE c.case_id = $1) ordered WHERE n = 1 OR (n <= $2 AND until <= $3) ORDER BY sha256`,
    [database.caseId, SAMPLE_CONTENTS, SAMPLE_BYTES],
  );
  const order = new Map(rows.map(({ id }, i) => [id, i]));
  const located = await locateContents(database, keys, [...order.keys()]);
  located.sort((a, b) => order.get(a.contentId)! - order.get(b.contentId)!);
  const scanner = createScanner(registerWords(index));
  const sample: Sample = { contents: located.length, table: [], text: [] };
  const recording = new SampleRecorder(index.size, CONTENT_PASSAGES);
  const linker = new ContentLinker(index, scanner, STARTING_CASE_WEIGHTS, recording);
  for (const { file, chain, volumes, year } of located) {
    signal?.throwIfAborted();
    linker.clear(year);
    for await (const event of reader.read(file, [chain], {
      volumes,
      scans: { recognise: false, known: [] },
    })) {
      if (event.kind === 'part' || event.kind === 'text' || event.kind === 'columns' || event.kind === 'rows')
        linker.segment(event);
      if (recording.isFull) break;
    }
    // The rest of a content that was left early is not waited for.
    if (recording.isFull) await reader.close();
    linker.end();
    sample.table.push(...recording.table.take());
    sample.text.push(...recording.text.take());
  }
  return sample;
}
