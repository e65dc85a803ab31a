import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { type DuplicateDecisionLine, duplicateDecisionLineSchema } from '@constat/contract/duplicate.ts';
import { fromSystemError } from '../../case/caseError.ts';

/** Why a line of a file of decisions cannot be taken. */
export type DecisionFault = 'malformed' | 'unknown_number' | 'in_future';

/** A file of decisions of which nothing is taken: lines and codes, no values. */
export class DecisionFileError extends Error {
  readonly faults: readonly { readonly line: number; readonly fault: DecisionFault }[];

  constructor(faults: DecisionFileError['faults']) {
    super(`${faults.length} lines of a file of decisions are refused`);
    this.name = 'DecisionFileError';
    this.faults = faults;
  }
}

/** Reads a list of decisions (JSONL). Throws DecisionFileError with all lines that are no decision, CaseError for a file that cannot be read. */
export async function readDecisionFile(path: string): Promise<DuplicateDecisionLine[]> {
  const decisions: DuplicateDecisionLine[] = [];
  const faults: { line: number; fault: DecisionFault }[] = [];
  let number = 0;
  try {
    for await (const line of createInterface({
      input: createReadStream(path, 'utf8'),
      crlfDelay: Infinity,
    })) {
      number++;
      const parsed = duplicateDecisionLineSchema.safeParse(parseJson(line));
      if (!parsed.success) faults.push({ line: number, fault: 'malformed' });
      else if (Date.parse(parsed.data.at) > Date.now()) faults.push({ line: number, fault: 'in_future' });
      else decisions.push(parsed.data);
    }
  } catch (error) {
    throw fromSystemError(error, path);
  }
  if (faults.length > 0) throw new DecisionFileError(faults);
  return decisions;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
