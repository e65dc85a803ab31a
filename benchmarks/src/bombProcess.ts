import { createReader } from '@constat/server/read/childReader.ts';
import { readAll } from './readAll.ts';
import { settleWallOf } from './settleWallOf.ts';

/** Reads one file to the last member in a process of its own and says what came of it, as JSON: for the measure of bombs. */
const [file] = process.argv.slice(2);
await settleWallOf(undefined);
const reader = createReader();
const { items, fates, reasons, textBytes, seconds } = await readAll(reader, file!);
await reader.close();
const outcomes = new Map<string, number>();
fates.forEach((fate, i) => {
  const outcome =
    fate === null && items[i]!.sha256 !== null && i > 0
      ? 'listed'
      : `${fate ?? 'none'} ${reasons[i] ?? ''}`.trim();
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
});
process.stdout.write(
  JSON.stringify({
    items: items.length,
    root: `${fates[0] ?? 'none'} ${reasons[0] ?? ''}`.trim(),
    outcomes: Object.fromEntries(outcomes),
    textBytes,
    seconds,
  }),
);
