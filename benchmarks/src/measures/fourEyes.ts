import { createHash, randomUUID } from 'node:crypto';
import { approve, claimApproval, requestApproval } from '@constat/server/people/approvals.ts';
import { createPerson } from '@constat/server/people/person.ts';
import { Refusal } from '@constat/server/people/peopleContext.ts';
import { behindTheCurtain, openTestCase } from '@constat/server/testCase.ts';
import fc from 'fast-check';
import type pg from 'pg';
import { atLeast, atMost, type Measure } from '../measure.ts';

/** What two people approve, as a hash of its contents. */
const hash = (contents: string): Buffer => createHash('sha256').update(contents).digest();

interface Tally {
  runs: number;
  effects: number;
  twice: number;
  onePerson: number;
  changed: number;
  missed: number;
}

export const fourEyes: Measure = {
  name: 'four-eyes',
  help: 'one request, approvals by several people and sessions, a change of the contents and two effects at once, interleaved (runs=N)',
  async run(options) {
    const runs = Number(options.get('runs') ?? 1_000);
    const open = await openTestCase();
    try {
      const tally: Tally = { runs: 0, effects: 0, twice: 0, onePerson: 0, changed: 0, missed: 0 };
      const actors = await makeActors(open);
      // The app makes no tables: this one stands for whatever an approval has as its effect.
      await behindTheCurtain(open, (client) =>
        client.query(
          'CREATE TABLE effects (approval uuid, sha256 bytea); GRANT SELECT, INSERT ON effects TO constat_app',
        ),
      );
      const property = fc.asyncProperty(fc.scheduler(), fc.boolean(), fc.boolean(), (s, second, change) =>
        interleave(open, actors, tally, s, { second, change }),
      );
      await fc.assert(property, { numRuns: runs, seed: 5, endOnFailure: true });
      return {
        figures: { ...tally },
        table: [`${tally.runs} interleavings, ${tally.effects} effects`],
        bars: [
          atLeast('interleavings', tally.runs, runs, 0),
          atMost('approvals with more than one effect', tally.twice, 0, 0),
          atMost('effects with one person', tally.onePerson, 0, 0),
          atMost('effects after the contents changed', tally.changed, 0, 0),
          atMost('approvals by a second person, claimed afterwards, without an effect', tally.missed, 0, 0),
          atLeast('interleavings that had their effect', tally.effects, 1, 0),
        ],
      };
    } finally {
      await open.dispose();
    }
  },
};

type Open = Awaited<ReturnType<typeof openTestCase>>;
interface Actors {
  readonly first: string;
  readonly second: string;
}

async function makeActors({ database, opened }: Open): Promise<Actors> {
  const context = {
    database,
    keys: opened.keys,
    now: () => new Date(),
    origin: 'https://localhost',
    caseName: '',
  };
  return await database.transaction(async (client) => ({
    first: await createPerson(client, context, { role: 'officer', name: 'Première Personne' }),
    second: await createPerson(client, context, { role: 'officer', name: 'Deuxième Personne' }),
  }));
}

/** One history: everything at once, in the order that the scheduler chooses at every step; then one claim more, by itself. */
async function interleave(
  { database, opened }: Open,
  { first, second }: Actors,
  tally: Tally,
  s: fc.Scheduler,
  with_: { second: boolean; change: boolean },
): Promise<void> {
  const context = { database, keys: opened.keys, now: () => new Date() };
  const [mine, myOther, theirs] = [randomUUID(), randomUUID(), randomUUID()];
  const [before, after] = [hash('before'), hash('after')];
  const state = { contents: before, isApprovedByTwo: false };
  const approval = await database.transaction((client) =>
    requestApproval(client, context, {
      action: 'export',
      sha256: before,
      contents: { values: {}, persons: {} },
      by: { person: first, session: mine },
    }),
  );
  const step = async (name: string, work: (client: pg.PoolClient) => Promise<void>): Promise<boolean> => {
    await s.schedule(Promise.resolve(), name);
    return await database.transaction(work).then(
      () => true,
      (error: unknown) => {
        if (error instanceof Refusal) return false;
        throw error;
      },
    );
  };
  const approveAs = (person: string, session: string) => (client: pg.PoolClient) =>
    approve(client, context, { approval, sha256: before, by: { person, session } });
  const take = async (name: string): Promise<boolean> => {
    await s.schedule(Promise.resolve(), `${name} reads`);
    const sha256 = state.contents;
    return await step(name, async (client) => {
      await claimApproval(client, context, {
        approval,
        action: 'export',
        sha256,
        by: { person: first, session: mine },
      });
      await client.query('INSERT INTO effects VALUES ($1, $2)', [approval, sha256]);
    });
  };
  const all = Promise.all([
    step('same session approves', approveAs(first, mine)),
    step('same person approves', approveAs(first, myOther)),
    ...(with_.second
      ? [step('second approves', approveAs(second, theirs)).then((done) => { state.isApprovedByTwo ||= done; }), step('second approves again', approveAs(second, randomUUID())).then((done) => { state.isApprovedByTwo ||= done; })] // prettier-ignore
      : []),
    ...(with_.change ? [s.schedule(Promise.resolve(), 'contents change').then(() => { state.contents = after; })] : []), // prettier-ignore
    take('first taking'),
    take('second taking'),
  ]);
  await s.waitFor(all);
  const last = take('last taking');
  await s.waitFor(last);
  const { rows } = await database.pool.query<{ sha256: Buffer }>(
    'SELECT sha256 FROM effects WHERE approval = $1',
    [approval],
  );
  tally.runs++;
  tally.effects += rows.length;
  if (rows.length > 1) tally.twice++;
  if (rows.length > 0 && !state.isApprovedByTwo) tally.onePerson++;
  if (rows.some(({ sha256 }) => !sha256.equals(before))) tally.changed++;
  if (state.isApprovedByTwo && !with_.change && rows.length !== 1) tally.missed++;
}
