import type { NoticesLedger } from '../case/ledger.ts';
import type { Database } from '../database/database.ts';

/** What the ledger keeps of the telling of patients: counts, and the hashes by which manifest and PDF of each batch can be told to be the ones. Names nobody. */
export async function noticeSums({ pool, caseId }: Database): Promise<NoticesLedger> {
  const states = await pool.query<{ state: string; channel: string; notices: number }>(
    `SELECT state, coalesce(channel, '') AS channel, count(*) AS notices FROM notices WHERE case_id = $1 GROUP BY 1, 2 ORDER BY 1, 2`,
    [caseId],
  );
  const { rows } = await pool.query<{
    number: number;
    letters: number;
    pages: number;
    template: string;
    pdf: Buffer;
    manifest: Buffer;
    handed: Date | null;
  }>(
    `SELECT number, letters, pages, template_version AS template, pdf_sha256 AS pdf, manifest_sha256 AS manifest, handed_over_at AS handed
     FROM print_batches WHERE case_id = $1 AND state NOT IN ('begun', 'unmade') ORDER BY number`,
    [caseId],
  );
  return {
    notices: states.rows,
    batches: rows.map(({ number, letters, pages, template, pdf, manifest, handed }) => ({
      number,
      letters,
      pages,
      template,
      pdf: pdf.toString('hex'),
      manifest: manifest.toString('hex'),
      handedOver: handed?.toISOString() ?? null,
    })),
  };
}
