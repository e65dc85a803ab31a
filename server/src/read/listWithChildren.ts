import { ListAnswerCheck } from './answerCheck.ts';
import { hashInput, type OpenInput } from './inputFile.ts';
import type { Mishap } from './mishap.ts';
import type { LeftOut, Order } from './protocol.ts';
import type { ListedItem, MemberChain } from './reader.ts';
import type { Accept, Answer } from './readingChild.ts';

/** What can be said of a file that nobody could look into. */
export const NOTHING = {
  chain: [],
  name: new Uint8Array(0),
  displayName: '',
  bytes: 0,
  sha256: null,
  format: 'unknown',
} as const;

/** A file that kills so many children while it is listed is listed no further. (Of the first it is not known at which member it died.) */
const DEATHS_LIMIT = 9;

/** Puts an order to a child. */
type Ask = (order: Order, accept: Accept) => AsyncIterable<Answer>;

/**
 * Lists a file. When a child dies, another one lists it again without the member at which the first one was: that member gets the fate, and
 * what lies behind it is not lost. The file itself is hashed here.
 */
export async function* listWithChildren(opened: OpenInput, ask: Ask): AsyncGenerator<ListedItem> {
  const hashing = hashInput(opened);
  const listing = new Listing(opened);
  for await (const item of listing.items(ask)) {
    if (item.chain.length > 0) yield item;
    else {
      const sha256 = await hashing;
      if (sha256 !== null) yield { ...item, sha256 };
      else {
        yield { ...item, fate: 'corrupt', reason: 'unreadable_file' };
        return;
      }
    }
  }
  await hashing;
}

/** The state of listing one file, over all children that it takes. */
class Listing {
  readonly #check: ListAnswerCheck;
  readonly #whole: Omit<ListedItem, 'fate' | 'reason'>;
  /** The file itself, as soon as it was listed. */
  #file: ListedItem | null = null;
  #listed = 0;
  #leftOut: readonly LeftOut[] = [];
  /** From which item on children say of each member that they come to it: none does while nobody has died. */
  #announceFrom: number | null = null;
  /** Items that the child has listed. */
  #received = 0;
  /** The member at which the child is; [] until it has come to the first. */
  #trying: MemberChain = [];

  constructor({ volumes, own, bytes }: OpenInput) {
    const ownBytes = volumes[own]!.bytes;
    this.#check = new ListAnswerCheck(ownBytes, bytes);
    this.#whole = { ...NOTHING, bytes: ownBytes };
  }

  async *items(ask: Ask): AsyncGenerator<ListedItem> {
    for (let deaths = 1; ; deaths++) {
      const mishap = yield* this.#askOnce(ask);
      if (mishap === null) return;
      if (deaths === DEATHS_LIMIT || !this.#canGoOn(mishap)) {
        yield { ...(this.#file ?? this.#whole), ...mishap };
        return;
      }
    }
  }

  /** The items of one child's answer that are not known yet; returns its mishap, if it had one. */
  async *#askOnce(ask: Ask): AsyncGenerator<ListedItem, Mishap | null> {
    let known = this.#listed;
    this.#trying = [];
    this.#received = 0;
    const accept: Accept = (frame) => {
      if (frame.kind !== 'listed' || known === 0) this.#check.take(frame);
    };
    for await (const frame of ask(this.#order(), accept)) {
      if (frame.kind === 'mishap') return frame.mishap;
      if (frame.kind === 'trying') this.#trying = frame.chain;
      if (frame.kind !== 'listed') continue;
      this.#received++;
      if (known > 0) known--;
      else {
        this.#listed++;
        this.#file ??= frame.item;
        yield frame.item;
      }
    }
    return null;
  }

  #order(): Order {
    return { op: 'list', leftOut: this.#leftOut, announceFrom: this.#announceFrom };
  }

  /**
   * Leaves the member out at which the child died, where it is known: else the next child says at which it is. If that is not enough, since it dies before it has the member, its container ends there. What
   * was too much, or cannot be told apart, ends the whole file.
   */
  #canGoOn(mishap: Mishap): boolean {
    if (mishap.fate === 'read_in_part') return false;
    if (this.#announceFrom === null || this.#received < this.#announceFrom) {
      this.#announceFrom = this.#received;
      return true;
    }
    const chain = this.#trying;
    if (chain.length === 0) return false;
    const isSame = (left: LeftOut): boolean => left.chain.join('/') === chain.join('/');
    const before = this.#leftOut.find(isSame);
    if (before?.endsContainer === true) return false;
    this.#leftOut = [
      ...this.#leftOut.filter((left) => !isSame(left)),
      { chain, ...mishap, endsContainer: before !== undefined },
    ];
    return true;
  }
}
