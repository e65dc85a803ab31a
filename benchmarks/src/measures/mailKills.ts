import { setTimeout as wait } from 'node:timers/promises';
import { returnPathOf, messageIdOf, parseReturnPath } from '@constat/server/notify/mail/mailNames.ts';
import { makeOutboxCase, type OutboxCase, type Tally, tallyMails } from '../mails/outboxCase.ts';
import { hasPostfix, type PostfixServer, startPostfix } from '../mails/postfixServer.ts';
import { Sender } from '../mails/sender.ts';
import { atLeast, atMost, type Bar, type Measure } from '../measure.ts';

/** Times of a start until the kill, milliseconds: as they were first tried. */
const SHORTEST = 180;
const LONGEST = 600;

export const mailKills: Measure = {
  name: 'mail-kills',
  help: '`kill -9` of the sender while it sends: mails lost, doubled, unknown; a sink, and Postfix where Debian’s is installed (mails=N, kills=N, postfix=no)',
  async run(options) {
    const mails = Number(options.get('mails') ?? 10_000);
    const kills = Number(options.get('kills') ?? 200);
    const lanes = [await killing('sink', mails, kills, null)];
    if (hasPostfix() && options.get('postfix') !== 'no') {
      const postfix = await startPostfix();
      try {
        lanes.push(await killing('Postfix', mails, kills, postfix));
      } finally {
        await postfix.stop();
      }
    }
    return {
      figures: Object.fromEntries(lanes.map(({ name, ...rest }) => [name, rest])),
      table: lanes.map(
        ({ name, tally, kills: done, seconds, found, absent }) =>
          `${name}: ${tally.mails} mails of 2 kB, ${done} kills while mails were left, ${seconds.toFixed(0)} s; after kills ${found} had been taken, ${absent} had not; lost ${tally.lost}, doubled ${tally.doubled}, uncertain ${tally.uncertain}`,
      ),
      bars: lanes.flatMap((lane) => barsOf(lane, kills)),
    };
  },
};

interface Killed {
  readonly name: string;
  readonly tally: Tally;
  readonly kills: number;
  readonly seconds: number;
  readonly found: number;
  readonly absent: number;
}

function barsOf({ name, tally, kills, seconds, found, absent }: Killed, wanted: number): Bar[] {
  return [
    atMost(`${name}: mails lost`, tally.lost, 0, 0),
    atMost(`${name}: mails doubled`, tally.doubled, 0, 0),
    atMost(`${name}: mails unknown or not settled`, tally.uncertain + tally.unsettled + tally.wrong, 0, 0),
    atLeast(`${name}: kills while mails were left`, kills, wanted, 0),
    // A kill that hits nothing proves nothing.
    atLeast(`${name}: mails that a kill hit`, found + absent, wanted / 2, 0),
    atMost(`${name}: seconds`, seconds, 120, 0),
  ];
}

async function killing(
  name: string,
  mails: number,
  kills: number,
  postfix: PostfixServer | null,
): Promise<Killed> {
  const stage = await makeOutboxCase(mails, {
    settings: {
      // Kills come on purpose: on a busy machine many starts in a row end before a mail is accepted.
      fruitlessStarts: 1_000,
      settleSeconds: 0.5,
      ...(postfix === null
        ? {}
        : { server: { host: '127.0.0.1', port: postfix.port, tls: 'none' }, record: postfix.record }),
    },
  });
  try {
    const begin = performance.now();
    const done = await killAgainAndAgain(stage, kills);
    const last = new Sender(stage.folder);
    await last.begin();
    await last.report();
    const seconds = (performance.now() - begin) / 1_000;
    const taken =
      postfix === null ? stage.sink.taken : (await postfix.taken()).map((path) => idOfPath(stage, path));
    return { name, tally: await tallyMails(stage, taken), kills: done, seconds, ...(await asked(stage)) };
  } finally {
    await stage.dispose();
  }
}

/** Kills senders, each after a time that the seed gives; the next is made ready meanwhile. Returns the kills that came while mails were left. */
async function killAgainAndAgain(stage: OutboxCase, kills: number): Promise<number> {
  const random = seeded(20_261_126);
  let done = 0;
  let next = new Sender(stage.folder);
  for (let kill = 0; kill < kills; kill++) {
    const sender = next;
    await sender.begin();
    next = new Sender(stage.folder);
    await wait(SHORTEST + random() * (LONGEST - SHORTEST));
    const { rowCount } = await stage.open.database.pool.query(
      `SELECT FROM mails WHERE state = 'queued' LIMIT 1`,
    );
    await sender.kill();
    if (rowCount === 1) done++;
  }
  await next.kill();
  return done;
}

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

async function asked({ open }: OutboxCase): Promise<{ found: number; absent: number }> {
  const { rows } = await open.database.pool.query<{ event: string; n: number }>(
    `SELECT event, count(*) AS n FROM mail_events WHERE event IN ('found', 'absent') GROUP BY event`,
  );
  const of = (event: string): number => rows.find((row) => row.event === event)?.n ?? 0;
  return { found: of('found'), absent: of('absent') };
}

/** Postfix logs return paths: each names its mail as the Message-ID does. */
function idOfPath({ context }: OutboxCase, path: string): string {
  const token = parseReturnPath(context.keys, path, context.settings);
  if (token === null || token === 'forged' || returnPathOf(context.keys, token, context.settings) !== path)
    throw new Error('a return path that is none of ours');
  return messageIdOf(token, context.settings);
}
