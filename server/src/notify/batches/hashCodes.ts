import { randomBytes } from 'node:crypto';
import type { Database } from '../../database/database.ts';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import { CodeDeriver } from '../codes/deriveCode.ts';
import { SALT_BYTES, SecretHasher } from '../codes/hashSecret.ts';

/** Hashes that are computed at once: as many as Node has threads for them. */
const AT_ONCE = 4;
const PAGE = 200;

interface CodeRow {
  notice_id: number;
  person_id: number;
  issue: number;
  locator_attempt: number;
  secret_attempt: number;
}

/**
 * Hashes the secrets of codes that are not hashed yet, of notices of a batch or (null) of all e-mails that are planned. About 10 ms of a core each; killed, the
 * next call goes on. @returns how many were hashed now.
 */
export async function hashCodes(
  { pool, caseId }: Database,
  keys: CaseKeys,
  batch: number | null,
  onProgress?: (hashed: number) => void,
): Promise<number> {
  const hasher = new SecretHasher(keys);
  const deriver = new CodeDeriver(keys);
  for (let hashed = 0; ;) {
    const { rows } = await pool.query<CodeRow>(
      `SELECT c.notice_id, n.person_id, n.issue, n.locator_attempt, n.secret_attempt
       FROM notice_codes c JOIN notices n ON n.case_id = c.case_id AND n.id = c.notice_id
       WHERE c.case_id = $1 AND c.hash IS NULL AND CASE WHEN $2::int IS NULL THEN n.channel = 'email' AND n.state = 'planned' ELSE n.batch = $2 END
       ORDER BY c.notice_id LIMIT ${PAGE}`,
      [caseId, batch],
    );
    if (rows.length === 0) return hashed;
    const hashes: { salt: Buffer; hash: Buffer }[] = [];
    const lane = async (first: number): Promise<void> => {
      for (let i = first; i < rows.length; i += AT_ONCE) {
        const row = rows[i]!;
        const { locator, secret } = deriver.derive(
          { person: row.person_id, issue: row.issue },
          { locatorAttempt: row.locator_attempt, secretAttempt: row.secret_attempt },
        );
        const salt = randomBytes(SALT_BYTES);
        hashes[i] = { salt, hash: await hasher.hash(locator, secret, salt) };
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => lane(i)));
    await pool.query(
      `UPDATE notice_codes c SET salt = t.salt, hash = t.hash FROM unnest($2::bigint[], $3::bytea[], $4::bytea[]) AS t (notice, salt, hash)
       WHERE c.case_id = $1 AND c.notice_id = t.notice`,
      [
        caseId,
        rows.map((row) => row.notice_id),
        hashes.map(({ salt }) => salt),
        hashes.map(({ hash }) => hash),
      ],
    );
    onProgress?.((hashed += rows.length));
  }
}
