import type { AssessEvent } from '../jobs/assess.ts';
import { formatBytes } from '../languages/formatNumber.ts';
import { count } from '../languages/words.ts';
import { assessCase, type OpenCase, openCase } from '../pipeline.ts';
import { announceWall } from './announceWall.ts';
import { CASE_OPTION, type Command, type Invocation, UsageError } from './command.ts';

/** A content that is read for longer is named as slow. */
const SLOW_MS = 3_000;

export const assess: Command = {
  name: 'assess',
  positionals: [],
  options: {
    case: CASE_OPTION,
    workers: {
      value: 'N',
      help: { fr: 'lecteurs en parallèle (sinon un par cœur)', en: 'readers side by side (else one a core)' },
    },
  },
  help: {
    fr: 'Lit ce qui n’est pas encore lu et trouve qui est concerné. Interrompue, la commande reprend où elle en était.',
    en: 'Reads what is not read yet and finds who is concerned. Interrupted, the command goes on where it was.',
  },
  examples: [
    'constat assess --case /srv/constat/hopital',
    'constat assess --case /srv/constat/hopital --workers 8',
  ],
  async run(invocation) {
    const open = await openCase(invocation.value('case'));
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
  const result = await assessCase(open, {
    signal,
    ...(workers === null ? {} : { workers }),
    onProgress: (event) => watch.take(event),
  });
  progress.end();
  out.write(
    `${result.contents === 0 ? words.assess.nothing : count(words.assess.done, result.contents, words, formatBytes(result.bytes, words))}\n`,
  );
}

function workersOf(text: string): number | null {
  if (text === '') return null;
  if (!/^[1-9]\d{0,2}$/.test(text)) throw new UsageError(`--workers ${text}`);
  return Number(text);
}

/** Turns the events of assessing into the display's state. */
class ReadingWatch {
  readonly #invocation: Invocation;
  readonly #atWork = new Map<number, { format: string; bytes: number; since: number }>();
  #total = { contents: 0, bytes: 0 };
  #done = 0;
  #bytes = 0;
  #phase: 'index' | 'read' | null = null;

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
      case 'begun':
        if (this.#phase !== 'read')
          progress.begin(words.progress.read, this.#total.contents, this.#total.bytes);
        this.#phase = 'read';
        this.#atWork.set(event.lane, { ...event, since: Date.now() });
        break;
      case 'read':
        this.#atWork.delete(event.lane);
        this.#done++;
        this.#bytes += event.bytes;
    }
    progress.update({ done: this.#done, bytes: this.#bytes, slow: this.#slowest() });
  }

  #slowest(): string {
    const [oldest] = [...this.#atWork.values()].sort((a, b) => a.since - b.since);
    if (oldest === undefined || Date.now() - oldest.since < SLOW_MS) return '';
    return `${oldest.format} ${formatBytes(oldest.bytes, this.#invocation.words)}`;
  }
}
