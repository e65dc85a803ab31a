import { behindTheCurtain, type TestCase } from '../../testCase.ts';
import { type ClaimedMail, claimMail } from './claimMail.ts';
import { isDatabaseGone } from './isDatabaseGone.ts';
import { pauseSending, resumeSending } from './mailControl.ts';
import type { MailContext } from './mailContext.ts';
import { messageIdOf } from './mailNames.ts';
import { enterWorker, leaveWorker, type MailWorker, noteProgress } from './mailWorkers.ts';
import { queueTestMails } from './testMails.ts';
import { reconcileMails } from './reconcileMails.ts';
import { type Outcome, recordOutcome, releaseStrays } from './recordOutcome.ts';
import type { MailServerRecord } from './serverRecord.ts';

/**
 * What can happen while mails are sent. A worker that is not named for a while is frozen: it goes on, later, where it was. 'check' is its look at the clock before
 * the contents leave, 'transmit' their leaving, 'cut_…' the same with the connection broken; 'kill' ends it, 'bury' is that somebody notices.
 */
export const HAPPENINGS = [
  'claim', 'check', 'transmit', 'cut_before', 'cut_after', 'record', 'kill', 'bury', 'reconcile', 'pause', 'resume', 'restart', 'release',
] as const; // prettier-ignore
export type Happening = (typeof HAPPENINGS)[number];

/** One step: what happens, to which of two workers, after how many seconds. */
export interface Step {
  readonly what: Happening;
  readonly worker: 0 | 1;
  readonly seconds: number;
}

/** An attempt as the worker knows it. */
interface Attempt {
  readonly mail: ClaimedMail;
  readonly claimed: number;
  checked: number | null;
  outcome: Outcome | null;
}

/** A worker that may be stopped anywhere. */
interface ModelWorker {
  worker: MailWorker;
  attempts: Attempt[];
}

/** What came of a history: for each mail, its state and how often the server took it. */
export interface Ending {
  readonly mails: readonly { readonly state: string; readonly taken: number }[];
}

/** Runs histories over a real outbox, with a clock and a mail server of its own. */
export class Histories {
  readonly #open: TestCase;
  readonly #context: MailContext;
  readonly #canBeAsked: boolean;
  readonly #taken = new Map<string, number>();
  #clock: number;
  #notice: number;

  /** `context`: with settings for tests; its clock is not used. `firstNotice`: from which number on notices are free; `days`: how many after today it begins. */
  constructor(open: TestCase, context: MailContext, canBeAsked: boolean, firstNotice: number, days: number) {
    this.#clock = Date.now() + days * 86_400_000;
    this.#open = open;
    this.#context = { ...context, now: () => new Date(this.#clock) };
    this.#canBeAsked = canBeAsked;
    this.#notice = firstNotice;
  }

  /** Queues mails, lets the steps happen, then lets everything come to its end. Throws as soon as the server has taken a mail twice. */
  async run(steps: readonly Step[], mails = 3): Promise<Ending> {
    const ids = await this.#again(() => queueTestMails(this.#context, mails, { first: this.#notice }));
    this.#notice += mails;
    const workers = [await this.#again(() => this.#hire()), await this.#again(() => this.#hire())];
    const dead: MailWorker[] = [];
    for (const { what, worker, seconds } of steps) {
      this.#clock += seconds * 1_000;
      await this.#again(() => this.#happen(what, workers[worker]!, dead));
    }
    await this.#finish(workers, dead);
    return { mails: await this.#again(() => this.#ending(ids)) };
  }

  async #hire(): Promise<ModelWorker> {
    const worker = await enterWorker(this.#context);
    await noteProgress(this.#context);
    return { worker, attempts: [] };
  }

  async #happen(what: Happening, actor: ModelWorker, dead: MailWorker[]): Promise<void> {
    const { database } = this.#context;
    switch (what) {
      case 'claim':
        await this.#claim(actor);
        return;
      case 'check':
        this.#check(actor);
        return;
      case 'transmit':
      case 'cut_before':
      case 'cut_after':
        this.#transmit(actor, what);
        return;
      case 'record':
        await this.#record(actor);
        return;
      case 'kill': {
        const next = await this.#hire();
        dead.push(actor.worker);
        actor.worker = next.worker;
        actor.attempts = [];
        return;
      }
      case 'bury':
        for (const worker of dead.splice(0)) await this.#again(() => leaveWorker(this.#context, worker));
        return;
      case 'reconcile':
        await reconcileMails(this.#context, this.#serverRecord());
        return;
      case 'pause':
        await pauseSending(this.#context, 'person');
        return;
      case 'resume':
        await resumeSending(this.#context);
        return;
      case 'restart':
        await behindTheCurtain(this.#open, (client) =>
          client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1', [
            database.connection.user,
          ]),
        );
        return;
      case 'release':
        await this.#again(() =>
          releaseStrays(
            this.#context,
            actor.worker,
            actor.attempts.map(({ mail }) => mail.id),
          ),
        );
    }
  }

  async #claim(actor: ModelWorker): Promise<void> {
    const claimed = this.#clock;
    const claim = await this.#again(() => claimMail(this.#context, actor.worker));
    if (claim.kind === 'mail')
      actor.attempts.push({ mail: claim.mail, claimed, checked: null, outcome: null });
  }

  /** The lane's last look: is the mail still ours? */
  #check(actor: ModelWorker): void {
    const attempt = actor.attempts.find(({ checked, outcome }) => checked === null && outcome === null);
    if (attempt === undefined) return;
    const { leaseSeconds } = this.#context.settings;
    if (this.#clock < attempt.claimed + leaseSeconds * 1_000) attempt.checked = this.#clock;
    else attempt.outcome = { kind: 'not_sent', reason: 'lost' };
  }

  /** The contents leave; the server has hung up where it heard nothing for too long. */
  #transmit(actor: ModelWorker, what: 'transmit' | 'cut_before' | 'cut_after'): void {
    const attempt = actor.attempts.find(({ checked, outcome }) => checked !== null && outcome === null);
    if (attempt === undefined) return;
    const { serverTimeoutSeconds } = this.#context.settings;
    const hasHungUp = this.#clock - attempt.checked! >= serverTimeoutSeconds * 1_000;
    attempt.outcome = what === 'transmit' && !hasHungUp ? { kind: 'accepted' } : { kind: 'unknown' };
    if (hasHungUp || what === 'cut_before') return;
    const id = messageIdOf(attempt.mail.token, this.#context.settings);
    const times = (this.#taken.get(id) ?? 0) + 1;
    this.#taken.set(id, times);
    if (times > 1) throw new Error('a mail was sent twice');
  }

  async #record(actor: ModelWorker): Promise<void> {
    const at = actor.attempts.findIndex(({ outcome }) => outcome !== null);
    if (at < 0) return;
    const [attempt] = actor.attempts.splice(at, 1);
    await this.#again(() => recordOutcome(this.#context, actor.worker, attempt!.mail, attempt!.outcome!));
  }

  #serverRecord(): MailServerRecord {
    return {
      ask: (mails) =>
        Promise.resolve(
          mails.map(({ messageId }) =>
            !this.#canBeAsked ? 'unknowable' : this.#taken.has(messageId) ? 'found' : 'absent',
          ),
        ),
    };
  }

  /** Everybody wakes and works on; the dead are noticed; what is left is asked for and sent. */
  async #finish(workers: ModelWorker[], dead: MailWorker[]): Promise<void> {
    await this.#again(() => resumeSending(this.#context));
    for (const worker of dead) await this.#again(() => leaveWorker(this.#context, worker));
    for (let round = 0; round < 50; round++) {
      for (const actor of workers) {
        // What was begun comes first: one that claims more than it sends would lose the last again and again.
        for (let begun = actor.attempts.length; begun > 0; begun--)
          for (const what of ['check', 'transmit', 'record'] as const)
            await this.#again(() => this.#happen(what, actor, []));
        for (const what of ['release', 'claim'] as const)
          await this.#again(() => this.#happen(what, actor, []));
      }
      this.#clock += 7_000;
      await this.#again(() => reconcileMails(this.#context, this.#serverRecord()));
      if (
        (await this.#again(() => this.#left())) === 0 &&
        workers.every(({ attempts }) => attempts.length === 0)
      )
        return;
    }
    throw new Error('a history does not come to its end');
  }

  async #left(): Promise<number> {
    const { rowCount } = await this.#context.database.pool.query(
      `SELECT FROM mails WHERE state IN ('queued', 'sending')`,
    );
    return rowCount ?? 0;
  }

  async #ending(ids: readonly number[]): Promise<Ending['mails']> {
    const { rows } = await this.#context.database.pool.query<{ state: string; token: Buffer }>(
      'SELECT state, token FROM mails WHERE id = ANY($1::bigint[]) ORDER BY id',
      [ids],
    );
    return rows.map(({ state, token }) => ({
      state,
      taken: this.#taken.get(messageIdOf(token, this.#context.settings)) ?? 0,
    }));
  }

  /** As `sendMails` does: while the database is gone, again. */
  async #again<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!isDatabaseGone(error)) throw error;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }
  }
}
