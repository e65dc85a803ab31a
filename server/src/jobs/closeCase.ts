import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { accountName } from '../case/accountName.ts';
import { CaseError } from '../case/caseError.ts';
import type { Case } from '../case/caseFolder.ts';
import {
  type Certificate,
  type Closing,
  CLOSING_FILE,
  type DestroyedKey,
  readClosing,
  type Remainder,
  writeCertificate,
  writeClosing,
} from '../case/closing.ts';
import { LEDGER_FILE, LEDGER_KEY_FILE, type Ledger, writeLedger } from '../case/ledger.ts';
import { tryCaseLock } from '../database/caseLock.ts';
import type { Database } from '../database/database.ts';
import { stopEmbeddedServer } from '../database/embeddedServer.ts';
import { removeCaseRows } from '../database/removeCaseRows.ts';
import { certificatePage } from '../exposure/certificatePage.ts';
import { evidenceFacts } from '../exposure/method/methodFacts.ts';
import { stateLines } from '../exposure/states/stateLines.ts';
import { summarise } from '../exposure/summarise.ts';
import { destroyFile, writeDurably } from '../keys/durableFile.ts';
import { KEYS_FILE } from '../keys/keyRing.ts';
import { type OpenKeys, openKeys, processContext, sourceOf } from '../keys/openKeys.ts';
import { finishRotation } from '../keys/rotateKeys.ts';
import { KEY_FILE } from '../keys/sources/file.ts';
import type { SourceContext } from '../keys/sources/source.ts';
import { keyFingerprint } from '../keys/wrapKey.ts';
import { noticeSums } from '../notify/noticeSums.ts';
import { wordsOf } from '../languages/chooseLanguage.ts';

/** Who wants a case destroyed, and why. */
export interface ClosingRequest {
  readonly by: readonly [string, string];
  readonly reason: string;
  /** Version of the product, for the figures of the ledger. */
  readonly version: string;
}

/** What is left in the folder of a closed case. */
const CERTIFICATE_PAGES = { fr: 'certificat.html', en: 'certificate.html' } as const;
/** What Constat itself puts into the folder of a case and what must not outlive it. */
const OWN_ENTRIES = [
  'audit.json',
  'database',
  'database.log',
  'exports',
  'notices',
  'mail.json',
  'summary.html',
  'synthese.html',
];
/** What stays; the checkpoints of the log say how long it was and what its root is, and name nobody. */
const KEPT = new Set<string>(['case.json', 'checkpoints', LEDGER_FILE, LEDGER_KEY_FILE, CLOSING_FILE]);

/**
 * Decides the end of a case: writes what must remain, then the decision itself. From then on the case opens no more and {@link finishClosing}
 * can be called, by whoever, as often as it takes.
 */
export async function beginClosing(
  { opened, database }: { opened: Case; database: Database },
  context: SourceContext,
  request: ClosingRequest,
): Promise<void> {
  const assessing = await tryCaseLock(database, 'assess');
  if (assessing === null) throw new CaseError('assess_running', opened.folder);
  const rotating = await tryCaseLock(database, 'keys');
  try {
    if (rotating === null) throw new CaseError('keys_busy', opened.folder);
    const { id, wrappedKeys } = opened.configuration;
    const keys = await openKeys(context, id, wrappedKeys);
    if (keys.ring !== null) await finishRotation(keys.ring, keys.master, context);
    const began = new Date().toISOString();
    const ledger = await gatherLedger(opened, database, { ...request, began });
    const ledgerKey = keys.ledgerKey ?? Buffer.from(crypto.getRandomValues(new Uint8Array(32)));
    const sha256 = await writeLedger(opened.folder, keys, ledgerKey, ledger);
    await writeClosing(opened.folder, closingOf(keys, ledger, sha256, database.embedded));
  } finally {
    await rotating?.();
    await assessing();
  }
}

async function gatherLedger(
  { configuration, keys }: Case,
  database: Database,
  { began, by, reason, version }: ClosingRequest & { began: string },
): Promise<Ledger> {
  const { persons, categories, register } = await summarise(database, keys, configuration, version);
  const { certain, probable, possible, expected } = persons;
  return {
    case: { id: configuration.id, name: configuration.name, created: configuration.created },
    closing: { began, by: [...by], reason },
    register,
    persons: { certain, probable, possible, expected },
    categories: categories.map(({ category, persons: n }) => ({ category, persons: n })),
    states: (await stateLines(database)).map((state) => ({
      version: state.version,
      made: state.made,
      certain: state.certain,
      probable: state.probable,
      possible: state.possible,
    })),
    evidence: (await evidenceFacts(database, keys)).map(({ added, files, items, bytes, sha256 }) => ({
      added,
      files,
      items,
      bytes,
      sha256,
    })),
    telling: await noticeSums(database),
  };
}

function closingOf(keys: OpenKeys, ledger: Ledger, sha256: string, embedded: boolean): Closing {
  return {
    format: 1,
    case: ledger.case,
    began: ledger.closing.began,
    by: ledger.closing.by,
    reason: ledger.closing.reason,
    account: accountName(),
    keys: destroyedKeys(keys, ledger.case.created),
    source: { ...keys.source },
    embedded,
    register: ledger.register,
    evidence: ledger.evidence,
    ledger: sha256,
    remainders: remaindersOf(keys, embedded),
  };
}

/** The case key; the master key too where it is a file of this case alone. In an earlier version's case the two are one. */
function destroyedKeys({ ring, source, master, caseKey }: OpenKeys, created: string): DestroyedKey[] {
  const entry = ring?.keys.find(({ name }) => name === 'case') ?? { version: 1, made: created };
  const { version, made } = entry;
  const destroyed: DestroyedKey[] = [{ name: 'case', version, made, fingerprint: keyFingerprint(caseKey) }];
  if (ring !== null && source.kind === 'file' && source['shared'] !== true)
    destroyed.push({
      name: 'master',
      version: ring.master.version,
      made: ring.master.made,
      fingerprint: keyFingerprint(master),
    });
  return destroyed;
}

function remaindersOf({ ring, source }: OpenKeys, embedded: boolean): Remainder[] {
  return [
    'key_copies',
    ...(source['shared'] === true ? (['shared_key_file'] as const) : []),
    ...(source.kind === 'passphrase' ? (['passphrase_known'] as const) : []),
    ...(source.kind === 'command' ? (['command_key'] as const) : []),
    ...(ring === null ? (['earlier_form'] as const) : []),
    'originals',
    'exports_elsewhere',
    'old_blocks',
    ...(embedded ? [] : (['server_backups'] as const)),
  ];
}

/** Destroys what a decision names: keys first, then the data; writes the certificate last. Killed at any moment, the next call goes on. */
export async function finishClosing(
  folder: string,
  databaseUrl = process.env['DATABASE_URL'] ?? '',
): Promise<Certificate> {
  const closing = await readClosing(folder);
  if (closing === null) throw new CaseError('not_a_case', folder);
  if (!closing.embedded && databaseUrl === '') throw new CaseError('address_needed', 'DATABASE_URL');
  await destroyKeys(folder, closing);
  const { rolesLeft } = closing.embedded
    ? await stopOwnServer(folder)
    : await removeCaseRows(databaseUrl, closing.case.id);
  await removeOwnEntries(folder);
  const certificate = await certify(folder, closing, rolesLeft);
  await writeCertificate(folder, certificate);
  return certificate;
}

/** The roles of the case's own server go with it. */
async function stopOwnServer(folder: string): Promise<{ rolesLeft: boolean }> {
  await stopEmbeddedServer(folder);
  return { rolesLeft: false };
}

async function destroyKeys(folder: string, { keys, source }: Closing): Promise<void> {
  const drafts = (await readdir(folder)).filter((name) => name.startsWith(`${KEYS_FILE}.`));
  for (const name of [KEYS_FILE, ...drafts]) await destroyFile(join(folder, name));
  const fingerprint = (keys.find(({ name }) => name === 'master') ?? keys[0]!).fingerprint;
  await sourceOf(source, folder).retire(source, fingerprint, processContext(folder));
  // A key file that a killed rotation left beside another source.
  for (const name of await readdir(folder))
    if (name === KEY_FILE || name.startsWith(`${KEY_FILE}.constat-`)) await destroyFile(join(folder, name));
}

async function removeOwnEntries(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter(
    (name) => OWN_ENTRIES.includes(name) || name.startsWith('.password.') || name.endsWith('.part'),
  );
  for (const name of names) {
    const path = join(folder, name);
    // Exports and pages hold personal data in clear; the database holds them sealed.
    if (name !== 'database') await destroyBelow(path);
    await rm(path, { recursive: true, force: true });
  }
}

async function destroyBelow(path: string): Promise<void> {
  const entries = await readdir(path, { withFileTypes: true, recursive: true }).catch(() => null);
  if (entries === null) await destroyFile(path);
  else
    for (const entry of entries)
      if (!entry.isDirectory()) await destroyFile(join(entry.parentPath, entry.name));
}

async function certify(folder: string, closing: Closing, rolesLeft: boolean): Promise<Certificate> {
  const pages = new Set<string>(Object.values(CERTIFICATE_PAGES));
  const left = (await readdir(folder)).filter((name) => !KEPT.has(name) && !pages.has(name)).length;
  const certificate: Certificate = {
    ...closing,
    source: closing.source.kind,
    closed: new Date().toISOString(),
    filesLeft: left,
    remainders: [
      ...closing.remainders,
      ...(rolesLeft ? (['database_roles'] as const) : []),
      ...(left > 0 ? (['files_left'] as const) : []),
    ],
  };
  for (const language of ['fr', 'en'] as const)
    await writeDurably(
      join(folder, CERTIFICATE_PAGES[language]),
      certificatePage(certificate, wordsOf(language)),
    );
  return certificate;
}
