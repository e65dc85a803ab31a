import { readSync } from 'node:fs';
import { BELT_PROBES, INSIDE_PROBES } from './insideProbes.ts';
import type { ProbeTargets } from './targets.ts';

/** The child that tries to break out: makes all attempts, prints what came of each as one line of JSON, and waits for the end of its input. */
const [which, targetsText] = process.argv.slice(3);
const targets = JSON.parse(targetsText!) as ProbeTargets;
const probes: Readonly<Record<string, (targets: ProbeTargets) => unknown>> =
  which === 'belts' ? BELT_PROBES : INSIDE_PROBES;

/** '' when the attempt got through, else what stopped it. */
async function attempt(probe: (targets: ProbeTargets) => unknown): Promise<string> {
  try {
    await probe(targets);
    return '';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : (error as Error).name;
  }
}

const outcomes = await Promise.all(
  Object.entries(probes).map(async ([name, probe]) => [name, await attempt(probe)]),
);
process.stdout.write(`${JSON.stringify(outcomes)}\n`, () => readSync(0, Buffer.alloc(1)));
