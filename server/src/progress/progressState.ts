/** What is known of long work at a moment. Pure: times come in. */
export interface ProgressState {
  readonly label: string;
  readonly startedAt: number;
  readonly now: number;
  readonly done: number;
  /** 0 when not known beforehand. */
  readonly total: number;
  readonly bytes: number;
  readonly bytesTotal: number;
  /** What is being read longest: format and size, never a name. '' when nothing is slow. */
  readonly slow: string;
  /** What else is to be said, in words. '' when nothing. */
  readonly note: string;
}

/** Share done, 0 to 1: by bytes where they are known, else by number. */
export function shareDone(state: ProgressState): number {
  if (state.bytesTotal > 0) return Math.min(1, state.bytes / state.bytesTotal);
  return state.total > 0 ? Math.min(1, state.done / state.total) : 0;
}

/** Seconds left at the speed so far; null until it can be told. */
export function secondsLeft(state: ProgressState): number | null {
  const share = shareDone(state);
  const elapsed = (state.now - state.startedAt) / 1000;
  return share < 0.01 || elapsed < 1 ? null : (elapsed / share) * (1 - share);
}
