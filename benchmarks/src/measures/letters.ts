import { cpus } from 'node:os';
import { mergePdfs } from '@constat/server/notify/letters/mergePdfs.ts';
import { readPages } from '@constat/server/notify/letters/readPages.ts';
import { letterRenderer } from '@constat/server/notify/letters/renderLetters.ts';
import { loadTemplates } from '@constat/server/notify/texts/loadTemplates.ts';
import { checkPages } from '@constat/server/notify/letters/checkPages.ts';
import { TEST_STATEMENT, testLetter } from '@constat/server/notify/letters/testLetters.ts';
import { FailureList } from '@constat/server/notify/batches/checkFailure.ts';
import { LETTERS_A_PART } from '@constat/server/notify/batches/assembleBatch.ts';
import { PartFiles } from '@constat/server/notify/batches/partFiles.ts';
import { CaseKeys } from '@constat/server/keys/caseKeys.ts';
import { SecretHasher } from '@constat/server/notify/codes/hashSecret.ts';
import { openCase } from '@constat/server/pipeline.ts';
import { openNoticesCase } from '@constat/server/testNoticesCase.ts';
import { atLeast, atMost, type Measure } from '../measure.ts';
import { CONSTAT, runProcess } from '../runProcess.ts';

/** Of a large campaign. */
const CAMPAIGN = 750_000;
const CODES = 200;

export const letters: Measure = {
  name: 'letters',
  help: 'letters a second and core, memory; the window rule over hard addresses (hard=N); `kill -9` while a batch is built, then its hash (batch=N kills=N)',
  async run(options) {
    const set = await setHardLetters(Number(options.get('hard') ?? 10_000));
    const hashing = await hashSecrets();
    const killed = await killBuilds(Number(options.get('batch') ?? 50_000), Number(options.get('kills') ?? 100));
    const cores = cpus().length;
    const hours = (seconds: number): string => (seconds / cores / 3_600).toFixed(2);
    return {
      figures: { ...set, ...hashing, ...killed, cores },
      table: [
        `${set.letters} letters in ${set.pages} pages, a second and core (processor time): ${set.perSecond.toFixed(0)} written and set, ${set.checkedPerSecond.toFixed(0)} read back and checked, ${set.mergedPerSecond.toFixed(0)} merged; ${set.wholePerSecond.toFixed(0)} all together; memory ${set.memory} MiB`,
        `batch of ${killed.batch}: built in ${killed.calmSeconds.toFixed(0)} s; killed ${killed.reached} times of ${killed.kills}; hash ${killed.same ? 'identical' : 'DIFFERENT'}`,
        `${CAMPAIGN} letters on ${cores} cores: ${hours(CAMPAIGN / set.wholePerSecond)} h to set, check and merge, ${hours(CAMPAIGN * hashing.hashSeconds)} h to hash the codes`,
      ],
      bars: [
        atLeast('letters set a second and core', set.perSecond, 300, 0),
        atLeast('letters set, read back, checked and merged a second and core', set.wholePerSecond, 200, 0),
        atMost('letters whose window shows anything but the whole address', set.windowFailures, 0, 0),
        atMost('letters that another check refuses', set.otherFailures, 0, 0),
        atMost('hashes that differ after kills', killed.same ? 0 : 1, 0, 0),
        atMost('memory in MiB', set.memory, 1_024, 0),
      ],
    };
  },
}; // prettier-ignore

/** Sets letters with hard names and addresses in one process, and checks them from the PDF. */
async function setHardLetters(count: number): Promise<{
  letters: number;
  pages: number;
  perSecond: number;
  checkedPerSecond: number;
  mergedPerSecond: number;
  wholePerSecond: number;
  windowFailures: number;
  otherFailures: number;
  memory: number;
}> {
  const renderer = letterRenderer(await loadTemplates(''));
  const failures = new FailureList();
  let [setting, checking, merging, pages, memory, timed] = [0, 0, 0, 0, 0, 0];
  for (let from = 0; from < count; from += LETTERS_A_PART) {
    const contents = Array.from({ length: Math.min(LETTERS_A_PART, count - from) }, (_, i) => testLetter(from + i));
    const start = process.cpuUsage();
    const pdf = renderer.render(contents, TEST_STATEMENT);
    const set = process.cpuUsage(start);
    const read = await readPages(pdf);
    checkPages(read, contents, contents.map((_, i) => from + i), failures);
    const checked = process.cpuUsage(start);
    await Array.fromAsync(mergePdfs([pdf], { title: TEST_STATEMENT.hospital, language: 'fr' }));
    const merged = process.cpuUsage(start);
    pages += read.length;
    memory = Math.max(memory, process.memoryUsage().rss);
    // The first parts warm the engine up.
    if (from < 4 * LETTERS_A_PART && count > 8 * LETTERS_A_PART) continue;
    timed += contents.length;
    setting += secondsOf(set);
    checking += secondsOf(checked) - secondsOf(set);
    merging += secondsOf(merged) - secondsOf(checked);
  }
  const failing = (isWindow: boolean): number =>
    failures.failures.filter(({ check }) => (check === 'window') === isWindow).reduce((sum, { notices }) => sum + notices.length, 0);
  return {
    letters: count,
    pages,
    perSecond: timed / setting,
    checkedPerSecond: timed / checking,
    mergedPerSecond: timed / merging,
    wholePerSecond: timed / (setting + checking + merging),
    windowFailures: failing(true),
    otherFailures: failing(false),
    memory: Math.round(memory / 2 ** 20),
  };
} // prettier-ignore

function secondsOf({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1e6;
}

async function hashSecrets(): Promise<{ hashSeconds: number }> {
  const hasher = new SecretHasher(new CaseKeys(Buffer.alloc(32, 5)));
  const start = process.cpuUsage();
  for (let i = 0; i < CODES; i++) await hasher.hash('K7M2P', String(i), Buffer.alloc(16, i));
  const { user, system } = process.cpuUsage(start);
  return { hashSeconds: (user + system) / 1e6 / CODES };
}

/** Builds a batch undisturbed, then once more from nothing under `kill -9`; compares the hashes of the whole. */
async function killBuilds(
  batch: number,
  kills: number,
): Promise<{ batch: number; kills: number; reached: number; calmSeconds: number; same: boolean }> {
  const open = await openNoticesCase(Array.from({ length: batch }, () => ({})));
  const { folder } = open;
  const build = ['notices', 'build', '--size', String(batch), '--case', folder];
  try {
    await open.close();
    await constat('notices', 'statement', '--case', folder);
    await constat('notices', 'plan', '--rules', 'first=letter', '--case', folder);
    const calm = await runProcess(process.execPath, [CONSTAT, ...build, '--lang', 'en']);
    if (calm.code !== 0) throw new Error(calm.err);
    // A batch of fewer letters would prove less than it says.
    if (!calm.out.includes(`${batch} letter(s)`)) throw new Error(`another number of letters: ${calm.out}`);
    await forgetBuild(folder);
    let reached = 0;
    let ended = '';
    while (reached < kills && ended === '') {
      const killAfterMs = 1_000 + Math.random() * (2_000 + (2_000 * calm.seconds) / kills);
      const run = await runProcess(process.execPath, [CONSTAT, ...build, '--lang', 'en'], { killAfterMs });
      if (run.code === null) reached++;
      else if (run.code === 0) ended = run.out;
      else throw new Error(run.err);
    }
    if (ended === '') ended = (await runProcess(process.execPath, [CONSTAT, ...build, '--lang', 'en'])).out;
    return { batch, kills, reached, calmSeconds: calm.seconds, same: ended === calm.out };
  } finally {
    await open.dispose();
  }
}

/** The batch as if it had only been begun: its parts are gone. */
async function forgetBuild(folder: string): Promise<void> {
  const open = await openCase(folder);
  const { database, opened } = open;
  await database.pool.query(`UPDATE print_batches SET state = 'begun' WHERE case_id = $1`, [database.caseId]);
  await new PartFiles(opened.keys, folder, 1).remove();
  await open.close();
}

async function constat(...args: string[]): Promise<void> {
  const run = await runProcess(process.execPath, [CONSTAT, ...args]);
  if (run.code !== 0) throw new Error(run.err);
}
