import type { Fate } from '@constat/contract/item.ts';
import type { Format, ReadContext, ReadReason, Source } from '../format.ts';
import type { Frame } from '../protocol.ts';
import type { MemberChain } from '../reader.ts';
import { recogniseFormat } from '../recogniseFormat.ts';
import { faultOf } from './listFile.ts';

/** Reads the wanted items of a file; each gets a begin and an end. */
export async function readFile(
  source: Source,
  wanted: readonly MemberChain[],
  context: ReadContext,
  send: (frame: Frame) => void,
): Promise<void> {
  const reader = new WantedReader(wanted, context, send);
  await reader.walk(source, []);
  reader.endRest();
}

class WantedReader {
  /** Position in the request by chain; those done are taken out. */
  readonly #open = new Map<string, number>();
  /** Chains that lead to a wanted item. */
  readonly #onTheWay = new Set<string>();
  readonly #context: ReadContext;
  readonly #send: (frame: Frame) => void;

  constructor(wanted: readonly MemberChain[], context: ReadContext, send: (frame: Frame) => void) {
    this.#context = context;
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
      const outcome = recognised.format === null ? recognised : await this.#read(recognised.format, source);
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

  async #read(format: Format, source: Source): Promise<{ fate: Fate; reason: ReadReason }> {
    if (format.read === undefined) return { fate: 'read', reason: '' };
    try {
      await format.read(source, { segment: (segment) => this.#send(segment) }, this.#context);
      return { fate: 'read', reason: '' };
    } catch (error) {
      return faultOf(error);
    }
  }

  async #walkMembers(format: Format, source: Source, chain: MemberChain): Promise<void> {
    let ordinal = 0;
    try {
      for await (const member of format.members?.(source, this.#context) ?? []) {
        const next = [...chain, ordinal++];
        const key = next.join('/');
        if (member.source !== undefined && (this.#open.has(key) || this.#onTheWay.has(key)))
          await this.walk(member.source, next);
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
