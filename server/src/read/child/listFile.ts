import { createHash, hash } from 'node:crypto';
import type { Fate } from '@constat/contract/item.ts';
import { alive } from '../alive.ts';
import { type Member, type ReadContext, ReadFault, type ReadReason, type Source } from '../format.ts';
import type { Frame, LeftOut, Order } from '../protocol.ts';
import type { ListedItem, MemberChain } from '../reader.ts';
import { extensionOf, recogniseFormat } from '../recogniseFormat.ts';
import { DEPTH_LIMIT, MEMBER_LIMIT, NAME_LIMIT, unpackedLimit } from './limits.ts';
import type { OpenedFile } from './receiveRequests.ts';

/** What the supervisor says of a listing: members that killed children before, and from which item on it must know at which one the child is. */
export type ListOrder = Pick<Extract<Order, { op: 'list' }>, 'leftOut' | 'announceFrom'>;

/**
 * Lists a file and everything in it: hash, size and format of each item, parents first. The file itself is hashed by the supervisor, which need
 * not believe a child for that.
 */
export async function listFile(
  { source, own }: OpenedFile,
  order: ListOrder,
  context: ReadContext,
  send: (frame: Frame) => void,
): Promise<void> {
  const lister = new Lister(send, context, unpackedLimit(source.size ?? 0), order);
  const place = { name: new Uint8Array(0), displayName: source.name, chain: [] };
  await lister.list(source, place, { sha256: null, bytes: own.size ?? 0, fault: null });
}

/** Members that are listed in quick succession are not announced one by one: each announcement is sent at once, which costs more than listing one. */
const ANNOUNCE_MS = 2;

/** Small contents that hold nothing are remembered by their hash, so many at once: the same signature in every mail, the same empty file in every folder. */
const SIMPLE_LIMIT = 10_000;

/** A content up to this size is hashed at once. */
const SMALL_CONTENT = 1 << 20;

/** What an item is called, and where it stands. */
interface Place {
  readonly name: Uint8Array;
  readonly displayName: string;
  readonly chain: MemberChain;
}

class Lister {
  readonly #send: (frame: Frame) => void;
  readonly #context: ReadContext;
  readonly #limit: number;
  readonly #leftOut: ReadonlyMap<string, LeftOut>;
  readonly #announceFrom: number;
  readonly #simple = new Map<string, Omit<ListedItem, keyof Place>>();
  #reported = 0;
  #announcedAt = -Infinity;
  #members = 0;
  #unpacked = 0;

  constructor(
    send: (frame: Frame) => void,
    context: ReadContext,
    limit: number,
    { leftOut, announceFrom }: ListOrder,
  ) {
    this.#send = send;
    this.#announceFrom = announceFrom ?? Infinity;
    this.#context = context;
    this.#limit = limit;
    this.#leftOut = new Map(leftOut.map((left) => [left.chain.join('/'), left]));
  }

  /** Lists an item and what it holds. `known` is what need not be found out by hashing it. */
  async list(source: Source, place: Place, known?: Hashed): Promise<void> {
    const hashed = known ?? this.#hashWhole(source);
    const key = hashed === known ? null : contentKey(hashed, source.name);
    const simple = key === null ? undefined : this.#simple.get(key);
    if (simple !== undefined) this.#report({ ...place, ...simple });
    else await this.#look(source, place, hashed, key);
  }

  /** Looks at a content that is not known yet. */
  async #look(source: Source, place: Place, known: Hashed | null, key: string | null): Promise<void> {
    const recognised = await recogniseFormat(source);
    const members = recognised.format?.members?.bind(recognised.format);
    const unkept = members === undefined ? null : await keepFault(source);
    const { sha256, bytes, fault } = unkept ?? known ?? (await this.#hashStream(source));
    const first = fault ?? (recognised.format === null ? recognised : null);
    const found = {
      bytes,
      sha256,
      format: recognised.name,
      fate: first?.fate ?? null,
      reason: first?.reason ?? '',
    } as const;
    // Parents come before members, but a container's fate is only known after them: it is reported again when it was cut short.
    this.#report({ ...place, ...found });
    const before = this.#members;
    const cut =
      members === undefined || fault?.reason === 'size_limit'
        ? null
        : await this.#listMembers(
            members(source, this.#context),
            place.chain,
            recognised.format?.read === undefined,
          );
    if (cut !== null) this.#report({ ...place, ...found, fate: cut.fate, reason: cut.reason });
    else if (key !== null && this.#members === before) this.#remember(key, found);
  }

  #remember(key: string, found: Omit<ListedItem, keyof Place>): void {
    if (this.#simple.size === SIMPLE_LIMIT) this.#simple.clear();
    this.#simple.set(key, found);
  }

  /** Whether more was unpacked than may be. */
  get #isBeyond(): boolean {
    return this.#unpacked > this.#limit;
  }

  /** Lists the members of a container; the fault with which it ends. `isArchive` where it has no text of its own. */
  async #listMembers(
    members: AsyncIterable<Member>,
    chain: MemberChain,
    isArchive: boolean,
  ): Promise<Fault | null> {
    if (chain.length >= DEPTH_LIMIT) return { fate: 'read_in_part', reason: 'depth_limit' };
    let ordinal = 0;
    let locked = 0;
    try {
      let end = this.#approach([...chain, ordinal]);
      if (end !== null) return end;
      for await (const member of members) {
        if (++this.#members > MEMBER_LIMIT) return { fate: 'read_in_part', reason: 'member_limit' };
        if ((await this.#listMember(member, [...chain, ordinal++])) === 'encrypted') locked++;
        end = this.#approach([...chain, ordinal]);
        if (end !== null) return end;
      }
      if (this.#isBeyond) return SIZE_LIMIT;
      return isArchive && ordinal > 0 && locked === ordinal ? LOCKED : null;
    } catch (error) {
      const fault = faultOf(error);
      // What was found before a container broke off is listed: it was read in part.
      const inPart = ordinal > 0 && (fault.fate === 'corrupt' || fault.fate === 'unsupported');
      return this.#isBeyond ? SIZE_LIMIT : inPart ? { ...fault, fate: 'read_in_part' } : fault;
    }
  }

  /** Says which member comes next, should the child die of it. The fault with which its container ends, where one has died before it. */
  #approach(chain: MemberChain): Fault | null {
    const now = performance.now();
    if (this.#reported >= this.#announceFrom || now - this.#announcedAt >= ANNOUNCE_MS) {
      this.#send({ kind: 'trying', chain });
      this.#announcedAt = now;
    }
    const left = this.#leftOut.get(chain.join('/'));
    return left?.endsContainer === true ? left : null;
  }

  /** Lists one member; its fate where it cannot be looked into. */
  async #listMember(member: Member, chain: MemberChain): Promise<Fate | null> {
    const { displayName } = member;
    const left = this.#leftOut.get(chain.join('/'));
    const place = {
      name: member.name.subarray(0, NAME_LIMIT),
      displayName: displayName.slice(0, NAME_LIMIT),
      chain,
    };
    if (left !== undefined) return this.#reportUnread(place, left.fate, left.reason);
    if (member.fate !== undefined)
      return this.#reportUnread(place, member.fate, member.reason ?? 'damaged_structure');
    if (this.#isBeyond) return this.#reportUnread(place, 'unsupported', 'size_limit');
    const source = await this.#open(member);
    if (source instanceof ReadFault) return this.#reportUnread(place, source.fate, source.reason);
    await this.list(source, place);
    return null;
  }

  async #open(member: Member): Promise<Source | ReadFault> {
    try {
      return member.source ?? (await member.open!());
    } catch (error) {
      const { fate, reason } = faultOf(error);
      return new ReadFault(fate, reason, { cause: error });
    }
  }

  #reportUnread(place: Place, fate: Exclude<Fate, 'read'>, reason: ReadReason): Fate {
    this.#report({ ...place, bytes: 0, sha256: null, format: 'unknown', fate, reason });
    return fate;
  }

  #report(item: ListedItem): void {
    this.#reported++;
    this.#send({ kind: 'listed', item });
  }

  /** Of a small content that is at hand: a stream costs more than its bytes. */
  #hashWhole({ whole }: Source): Hashed | null {
    if (whole === null || whole.length > SMALL_CONTENT) return null;
    alive(whole.length);
    this.#unpacked += whole.length;
    return { sha256: hash('sha256', whole), bytes: whole.length, fault: this.#isBeyond ? SIZE_LIMIT : null };
  }

  /** The hash of the content, or of what of it can be had: that is read, and the fault stays with the item. */
  async #hashStream(source: Source): Promise<Hashed> {
    const running = createHash('sha256');
    let bytes = 0;
    let fault: Fault | null = null;
    try {
      for await (const chunk of source.stream()) {
        running.update(chunk);
        bytes += chunk.length;
        alive(chunk.length);
        this.#unpacked += chunk.length;
        if (this.#isBeyond) {
          fault = SIZE_LIMIT;
          break;
        }
      }
    } catch (error) {
      fault = faultOf(error);
    }
    return { sha256: fault !== null && bytes === 0 ? null : running.digest('hex'), bytes, fault };
  }
}

/** An archive of which nothing opens. */
const LOCKED: Fault = { fate: 'encrypted', reason: 'password_needed' };
const SIZE_LIMIT: Fault = { fate: 'read_in_part', reason: 'size_limit' };

/** Makes a member stay that is looked into after it was hashed; what comes of it where there is no room. */
export async function keepFault(source: Source): Promise<(Hashed & { readonly fault: Fault }) | null> {
  try {
    await source.keep?.();
    return null;
  } catch (error) {
    return { sha256: null, bytes: 0, fault: faultOf(error) };
  }
}

/** By what a content is known again; null for one whose name says what it is. What is recognised depends on the extension too. */
function contentKey(hashed: Hashed | null, name: string): string | null {
  const extension = extensionOf(name);
  return hashed === null || hashed.fault !== null || extension === 'db' || extension === 'ds_store'
    ? null
    : `${hashed.sha256} ${extension}`;
}

/** What is known of a content: its hash, if it could be had, and its size. */
interface Hashed {
  readonly sha256: string | null;
  readonly bytes: number;
  readonly fault: Fault | null;
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
