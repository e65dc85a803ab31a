import type pg from 'pg';
import type { Database } from '../../database/database.ts';
import { type InputFault, InputFileError } from '../../exposure/inputFile.ts';
import { readSheet } from '../../exposure/readSheet.ts';
import type { CaseKeys } from '../../keys/caseKeys.ts';
import type { RowNote } from '../../patients/importFault.ts';
import type { Reader } from '../../read/reader.ts';
import { isSheetCode } from '../codes/sheetCode.ts';
import { gatherKnown } from '../select/judgePerson.ts';
import { loadCampaign } from '../select/planCampaign.ts';
import type { JudgingContext } from '../select/refreshPlanned.ts';
import { recordEvents } from './batchNotices.ts';
import { planFallback } from './planFallback.ts';

/** What printer and post say of a sheet. */
export const SHEET_RESULTS = ['printed', 'spoiled', 'returned'] as const;
export type SheetResult = (typeof SHEET_RESULTS)[number];
/** The motives on La Poste's label of returned mail. */
export const RETURN_MOTIVES = ['unknown_at_address', 'access', 'refused', 'unclaimed'] as const;
export type ReturnMotive = (typeof RETURN_MOTIVES)[number];

/** What may follow what: a spoiled sheet is printed again under the same number; what came back stays back. */
const STEPS: Readonly<Record<SheetResult | 'open', readonly SheetResult[]>> = {
  open: ['printed', 'spoiled', 'returned'],
  printed: ['returned'],
  spoiled: ['printed', 'spoiled', 'returned'],
  returned: [],
};

/** What came of a file of returns. */
export interface TakenReturns {
  readonly printed: number;
  readonly spoiled: number;
  readonly returned: number;
  /** Lines that said what was known already. */
  readonly known: number;
  /** Returned letters after which an e-mail is planned. */
  readonly byEmail: number;
  /** Returned letters that wait for somebody: no other channel, or an address to mend. */
  readonly waiting: number;
}

interface SheetRow {
  code: string;
  notice_id: number;
  batch: number;
  result: SheetResult | null;
  motive: ReturnMotive | null;
}

interface Line {
  readonly sheet: SheetRow;
  readonly result: SheetResult;
  readonly motive: ReturnMotive | null;
}

/**
 * Takes in what printer and post say of sheets (CSV or XLSX with the columns sheet, result, motive) and lets the fallback follow. Throws InputFileError with all
 * faults of the file; nothing of it is applied then. The same file may be taken in again.
 */
export async function takeReturns(
  database: Database,
  keys: CaseKeys,
  reader: Reader,
  path: string,
): Promise<TakenReturns> {
  const { columns, rows } = await readSheet(reader, path, ['sheet', 'result']);
  const cell = (cells: readonly string[], name: string): string =>
    cells[columns.get(name) ?? -1]?.trim() ?? '';
  const judging = await judgingContext(database, keys);
  return await database.transaction(async (client) => {
    const codes = rows.map(({ cells }) => cell(cells, 'sheet').toUpperCase());
    const sheets = await lockSheets(client, database.caseId, codes);
    const faults: RowNote<InputFault>[] = [];
    const lines = rows.flatMap(({ number: row, cells }, i) => {
      const fault = (code: InputFault, column: string): void => void faults.push({ code, row, column });
      const sheet = sheets.get(codes[i]!);
      const line = parseLine(sheet, cell(cells, 'result'), cell(cells, 'motive'), fault);
      if (line === null) return [];
      // Later lines of the file follow what it has said before.
      sheets.set(codes[i]!, { ...line.sheet, result: line.result, motive: line.motive });
      return [line];
    });
    if (faults.length > 0) throw new InputFileError(faults);
    return await applyLines(client, database.caseId, judging, lines);
  });
}

/** What the rules ask of everybody; null where there is no campaign. */
async function judgingContext(database: Database, keys: CaseKeys): Promise<JudgingContext | null> {
  const campaign = await loadCampaign(database);
  if (campaign === null) return null;
  return { database, keys, settings: campaign.settings, known: await gatherKnown(database, keys) };
}

async function lockSheets(
  client: pg.ClientBase,
  caseId: string,
  codes: readonly string[],
): Promise<Map<string, SheetRow>> {
  const { rows } = await client.query<SheetRow>(
    `SELECT s.code, s.notice_id, s.batch, s.result, s.motive FROM sheets s JOIN print_batches b ON b.case_id = s.case_id AND b.number = s.batch
     WHERE s.case_id = $1 AND s.code = ANY ($2) AND b.state = 'handed_over' ORDER BY s.code FOR UPDATE OF s`,
    [caseId, codes.filter(isSheetCode)],
  );
  return new Map(rows.map((row) => [row.code, row]));
}

function parseLine(
  sheet: SheetRow | undefined,
  written: string,
  writtenMotive: string,
  fault: (code: InputFault, column: string) => void,
): Line | null {
  const result = SHEET_RESULTS.find((known) => known === written.toLowerCase());
  const motive = RETURN_MOTIVES.find((known) => known === writtenMotive.toLowerCase()) ?? null;
  const isMotiveRight = result === 'returned' ? motive !== null : writtenMotive === '';
  if (sheet === undefined) fault('sheet_unknown', 'sheet');
  if (result === undefined) fault('result_unknown', 'result');
  else if (!isMotiveRight) fault('motive_unknown', 'motive');
  if (sheet === undefined || result === undefined || !isMotiveRight) return null;
  const isKnown = sheet.result === result && sheet.motive === motive;
  if (isKnown || STEPS[sheet.result ?? 'open'].includes(result)) return { sheet, result, motive };
  fault('step_impossible', 'result');
  return null;
}

async function applyLines(
  client: pg.ClientBase,
  caseId: string,
  judging: JudgingContext | null,
  lines: readonly Line[],
): Promise<TakenReturns> {
  const fresh = lines.filter(
    ({ sheet, result, motive }) => sheet.result !== result || sheet.motive !== motive,
  );
  await storeResults(client, caseId, fresh);
  const taken = { printed: 0, spoiled: 0, returned: 0, known: lines.length - fresh.length };
  for (const { result } of fresh) taken[result]++;
  const { byEmail, waiting } = await followReturns(client, caseId, judging, fresh);
  return { ...taken, byEmail, waiting };
}

/** Writes down the last thing that is said of each sheet, and an event for everything that is said. */
async function storeResults(client: pg.ClientBase, caseId: string, lines: readonly Line[]): Promise<void> {
  const last = [...new Map(lines.map((line) => [line.sheet.code, line])).values()];
  await client.query(
    `UPDATE sheets s SET result = t.result, motive = t.motive, result_at = now() FROM unnest($2::text[], $3::text[], $4::text[]) AS t (code, result, motive)
     WHERE s.case_id = $1 AND s.code = t.code`,
    [caseId, last.map(({ sheet }) => sheet.code), last.map(({ result }) => result), last.map(({ motive }) => motive)],
  );
  await client.query(
    'UPDATE notices n SET state = t.result FROM unnest($2::bigint[], $3::text[]) AS t (id, result) WHERE n.case_id = $1 AND n.id = t.id',
    [caseId, last.map(({ sheet }) => sheet.notice_id), last.map(({ result }) => result)],
  );
  await client.query(
    `INSERT INTO notice_events (case_id, notice_id, kind, batch, motive) SELECT $1, * FROM unnest($2::bigint[], $3::text[], $4::int[], $5::text[])`,
    [caseId, lines.map(({ sheet }) => sheet.notice_id), lines.map(({ result }) => result), lines.map(({ sheet }) => sheet.batch), lines.map(({ motive }) => motive)],
  );
} // prettier-ignore

/**
 * What follows letters that came back: refused, nothing more is sent; else an e-mail where that is the fallback; else they wait for somebody who mends the address
 * or closes them. The code of a letter that came back is void: nobody knows who held it.
 */
async function followReturns(
  client: pg.ClientBase,
  caseId: string,
  judging: JudgingContext | null,
  lines: readonly Line[],
): Promise<{ byEmail: number; waiting: number }> {
  const returned = lines.filter(({ result }) => result === 'returned');
  if (returned.length === 0 || judging === null) return { byEmail: 0, waiting: 0 };
  const [refused, others] = [true, false].map((isRefused) =>
    returned.filter(({ motive }) => (motive === 'refused') === isRefused).map(({ sheet }) => sheet.notice_id),
  ) as [number[], number[]];
  await client.query(
    'UPDATE notice_codes SET voided_at = now() WHERE case_id = $1 AND notice_id = ANY ($2::bigint[])',
    [caseId, [...refused, ...others]],
  );
  await client.query(`UPDATE notices SET state = 'closed' WHERE case_id = $1 AND id = ANY ($2::bigint[])`, [
    caseId,
    refused,
  ]);
  await recordEvents(client, caseId, refused, { kind: 'closed', motive: 'refused' });
  const followed = await planFallback(client, judging, others, 'planned_after_return');
  return { byEmail: followed.size, waiting: others.length - followed.size };
}
