import type { Described } from '../keyPurposes.ts';

/** What a source is given: the case's folder and the surroundings of the process. A test passes its own. A person is asked once per context. */
export interface SourceContext {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Key file outside of the case that the user named; '' for the default. */
  readonly keyFile: string;
  /** Asks on the terminal, without echo; throws CaseError('passphrase_needed') where there is none. */
  readonly ask: (question: Described) => Promise<string>;
}

/** How keys.json remembers a source: its kind and what the kind needs besides. Nothing in it is secret. */
export interface SourceRecord {
  readonly kind: string;
  readonly [field: string]: unknown;
}

/**
 * Where a master key comes from: a file in this folder, a line in index.ts, held to the contract by sources.test.ts.
 * Failures are CaseErrors; nothing that a source was told is ever part of one.
 */
export interface KeySource {
  readonly kind: string;
  /** What the inventory says of it. */
  readonly describe: Described;
  /** Makes a new master key of 32 bytes and what keys.json must remember to get it again. What stood before still works. `current` is the record that it will replace; null for a new case. */
  create(
    context: SourceContext,
    current: SourceRecord | null,
  ): Promise<{ record: SourceRecord; master: Buffer }>;
  /** The master key again: the candidates that there are, to be tried in order (more than one where a rotation was killed). Changes nothing. */
  open(record: SourceRecord, context: SourceContext): Promise<readonly Buffer[]>;
  /** Called when keys.json stands with the new master key: brings it to its final place. May be called again. */
  settle(record: SourceRecord, master: Buffer, context: SourceContext): Promise<void>;
  /** Destroys what the source keeps for a master key that opens nothing any more. Returns whether nothing is left of it in the source's hands. */
  retire(record: SourceRecord, fingerprint: string, context: SourceContext): Promise<boolean>;
}
