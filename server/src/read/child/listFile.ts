import { createHash } from 'node:crypto';
import type { Fate } from '@constat/contract/item.ts';
import { type Member, type ReadContext, ReadFault, type ReadReason, type Source } from '../format.ts';
import type { Frame } from '../protocol.ts';
import type { ListedItem, MemberChain } from '../reader.ts';
import { recogniseFormat } from '../recogniseFormat.ts';
import { DEPTH_LIMIT, MEMBER_LIMIT, unpackedLimit } from './limits.ts';
import { withFile } from './openFile.ts';

/** Lists a file and everything in it: hash, size and format of each item, parents first. */
export async function listFile(
  path: Uint8Array,
  context: ReadContext,
  send: (frame: Frame) => void,
): Promise<void> {
  await withFile(path, async (source) => {
    const lister = new Lister(send, context, unpackedLimit(source.size ?? 0));
    await lister.list(source, new Uint8Array(0), source.name, []);
  });
}

class Lister {
  readonly #send: (frame: Frame) => void;
  readonly #context: ReadContext;
  readonly #limit: number;
  #members = 0;
  #unpacked = 0;

  constructor(send: (frame: Frame) => void, context: ReadContext, limit: number) {
    this.#send = send;
    this.#context = context;
    this.#limit = limit;
  }

  async list(source: Source, name: Uint8Array, displayName: string, chain: MemberChain): Promise<void> {
    const { sha256, bytes, fault } = await this.#hash(source, chain.length > 0);
    const recognised = await recogniseFormat(source, source.size ?? bytes);
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
      for await (const member of members) {
        if (++this.#members > MEMBER_LIMIT) return { fate: 'read_in_part', reason: 'member_limit' };
        if (this.#unpacked > this.#limit) return { fate: 'read_in_part', reason: 'size_limit' };
        await this.#listMember(member, [...chain, ordinal++]);
      }
      return null;
    } catch (error) {
      return faultOf(error);
    }
  }

  async #listMember(member: Member, chain: MemberChain): Promise<void> {
    const { name, displayName, source } = member;
    if (source !== undefined) await this.list(source, name, displayName, chain);
    else
      this.#report({
        chain,
        name,
        displayName,
        bytes: 0,
        sha256: null,
        format: 'unknown',
        fate: member.fate ?? 'corrupt',
        reason: member.reason ?? 'damaged_structure',
      });
  }

  #report(item: ListedItem): void {
    this.#send({ kind: 'listed', item });
  }

  async #hash(
    source: Source,
    counts: boolean,
  ): Promise<{ sha256: string | null; bytes: number; fault: Fault | null }> {
    const hash = createHash('sha256');
    let bytes = 0;
    try {
      for await (const chunk of source.stream()) {
        hash.update(chunk);
        bytes += chunk.length;
        if (counts) this.#unpacked += chunk.length;
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
