import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CLASS, OTHER } from '@constat/server/text/fold.ts';
import { corpusFiles } from './corpusFiles.ts';
import { readAll } from './readAll.ts';

/**
 * Reads all corpora with the reader of a checkout and prints a line of JSON for each item: its path with the chain of its member, its fate, how many words
 * and numbers came out. Usage: node tokenProcess.ts CORPORA CHECKOUT. The measure 'regression' runs it on two checkouts, of which one may be older than this file.
 */
const [corpora, checkout] = process.argv.slice(2) as [string, string];
await settleWallIn(checkout);
const { createReader } = (await import(
  moduleIn(checkout, 'read/childReader.ts')
)) as typeof import('@constat/server/read/childReader.ts');
const reader = createReader();

function moduleIn(root: string, path: string): string {
  return pathToFileURL(join(root, 'server/src', path)).href;
}

/** The wall of that checkout; the first ones had none. */
async function settleWallIn(root: string): Promise<void> {
  if (!existsSync(join(root, 'server/src/sandbox/settleWall.ts'))) return;
  const { searchWall, settleWall } = (await import(
    moduleIn(root, 'sandbox/settleWall.ts')
  )) as typeof import('@constat/server/sandbox/settleWall.ts');
  settleWall((await searchWall()).wall ?? { kind: 'none' });
}

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
