import type { Fate } from '@constat/contract/item.ts';
import type { Format, ReadContext, ReadReason, ScanOrder, Sink, Source } from '../format.ts';
import type { Frame } from '../protocol.ts';
import type { MemberChain, ScanRequest } from '../reader.ts';
import { recogniseFormat } from '../recogniseFormat.ts';
import { faultOf } from './listFile.ts';
import { withFile } from './openFile.ts';

/** What one request says: the same for all its items, but for the scans that are known of each. */
export interface FileContext {
  readonly passwords: readonly string[];
  readonly scans?: ScanRequest | undefined;
}

/** Reads the wanted items of a file; each gets a begin and an end. */
export async function readFile(
  path: Uint8Array,
  wanted: readonly MemberChain[],
  context: FileContext,
  send: (frame: Frame) => void,
): Promise<void> {
  await withFile(path, async (source) => {
    const reader = new WantedReader(wanted, context, send);
    await reader.walk(source, []);
    reader.endRest();
  });
}

class WantedReader {
  /** Position in the request by chain; those done are taken out. */
  readonly #open = new Map<string, number>();
  /** Chains that lead to a wanted item. */
  readonly #onTheWay = new Set<string>();
  readonly #context: ReadContext;
  readonly #scans: ReadonlyMap<string, ScanOrder>;
  readonly #sink: Sink;
  readonly #send: (frame: Frame) => void;

  constructor(
    wanted: readonly MemberChain[],
    { passwords, scans }: FileContext,
    send: (frame: Frame) => void,
  ) {
    const recognise = scans?.recognise ?? true;
    this.#context = { passwords, scans: { recognise, known: [] } };
    this.#scans = new Map(
      scans?.known.map(({ chain, pages }) => [chain.join('/'), { recognise, known: pages }]),
    );
    this.#sink = { segment: send, scan: send };
    this.#send = send;
    wanted.forEach((chain, i) => {
      this.#open.set(chain.join('/'), i);
      for (let length = 0; length < chain.length; length++)
        this.#onTheWay.add(chain.slice(0, length).join('/'));
    });
  }

  async walk(source: Source, chain: MemberChain): Promise<void> {
    const recognised = recogniseFormat(source.head, source.name, source.size);
    const key = chain.join('/');
    const wanted = this.#open.get(key);
    if (wanted !== undefined) {
      this.#open.delete(key);
      this.#send({ kind: 'begin', wanted });
      const outcome =
        recognised.format === null ? recognised : await this.#read(recognised.format, source, key);
      this.#send({
        kind: 'end',
        wanted,
        format: recognised.name,
        fate: outcome.fate,
        reason: outcome.reason,
      });
    }
    if (recognised.format !== null && this.#onTheWay.has(key))
      await this.#walkMembers(recognised.format, source, chain);
  }

  async #read(format: Format, source: Source, key: string): Promise<{ fate: Fate; reason: ReadReason }> {
    if (format.read === undefined) return { fate: 'read', reason: '' };
    try {
      const scans = this.#scans.get(key) ?? this.#context.scans;
      await format.read(source, this.#sink, { ...this.#context, scans });
      return { fate: 'read', reason: '' };
    } catch (error) {
      return faultOf(error);
    }
  }

  async #walkMembers(format: Format, source: Source, chain: MemberChain): Promise<void> {
    const prefix = chain.length === 0 ? '' : `${chain.join('/')}/`;
    const leads = (member: number): boolean =>
      this.#open.has(`${prefix}${member}`) || this.#onTheWay.has(`${prefix}${member}`);
    let ordinal = 0;
    try {
      for await (const member of format.members?.(source, this.#context, leads) ?? []) {
        if (member.source !== undefined && leads(ordinal))
          await this.walk(member.source, [...chain, ordinal]);
        ordinal++;
        if (this.#open.size === 0) return;
      }
    } catch {
      // The container broke off: what lies behind the break is ended below.
    }
  }

  /** Wanted items that could not be reached. */
  endRest(): void {
    for (const wanted of this.#open.values()) {
      this.#send({ kind: 'begin', wanted });
      this.#send({ kind: 'end', wanted, format: 'unknown', fate: 'corrupt', reason: 'damaged_structure' });
    }
  }
}
