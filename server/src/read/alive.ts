/** Work on so many bytes is worth a sign of life. */
const BYTES = 32 << 20;

let done = 0;
let signal: () => void = () => undefined;

/** Says how a sign of life is given: by the reading child, whose supervisor ends it when it hears nothing for long. */
export function onAlive(give: () => void): void {
  signal = give;
}

/** Counts bytes that were read or unpacked without anything to show for it yet (hashing, passing over members). */
export function alive(bytes: number): void {
  done += bytes;
  if (done < BYTES) return;
  done = 0;
  signal();
}
