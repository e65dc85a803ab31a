import type { TestCase } from '../../testCase.ts';
import { type PartRequest, type RenderedPart, renderPart } from '../letters/renderPart.ts';
import { TEST_STATEMENT } from '../letters/testLetters.ts';
import { loadTemplates } from '../texts/loadTemplates.ts';
import type { BatchContext } from './batchRow.ts';

/** For tests: how a batch is built of a case with few letters, set in this process. */
export const TEST_BATCH = {
  statement: TEST_STATEMENT,
  size: 1_000,
  templates: await loadTemplates(''),
  pool: { size: 1, render: (request: PartRequest): Promise<RenderedPart> => renderPart(request) },
};

/** What batches of a test's case are built, unmade and handed over with. */
export function batchContextOf({ database, opened, folder }: TestCase): BatchContext {
  return { database, keys: opened.keys, folder };
}
