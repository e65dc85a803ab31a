import { Z95 } from './binomialBounds.ts';

/** How well two reviewers agree beyond chance. */
export interface Agreement {
  /** Share of equal answers, and the share that chance would give. */
  readonly observed: number;
  readonly expected: number;
  /** Cohen's kappa; 1 where both give one and the same answer throughout. */
  readonly kappa: number;
  readonly deviation: number;
  readonly low: number;
  readonly high: number;
  /** Prevalence- and bias-adjusted (2·observed - 1, two answers). */
  readonly adjusted: number;
}

/**
 * Cohen's kappa of a square table: table[i][j] items that the first reviewer answered i and the second j.
 * Standard error after Fleiss, Cohen and Everitt (1969).
 */
export function cohenKappa(table: readonly (readonly number[])[]): Agreement {
  const n = table.flat().reduce((sum, count) => sum + count, 0);
  const rows = table.map((row) => row.reduce((sum, count) => sum + count, 0) / n);
  const columns = table.map((_, j) => table.reduce((sum, row) => sum + row[j]!, 0) / n);
  const observed = table.reduce((sum, row, i) => sum + row[i]! / n, 0);
  const expected = rows.reduce((sum, share, i) => sum + share * columns[i]!, 0);
  const kappa = expected === 1 ? 1 : (observed - expected) / (1 - expected);
  const deviation = expected === 1 ? 0 : Math.sqrt(variance(table, n, rows, columns, expected, kappa));
  return {
    observed,
    expected,
    kappa,
    deviation,
    low: kappa - Z95 * deviation,
    high: Math.min(1, kappa + Z95 * deviation),
    adjusted: 2 * observed - 1,
  };
}

function variance(
  table: readonly (readonly number[])[],
  n: number,
  rows: readonly number[],
  columns: readonly number[],
  expected: number,
  kappa: number,
): number {
  let agreeing = 0;
  let differing = 0;
  table.forEach((row, i) =>
    row.forEach((count, j) => {
      const share = count / n;
      if (i === j) agreeing += share * (1 - (rows[i]! + columns[i]!) * (1 - kappa)) ** 2;
      else differing += share * (columns[i]! + rows[j]!) ** 2;
    }),
  );
  const chance = (kappa - expected * (1 - kappa)) ** 2;
  return Math.max(0, agreeing + (1 - kappa) ** 2 * differing - chance) / (n * (1 - expected) ** 2);
}
