import { argon2, type BinaryLike, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { CaseKeys } from '../../keys/caseKeys.ts';

/** Argon2id as OWASP asks for at least (RFC 9106): 19 MiB, two passes, one lane. About 10 ms of one core. */
export const SECRET_HASHING = { memory: 19 * 1024, passes: 2, parallelism: 1, tagLength: 32 } as const;
export const SALT_BYTES = 16;

const hashWithArgon2 = promisify(argon2);

/** Hashes secrets of codes. The key of the case goes in as well: whoever steals the database alone cannot even try codes. */
export class SecretHasher {
  readonly #pepper: Buffer;

  constructor(keys: CaseKeys) {
    this.#pepper = keys.derive('notice code hash');
  }

  /** The hash of a secret, bound to its locator. Computed on a thread of its own: several may run at once. */
  async hash(locator: string, secret: string, salt: BinaryLike): Promise<Buffer> {
    return await hashWithArgon2('argon2id', {
      ...SECRET_HASHING,
      message: secret,
      nonce: salt,
      secret: this.#pepper,
      associatedData: locator,
    });
  }

  /** Whether a secret is the one whose hash is kept. */
  async fits(
    locator: string,
    secret: string,
    { salt, hash }: { salt: Buffer; hash: Buffer },
  ): Promise<boolean> {
    return timingSafeEqual(await this.hash(locator, secret, salt), hash);
  }
}
