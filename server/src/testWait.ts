/** For tests: waits until something holds, looking again and again; fails with `otherwise` after some seconds. */
export async function waitUntil(
  holds: () => boolean | Promise<boolean>,
  otherwise: string,
  seconds = 10,
): Promise<void> {
  for (const end = performance.now() + seconds * 1000; !(await holds());) {
    if (performance.now() > end) throw new Error(otherwise);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
