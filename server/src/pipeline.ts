import { access, rm } from 'node:fs/promises';
import { settleAudit } from './audit/settleAudit.ts';
import { CaseError, type CaseErrorCode, fromSystemError } from './case/caseError.ts';
import { type Case, createCaseFolder, openCaseFolder } from './case/caseFolder.ts';
import { addEvidence, type AddedEvidence, type AddEvidenceOptions } from './collect/addEvidence.ts';
import { addPasswords, loadPasswords } from './collect/passwords.ts';
import { type Unlocked, unlockEvidence, type UnlockOptions } from './collect/unlockEvidence.ts';
import { type Database, openDatabase } from './database/database.ts';
import { takeResults, type TakenResults } from './exposure/sampling/takeResults.ts';
import { applyDecisions } from './exposure/duplicates/duplicateDecisions.ts';
import { assess, type Assessment, type AssessOptions } from './jobs/assess.ts';
import type { SourceContext } from './keys/sources/source.ts';
import { importRegister, type ImportOptions, type ImportResult } from './patients/importRegister.ts';
import { createReader } from './read/childReader.ts';
import type { Reader } from './read/reader.ts';
import { searchWall, settleWall } from './sandbox/settleWall.ts';
import { measureRecall, type RecallOptions } from './seeds/measureRecall.ts';
import type { Wall } from './sandbox/wall.ts';

/**
 * The product's table of contents: what happens to a case, in order.
 * createCase -> importPatients -> addEvidence (collect; unlock where there are passwords) -> assess (read, detect, link) -> exports and summary (exposure).
 */
export interface OpenCase {
  readonly opened: Case;
  readonly database: Database;
  close(): Promise<void>;
}

const KEPT_WITHOUT_DATABASE: readonly CaseErrorCode[] = [
  'database_start_failed',
  'database_roles_missing',
  'database_unprepared',
];

/** Makes a new case and its database. */
export async function createCase(folder: string): Promise<Case> {
  const created = await createCaseFolder(folder);
  try {
    const database = await openDatabase(created, 'app');
    await database.close();
    return created;
  } catch (error) {
    // A case without a database is none: the folder is free for the next attempt. Kept is what the server has to say, and a case that only waits for
    // an administrator, who makes the roles for its key.
    const kept = error instanceof CaseError && KEPT_WITHOUT_DATABASE.includes(error.code);
    if (!kept) await rm(created.folder, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Opens a case with its database: as the worker what reads files and links, as the app what people look at and decide. `keySource` is where its master
 * key may be asked for; default: the surroundings of the process. When it is closed, what was put on record comes into the signed tree.
 */
export async function openCase(
  folder: string,
  role: 'app' | 'worker' = 'app',
  keySource?: SourceContext,
): Promise<OpenCase> {
  const opened = await openCaseFolder(folder, keySource);
  const database = await openDatabase(opened, role);
  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    try {
      await settleAudit(opened, database);
    } finally {
      await database.close();
    }
  };
  return { opened, database, close: () => (closing ??= close()) };
}

/**
 * Decides behind which wall the case is read: the best that this machine lets us build. Where none stands, none is needed only if an exception is
 * recorded in the case; else WallError. Tried once per process.
 */
export async function raiseWall({ opened }: Pick<OpenCase, 'opened'>): Promise<Wall> {
  const { wall, error } = await searchWall();
  if (wall === null && opened.configuration.exceptions.sandbox === undefined) throw error;
  const settled: Wall = wall ?? { kind: 'none' };
  settleWall(settled);
  return settled;
}

/** Imports the hospital's register. */
export async function importPatients(
  open: OpenCase,
  options: Omit<ImportOptions, 'database' | 'keys' | 'reader'>,
): Promise<ImportResult> {
  const result = await withReader(open, (reader) => importRegister({ ...options, ...context(open), reader }));
  await applyDecisions(open.database, open.opened.keys);
  return result;
}

/** Takes stolen files into the case. */
export async function collect(
  open: OpenCase,
  options: Omit<AddEvidenceOptions, 'database' | 'keys' | 'readers'>,
): Promise<AddedEvidence> {
  // More would wait for this process, which writes what they find.
  return await withReaders(open, 2, (readers) => addEvidence({ ...options, ...context(open), readers }));
}

/** Keeps passwords with the case and opens what they open. */
export async function unlock(
  open: OpenCase,
  passwords: readonly string[],
  options: Omit<UnlockOptions, 'database' | 'keys' | 'reader'>,
): Promise<Unlocked & { added: number }> {
  const added = await addPasswords(open.database, open.opened.keys, passwords);
  return {
    added,
    ...(await withReader(open, (reader) => unlockEvidence({ ...options, ...context(open), reader }))),
  };
}

/** Finds out who is concerned: reads, detects, links what is not read yet. */
export async function assessCase(
  open: OpenCase,
  options: Omit<AssessOptions, 'database' | 'keys'>,
): Promise<Assessment> {
  await raiseWall(open);
  return await assess({ ...options, ...context(open) });
}

/** Takes in what a reader found in a sample; `reason` says why answers are changed that were given before, '' that none is. */
export async function takeSampleResults(open: OpenCase, file: string, reason: string): Promise<TakenResults> {
  const { database, keys } = context(open);
  await access(file).catch((error: unknown) => {
    throw fromSystemError(error, file);
  });
  return await withReader(open, (reader) => takeResults(database, keys, reader, { file, reason }));
}

/** Plants invented patients apart from the evidence and records how many are found. */
export async function seedRecall(
  open: OpenCase,
  options: Omit<RecallOptions, 'database' | 'keys'>,
): Promise<void> {
  await raiseWall(open);
  await measureRecall({ ...options, ...context(open) });
}

function context(open: OpenCase): { database: Database; keys: Case['keys'] } {
  return { database: open.database, keys: open.opened.keys };
}

/** Gives a reader behind the case's wall to `use`, and closes it. */
export async function withReader<T>(open: OpenCase, use: (reader: Reader) => Promise<T>): Promise<T> {
  return await withReaders(open, 1, ([reader]) => use(reader!));
}

/** The same with several, each with children of its own. */
async function withReaders<T>(
  open: OpenCase,
  count: number,
  use: (readers: readonly Reader[]) => Promise<T>,
): Promise<T> {
  await raiseWall(open);
  const passwords = await loadPasswords(open.database, open.opened.keys);
  const readers = Array.from({ length: count }, () => createReader({ passwords }));
  try {
    return await use(readers);
  } finally {
    await Promise.all(readers.map((reader) => reader.close()));
  }
}
