import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fromSystemError } from '../../case/caseError.ts';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import { renameDurably } from '../../keys/durableFile.ts';
import type { PrintedLetter } from '../letters/checkPages.ts';
import { NOTICES_FOLDER } from '../texts/loadTemplates.ts';

/** A part of a batch as it is kept. */
export interface KeptPart {
  /** SHA-256 of all that went into it: where it is another, the part is set anew. */
  readonly input: string;
  readonly letters: readonly PrintedLetter[];
  readonly pdf: Uint8Array;
}

/** The sealed parts of a batch: what a killed build finds again. */
export class PartFiles {
  readonly #keys: CaseKeys;
  readonly #folder: string;
  readonly #batch: number;

  constructor(keys: CaseKeys, caseFolder: string, batch: number) {
    this.#keys = keys;
    this.#batch = batch;
    this.#folder = join(caseFolder, NOTICES_FOLDER, `batch-${String(batch).padStart(4, '0')}`);
  }

  /** Keeps a part: there whole or not at all, also after a power cut. */
  async write(part: number, { input, letters, pdf }: KeptPart): Promise<void> {
    const head = Buffer.from(JSON.stringify({ input, letters }));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(head.length);
    const sealed = this.#keys.seal(Buffer.concat([length, head, pdf]), this.#place(part));
    const path = this.#path(part);
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      const file = await open(`${path}.part`, 'w', 0o600);
      try {
        await file.writeFile(sealed);
        await file.sync();
      } finally {
        await file.close();
      }
      await renameDurably(`${path}.part`, path);
    } catch (error) {
      throw fromSystemError(error, path);
    }
  }

  /** A part that is kept for this input; null where there is none. */
  async read(part: number, input?: string): Promise<KeptPart | null> {
    const sealed = await readFile(this.#path(part)).catch(() => null);
    if (sealed === null) return null;
    const bytes = this.#keys.open(sealed, this.#place(part));
    const at = 4 + bytes.readUInt32BE(0);
    const head = JSON.parse(bytes.toString('utf8', 4, at)) as Pick<KeptPart, 'input' | 'letters'>;
    if (input !== undefined && head.input !== input) return null;
    return { ...head, pdf: bytes.subarray(at) };
  }

  /** Removes all parts. */
  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  #path(part: number): string {
    return join(this.#folder, `part-${String(part).padStart(5, '0')}.sealed`);
  }

  #place(part: number): string {
    return `notices batch ${this.#batch} part ${part}`;
  }
}
