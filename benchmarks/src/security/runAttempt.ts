import type pg from 'pg';
import type { Attempt } from './randomAttempt.ts';

/** What came of an attempt. */
export interface Answer {
  /** SQLSTATE of the first statement that was refused; '' where all were answered. */
  readonly code: string;
  /** Rows of the answers. */
  readonly rows: number;
  /** Everything that the server said: rows, lines of COPY, notices, the fault. */
  readonly said: string;
}

/** Runs an attempt in a transaction that is rolled back. A statement that is refused does not stop those behind it. */
export async function runAttempt(client: pg.Client, { statements, copy }: Attempt): Promise<Answer> {
  const said: string[] = [];
  let code = '';
  let rows = 0;
  const hear = (notice: { message?: string | undefined }): void => void said.push(notice.message ?? '');
  client.on('notice', hear);
  await client.query('BEGIN');
  for (const [i, statement] of statements.entries()) {
    await client.query('SAVEPOINT attempt');
    try {
      const lines =
        copy && i === statements.length - 1
          ? await copyOut(client, statement)
          : await rowsOf(client, statement);
      rows += lines.length;
      said.push(...lines);
    } catch (error) {
      const fault = error as Partial<pg.DatabaseError>;
      if (code === '') code = fault.code ?? 'unknown';
      said.push(`${fault.message ?? ''} ${fault.detail ?? ''} ${fault.hint ?? ''}`);
      await client.query('ROLLBACK TO SAVEPOINT attempt');
    }
  }
  await client.query('ROLLBACK');
  await client.query('RESET ALL');
  await client.query('DEALLOCATE ALL');
  client.off('notice', hear);
  // The two databases differ in their names.
  return { code, rows, said: said.join('\n').replace(/(database "?)(?:shared|alone)/g, '$1') };
}

async function rowsOf(client: pg.Client, statement: string): Promise<string[]> {
  const { rows } = await client.query<Record<string, unknown>>(statement);
  return rows.map((row) => JSON.stringify(row));
}

/** A COPY … TO STDOUT for the driver, which has none of its own. */
class CopyOut {
  readonly #statement: string;
  readonly #settle: (error: Error | null) => void;
  readonly lines: string[] = [];

  constructor(statement: string, settle: (error: Error | null) => void) {
    this.#statement = statement;
    this.#settle = settle;
  }

  submit(connection: { query(text: string): void }): void {
    connection.query(this.#statement);
  }

  handleCopyData(message: { chunk: Buffer }): void {
    this.lines.push(message.chunk.toString('utf8'));
  }

  handleError(error: Error): void {
    this.#settle(error);
  }

  handleReadyForQuery(): void {
    this.#settle(null);
  }

  handleRowDescription(): void {
    // COPY has none.
  }

  handleCommandComplete(): void {
    // The server says that it is ready afterwards.
  }
}

async function copyOut(client: pg.Client, statement: string): Promise<string[]> {
  let out: CopyOut | undefined;
  await new Promise<void>((resolve, reject) => {
    out = new CopyOut(statement, (error) => (error === null ? resolve() : reject(error)));
    client.query(out as unknown as pg.Submittable);
  });
  return (out?.lines ?? []).sort();
}
