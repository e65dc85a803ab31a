import { relative } from 'node:path';
import { createReader } from '@constat/server/read/childReader.ts';
import { CLASS, OTHER } from '@constat/server/text/fold.ts';
import { corpusFiles } from './corpusFiles.ts';
import { readAll } from './readAll.ts';
import { settleWallOf } from './settleWallOf.ts';

/**
 * Reads all corpora and prints a line of JSON for each item: its path with the chain of its member, its fate, how many words and numbers came out.
 * Usage: node tokenProcess.ts CORPORA. The measure 'regression' runs it in two checkouts.
 */
const corpora = process.argv[2]!;
await settleWallOf(undefined);
const reader = createReader();

/** Runs of letters and digits. */
function countTokens(bytes: Uint8Array): number {
  let tokens = 0;
  let before = true;
  for (const byte of bytes) {
    const outside = CLASS[byte] === OTHER;
    if (before && !outside) tokens++;
    before = outside;
  }
  return tokens;
}

for (const folder of ['formats', 'hostile'])
  for (const path of corpusFiles(folder, corpora)) {
    const tokens = new Map<string, number>();
    const { items, fates } = await readAll(reader, path, [], (segment, chain) => {
      if (segment.kind !== 'text' && segment.kind !== 'rows') return;
      const key = chain.join('/');
      tokens.set(key, (tokens.get(key) ?? 0) + countTokens(segment.bytes));
    });
    for (const [i, { chain }] of items.entries()) {
      const key = chain.join('/');
      const item = `${relative(corpora, path)}!${key}`;
      process.stdout.write(`${JSON.stringify({ item, fate: fates[i], tokens: tokens.get(key) ?? 0 })}\n`);
    }
  }
await reader.close();
