import { HAPPENINGS, Histories, type Step } from '@constat/server/notify/mail/testHistories.ts';
import { testContext, testSettings } from '@constat/server/notify/mail/testMails.ts';
import { openTestCase, type TestCase } from '@constat/server/testCase.ts';
import fc from 'fast-check';
import { atLeast, atMost, type Measure } from '../measure.ts';

/** So many histories run on one case: a new one is as fast again. */
const PER_CASE = 500;

export const histories: Measure = {
  name: 'histories',
  help: 'Random histories of sending (two workers, kill, freeze, wake, cut, restart, pause, clock) against a model: mails that end otherwise than once; each from its seed (runs=N, seed=N)',
  async run(options) {
    const runs = Number(options.get('runs') ?? 10_000);
    const seed = Number(options.get('seed') ?? 20_261_126);
    const all = fc.sample(STEPS, { numRuns: runs, seed });
    const sum = { mails: 0, diverged: 0, silent: 0, uncertain: 0, steps: 0 };
    const faults: string[] = [];
    for (let from = 0; from < runs; from += PER_CASE) {
      const open = await openTestCase();
      try {
        const part = all.slice(from, from + PER_CASE);
        // One after the other: both have clocks of their own over the same outbox, and time goes on only.
        for (const canBeAsked of [true, false]) {
          const some = await historiesOn(open, canBeAsked);
          for (const [i, steps] of part.entries()) {
            if ((i % 2 === 0) !== canBeAsked) continue;
            const { mails } = await some.run(steps);
            const wrong = mails.filter((mail) => !isRight(mail, canBeAsked));
            if (wrong.length > 0) faults.push(`history ${from + i} of seed ${seed}`);
            sum.mails += mails.length;
            sum.silent += canBeAsked ? 0 : mails.length;
            sum.diverged += wrong.length;
            sum.uncertain += mails.filter(({ state }) => state === 'uncertain').length;
            sum.steps += steps.length;
          }
        }
      } finally {
        await open.dispose();
      }
    }
    return {
      figures: { runs, seed, ...sum },
      table: [
        `${runs} histories of ${sum.steps} steps, seed ${seed}; every other with a server that cannot be asked: ${sum.uncertain} of ${sum.silent} mails uncertain there, each sent once at most`,
        ...faults.slice(0, 20),
      ],
      bars: [
        atLeast('histories', runs, 10_000, 0),
        atMost('mails that ended otherwise than the model says', sum.diverged, 0, 0),
      ],
    };
  },
};

const STEPS = fc.array(
  fc.record<Step>({
    what: fc.constantFrom(...HAPPENINGS, 'claim', 'check', 'transmit', 'record'),
    worker: fc.constantFrom(0, 1),
    seconds: fc.constantFrom(0, 0, 0, 1, 5, 19, 21, 31, 60, 86_400),
  }),
  { minLength: 5, maxLength: 40, size: 'max' },
);

async function historiesOn(open: TestCase, canBeAsked: boolean): Promise<Histories> {
  const settings = testSettings(25, {
    fruitlessStarts: 1_000,
    leaseSeconds: 20,
    serverTimeoutSeconds: 10,
    settleSeconds: 1,
  });
  const context = await testContext(open, settings);
  return new Histories(
    open,
    context,
    canBeAsked,
    canBeAsked ? 1_000_000 : 50_000_000,
    canBeAsked ? 1 : 20_000,
  );
}

/** A server that can be asked: accepted exactly once. One that cannot: once, or listed as uncertain and sent once at most. */
function isRight({ state, taken }: { state: string; taken: number }, canBeAsked: boolean): boolean {
  if (state === 'accepted') return taken === 1;
  return !canBeAsked && state === 'uncertain' && taken <= 1;
}
