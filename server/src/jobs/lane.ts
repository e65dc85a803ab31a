import { parentPort, workerData } from 'node:worker_threads';
import type { UnreadContent } from '../collect/item.ts';
import { createScanner } from '../detect/scanner.ts';
import { ContentLinker } from '../link/contentLinker.ts';
import { registerWords } from '../link/registerWords.ts';
import type { Sighting } from '../link/sighting.ts';
import { createReader } from '../read/childReader.ts';
import type { ReadEvent } from '../read/reader.ts';
import type { ContentResult, LaneData, LaneReply, LaneRequest } from './laneMessages.ts';

/** One lane: a thread that detects and links, with a reading child of its own. It sees no database and no keys. */
const { index } = workerData as LaneData;
const reader = createReader();
const linker = new ContentLinker(index, createScanner(registerWords(index)));
const port = parentPort!;
let stopped = false;

const reply = (message: LaneReply): void => port.postMessage(message);

/** Reads and links the contents of a batch, file by file. */
async function readBatch(contents: readonly UnreadContent[]): Promise<void> {
  for (const [file, ofFile] of groupByFile(contents)) {
    const chains = ofFile.map((content) => content.chain);
    for await (const event of reader.read(Buffer.from(file, 'base64'), chains, ofFile[0]!.volumes)) {
      if (stopped) return;
      take(event, ofFile);
    }
  }
  reply({ kind: 'done' });
}

function groupByFile(contents: readonly UnreadContent[]): Map<string, UnreadContent[]> {
  const files = new Map<string, UnreadContent[]>();
  for (const content of contents) {
    const key = Buffer.from(content.file).toString('base64');
    const known = files.get(key);
    if (known === undefined) files.set(key, [content]);
    else known.push(content);
  }
  return files;
}

/** A fault of our own on one content: it gets the fate 'crashed', the run goes on. */
let failed = false;

function take(event: ReadEvent, contents: readonly UnreadContent[]): void {
  if (event.kind === 'begin') {
    const { contentId, format, bytes } = contents[event.wanted]!;
    failed = false;
    linker.clear();
    reply({ kind: 'begun', contentId, format, bytes });
  } else if (event.kind === 'end') {
    guarded(() => linker.end());
    reply({ kind: 'content', result: resultOf(contents[event.wanted]!.contentId, event) });
  } else if (!failed) guarded(() => linker.segment(event));
}

function guarded(work: () => void): void {
  try {
    work();
  } catch {
    failed = true;
  }
}

function resultOf(contentId: number, end: Extract<ReadEvent, { kind: 'end' }>): ContentResult {
  const sightings: Sighting[] = [];
  for (let row = 0; row < linker.sightings.count; row++) sightings.push(linker.sightings.sighting(row));
  const outcome = failed
    ? ({ fate: 'crashed', reason: 'reader_crashed' } as const)
    : { fate: end.fate, reason: end.reason };
  return { contentId, ...outcome, parts: [...linker.parts], sightings, outsiders: [...linker.outsiders] };
}

port.on('message', (request: LaneRequest) => {
  if (request.kind === 'batch') void readBatch(request.contents);
  else {
    stopped = true;
    void reader.close().then(() => port.close());
  }
});
