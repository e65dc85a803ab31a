/** Signs of life of a reading child while it works through its input and has nothing to send yet. */
let listener: (() => void) | null = null;

/** Whoever speaks with the supervisor hears of every piece of input that was read. */
export function onHeartbeat(hear: () => void): void {
  listener = hear;
}

/** A piece of input was read. */
export function heartbeat(): void {
  listener?.();
}
