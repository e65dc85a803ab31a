import { createHash } from 'node:crypto';
import type { Database } from '../../database/database.ts';
import { fetchRows } from '../../database/fetchRows.ts';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import { patientNumber, SEALED_PATIENT } from '../patientNumber.ts';

/** A letter in the index of a batch. */
export interface ManifestSheet {
  readonly ordinal: number;
  readonly sheet: string;
  /** Its first page in the PDF, from 1 on. */
  readonly page: number;
  readonly pages: number;
  /** SHA-256 of what the notice says, and of the text that was read back from the page. */
  readonly content: string;
  readonly text: string;
}

interface SheetRow {
  ordinal: number;
  code: string;
  pages: number;
  text_sha256: Buffer;
  content_sha256: Buffer;
}

/** The letters of a batch that is set, in the order of the PDF. Names nobody. */
export async function* manifestSheets(
  { pool, caseId }: Pick<Database, 'pool' | 'caseId'>,
  batch: number,
): AsyncGenerator<ManifestSheet> {
  const { rows } = await pool.query<SheetRow>(
    `SELECT s.ordinal, s.code, s.pages, s.text_sha256, n.content_sha256 FROM sheets s JOIN notices n ON n.case_id = s.case_id AND n.id = s.notice_id
     WHERE s.case_id = $1 AND s.batch = $2 ORDER BY s.ordinal`,
    [caseId, batch],
  );
  let page = 1;
  for (const row of rows) {
    yield {
      ordinal: row.ordinal,
      sheet: row.code,
      page,
      pages: row.pages,
      content: row.content_sha256.toString('hex'),
      text: row.text_sha256.toString('hex'),
    };
    page += row.pages;
  }
}

/** Whom a batch is about: patient number, and hash of what is said to him and about him. */
export async function batchPersons(
  database: Database,
  keys: CaseKeys,
  batch: number,
): Promise<Record<string, string>> {
  const persons: Record<string, string> = {};
  // Several letters about one person, to his parents for example, count together.
  const add = (number: string, hash: string): void => {
    const before = persons[number];
    persons[number] =
      before === undefined
        ? hash
        : createHash('sha256')
            .update(before + hash)
            .digest('hex');
  };
  const sql = `SELECT n.person_id, n.content_sha256, ${SEALED_PATIENT} AS sealed FROM notices n WHERE n.case_id = $1 AND n.batch = $2 ORDER BY n.id`;
  for await (const row of fetchRows<{ person_id: number; content_sha256: Buffer; sealed: Buffer | null }>(
    database,
    sql,
    [database.caseId, batch],
  ))
    add(patientNumber(keys, row.person_id, row.sealed), row.content_sha256.toString('hex'));
  return persons;
}

/** What the manifest says of the batch as a whole. */
export interface ManifestHead {
  readonly case: string;
  readonly batch: number;
  readonly letters: number;
  readonly pages: number;
  readonly template: string;
  readonly dated: string;
  readonly pdfSha256: string;
}

/** The manifest as a file (JSON): list and contents of a batch by hashes, page by page. Two people approve its SHA-256. The same batch gives the same bytes. */
export function manifestText(head: ManifestHead, sheets: readonly ManifestSheet[]): string {
  const lines = sheets.map((sheet) => `    ${JSON.stringify(sheet)}`);
  return `{\n  "format": 1,\n  "head": ${JSON.stringify(head)},\n  "sheets": [\n${lines.join(',\n')}\n  ]\n}\n`;
}
