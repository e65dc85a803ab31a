import { readFileSync } from 'node:fs';
import { createScanner } from '@constat/server/detect/scanner.ts';
import { ContentLinker } from '@constat/server/link/contentLinker.ts';
import { registerWords } from '@constat/server/link/registerWords.ts';
import { IndexBuilder } from '@constat/server/patients/index/buildPatientIndex.ts';
import { indexBytes } from '@constat/server/patients/index/patientIndex.ts';
import { isScanEvent } from '@constat/server/read/reader.ts';
import { createReader } from '@constat/server/read/childReader.ts';
import { inventedPatients } from './generate/patients.ts';
import { ProcessTime } from './processTime.ts';
import { settleWallOf } from './settleWallOf.ts';

/**
 * One lane as it works in a case, in a process of its own: read + detect + link of files with `patients` patients loaded.
 * Usage: node laneProcess.ts PATIENTS [bubblewrap|util-linux|none]; then one line of JSON (list of groups of files) on stdin. Prints one line of JSON a group.
 */
const time = new ProcessTime();
/** Files between two looks at the processor time of the reading child. */
const FILES_PER_SAMPLE = 100;

const builder = new IndexBuilder();
const patients = Number(process.argv[2]);
let id = 0;
for (const p of inventedPatients(patients)) {
  builder.add({
    id: ++id,
    patientNumber: p.number,
    nir: p.nir.slice(0, 13) || null,
    birthName: p.birthName,
    usageName: p.usageName,
    givenNames: [p.givenName],
    sex: p.sex,
    birthDate: p.year * 10_000 + p.month * 100 + p.day,
    phones: [p.phone],
    email: p.email,
    address: p.street,
    postcode: p.postcode,
  });
}
const index = builder.build();
const linker = new ContentLinker(index, createScanner(registerWords(index)));

await settleWallOf(process.argv[3]);
const reader = createReader();

/** Reads and links files; the number of patients seen, file by file, in all. */
async function link(files: readonly string[]): Promise<number> {
  let sightings = 0;
  for (const [number, file] of files.entries()) {
    for await (const event of reader.read(Buffer.from(file), [[]])) {
      if (event.kind === 'begin') linker.clear();
      else if (event.kind === 'end') {
        linker.end();
        // The child of a large file is gone afterwards.
        if (files.length < FILES_PER_SAMPLE || number % FILES_PER_SAMPLE === 0) time.sample();
        sightings += linker.sightings.count;
      } else if (!isScanEvent(event)) linker.segment(event);
    }
  }
  return sightings;
}

interface Pass {
  readonly wall: number;
  readonly cpu: number;
  readonly sightings: number;
}

async function pass(files: readonly string[]): Promise<Pass> {
  const cpu = time.total;
  const start = performance.now();
  const sightings = await link(files);
  return { wall: (performance.now() - start) / 1000, cpu: time.total - cpu, sightings };
}

/** The median of three passes: the processors of a shared machine are not always as quick. */
async function run(files: readonly string[]): Promise<object> {
  const passes = [await pass(files), await pass(files), await pass(files)].sort((x, y) => x.cpu - y.cpu);
  const [best, median, worst] = passes as [Pass, Pass, Pass];
  return {
    ...median,
    cpuBest: best.cpu,
    cpuWorst: worst.cpu,
    indexBytesPerPatient: indexBytes(index) / patients,
    rss: process.memoryUsage.rss(),
  };
}

const groups = JSON.parse(readFileSync(0, 'utf8')) as string[][];
// A lane works for hours: the start of its reading child and the compilation of its loops are not what is measured.
for (const files of groups) await link(files);
for (const files of groups) process.stdout.write(`${JSON.stringify(await run(files))}\n`);
await reader.close();
