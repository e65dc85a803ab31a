import { locateContents } from '../collect/unreadContents.ts';
import type { Database } from '../database/database.ts';
import { createScanner } from '../detect/scanner.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { ContentLinker } from '../link/contentLinker.ts';
import { PassageRecorder, type RecordedPassage, type RecordedScope } from '../link/passageRecorder.ts';
import { registerWords } from '../link/registerWords.ts';
import type { CaseWeights } from '../link/weights.ts';
import type { PatientIndex } from '../patients/index/patientIndex.ts';
import type { Reader } from '../read/reader.ts';
import type { PartSegment } from '../read/segment.ts';
import { loadScanTexts } from './scanTexts.ts';

export interface ExplainOptions {
  readonly database: Database;
  readonly keys: CaseKeys;
  readonly reader: Reader;
  readonly index: PatientIndex;
  readonly weights: CaseWeights;
  readonly scope: RecordedScope;
  readonly signal?: AbortSignal;
}

/** One content read again: its passages as they were decided, and the parts in which they stand. */
export interface ExplainedContent {
  readonly contentId: number;
  readonly parts: readonly PartSegment[];
  readonly passages: readonly RecordedPassage[];
  /** Passages that show a person, kept or not. */
  readonly persons: number;
  /** More passages followed than are kept. */
  readonly isCut: boolean;
}

/** Reads contents again through the reader and the linker of every assessment, and remembers what is decided and why. Nothing is stored. */
export async function* explainContents(
  options: ExplainOptions,
  contentIds: readonly number[],
): AsyncGenerator<ExplainedContent> {
  const { database, keys, index } = options;
  const scanner = createScanner(registerWords(index));
  const located = await locateContents(database, keys, contentIds);
  const known = await loadScanTexts(database, keys, contentIds);
  for (const content of located) {
    options.signal?.throwIfAborted();
    const recorder = new PassageRecorder(index.size, options.scope);
    const linker = new ContentLinker(index, scanner, options.weights, recorder);
    linker.clear(content.year);
    const pages = known.get(content.contentId) ?? [];
    const scans = { recognise: false, known: [{ chain: content.chain, pages }] };
    const events = options.reader.read(content.file, [content.chain], { volumes: content.volumes, scans });
    for await (const event of events)
      if (event.kind === 'part' || event.kind === 'text' || event.kind === 'columns' || event.kind === 'rows')
        linker.segment(event);
    linker.end();
    if (options.scope.isPair) recorder.nearest();
    yield {
      contentId: content.contentId,
      parts: linker.parts,
      passages: recorder.passages,
      persons: recorder.persons,
      isCut: recorder.isCut,
    };
  }
}
