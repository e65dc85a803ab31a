import { setTimeout as wait } from 'node:timers/promises';
import { type Claim, type ClaimedMail, claimMails } from './claimMail.ts';
import type { Composer } from './composeMail.ts';
import { type DatabaseTrouble, isDatabaseGone, troubleOf } from './isDatabaseGone.ts';
import type { MailContext } from './mailContext.ts';
import { pauseSending } from './mailControl.ts';
import { MailError } from './mailState.ts';
import {
  beat,
  enterWorker,
  forgetStart,
  leaveWorker,
  type MailWorker,
  noteProgress,
  noticeDeadWorkers,
} from './mailWorkers.ts';
import { reconcileMails } from './reconcileMails.ts';
import { type Outcome, recordOutcome, releaseStrays } from './recordOutcome.ts';
import type { MailServerRecord } from './serverRecord.ts';
import type { Lane } from './smtpLane.ts';

/** What sending is given. */
export interface SendOptions {
  readonly compose: Composer;
  readonly createLane: () => Lane;
  readonly record: MailServerRecord;
  /** Ends sending: what is under way is finished, nothing else is begun. */
  readonly signal?: AbortSignal;
  /** Whether to go on waiting for what comes later (a service); else it ends when nothing more can leave now. */
  readonly watch?: boolean;
  /** A worker that is not a service waits so long for mails whose time has not come; default: two minutes. */
  readonly patienceMs?: number;
  /** Called with the number of mails that this worker has had accepted. */
  readonly onProgress?: (accepted: number) => void;
  /** Told when the database does nothing for us and is waited for, and (null) when it does again. */
  readonly onTrouble?: (trouble: DatabaseTrouble | null) => void;
}

/** What a worker has done, and why it ended. */
export interface SendReport {
  readonly accepted: number;
  readonly found: number;
  readonly absent: number;
  readonly uncertain: number;
  readonly failed: number;
  /** 'done': nothing is left that may leave now. 'later': what is left is for a later day or hour. */
  readonly ended: 'done' | 'later' | 'paused' | 'stopped';
  /** When more may leave; null where nothing waits. */
  readonly next: Date | null;
}

const PATIENCE_MS = 120_000;
/** How often it is looked whether something is to be reconciled. */
const RECONCILE_MS = 500;
/** Failures to reach the server in a row, over all lanes, after which a worker that is not a service gives up. */
const UNREACHABLE = 20;

/**
 * Sends what is in the outbox, until nothing more may leave. Several workers may do so at once, on several machines. `kill -9` at any moment, a frozen
 * process, a lost database: no mail is lost or sent twice, and what cannot be known is listed as uncertain.
 * Throws MailError: 'no_progress' (too many starts without a mail accepted), 'server_unreachable', 'server_refuses' (then sending rests).
 */
export async function sendMails(context: MailContext, options: SendOptions): Promise<SendReport> {
  const worker = await persist(() => enterWorker(context), options);
  const run = new SendingRun(context, worker, options);
  try {
    const report = await run.toTheEnd();
    if (run.foundNothing) await forgetStart(context);
    return report;
  } finally {
    await leaveWorker(context, worker).catch(() => undefined);
  }
}

/** A mail that a lane has under way. */
interface UnderWay {
  readonly cancel: AbortController;
  /** Until then the mail is surely ours, by both clocks of this process: the one that runs on while the machine sleeps, and the one that nobody sets. */
  holdsUntil: { clock: number; steady: number };
}

class SendingRun {
  readonly #context: MailContext;
  readonly #worker: MailWorker;
  readonly #options: SendOptions;
  readonly #underWay = new Map<number, UnderWay>();
  readonly #sum = { accepted: 0, found: 0, absent: 0, uncertain: 0, failed: 0 };
  /** Claims are made one after the other, so that strays can be told from claims under way. */
  #turn: Promise<unknown> = Promise.resolve();
  #asking: { resolve: (claim: Claim) => void; reject: (error: unknown) => void }[] = [];
  #last: Claim = { kind: 'empty' };
  #unreachable = 0;
  #fault: Error | null = null;
  #stopped = false;
  #hasTried = false;

  constructor(context: MailContext, worker: MailWorker, options: SendOptions) {
    this.#context = context;
    this.#worker = worker;
    this.#options = options;
  }

  async toTheEnd(): Promise<SendReport> {
    const end = new AbortController();
    const beside = [this.#beat(end.signal), this.#reconcile(end.signal)];
    const lanes = Array.from({ length: this.#context.settings.lanes }, () => this.#lane());
    await Promise.all(lanes);
    end.abort();
    await Promise.all(beside);
    if (this.#fault !== null) throw this.#fault;
    return this.#report();
  }

  /** Whether there was nothing to try: an outbox without mails, or the share of the day had left. Mails that were put off are another matter. */
  get foundNothing(): boolean {
    const last = this.#last;
    return !this.#hasTried && (last.kind === 'empty' || (last.kind === 'wait' && last.day));
  }

  #report(): SendReport {
    const next = this.#last.kind === 'wait' ? this.#last.until : null;
    const ended = this.#isAborted()
      ? 'stopped'
      : this.#last.kind === 'paused'
        ? 'paused'
        : next === null
          ? 'done'
          : 'later';
    return { ...this.#sum, ended, next };
  }

  #isAborted(): boolean {
    return this.#options.signal?.aborted === true;
  }

  #hasEnded(): boolean {
    return this.#stopped || this.#fault !== null || this.#isAborted();
  }

  /** One lane: a mail after the other. */
  async #lane(): Promise<void> {
    const lane = this.#options.createLane();
    let isAtEnd = false;
    try {
      while (!this.#hasEnded()) {
        const before = now();
        const claim = await this.#claim();
        if (claim.kind === 'mail') {
          this.#hasTried = true;
          isAtEnd = false;
          await this.#send(lane, claim.mail, before);
          continue;
        }
        // What was reconciled between the claim and the look around is in the queue by now: only who finds nothing twice is at the end.
        const wasAtEnd = isAtEnd;
        isAtEnd = await this.#pause(claim);
        if (wasAtEnd && isAtEnd) this.#stopped = true;
      }
    } catch (error) {
      this.#fault ??= asError(error);
    } finally {
      lane.close();
    }
  }

  async #claim(): Promise<Claim> {
    const claim = new Promise<Claim>((resolve, reject) => this.#asking.push({ resolve, reject }));
    this.#turn = this.#turn.then(() => this.#serve());
    try {
      return (this.#last = await claim);
    } catch (error) {
      if (!isDatabaseGone(error)) throw error;
      this.#options.onTrouble?.(troubleOf(error));
      await wait(200);
      await this.#giveBackStrays().catch(() => undefined);
      return { kind: 'wait', until: new Date(), day: false };
    }
  }

  /** Claims for all lanes that have asked meanwhile, in one transaction. */
  async #serve(): Promise<void> {
    const asking = this.#asking.splice(0);
    if (asking.length === 0) return;
    try {
      const { mails, rest } = await claimMails(this.#context, this.#worker, asking.length);
      this.#options.onTrouble?.(null);
      for (const { id } of mails)
        this.#underWay.set(id, { cancel: new AbortController(), holdsUntil: { clock: 0, steady: 0 } });
      for (const [i, { resolve }] of asking.entries())
        resolve(mails[i] === undefined ? rest : { kind: 'mail', mail: mails[i] });
    } catch (error) {
      for (const { reject } of asking) reject(error);
    }
  }

  /** Where the answer to a claim was lost, the mail may stand in our name. */
  async #giveBackStrays(): Promise<void> {
    const turn = this.#turn.then(() =>
      releaseStrays(this.#context, this.#worker, [...this.#underWay.keys()]),
    );
    this.#turn = turn.catch(() => undefined);
    await turn;
  }

  async #send(lane: Lane, mail: ClaimedMail, before: Moment): Promise<void> {
    const entry = this.#underWay.get(mail.id)!;
    entry.holdsUntil = later(before, this.#context.settings.leaseSeconds);
    let outcome: Outcome = { kind: 'not_sent', reason: 'lost' };
    try {
      const outgoing = await this.#options.compose(mail.token, mail.contents, mail.firstClaimed);
      outcome = await lane.send(outgoing, () => isBefore(now(), entry.holdsUntil), entry.cancel.signal);
    } finally {
      const held = await this.#persist(() => recordOutcome(this.#context, this.#worker, mail, outcome));
      this.#underWay.delete(mail.id);
      await this.#note(outcome, held);
    }
  }

  async #note(outcome: Outcome, held: boolean): Promise<void> {
    if (outcome.kind === 'accepted') {
      this.#unreachable = 0;
      if (held && this.#sum.accepted++ === 0) await this.#persist(() => noteProgress(this.#context));
      this.#options.onProgress?.(this.#sum.accepted);
      return;
    }
    if (outcome.kind === 'refused') await this.#noteRefusal(outcome);
    if (outcome.kind !== 'not_sent') return;
    if (outcome.reason === 'login') await this.#rest('server_refuses', []);
    if (outcome.reason !== 'connection') return;
    if (++this.#unreachable >= UNREACHABLE && this.#options.watch !== true)
      this.#fault ??= new MailError('server_unreachable', [
        `${this.#context.settings.server.host}:${this.#context.settings.server.port}`,
      ]);
    // Mails that did not leave are tried again after a moment; lanes wait longer the longer nobody answers.
    await this.#sleep(Math.min(50 * 2 ** Math.min(this.#unreachable, 8), 10_000));
  }

  async #noteRefusal(outcome: Extract<Outcome, { kind: 'refused' }>): Promise<void> {
    if (outcome.class === 'policy' && outcome.isPermanent)
      await this.#rest('server_refuses', [outcome.status]);
    else if (outcome.isPermanent) this.#sum.failed++;
  }

  /** What our own server says against us, it would say of every mail. */
  async #rest(reason: 'server_refuses', details: readonly string[]): Promise<void> {
    await this.#persist(() => pauseSending(this.#context, reason));
    this.#fault ??= new MailError(reason, details);
  }

  /** Nothing may leave now: waits. Whether the worker is at its end: nothing more comes soon, and nothing can come back into the queue. */
  async #pause(claim: Exclude<Claim, { kind: 'mail' }>): Promise<boolean> {
    const left = claim.kind === 'wait' ? claim.until.getTime() - this.#clock() : Infinity;
    const isFar = left > (this.#options.patienceMs ?? PATIENCE_MS);
    if (isFar && this.#options.watch !== true && (await this.#isFinished(claim))) return true;
    const longest = claim.kind === 'wait' || this.#options.watch === true ? 1_000 : 100;
    await this.#sleep(Math.max(1, Math.min(left, longest)));
    return false;
  }

  #clock(): number {
    return (this.#context.now() ?? new Date()).getTime();
  }

  /** Whether no lane is at work and no mail waits to be reconciled: then nothing can come back into the queue. */
  async #isFinished(claim: Exclude<Claim, { kind: 'mail' }>): Promise<boolean> {
    if (this.#underWay.size > 0) return false;
    if (claim.kind === 'paused') return true;
    return await this.#persist(async () => {
      await this.#giveBackStrays();
      const { database } = this.#context;
      const { rows } = await database.pool.query<{ waits: boolean }>(
        `SELECT EXISTS (SELECT FROM mails WHERE case_id = $1 AND state = 'sending') AS waits`,
        [database.caseId],
      );
      return !rows[0]!.waits;
    });
  }

  /** Signs of life for what is under way; whatever is not ours any more is broken off. */
  async #beat(end: AbortSignal): Promise<void> {
    const { leaseSeconds, serverTimeoutSeconds } = this.#context.settings;
    const pause = Math.min(leaseSeconds / 6, serverTimeoutSeconds / 4, 5) * 1_000;
    while (!end.aborted) {
      await wait(pause, undefined, { signal: end }).catch(() => undefined);
      const before = now();
      const mails = [...this.#underWay.keys()];
      const held = await beat(this.#context, this.#worker, mails).catch((): number[] => []);
      for (const mail of mails) {
        const entry = this.#underWay.get(mail);
        if (entry === undefined || entry.holdsUntil.clock === 0) continue;
        if (held.includes(mail)) entry.holdsUntil = later(before, leaseSeconds);
        else if (!isBefore(now(), entry.holdsUntil)) entry.cancel.abort();
      }
    }
  }

  /** Asks our own server for what others, or broken connections, have left. */
  async #reconcile(end: AbortSignal): Promise<void> {
    while (!end.aborted && !this.#hasEnded()) {
      try {
        await noticeDeadWorkers(this.#context);
        const { found, absent, uncertain } = await reconcileMails(this.#context, this.#options.record);
        this.#sum.found += found;
        this.#sum.absent += absent;
        this.#sum.uncertain += uncertain;
        if (found > 0) await noteProgress(this.#context);
      } catch (error) {
        if (!isDatabaseGone(error)) this.#fault ??= asError(error);
      }
      await wait(RECONCILE_MS, undefined, { signal: end }).catch(() => undefined);
    }
  }

  async #persist<T>(work: () => Promise<T>): Promise<T> {
    return await persist(work, this.#options);
  }

  async #sleep(ms: number): Promise<void> {
    const { signal } = this.#options;
    await wait<undefined>(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error('sending failed', { cause: thrown });
}

/** A moment by both clocks, in milliseconds. */
interface Moment {
  readonly clock: number;
  readonly steady: number;
}

function now(): Moment {
  return { clock: Date.now(), steady: performance.now() };
}

function later({ clock, steady }: Moment, seconds: number): Moment {
  return { clock: clock + seconds * 1_000, steady: steady + seconds * 1_000 };
}

function isBefore(one: Moment, other: Moment): boolean {
  return one.clock < other.clock && one.steady < other.steady;
}

/** Does something in the database that must be done: while it is gone, or cannot write, again and again. */
async function persist<T>(work: () => Promise<T>, { onTrouble }: Pick<SendOptions, 'onTrouble'>): Promise<T> {
  for (let pause = 50; ; pause = Math.min(pause * 2, 1_000)) {
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseGone(error)) throw error;
      onTrouble?.(troubleOf(error));
      await wait(pause);
    }
  }
}
