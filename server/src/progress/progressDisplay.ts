import type { Writable } from 'node:stream';
import { formatBytes, formatCount, formatDuration } from '../languages/formatNumber.ts';
import type { Words } from '../languages/words.ts';
import { type ProgressState, secondsLeft, shareDone } from './progressState.ts';

const BAR = 24;
const REDRAW_MS = 120;
const PLAIN_MS = 10_000;

/** Shows long work: one line redrawn on a terminal, a plain line every ten seconds elsewhere. */
export class ProgressDisplay {
  readonly #out: Writable & { isTTY?: boolean; columns?: number };
  readonly #words: Words;
  readonly #clock: () => number;
  #state: ProgressState | null = null;
  #shownAt = -Infinity;
  #drawn = false;

  constructor(out: Writable, words: Words, clock: () => number = Date.now) {
    this.#out = out;
    this.#words = words;
    this.#clock = clock;
  }

  /** A new piece of work begins. */
  begin(label: string, total = 0, bytesTotal = 0): void {
    this.end();
    const now = this.#clock();
    this.#state = { label, startedAt: now, now, done: 0, total, bytes: 0, bytesTotal, slow: '', note: '' };
    this.#shownAt = -Infinity;
    this.#show();
  }

  /** The work has come so far. */
  update(change: Partial<Omit<ProgressState, 'label' | 'startedAt' | 'now'>>): void {
    if (this.#state === null) return;
    this.#state = { ...this.#state, ...change, now: this.#clock() };
    this.#show();
  }

  /** The work has ended: its last line stays. */
  end(): void {
    if (this.#state === null) return;
    this.#state = { ...this.#state, now: this.#clock(), slow: '' };
    this.#shownAt = -Infinity;
    this.#show();
    if (this.#drawn) this.#out.write('\n');
    this.#drawn = false;
    this.#state = null;
  }

  #show(): void {
    const state = this.#state!;
    const onTerminal = this.#out.isTTY === true;
    if (state.now - this.#shownAt < (onTerminal ? REDRAW_MS : PLAIN_MS)) return;
    this.#shownAt = state.now;
    const line = progressLine(state, this.#words, onTerminal);
    if (!onTerminal) {
      this.#out.write(`${line}\n`);
      return;
    }
    this.#out.write(`\r\u001b[K${line.slice(0, (this.#out.columns ?? 100) - 1)}`);
    this.#drawn = true;
  }
}

/** One line: label, bar, number, bytes, speed, time left, what is slow. */
export function progressLine(state: ProgressState, words: Words, bar: boolean): string {
  const share = shareDone(state);
  const count = (value: number): string => formatCount(value, words);
  const elapsed = (state.now - state.startedAt) / 1000;
  const parts = [state.label];
  if (state.total > 0 || state.bytesTotal > 0) {
    const percent = `${Math.floor(share * 100)} %`.padStart(5);
    parts.push(bar ? `${'█'.repeat(Math.round(share * BAR)).padEnd(BAR, '░')} ${percent}` : percent);
  }
  parts.push(state.total > 0 ? `${count(state.done)}/${count(state.total)}` : count(state.done));
  if (state.bytesTotal > 0)
    parts.push(`${formatBytes(state.bytes, words)}/${formatBytes(state.bytesTotal, words)}`);
  if (state.bytesTotal > 0 && elapsed > 0.5) parts.push(`${formatBytes(state.bytes / elapsed, words)}/s`);
  const left = secondsLeft(state);
  if (left !== null && share < 1) parts.push(`${words.progress.left} ${formatDuration(left)}`);
  else if (elapsed >= 1) parts.push(formatDuration(elapsed));
  if (state.note !== '') parts.push(state.note);
  if (state.slow !== '') parts.push(`${words.progress.slow} : ${state.slow}`);
  return parts.join('  ');
}
