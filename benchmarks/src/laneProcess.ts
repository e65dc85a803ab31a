import { readFileSync } from 'node:fs';
import { createScanner } from '@constat/server/detect/scanner.ts';
import { ContentLinker } from '@constat/server/link/contentLinker.ts';
import { registerWords } from '@constat/server/link/registerWords.ts';
import { IndexBuilder } from '@constat/server/patients/index/buildPatientIndex.ts';
import { indexBytes } from '@constat/server/patients/index/patientIndex.ts';
import { isScanEvent } from '@constat/server/read/reader.ts';
import { createReader } from '@constat/server/read/childReader.ts';
import { inventedPatients } from './generate/patients.ts';

/**
 * One lane as it works in a case, in a process of its own: read + detect + link of files with `patients` patients loaded.
 * Usage: node laneProcess.ts PATIENTS; then one line of JSON (list of groups of files) on stdin. Prints one line of JSON a group.
 */
const CLOCK_TICKS = 100;

/** CPU seconds of a process, with those of its children that have ended. */
function cpuSecondsOf(pid: number | 'self'): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  const [utime, stime, cutime, cstime] = fields.slice(11, 15).map(Number);
  return (utime! + stime! + cutime! + cstime!) / CLOCK_TICKS;
}

/** CPU seconds of this process and of all its children. */
function cpuSeconds(): number {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').split(' ').filter(Boolean);
  return children.reduce((sum, pid) => sum + cpuSecondsOf(Number(pid)), cpuSecondsOf('self'));
}

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

const reader = createReader();

/** Reads and links files; the number of patients seen, file by file, in all. */
async function link(files: readonly string[]): Promise<number> {
  let sightings = 0;
  for (const file of files) {
    for await (const event of reader.read(Buffer.from(file), [[]])) {
      if (event.kind === 'begin') linker.clear();
      else if (event.kind === 'end') {
        linker.end();
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
  const cpu = cpuSeconds();
  const start = performance.now();
  const sightings = await link(files);
  return { wall: (performance.now() - start) / 1000, cpu: cpuSeconds() - cpu, sightings };
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
