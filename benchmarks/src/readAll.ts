import type { Fate } from '@constat/contract/item.ts';
import { isScanEvent, type ListedItem, type MemberChain, type Reader } from '@constat/server/read/reader.ts';
import type { Segment } from '@constat/server/read/segment.ts';

/** A file listed and read to the last member, as the product does it. */
export interface ReadFile {
  readonly items: readonly ListedItem[];
  /** The fate of each item in the end, in the order of `items`; null where there is none. */
  readonly fates: readonly (Fate | null)[];
  readonly reasons: readonly string[];
  /** Bytes of text and rows that came out. */
  readonly textBytes: number;
  readonly seconds: number;
}

/** The product asks for some hundreds of items at a time; here so many are asked for at once, and of a file with more the rest is only listed. */
const MOST_READ = 20_000;

/** Lists a file (or a set of volumes, for which it stands) and reads every item that has a content, in a reading child; `take` sees what comes out. */
export async function readAll(
  reader: Reader,
  path: string,
  volumes: readonly Uint8Array[] = [],
  take: (segment: Segment, chain: MemberChain) => void = () => undefined,
): Promise<ReadFile> {
  const start = performance.now();
  const items = new Map<string, ListedItem>();
  for await (const item of reader.list(Buffer.from(path), volumes)) items.set(item.chain.join('/'), item);
  const wanted = [...items.values()]
    .filter(({ sha256 }) => sha256 !== null)
    .map(({ chain }) => chain)
    .slice(0, MOST_READ);
  const read = await readWanted(reader, path, volumes, wanted, take);
  const outcomes = [...items].map(([key, item]) => outcome(item, read.ends.get(key)));
  return {
    items: [...items.values()],
    fates: outcomes.map(({ fate }) => fate),
    reasons: outcomes.map(({ reason }) => reason),
    textBytes: read.textBytes,
    seconds: (performance.now() - start) / 1000,
  };
}

interface End {
  readonly fate: Fate;
  readonly reason: string;
}

async function readWanted(
  reader: Reader,
  path: string,
  volumes: readonly Uint8Array[],
  wanted: readonly MemberChain[],
  take: (segment: Segment, chain: MemberChain) => void,
): Promise<{ ends: Map<string, End>; textBytes: number }> {
  const ends = new Map<string, End>();
  let textBytes = 0;
  let chain: MemberChain = [];
  for await (const event of reader.read(Buffer.from(path), wanted, { volumes })) {
    if (event.kind === 'begin') chain = wanted[event.wanted]!;
    else if (event.kind === 'end') ends.set(wanted[event.wanted]!.join('/'), event);
    else if (!isScanEvent(event)) {
      if (event.kind === 'text' || event.kind === 'rows') textBytes += event.bytes.length;
      take(event, chain);
    }
  }
  return { ends, textBytes };
}

/** As in the exports: what listing found broken stays so even where reading went well. */
function outcome(item: ListedItem, end: End | undefined): { fate: Fate | null; reason: string } {
  const listingDecides =
    item.fate !== null &&
    (end === undefined ||
      item.fate === 'read_in_part' ||
      (end.fate === 'read' && item.fate !== 'unsupported' && item.fate !== 'not_a_document'));
  return listingDecides
    ? { fate: item.fate, reason: item.reason }
    : { fate: end?.fate ?? item.fate, reason: end?.reason ?? item.reason };
}
