import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { openTestCase, type TestCase } from '../../testCase.ts';
import type { MailContext } from './mailContext.ts';
import { HAPPENINGS, Histories, type Step } from './testHistories.ts';
import { testContext, testSettings } from './testMails.ts';

let open: TestCase;
let base: MailContext;

before(async () => {
  open = await openTestCase();
  base = await testContext(
    open,
    testSettings(25, {
      fruitlessStarts: 1_000,
      leaseSeconds: 20,
      serverTimeoutSeconds: 10,
      settleSeconds: 1,
    }),
  );
});
after(() => open.dispose());

const steps = fc.array(
  fc.record<Step>({
    what: fc.constantFrom(...HAPPENINGS, 'claim', 'check', 'transmit', 'record'),
    worker: fc.constantFrom(0, 1),
    seconds: fc.constantFrom(0, 0, 0, 1, 5, 19, 21, 31, 60),
  }),
  { minLength: 5, maxLength: 40 },
);

test('the outbox ends random histories (kill, freeze, wake, cut, restart, pause, two workers) with each mail accepted exactly once', async () => {
  const histories = new Histories(open, base, true, 1_000_000, 1);
  await fc.assert(
    fc.asyncProperty(steps, async (history) => {
      for (const { state, taken } of (await histories.run(history)).mails)
        assert.deepEqual([state, taken], ['accepted', 1]);
    }),
    { numRuns: 25, seed: 20261126, endOnFailure: true },
  );
});

test('the outbox ends random histories with a server that cannot be asked with each mail accepted once, or uncertain and sent at most once', async () => {
  const histories = new Histories(open, base, false, 2_000_000, 100);
  await fc.assert(
    fc.asyncProperty(steps, async (history) => {
      for (const { state, taken } of (await histories.run(history)).mails)
        assert.ok(
          state === 'accepted' ? taken === 1 : state === 'uncertain' && taken <= 1,
          `${state} ${taken}`,
        );
    }),
    { numRuns: 15, seed: 20261127, endOnFailure: true },
  );
});
