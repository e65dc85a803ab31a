import { setTimeout as wait } from 'node:timers/promises';
import { databaseBack, killDatabase } from '../mails/caseServer.ts';
import { makeOutboxCase, type OutboxCase, tallyMails } from '../mails/outboxCase.ts';
import { Sender } from '../mails/sender.ts';
import { atLeast, atMost, type Measure } from '../measure.ts';

export const databaseRestarts: Measure = {
  name: 'database-restarts',
  help: 'PostgreSQL is killed (SIGKILL, or stopped at once) every 5 to 10 s while mails are sent: lost, doubled, unknown; seconds until sending goes on (mails=N)',
  async run(options) {
    const mails = Number(options.get('mails') ?? 5_000);
    const times: number[] = [];
    const stage = await makeOutboxCase(mails, {
      // Slow enough that several restarts fall into it.
      settings: { perMinute: 6_000, settleSeconds: 0.5, leaseSeconds: 20, serverTimeoutSeconds: 2 },
      sink: { onMail: () => void times.push(performance.now()) },
    });
    try {
      const sender = new Sender(stage.folder);
      await sender.begin();
      let hasEnded = false;
      const report = sender.report().finally(() => (hasEnded = true));
      const backs = await restartAgainAndAgain(stage, () => hasEnded);
      const said = await report;
      const tally = await tallyMails(stage, stage.sink.taken);
      const resumed = backs
        .map((back) => (times.find((at) => at > back) ?? Infinity) - back)
        .filter(Number.isFinite);
      const slowest = Math.max(0, ...resumed) / 1_000;
      return {
        figures: { mails, restarts: backs.length, slowest, tally, report: said },
        table: [
          `${mails} mails, ${backs.length} restarts; sending went on ${slowest.toFixed(1)} s after the database at the latest; reconciled: ${said?.found ?? 0} had been taken, ${said?.absent ?? 0} had not`,
        ],
        bars: [
          atMost('mails lost', tally.lost, 0, 0),
          atMost('mails doubled', tally.doubled, 0, 0),
          atMost('mails unknown or not settled', tally.uncertain + tally.unsettled + tally.wrong, 0, 0),
          atLeast('restarts while mails were sent', resumed.length, Math.floor(mails / 1_200), 0),
          atMost('seconds until sending goes on', slowest, 10, 1),
        ],
      };
    } finally {
      await stage.dispose();
    }
  },
};

/** Restarts the case's own server until sending has ended. Returns the moments from which on it answered again. */
async function restartAgainAndAgain(stage: OutboxCase, hasEnded: () => boolean): Promise<number[]> {
  const backs: number[] = [];
  for (let n = 0; !hasEnded(); n++) {
    // Five to ten seconds, the same in every run.
    const pause = 5_000 + ((n * 1_733) % 5_000);
    for (let waited = 0; waited < pause && !hasEnded(); waited += 100) await wait(100);
    if (hasEnded()) break;
    await killDatabase(stage, n % 2 === 0 ? 'SIGKILL' : 'SIGQUIT');
    await databaseBack(stage);
    backs.push(performance.now());
  }
  return backs;
}
