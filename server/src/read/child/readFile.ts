import type { Fate } from '@constat/contract/item.ts';
import type { Format, Member, ReadContext, ReadReason, ScanOrder, Sink, Source } from '../format.ts';
import type { Frame } from '../protocol.ts';
import type { MemberChain, ScanRequest } from '../reader.ts';
import { recogniseFormat } from '../recogniseFormat.ts';
import { faultOf, keepFault } from './listFile.ts';
import { limitedSource } from '../limitedSource.ts';
import { unpackedLimit } from './limits.ts';
import type { OpenedFile } from './receiveRequests.ts';

/** What one request says: the same for all its items, but for the scans that are known of each. */
export interface FileContext {
  readonly passwords: readonly string[];
  readonly scans?: ScanRequest | undefined;
}

/** Reads the wanted items of a file; each gets a begin and an end. */
export async function readFile(
  { source }: OpenedFile,
  wanted: readonly MemberChain[],
  context: FileContext,
  send: (frame: Frame) => void,
): Promise<void> {
  const reader = new WantedReader(wanted, context, send, unpackedLimit(source.size ?? 0));
  await reader.walk(source, []);
  reader.endRest();
}

class WantedReader {
  /** Position in the request by chain; those done are taken out. */
  readonly #open = new Map<string, number>();
  /** Chains that lead to a wanted item. */
  readonly #onTheWay = new Set<string>();
  readonly #context: ReadContext;
  readonly #scans: ReadonlyMap<string, ScanOrder>;
  readonly #send: (frame: Frame) => void;
  readonly #limit: number;

  constructor(
    wanted: readonly MemberChain[],
    { passwords, scans }: FileContext,
    send: (frame: Frame) => void,
    limit: number,
  ) {
    const recognise = scans?.recognise ?? true;
    this.#context = { passwords, scans: { recognise, known: [] } };
    this.#scans = new Map(
      scans?.known.map(({ chain, pages }) => [chain.join('/'), { recognise, known: pages }]),
    );
    this.#send = send;
    this.#limit = limit;
    wanted.forEach((chain, i) => {
      this.#open.set(chain.join('/'), i);
      for (let length = 0; length < chain.length; length++)
        this.#onTheWay.add(chain.slice(0, length).join('/'));
    });
  }

  async walk(source: Source, chain: MemberChain): Promise<void> {
    const recognised = await recogniseFormat(source);
    const key = chain.join('/');
    const wanted = this.#open.get(key);
    const unkept = recognised.format === null ? null : await keepFault(source);
    if (wanted !== undefined) {
      this.#open.delete(key);
      this.#send({ kind: 'begin', wanted });
      const outcome =
        unkept?.fault ??
        (recognised.format === null
          ? recognised
          : await this.#read(recognised.format, this.#limited(source, chain), key));
      this.#send({
        kind: 'end',
        wanted,
        format: recognised.name,
        fate: outcome.fate,
        reason: outcome.reason,
      });
    }
    if (recognised.format !== null && unkept === null && this.#onTheWay.has(key))
      await this.#walkMembers(recognised.format, source, chain);
  }

  /** A member is not read further than it was listed: its container says how large it may be. */
  #limited(source: Source, chain: MemberChain): Source {
    return chain.length === 0 ? source : limitedSource(source, this.#limit);
  }

  async #read(format: Format, source: Source, key: string): Promise<{ fate: Fate; reason: ReadReason }> {
    if (format.read === undefined) return { fate: 'read', reason: '' };
    const state = { found: false };
    try {
      const scans = this.#scans.get(key) ?? this.#context.scans;
      await format.read(source, this.#sinkOf(state), { ...this.#context, scans });
      return { fate: 'read', reason: '' };
    } catch (error) {
      const fault = faultOf(error);
      // Text that came before the damage counts.
      return state.found && fault.fate === 'corrupt' ? { ...fault, fate: 'read_in_part' } : fault;
    }
  }

  /** Notes whether there was anything to be read. */
  #sinkOf(state: { found: boolean }): Sink {
    return {
      segment: (segment) => {
        state.found ||= segment.kind === 'text' || segment.kind === 'rows';
        this.#send(segment);
      },
      scan: this.#send,
    };
  }

  async #walkMembers(format: Format, source: Source, chain: MemberChain): Promise<void> {
    const prefix = chain.length === 0 ? '' : `${chain.join('/')}/`;
    const leads = (member: number): boolean =>
      this.#open.has(`${prefix}${member}`) || this.#onTheWay.has(`${prefix}${member}`);
    let ordinal = 0;
    try {
      for await (const member of format.members?.(source, this.#context, leads) ?? []) {
        if (leads(ordinal)) await this.#walkMember(member, [...chain, ordinal]);
        ordinal++;
        if (this.#open.size === 0) return;
      }
    } catch {
      // The container broke off: what lies behind the break is ended below.
    }
  }

  async #walkMember(member: Member, chain: MemberChain): Promise<void> {
    // What cannot be opened any more is ended with what could not be reached.
    const source = member.source ?? (await member.open?.().catch(() => undefined));
    if (source !== undefined) await this.walk(source, chain);
  }

  /** Wanted items that could not be reached. */
  endRest(): void {
    for (const wanted of this.#open.values()) {
      this.#send({ kind: 'begin', wanted });
      this.#send({ kind: 'end', wanted, format: 'unknown', fate: 'corrupt', reason: 'damaged_structure' });
    }
  }
}
