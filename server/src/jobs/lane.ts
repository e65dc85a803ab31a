import { parentPort, workerData } from 'node:worker_threads';
import { createScanner } from '../detect/scanner.ts';
import { ContentLinker } from '../link/contentLinker.ts';
import { registerWords } from '../link/registerWords.ts';
import { createReader } from '../read/childReader.ts';
import type { ScannedPage } from '../read/format.ts';
import type { ReadEvent, ScanRequest } from '../read/reader.ts';
import type { ContentResult, LaneContent, LaneData, LaneReply, LaneRequest } from './laneMessages.ts';

/** One lane: a thread that detects and links, with a reading child of its own. It sees no database and no keys. */
const { index, passwords, weights } = workerData as LaneData;
const reader = createReader({ passwords });
const linker = new ContentLinker(index, createScanner(registerWords(index)), weights);
const port = parentPort!;
let stopped = false;

const reply = (message: LaneReply, handedOver: readonly ArrayBuffer[] = []): void =>
  port.postMessage(message, handedOver);

/** Reads and links the contents of a batch, file by file. */
async function readBatch(contents: readonly LaneContent[], recognise: boolean): Promise<void> {
  for (const [file, ofFile] of groupByFile(contents)) {
    // A content at one of whose pages the child died is read again without that page, a few times at most.
    for (let left = ofFile, attempt = 1; left.length > 0 && !stopped; attempt++)
      left = await readContents(Buffer.from(file, 'base64'), left, recognise, attempt < ATTEMPTS);
  }
  reply({ kind: 'done' });
}

const ATTEMPTS = 4;

function groupByFile(contents: readonly LaneContent[]): Map<string, LaneContent[]> {
  const files = new Map<string, LaneContent[]>();
  for (const content of contents) {
    const key = Buffer.from(content.file).toString('base64');
    const known = files.get(key);
    if (known === undefined) files.set(key, [content]);
    else known.push(content);
  }
  return files;
}

/** Reads contents of one file. Gives back those to be read again, with what is known of their pages by now. */
async function readContents(
  file: Uint8Array,
  contents: readonly LaneContent[],
  recognise: boolean,
  mayRepeat: boolean,
): Promise<LaneContent[]> {
  const again: LaneContent[] = [];
  let taken: TakenContent | null = null;
  const chains = contents.map((content) => content.chain);
  const { volumes } = contents[0]!;
  for await (const event of reader.read(file, chains, { volumes, scans: scanRequest(contents, recognise) })) {
    if (stopped) return [];
    if (event.kind === 'begin') taken = new TakenContent(contents[event.wanted]!);
    else if (event.kind !== 'end') taken!.take(event);
    else {
      const repeated = mayRepeat ? taken!.withoutDeadlyPage(event) : null;
      if (repeated === null) handOver(taken!.result(event));
      else again.push(repeated);
    }
  }
  return again;
}

/** What is found goes to the main thread without being copied again. */
function handOver(result: ContentResult): void {
  const columns = Object.values(result.sightings) as readonly { readonly buffer: ArrayBuffer }[];
  reply({ kind: 'content', result }, [result.outsiders.bytes.buffer, ...columns.map(({ buffer }) => buffer)]);
}

function scanRequest(contents: readonly LaneContent[], recognise: boolean): ScanRequest {
  const known = contents.filter((content) => content.known.length > 0);
  return { recognise, known: known.map((content) => ({ chain: content.chain, pages: content.known })) };
}

type EndEvent = Extract<ReadEvent, { kind: 'end' }>;

/** What is gathered while one content is read. */
class TakenContent {
  readonly #content: LaneContent;
  readonly #scanned: ScannedPage[] = [];
  #scanning: number | null = null;
  #scans = { pages: 0, waiting: 0 };
  /** A fault of our own on one content: it gets the fate 'crashed', the run goes on. */
  #failed = false;

  constructor(content: LaneContent) {
    this.#content = content;
    const { contentId, format, bytes } = content;
    linker.clear(content.year);
    reply({ kind: 'begun', contentId, format, bytes });
  }

  take(event: Exclude<ReadEvent, { kind: 'begin' | 'end' }>): void {
    switch (event.kind) {
      case 'scanning':
        this.#scanning = event.page;
        return;
      case 'scanned': {
        const { page, text, reason } = event;
        this.#scanning = null;
        this.#scanned.push({ page, text, reason });
        reply({ kind: 'scanned', contentId: this.#content.contentId, page: { page, text, reason } });
        return;
      }
      case 'scans':
        this.#scans = { pages: event.pages, waiting: event.waiting };
        return;
      default:
        if (!this.#failed) this.#guarded(() => linker.segment(event));
    }
  }

  /** The content with the page given up at which the child died; null when it died of something else or not at all. */
  withoutDeadlyPage({ fate, reason }: EndEvent): LaneContent | null {
    if (this.#scanning === null || (fate !== 'timed_out' && fate !== 'out_of_memory' && fate !== 'crashed'))
      return null;
    const givenUp = { page: this.#scanning, text: '', reason };
    return { ...this.#content, known: [...this.#content.known, ...this.#scanned, givenUp] };
  }

  result(end: EndEvent): ContentResult {
    this.#guarded(() => linker.end());
    return {
      contentId: this.#content.contentId,
      ...this.#outcome(end),
      scans: this.#scans,
      parts: [...linker.parts],
      sightings: linker.sightings.packed(),
      outsiders: linker.outsiders.packed(),
    };
  }

  #outcome({ fate, reason }: EndEvent): Pick<ContentResult, 'fate' | 'reason'> {
    if (this.#failed) return { fate: 'crashed', reason: 'reader_crashed' };
    return fate === 'read' && linker.isIncomplete
      ? { fate: 'read_in_part', reason: 'record_limit' }
      : { fate, reason };
  }

  #guarded(work: () => void): void {
    try {
      work();
    } catch {
      this.#failed = true;
    }
  }
}

port.on('message', (request: LaneRequest) => {
  if (request.kind === 'batch') void readBatch(request.contents, request.recognise);
  else {
    stopped = true;
    void reader.close().then(() => port.close());
  }
});
