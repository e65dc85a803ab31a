import { runCommand } from './cli/runCommand.ts';

/** Composition root of the command line. The first Ctrl-C stops cleanly, the second at once. */
const interruption = new AbortController();
let interrupts = 0;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (++interrupts > 1) process.exit(5);
    interruption.abort();
  });
}

// Whoever reads our output may stop reading: `constat help | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
});

process.exitCode = await runCommand({
  args: process.argv.slice(2),
  environment: process.env,
  out: process.stdout,
  err: process.stderr,
  signal: interruption.signal,
});
