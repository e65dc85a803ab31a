import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeDurably } from '../keys/durableFile.ts';
import { CaseError, fromSystemError } from './caseError.ts';

/** Stands while a case is being destroyed: what was decided, so that whoever comes next can finish it. */
export const CLOSING_FILE = 'closing.json';
/** Stands when it is done; its presence is what closes a case. */
export const CERTIFICATE_FILE = 'certificate.json';

const count = z.number().int().nonnegative();

/** What the destruction did not reach, or cannot promise. */
export const REMAINDERS = [
  'key_copies',
  'shared_key_file',
  'passphrase_known',
  'command_key',
  'earlier_form',
  'originals',
  'exports_elsewhere',
  'old_blocks',
  'server_backups',
  'database_roles',
  'files_left',
] as const;
export type Remainder = (typeof REMAINDERS)[number];

const evidenceSchema = z.object({
  added: z.string(),
  files: count,
  items: count,
  bytes: count,
  /** One hash over the hashes and paths of its files. */
  sha256: z.string(),
});

const destroyedKeySchema = z.object({
  name: z.enum(['case', 'master']),
  version: count,
  made: z.string(),
  fingerprint: z.string(),
});
export type DestroyedKey = z.infer<typeof destroyedKeySchema>;

/** A decision to destroy a case; everything that the certificate says except when it was done. */
const closingSchema = z.object({
  format: z.literal(1),
  case: z.object({ id: z.uuid(), name: z.string(), created: z.iso.datetime() }),
  began: z.iso.datetime(),
  /** The two persons, the reason, the account of the system. */
  by: z.tuple([z.string(), z.string()]),
  reason: z.string(),
  account: z.string(),
  /** The keys that are destroyed; a fingerprint says nothing of the key. */
  keys: z.array(destroyedKeySchema),
  /** Where the master key came from. */
  source: z.looseObject({ kind: z.string() }),
  /** Whether the database is the case's own server; else rows of the case on a server that it shares. */
  embedded: z.boolean(),
  register: count,
  evidence: z.array(evidenceSchema),
  /** SHA-256 of the ledger's file. */
  ledger: z.string(),
  remainders: z.array(z.enum(REMAINDERS)),
});
export type Closing = z.infer<typeof closingSchema>;

const certificateSchema = closingSchema.omit({ source: true }).extend({
  source: z.string(),
  closed: z.iso.datetime(),
  /** Entries of the folder that Constat did not make and left. */
  filesLeft: count,
});
/** The proof that a case was destroyed. */
export type Certificate = z.infer<typeof certificateSchema>;

/** A case that is closed, asked to do something. */
export class ClosedCaseError extends CaseError {
  /** ISO 8601. */
  readonly since: string;

  constructor(certificate: string, since: string) {
    super('case_closed', certificate);
    this.name = 'ClosedCaseError';
    this.since = since;
  }
}

/** Throws where the case is closed, or its closing has begun. */
export async function refuseClosed(folder: string): Promise<void> {
  await refuseDestroyed(folder);
  if ((await readClosing(folder)) !== null) throw new CaseError('case_closing', folder);
}

/** Throws where the case is closed. */
export async function refuseDestroyed(folder: string): Promise<void> {
  const certificate = await readCertificate(folder);
  if (certificate !== null) throw new ClosedCaseError(join(folder, CERTIFICATE_FILE), certificate.closed);
}

export async function readClosing(folder: string): Promise<Closing | null> {
  return await readAs(closingSchema, join(folder, CLOSING_FILE));
}

export async function readCertificate(folder: string): Promise<Certificate | null> {
  return await readAs(certificateSchema, join(folder, CERTIFICATE_FILE));
}

export async function writeClosing(folder: string, closing: Closing): Promise<void> {
  await writeDurably(join(folder, CLOSING_FILE), `${JSON.stringify(closing, null, 2)}\n`);
}

/** Writes the certificate: from then on the case is closed. */
export async function writeCertificate(folder: string, certificate: Certificate): Promise<void> {
  await writeDurably(join(folder, CERTIFICATE_FILE), `${JSON.stringify(certificate, null, 2)}\n`);
  await rm(join(folder, CLOSING_FILE), { force: true });
}

/** Null when there is no such file; one that is no longer what was written is a fault, never "not closed". */
async function readAs<T>(schema: z.ZodType<T>, path: string): Promise<T | null> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    const known = fromSystemError(error, path);
    if (known instanceof CaseError && known.code === 'path_missing') return null;
    throw known;
  });
  if (text === null) return null;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw new CaseError('case_malformed', path);
  }
}
