import { basename } from 'node:path';
import { VolumeFinder } from '@constat/server/collect/walkFiles.ts';
import { createReader } from '@constat/server/read/childReader.ts';
import { FORMATS } from '@constat/server/read/formats/index.ts';
import { corpusFiles } from '../corpusFiles.ts';
import { measureHostileNames } from '../hostileNames.ts';
import { settleWallOf } from '../settleWallOf.ts';
import { atMost, type Bar, type Measure } from '../measure.ts';
import { type ReadFile, readAll } from '../readAll.ts';
import { hasTool, type Tool, toolListing, TOOLS } from '../toolListing.ts';

/** Manifests name files that lie elsewhere, expected listings are text; 7z lists the sections of programs. */
const NO_ARCHIVE = /mtree|\.exp$|\.txt$|\.so\.0$|(?:bcj|x86)\.bin$/;
/** Of the documents, only archives are compared: 7z also lists the streams of old Office files and the sections of programs. */
const ARCHIVE = /\.(?:zip|zlib|7z|rar|tar|t?gz|t?bz2?|xz|zst|lz4?|cab|iso|jar|war|z\d\d|ar|cpio|Z|wacz)$/i;

export const archives: Measure = {
  name: 'archives',
  help: 'every member that 7z or bsdtar lists has a fate; 1,000 hostile names: none lost, nothing written (corpora=FOLDER, wall=KIND)',
  async run(options) {
    await settleWallOf(options.get('wall'));
    const corpus = await compareCorpus(options.get('corpora'));
    const names = await measureHostileNames(1000);
    return {
      figures: { ...corpus.figures, ...names.figures },
      table: [...corpus.table, '', ...names.table],
      bars: [...corpus.bars, ...names.bars],
    };
  },
};

interface Section {
  readonly figures: Record<string, unknown>;
  readonly table: readonly string[];
  readonly bars: readonly Bar[];
}

async function compareCorpus(corpora: string | undefined): Promise<Section> {
  const tools = TOOLS.filter(hasTool);
  const files = [
    ...corpusFiles('hostile/archives', corpora).filter((file) => !NO_ARCHIVE.test(file)),
    ...corpusFiles('formats/tika', corpora).filter((file) => ARCHIVE.test(file)),
  ];
  if (files.length === 0 || tools.length === 0)
    return { figures: {}, table: ['no corpora or no 7z and bsdtar: not compared'], bars: [] };
  const total = { files: 0, listed: 0, missing: 0, withoutFate: 0, mishaps: 0, seconds: 0 };
  const misses: string[] = [];
  const reader = createReader();
  const finder = new VolumeFinder();
  for (const file of files) {
    // A further volume of a set is read with its first one.
    if (await finder.isFurther(Buffer.from(file))) continue;
    const listings = tools.map((tool) => ({ tool, names: toolListing(tool, file) }));
    if (listings.every(({ names }) => names === null)) continue;
    const volumes = await finder.of(Buffer.from(file));
    const ours = await readAll(reader, file, volumes);
    // The parts of a package that is read as a document (XPS) are its text, and no members.
    if (isDocument(ours)) continue;
    total.files++;
    total.seconds += ours.seconds;
    total.withoutFate += ours.fates.filter((fate) => fate === null).length;
    total.mishaps += ours.fates.filter((fate) => fate === 'crashed' || fate === 'timed_out').length;
    const most = listings.map(({ tool, names }) => ({ tool, ...lacking(names ?? [], ours) }));
    total.listed += Math.max(...most.map(({ listed }) => listed));
    const worst = most.reduce((a, b) => (b.missing > a.missing ? b : a));
    total.missing += worst.missing;
    if (worst.missing > 0) misses.push(missLine(file, worst.tool, worst, ours));
  }
  await reader.close();
  return {
    figures: total,
    table: [
      `${total.files} archives that ${tools.join(' or ')} can list, ${total.listed} members, ${total.seconds.toFixed(1)} s`,
      ...misses,
    ],
    bars: [
      atMost('members that a tool lists and we do not', total.missing, 0, 0),
      atMost('items without a fate', total.withoutFate, 0, 0),
      atMost('items that crashed or hung the reader', total.mishaps, 0, 0),
    ],
  };
}

function isDocument({ items }: ReadFile): boolean {
  return FORMATS.some((format) => format.name === items[0]?.format && format.read !== undefined);
}

/** How many of the names that a tool lists we do not have: by name where it is plain ASCII, else by number. */
function lacking(names: readonly string[], { items }: ReadFile): { listed: number; missing: number } {
  const ours = items.filter(({ chain }) => chain.length > 0).map(({ displayName }) => plain(displayName));
  const known = new Set(ours);
  const absent = names.filter((name) => /^[\x20-\x7e]+$/.test(name) && !known.has(plain(name))).length;
  return { listed: names.length, missing: Math.min(absent, Math.max(0, names.length - ours.length)) };
}

function plain(name: string): string {
  return name.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');
}

function missLine(
  file: string,
  tool: Tool,
  lack: { listed: number; missing: number },
  ours: ReadFile,
): string {
  return `  ${basename(file)}: ${lack.missing} of ${lack.listed} (${tool}); ${ours.items[0]?.format ?? '?'} ${ours.fates[0] ?? '?'} ${ours.reasons[0] ?? ''}`;
}
