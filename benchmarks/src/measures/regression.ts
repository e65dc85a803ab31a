import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { atMost, type Measure } from '../measure.ts';
import { runProcess } from '../runProcess.ts';

const CORPORA = fileURLToPath(new URL('../../../../shared/corpora', import.meta.url));
const HERE = fileURLToPath(new URL('../../../', import.meta.url));
const PROCESS = fileURLToPath(new URL('../tokenProcess.ts', import.meta.url));
const READER = 'server/src/read/childReader.ts';
/** Fates with which an item counts as read. */
const READ: ReadonlySet<string | null> = new Set(['read', 'read_in_part', 'empty']);
/** An item that loses a larger share of its words than that has lost something. */
const LOSS = 0.05;

const lineSchema = z.object({ item: z.string(), fate: z.string().nullable(), tokens: z.number() });
type Line = z.infer<typeof lineSchema>;

/** Two states of the product on the same files: nothing that was read may be lost without anybody knowing. */
export const regression: Measure = {
  name: 'regression',
  help: 'the corpora read by this checkout and by an earlier one: what is no longer read, or with fewer words (base=DIR, corpora=DIR)',
  async run(options) {
    const base = options.get('base');
    if (base === undefined || !existsSync(join(base, READER)))
      throw new Error('name an earlier checkout, with its packages installed: base=DIR');
    const corpora = options.get('corpora') ?? CORPORA;
    const before = await readBy(base, corpora);
    const after = await readBy(HERE, corpora);
    const lost = [...before.values()].filter(
      ({ item, fate }) => READ.has(fate) && !READ.has(after.get(item)?.fate ?? null),
    );
    const thinner = [...before.values()].filter(
      ({ item, tokens }) =>
        (after.get(item)?.tokens ?? 0) < tokens * (1 - LOSS) && !lost.some((one) => one.item === item),
    );
    const show = ({ item, fate, tokens }: Line): string =>
      `  ${item}: ${fate} ${tokens} → ${after.get(item)?.fate ?? 'gone'} ${after.get(item)?.tokens ?? 0}`;
    return {
      figures: { before: before.size, after: after.size, lost, thinner },
      table: [
        `${before.size} items before, ${after.size} now`,
        'read before and not now:',
        ...lost.map(show),
        'fewer words:',
        ...thinner.map(show),
      ],
      bars: [
        atMost('items that were read and are not', lost.length, 0, 0),
        atMost(`items that lost more than ${LOSS * 100} % of their words`, thinner.length, 0, 0),
      ],
    };
  },
};

async function readBy(checkout: string, corpora: string): Promise<ReadonlyMap<string, Line>> {
  const run = await runProcess(process.execPath, [PROCESS, corpora, checkout]);
  if (run.code !== 0) throw new Error(`${checkout}: ${run.err}`);
  const lines = run.out
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => lineSchema.parse(JSON.parse(text)));
  if (!lines.some(({ fate }) => READ.has(fate)))
    throw new Error(`${checkout} read nothing of ${corpora}: are the corpora there, its packages installed?`);
  return new Map(lines.map((line) => [line.item, line]));
}
