import { DEPTH_LIMIT, MEMBER_LIMIT, unpackedLimit } from './child/limits.ts';
import type { ReadReason, ScanEvent } from './format.ts';
import { type Frame, ProtocolError } from './protocol.ts';
import type { ListedItem, MemberChain } from './reader.ts';
import type { Segment } from './segment.ts';

/**
 * What an answer as a whole may be. Each frame was checked for its shape before; here frames are checked against the request and against each
 * other. A child that a file has taken over can answer anything: nothing of it may fill the memory of the supervisor or break what it does.
 */
export interface AnswerLimits {
  /** Bytes of text and cells, for all items of the request together. */
  readonly outputBytes: number;
  /** Rows, and announcements of columns. */
  readonly records: number;
  /** Parts of one item; their names together, in characters. */
  readonly parts: number;
  readonly nameCharacters: number;
  /** Recognised text of pages, in characters: it is kept until the item ends. */
  readonly scannedCharacters: number;
}

/** For a file of so many bytes: what unpacks to more than 200 times itself is a bomb; a small file may say much all the same. */
export function answerLimits(fileBytes: number): AnswerLimits {
  return {
    outputBytes: Math.max(1e9, fileBytes * 200),
    records: Math.max(2e6, fileBytes * 100),
    parts: 200_000,
    nameCharacters: 32_000_000,
    scannedCharacters: 64_000_000,
  };
}

/** An answer goes beyond a limit: what was read so far stays, the item was read in part. */
export class AnswerLimitError extends Error {
  readonly reason: Extract<ReadReason, 'output_limit' | 'member_limit' | 'size_limit'>;

  constructor(reason: AnswerLimitError['reason']) {
    super(reason);
    this.name = 'AnswerLimitError';
    this.reason = reason;
  }
}

/** Checks the frames that answer a 'read' of `wanted` items: begin, segments, end, for each wanted item once. */
export class ReadAnswerCheck {
  readonly #limits: AnswerLimits;
  readonly #open: Set<number>;
  #begun: number | null = null;
  #outputBytes = 0;
  #records = 0;
  #parts = 0;
  #nameCharacters = 0;
  #scannedCharacters = 0;
  /** Last page that was recognised, and whether the item has told how many there are. */
  #lastPage = 0;
  #hasCounted = false;

  constructor(wanted: number, limits: AnswerLimits) {
    this.#limits = limits;
    this.#open = new Set(Array.from({ length: wanted }, (_, i) => i));
  }

  /** Throws ProtocolError or AnswerLimitError. */
  take(frame: Frame): void {
    switch (frame.kind) {
      case 'begin':
        this.#begin(frame.wanted);
        return;
      case 'end':
        if (this.#begun !== frame.wanted) throw new ProtocolError('an end without its begin');
        this.#open.delete(frame.wanted);
        this.#begun = null;
        return;
      case 'part':
      case 'text':
      case 'columns':
      case 'rows':
        this.#segment(frame);
        return;
      case 'scanning':
      case 'scanned':
      case 'scans':
        this.#scan(frame);
        return;
      case 'done':
        if (this.#open.size > 0) throw new ProtocolError('no end for every item');
        return;
      case 'alive':
        return;
      case 'listed':
      case 'trying':
      case 'ready':
        throw new ProtocolError(`'${frame.kind}' in answer to reading`);
    }
  }

  #begin(wanted: number): void {
    if (this.#begun !== null || !this.#open.has(wanted)) throw new ProtocolError('a begin out of turn');
    this.#begun = wanted;
    this.#parts = 0;
    this.#nameCharacters = 0;
    this.#lastPage = 0;
    this.#hasCounted = false;
  }

  /** Pages come in order, each is recognised once; at the end they are counted. */
  #scan(event: ScanEvent): void {
    if (this.#begun === null || this.#hasCounted) throw new ProtocolError('a page of no item');
    if (event.kind === 'scans') this.#hasCounted = true;
    else if (event.page <= this.#lastPage) throw new ProtocolError('a page out of turn');
    if (event.kind !== 'scanned') return;
    this.#lastPage = event.page;
    this.#scannedCharacters += event.text.length;
    if (this.#scannedCharacters > this.#limits.scannedCharacters) throw new AnswerLimitError('output_limit');
  }

  #segment(segment: Segment): void {
    if (this.#begun === null) throw new ProtocolError('text of no item');
    const { outputBytes, records, parts, nameCharacters } = this.#limits;
    if (segment.kind === 'part') this.#countPart(segment.name);
    else if (segment.kind === 'text') this.#outputBytes += segment.bytes.length;
    else if (segment.kind === 'columns') this.#countColumns(segment.names);
    else {
      this.#outputBytes += segment.bytes.length;
      this.#records += segment.rowEnds.length;
    }
    const isTooMuch =
      this.#outputBytes > outputBytes ||
      this.#records > records ||
      this.#parts > parts ||
      this.#nameCharacters > nameCharacters;
    if (isTooMuch) throw new AnswerLimitError('output_limit');
  }

  #countPart(name: string): void {
    this.#parts++;
    this.#nameCharacters += name.length;
  }

  #countColumns(names: readonly string[]): void {
    this.#records++;
    for (const name of names) this.#outputBytes += name.length;
  }
}

/** Checks the frames that answer a 'list': the file itself, then its members, parents first, in order, without gaps. */
export class ListAnswerCheck {
  readonly #fileBytes: number;
  readonly #inputBytes: number;
  /** The items from the file down to the last one that was listed. */
  readonly #path: ListedItem[] = [];
  #members = 0;
  #unpacked = 0;

  /** `inputBytes`: those of the whole set, where the file stands for one. */
  constructor(fileBytes: number, inputBytes = fileBytes) {
    this.#fileBytes = fileBytes;
    this.#inputBytes = inputBytes;
  }

  /** Throws ProtocolError or AnswerLimitError. */
  take(frame: Frame): void {
    switch (frame.kind) {
      case 'listed':
        this.#list(frame.item);
        return;
      case 'done':
        if (this.#path.length === 0) throw new ProtocolError('nothing listed');
        return;
      case 'trying':
      case 'alive':
        return;
      case 'begin':
      case 'end':
      case 'part':
      case 'text':
      case 'columns':
      case 'rows':
      case 'scanning':
      case 'scanned':
      case 'scans':
      case 'ready':
        throw new ProtocolError(`'${frame.kind}' in answer to listing`);
    }
  }

  #list(item: ListedItem): void {
    const depth = item.chain.length;
    const known = this.#path[depth];
    // An item comes again when its fate is known later; nothing else of it may change.
    if (known !== undefined && isSame(known.chain, item.chain)) {
      this.#requireSame(known, item);
      return;
    }
    this.#requirePlace(item.chain);
    if (depth > 0) this.#countMember(item.bytes);
    else if (item.bytes !== this.#fileBytes || item.sha256 !== null) throw new ProtocolError('another file');
    this.#path.splice(depth, Infinity, item);
  }

  #requireSame(known: ListedItem, item: ListedItem): void {
    const isChanged = (['bytes', 'sha256', 'format', 'displayName'] as const).some(
      (field) => known[field] !== item[field],
    );
    if (isChanged) throw new ProtocolError('an item that changed');
  }

  #countMember(bytes: number): void {
    this.#unpacked += bytes;
    if (++this.#members > MEMBER_LIMIT) throw new AnswerLimitError('member_limit');
    // One member may go beyond the limit: its lister opens no further one, and names those that follow.
    if (bytes > 0 && this.#unpacked - bytes > unpackedLimit(this.#inputBytes))
      throw new AnswerLimitError('size_limit');
  }

  /** An item stands below one that is open, right behind its last member. */
  #requirePlace(chain: MemberChain): void {
    const parent = this.#path[chain.length - 1];
    const before = this.#path[chain.length]?.chain.at(-1);
    const isInPlace =
      chain.length <= DEPTH_LIMIT + 1 &&
      (chain.length === 0
        ? this.#path.length === 0
        : parent !== undefined &&
          isSame(parent.chain, chain.slice(0, -1)) &&
          chain.at(-1) === (before ?? -1) + 1);
    if (!isInPlace) throw new ProtocolError('a member out of place');
  }
}

function isSame(a: MemberChain, b: MemberChain): boolean {
  return a.length === b.length && a.every((ordinal, i) => ordinal === b[i]);
}
