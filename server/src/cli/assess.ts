import type { RecordedState } from '../exposure/states/recordState.ts';
import type { AssessEvent, Assessment } from '../jobs/assess.ts';
import { ENGINE_VERSION, SCAN_VERSION } from '../jobs/engineVersion.ts';
import { formatBytes } from '../languages/formatNumber.ts';
import { count, fill, type Words } from '../languages/words.ts';
import { assessCase, type OpenCase, openCase } from '../pipeline.ts';
import { announceWall } from './announceWall.ts';
import { CASE_OPTION, type Command, type Invocation, type Option, UsageError } from './command.ts';
import { putOnRecord } from './putOnRecord.ts';

/** For a first result within minutes: what can only be read by recognition waits. */
export const NO_SCANS_OPTION: Option = {
  help: {
    fr: 'laisse pour plus tard les pages numérisées (reconnaissance de caractères)',
    en: 'leaves scanned pages (text recognition) for a later run',
  },
};

/** A content that is read for longer is named as slow. */
const SLOW_MS = 3_000;

export const assess: Command = {
  name: 'assess',
  positionals: [],
  options: {
    'case': CASE_OPTION,
    'workers': {
      value: 'N',
      help: { fr: 'lecteurs en parallèle (sinon un par cœur)', en: 'readers side by side (else one a core)' },
    },
    'no-scans': NO_SCANS_OPTION,
  },
  help: {
    fr: 'Lit ce qui n’est pas encore lu et trouve qui est concerné. Interrompue, la commande reprend où elle en était.',
    en: 'Reads what is not read yet and finds who is concerned. Interrupted, the command goes on where it was.',
  },
  examples: [
    'constat assess --case /srv/constat/hopital',
    'constat assess --case /srv/constat/hopital --workers 8',
    'constat assess --case /srv/constat/hopital --no-scans',
  ],
  async run(invocation) {
    const open = await openCase(invocation.value('case'), 'worker');
    try {
      await runAssess(open, invocation);
    } finally {
      await open.close();
    }
  },
};

/** Assesses with progress, and says what came of it. */
export async function runAssess(open: OpenCase, invocation: Invocation): Promise<void> {
  const { words, progress, out, signal } = invocation;
  await announceWall(open, invocation);
  const watch = new ReadingWatch(invocation);
  const workers = workersOf(invocation.value('workers'));
  await putOnRecord(open, {
    action: 'assessed',
    reason: `engine ${ENGINE_VERSION}, scans ${SCAN_VERSION}`,
  });
  const result = await assessCase(open, {
    signal,
    recognise: !invocation.flag('no-scans'),
    ...(workers === null ? {} : { workers }),
    onProgress: (event) => watch.take(event),
  });
  progress.end();
  out.write(`${describe(result, words)}\n`);
}

function describe({ contents, bytes, pages, pagesWaiting, state }: Assessment, words: Words): string {
  const said = [
    contents > 0 ? count(words.assess.done, contents, words, formatBytes(bytes, words)) : '',
    pages > 0 ? count(words.assess.pages, pages, words) : '',
    pagesWaiting > 0 ? count(words.assess.pagesWaiting, pagesWaiting, words) : '',
    state === null ? '' : describeState(state, words),
  ].filter((sentence) => sentence !== '');
  return said.length === 0 ? words.assess.nothing : said.join(' ');
}

/** What is different in a new state. */
function describeState(
  { version, newly, more, less, noLonger, merged }: RecordedState,
  words: Words,
): string {
  if (version === 1) return fill(words.assess.firstState, version);
  const { changes, unchanged } = words.states;
  const different = [
    newly > 0 ? count(changes.newly_concerned, newly, words) : '',
    more > 0 ? count(changes.more, more, words) : '',
    less > 0 ? count(changes.less, less, words) : '',
    noLonger > 0 ? count(changes.no_longer_concerned, noLonger, words) : '',
    merged > 0 ? count(changes.merged, merged, words) : '',
  ].filter((part) => part !== '');
  return fill(words.assess.nextState, version, different.join(', ') || unchanged);
}

function workersOf(text: string): number | null {
  if (text === '') return null;
  if (!/^[1-9]\d{0,2}$/.test(text)) throw new UsageError('not_a_number', '--workers', text, '1', '999');
  return Number(text);
}

/** Turns the events of assessing into the display's state. */
class ReadingWatch {
  readonly #invocation: Invocation;
  readonly #atWork = new Map<number, { format: string; bytes: number; since: number }>();
  #total = { contents: 0, bytes: 0 };
  #done = 0;
  #bytes = 0;
  /** Pages to be recognised that are known of, and those done. */
  #pages = 0;
  #pagesDone = 0;
  #pagesBefore = 0;
  #found = 0;
  #phase: 'index' | 'read' | 'scans' | null = null;

  constructor(invocation: Invocation) {
    this.#invocation = invocation;
  }

  take(event: AssessEvent): void {
    const { progress, words } = this.#invocation;
    switch (event.kind) {
      case 'planned':
        this.#total = event;
        return;
      case 'indexing':
        if (this.#phase !== 'index') progress.begin(words.progress.index);
        this.#phase = 'index';
        progress.update({ done: event.patients });
        return;
      case 'scans_planned':
        this.#pages += event.pages;
        break;
      case 'begun':
        this.#atWork.set(event.lane, { ...event, since: Date.now() });
        break;
      case 'page_read':
        this.#pagesDone++;
        break;
      case 'found':
        this.#found = event.patients;
        break;
      case 'read':
        this.#atWork.delete(event.lane);
        if (event.scans) break;
        this.#done++;
        this.#bytes += event.bytes;
    }
    this.#show();
  }

  /** Scans are shown once all that reads fast is read; until then it is said how many wait. */
  #show(): void {
    const { progress, words } = this.#invocation;
    const pagesLeft = Math.max(0, this.#pages - this.#pagesDone);
    if (this.#done < this.#total.contents) {
      if (this.#phase !== 'read')
        progress.begin(words.progress.read, this.#total.contents, this.#total.bytes);
      this.#phase = 'read';
      const waiting = pagesLeft === 0 ? '' : count(words.progress.scansWaiting, pagesLeft, words);
      const note = [this.#said(), waiting].filter((part) => part !== '').join('  ');
      progress.update({ done: this.#done, bytes: this.#bytes, slow: this.#slowest(), note });
    } else if (this.#pages > 0) {
      if (this.#phase !== 'scans') {
        this.#pagesBefore = this.#pagesDone;
        progress.begin(words.progress.scans, pagesLeft);
      }
      this.#phase = 'scans';
      // The last of the fast jobs may still bring pages.
      const total = this.#pages - this.#pagesBefore;
      const done = this.#pagesDone - this.#pagesBefore;
      progress.update({ done, total, slow: this.#slowest(), note: this.#said() });
    }
  }

  #said(): string {
    const { words } = this.#invocation;
    return this.#found === 0 ? '' : count(words.progress.found, this.#found, words);
  }

  #slowest(): string {
    const [oldest] = [...this.#atWork.values()].sort((a, b) => a.since - b.since);
    if (oldest === undefined || Date.now() - oldest.since < SLOW_MS) return '';
    return `${oldest.format} ${formatBytes(oldest.bytes, this.#invocation.words)}`;
  }
}
