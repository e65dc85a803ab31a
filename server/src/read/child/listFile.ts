import { createHash } from 'node:crypto';
import type { Fate } from '@constat/contract/item.ts';
import { type Member, type ReadContext, ReadFault, type ReadReason, type Source } from '../format.ts';
import type { Frame, LeftOut } from '../protocol.ts';
import type { ListedItem, MemberChain } from '../reader.ts';
import { recogniseFormat } from '../recogniseFormat.ts';
import { DEPTH_LIMIT, MEMBER_LIMIT, unpackedLimit } from './limits.ts';

/**
 * Lists a file and everything in it: hash, size and format of each item, parents first. The file itself is hashed by the supervisor, which need
 * not believe a child for that.
 */
export async function listFile(
  source: Source,
  leftOut: readonly LeftOut[],
  context: ReadContext,
  send: (frame: Frame) => void,
): Promise<void> {
  const lister = new Lister(send, context, unpackedLimit(source.size ?? 0), leftOut);
  await lister.list(source, new Uint8Array(0), source.name, []);
}

class Lister {
  readonly #send: (frame: Frame) => void;
  readonly #context: ReadContext;
  readonly #limit: number;
  readonly #leftOut: ReadonlyMap<string, LeftOut>;
  #members = 0;
  #unpacked = 0;

  constructor(
    send: (frame: Frame) => void,
    context: ReadContext,
    limit: number,
    leftOut: readonly LeftOut[],
  ) {
    this.#send = send;
    this.#context = context;
    this.#limit = limit;
    this.#leftOut = new Map(leftOut.map((left) => [left.chain.join('/'), left]));
  }

  async list(source: Source, name: Uint8Array, displayName: string, chain: MemberChain): Promise<void> {
    const { sha256, bytes, fault } =
      chain.length === 0 ? { sha256: null, bytes: source.size ?? 0, fault: null } : await this.#hash(source);
    const recognised = recogniseFormat(source.head, source.name, source.size ?? bytes);
    const known = fault ?? (recognised.format === null ? recognised : null);
    const item = { chain, name, displayName, bytes, sha256, format: recognised.name };
    const { format } = recognised;
    if (format?.members === undefined || fault !== null) {
      this.#report({ ...item, fate: known?.fate ?? null, reason: known?.reason ?? '' });
      return;
    }
    // Parents come before members, but a container's fate is only known after them: it is reported again when it was cut short.
    this.#report({ ...item, fate: null, reason: '' });
    const cut = await this.#listMembers(format.members(source, this.#context), chain);
    if (cut !== null) this.#report({ ...item, fate: cut.fate, reason: cut.reason });
  }

  async #listMembers(members: AsyncIterable<Member>, chain: MemberChain): Promise<Fault | null> {
    if (chain.length >= DEPTH_LIMIT) return { fate: 'read_in_part', reason: 'depth_limit' };
    let ordinal = 0;
    try {
      let end = this.#approach([...chain, ordinal]);
      if (end !== null) return end;
      for await (const member of members) {
        if (++this.#members > MEMBER_LIMIT) return { fate: 'read_in_part', reason: 'member_limit' };
        if (this.#unpacked > this.#limit) return { fate: 'read_in_part', reason: 'size_limit' };
        await this.#listMember(member, [...chain, ordinal++]);
        end = this.#approach([...chain, ordinal]);
        if (end !== null) return end;
      }
      return null;
    } catch (error) {
      return faultOf(error);
    }
  }

  /** Says which member comes next, should the child die of it. The fault with which its container ends, where one has died before it. */
  #approach(chain: MemberChain): Fault | null {
    this.#send({ kind: 'trying', chain });
    const left = this.#leftOut.get(chain.join('/'));
    return left?.endsContainer === true ? left : null;
  }

  async #listMember(member: Member, chain: MemberChain): Promise<void> {
    const { name, displayName, source } = member;
    const left = this.#leftOut.get(chain.join('/'));
    if (source !== undefined && left === undefined) await this.list(source, name, displayName, chain);
    else
      this.#report({
        chain,
        name,
        displayName,
        bytes: 0,
        sha256: null,
        format: 'unknown',
        fate: left?.fate ?? member.fate ?? 'corrupt',
        reason: left?.reason ?? member.reason ?? 'damaged_structure',
      });
  }

  #report(item: ListedItem): void {
    this.#send({ kind: 'listed', item });
  }

  async #hash(source: Source): Promise<{ sha256: string | null; bytes: number; fault: Fault | null }> {
    const hash = createHash('sha256');
    let bytes = 0;
    try {
      for await (const chunk of source.stream()) {
        hash.update(chunk);
        bytes += chunk.length;
        this.#unpacked += chunk.length;
        if (this.#unpacked > this.#limit)
          return { sha256: null, bytes, fault: { fate: 'read_in_part', reason: 'size_limit' } };
      }
    } catch (error) {
      return { sha256: null, bytes, fault: faultOf(error) };
    }
    return { sha256: hash.digest('hex'), bytes, fault: null };
  }
}

interface Fault {
  readonly fate: Exclude<Fate, 'read'>;
  readonly reason: ReadReason;
}

/** A fault of the file as a value; anything else a parser throws means a damaged file too. */
export function faultOf(error: unknown): Fault {
  if (error instanceof ReadFault) return { fate: error.fate, reason: error.reason };
  if (error instanceof RangeError) return { fate: 'out_of_memory', reason: 'memory_limit' };
  return { fate: 'corrupt', reason: 'damaged_structure' };
}
