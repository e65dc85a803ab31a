import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FormatSample } from '../formats/samples/sample.ts';
import type { MemberChain, Reader } from '../reader.ts';
import { mutate } from './mutate.ts';

/** A file that mutants are made of. */
export interface Original {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What became of mutants. */
export interface MutantsOutcome {
  readonly mutants: number;
  /** How many items got each fate. */
  readonly fates: ReadonlyMap<string, number>;
  /** Mutants of which an item got no fate, or which took longer than they may: seeds by which they can be made again. */
  readonly withoutFate: readonly string[];
  readonly tooLong: readonly string[];
  readonly slowestMs: number;
}

/** No mutant of a small file takes longer. (Long enough for two children that must start on a busy machine.) */
const LIMIT_MS = 60_000;

/** The samples of all formats. */
export async function sampleFiles(): Promise<Original[]> {
  const folder = new URL('../formats/samples/', import.meta.url);
  // Each is named after its format; what else lies there helps to build them.
  const formats = new Set(readdirSync(new URL('../formats/', import.meta.url)));
  const files = readdirSync(folder).filter((file) => formats.has(file));
  return await Promise.all(
    files.map(async (file) => {
      const { sample } = (await import(new URL(file, folder).href)) as { sample: FormatSample };
      return { name: sample.file, bytes: sample.bytes };
    }),
  );
}

/** Lists and reads mutants number `from` to `from + count` of the originals, which take turns. */
export async function runMutants(
  reader: Reader,
  folder: string,
  originals: readonly Original[],
  from: number,
  count: number,
): Promise<MutantsOutcome> {
  const fates = new Map<string, number>();
  const withoutFate: string[] = [];
  const tooLong: string[] = [];
  let slowestMs = 0;
  for (let seed = from; seed < from + count; seed++) {
    const { name, bytes } = originals[seed % originals.length]!;
    const path = join(folder, name.split('/').at(-1)!);
    await writeFile(path, mutate(bytes, seed));
    const start = performance.now();
    const missing = await readWhole(reader, path, fates);
    const ms = performance.now() - start;
    slowestMs = Math.max(slowestMs, ms);
    if (missing > 0) withoutFate.push(`${name} ${seed}`);
    if (ms > LIMIT_MS) tooLong.push(`${name} ${seed}`);
  }
  return { mutants: count, fates, withoutFate, tooLong, slowestMs };
}

/** Lists a file and reads everything in it; returns how many items got no fate. */
async function readWhole(reader: Reader, path: string, fates: Map<string, number>): Promise<number> {
  const wanted = new Map<string, MemberChain>();
  const unread = new Map<string, string>();
  for await (const { chain, sha256, fate } of reader.list(Buffer.from(path))) {
    if (sha256 !== null) wanted.set(chain.join('/'), chain);
    if (fate !== null) unread.set(chain.join('/'), fate);
    else if (sha256 === null) unread.delete(chain.join('/'));
  }
  const chains = [...wanted.values()];
  let open = chains.length;
  for await (const event of reader.read(Buffer.from(path), chains)) {
    if (event.kind !== 'end') continue;
    open--;
    count(fates, event.fate);
  }
  for (const [chain, fate] of unread) if (!wanted.has(chain)) count(fates, fate);
  return open + (chains.length === 0 && unread.size === 0 ? 1 : 0);
}

function count(fates: Map<string, number>, fate: string): void {
  fates.set(fate, (fates.get(fate) ?? 0) + 1);
}
