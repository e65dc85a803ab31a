import { createComposer } from '@constat/server/notify/mail/composeMail.ts';
import { recordOf } from '@constat/server/notify/mail/records/index.ts';
import { sendMails } from '@constat/server/notify/mail/sendMails.ts';
import { createLanes } from '@constat/server/notify/mail/smtpLane.ts';
import { openDatabase } from '@constat/server/database/database.ts';
import { makeOutboxCase, type Tally, tallyMails } from '../mails/outboxCase.ts';
import { atLeast, atMost, type Measure } from '../measure.ts';

export const cutConnections: Measure = {
  name: 'cut-connections',
  help: 'the connection is cut between the contents and the answer: with a server that can be asked, and with one that cannot (cuts=N)',
  async run(options) {
    const cuts = Number(options.get('cuts') ?? 1_000);
    const asked = await cutting(cuts, true);
    const silent = await cutting(cuts, false);
    return {
      figures: { asked, silent },
      table: [
        `a server that can be asked: ${asked.cuts} cuts, ${asked.found} of them after it had taken the mail; lost ${asked.tally.lost}, doubled ${asked.tally.doubled}, uncertain ${asked.tally.uncertain}`,
        `a server that cannot be asked: ${silent.cuts} cuts, ${silent.tally.uncertain} mails listed as uncertain, ${silent.tally.doubled} sent again`,
      ],
      bars: [
        atLeast('cuts, server that can be asked', asked.cuts, cuts, 0),
        atMost(
          'its mails lost, doubled, uncertain or not settled',
          wrongs(asked.tally) + asked.tally.uncertain,
          0,
          0,
        ),
        atLeast('cuts, server that cannot be asked', silent.cuts, cuts, 0),
        atMost(
          'its cuts that are not listed as uncertain',
          Math.abs(silent.cuts - silent.tally.uncertain),
          0,
          0,
        ),
        atMost('its mails lost or sent again', wrongs(silent.tally), 0, 0),
      ],
    };
  },
};

interface Cutting {
  readonly cuts: number;
  readonly found: number;
  readonly tally: Tally;
}

function wrongs({ lost, doubled, unsettled, wrong }: Tally): number {
  return lost + doubled + unsettled + wrong;
}

/** Every second mail is cut the first time it comes; half of those have been taken. */
async function cutting(cuts: number, canBeAsked: boolean): Promise<Cutting> {
  const seen = new Map<string, number>();
  let done = 0;
  const stage = await makeOutboxCase(cuts * 2, {
    bytes: 500,
    settings: canBeAsked ? {} : { record: { kind: 'none' } },
    sink: {
      plan: ({ messageId }) => {
        const number = seen.get(messageId);
        if (number !== undefined) return 'accept';
        seen.set(messageId, seen.size);
        if (seen.size % 2 === 0 || done >= cuts) return 'accept';
        return ++done % 2 === 0 ? 'cut_after' : 'cut_before';
      },
    },
  });
  const { context, folder, sink } = stage;
  const database = await openDatabase(stage.open.opened, 'worker');
  try {
    const report = await sendMails(
      { ...context, database },
      {
        compose: await createComposer(context.keys, context.settings, folder),
        createLane: await createLanes(context.settings, folder),
        record: recordOf(context.settings),
        patienceMs: 10_000,
      },
    );
    return { cuts: done, found: report.found, tally: await tallyMails(stage, sink.taken) };
  } finally {
    await database.close();
    await stage.dispose();
  }
}
