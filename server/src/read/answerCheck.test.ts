import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AnswerLimitError, answerLimits, ListAnswerCheck, ReadAnswerCheck } from './answerCheck.ts';
import { unpackedLimit } from './child/limits.ts';
import { encodeFrame, type Frame, FrameParser, ProtocolError } from './protocol.ts';
import type { ListedItem, MemberChain } from './reader.ts';

const begin = (wanted: number): Frame => ({ kind: 'begin', wanted });
const end = (wanted: number): Frame => ({ kind: 'end', wanted, format: 'txt', fate: 'read', reason: '' });
const text = (bytes = new Uint8Array(1)): Frame => ({ kind: 'text', firstLine: 1, bytes });
const part = (name = ''): Frame => ({ kind: 'part', place: 'page', name, number: 1 });
const scanned = (page: number, text = ''): Frame => ({ kind: 'scanned', page, text, reason: '' });
const done: Frame = { kind: 'done', peakBytes: 0 };
const rows = (count: number): Frame => ({
  kind: 'rows',
  bytes: new Uint8Array(0),
  cellEnds: new Uint32Array(0),
  cellColumns: new Uint16Array(0),
  rowEnds: new Uint32Array(count),
  rowNumbers: new Uint32Array(count),
});

function item(chain: MemberChain, more: Partial<ListedItem> = {}): Frame {
  const sha256 = chain.length === 0 ? null : 'a'.repeat(64);
  return {
    kind: 'listed',
    item: {
      chain,
      name: new Uint8Array(0),
      displayName: chain.join('.'),
      bytes: chain.length === 0 ? 100 : 1,
      sha256,
      format: 'zip',
      fate: null,
      reason: '',
      ...more,
    },
  };
}

function takeAll(check: { take(frame: Frame): void }, frames: Iterable<Frame>): void {
  for (const frame of frames) check.take(frame);
}

function refuses(check: { take(frame: Frame): void }, frames: Iterable<Frame>, what: RegExp): void {
  assert.throws(
    () => takeAll(check, frames),
    (error) => error instanceof ProtocolError && what.test(error.message),
  );
}

const reading = (wanted = 2): ReadAnswerCheck => new ReadAnswerCheck(wanted, answerLimits(100));
const listing = (): ListAnswerCheck => new ListAnswerCheck(100);

test('ReadAnswerCheck accepts begin, segments and end for each item, in any order', () => {
  takeAll(reading(), [begin(1), part(), text(), end(1), { kind: 'alive' }, begin(0), rows(3), end(0), done]);
});

test('ReadAnswerCheck refuses what does not follow from the request', () => {
  refuses(reading(), [end(0)], /without its begin/);
  refuses(reading(), [text()], /no item/);
  refuses(reading(), [begin(2)], /out of turn/);
  refuses(reading(), [begin(0), begin(1)], /out of turn/);
  refuses(reading(), [begin(0), end(1)], /without its begin/);
  refuses(reading(), [begin(0), end(0), begin(0)], /out of turn/);
  refuses(reading(), [begin(0), end(0), text()], /no item/);
  refuses(reading(), [begin(0), end(0), done], /no end/);
  refuses(reading(), [begin(0), done], /no end/);
  refuses(reading(), [item([])], /in answer to reading/);
  refuses(reading(), [{ kind: 'ready' }], /in answer to reading/);
});

test('ReadAnswerCheck accepts the pages of an item that are recognised in order, then their count; nothing else of pages', () => {
  const scans: Frame = { kind: 'scans', pages: 3, waiting: 0 };
  const scanning = (page: number): Frame => ({ kind: 'scanning', page });
  takeAll(reading(), [
    ...[begin(0), scanning(1), scanning(1), scanned(1), text(), scanning(3), scanned(3), scans, end(0)],
    ...[begin(1), scanning(1), scanned(1), scans, end(1), done],
  ]);
  refuses(reading(), [scanning(1)], /page of no item/);
  refuses(reading(), [begin(0), scanned(2), scanned(2)], /page out of turn/);
  refuses(reading(), [begin(0), scanned(2), scanning(1)], /page out of turn/);
  refuses(reading(), [begin(0), scans, scans], /page of no item/);
  refuses(listing(), [item([]), scanning(1)], /in answer to listing/);
});

test('ReadAnswerCheck ends floods of text, of rows, of parts, of column names, over all items together', () => {
  const limits = { outputBytes: 10, records: 10, parts: 3, nameCharacters: 10, scannedCharacters: 10 };
  const columns: Frame = { kind: 'columns', names: ['abcdef'] };
  for (const flood of [
    [text(new Uint8Array(6)), text(new Uint8Array(6))],
    [rows(6), rows(6)],
    [part(), part(), part(), part()],
    [part('abcdef'), part('abcdef')],
    [columns, columns],
    [scanned(1, 'abcdef'), scanned(2, 'abcdef')],
  ]) {
    const check = new ReadAnswerCheck(2, limits);
    assert.throws(() => takeAll(check, [begin(0), ...flood]), AnswerLimitError);
  }
  const check = new ReadAnswerCheck(2, limits);
  assert.throws(
    () => takeAll(check, [begin(0), text(new Uint8Array(6)), end(0), begin(1), text(new Uint8Array(6))]),
    AnswerLimitError,
  );
  takeAll(new ReadAnswerCheck(2, limits), [
    begin(0),
    part(),
    part(),
    end(0),
    begin(1),
    part(),
    part(),
    end(1),
    done,
  ]);
});

test('ListAnswerCheck accepts a tree, parents first, with fates that come later', () => {
  takeAll(listing(), [
    item([]),
    item([0]),
    item([0, 0]),
    item([0, 1]),
    item([0], { fate: 'read_in_part', reason: 'truncated' }),
    item([1]),
    item([1, 0]),
    item([], { fate: 'read_in_part', reason: 'truncated' }),
    done,
  ]);
});

test('ListAnswerCheck refuses members without parent, out of order, twice, of another file, or none at all', () => {
  const refused: [Frame[], RegExp][] = [
    [[item([0])], /out of place/],
    [[item([]), item([1])], /out of place/],
    [[item([]), item([0]), item([0, 0]), item([1, 0])], /out of place/],
    [[item([]), item([0]), item([2])], /out of place/],
    [[item([]), item([0]), item([1]), item([0])], /out of place/],
    [[item([]), item([0, 0])], /out of place/],
    [[item([], { bytes: 99 })], /another file/],
    [[item([], { sha256: 'b'.repeat(64) })], /another file/],
    [[item([]), item([0]), item([0], { sha256: 'b'.repeat(64) })], /changed/],
    [[item([]), item([0]), item([0], { bytes: 7 })], /changed/],
    [[done], /nothing listed/],
    [[begin(0)], /in answer to listing/],
  ];
  for (const [frames, what] of refused) refuses(listing(), frames, what);
});

test('ListAnswerCheck refuses nesting beyond all containers', () => {
  const chains = Array.from({ length: 20 }, (_, depth): MemberChain => Array<number>(depth).fill(0));
  refuses(
    listing(),
    chains.map((chain) => item(chain)),
    /out of place/,
  );
});

test('ListAnswerCheck ends ten million members and unpacked sizes beyond the limit', () => {
  const members = function* (): Generator<Frame> {
    yield item([]);
    for (let i = 0; i < 10_000_000; i++) yield item([i]);
  };
  assert.throws(
    () => takeAll(listing(), members()),
    (error) => error instanceof AnswerLimitError && error.reason === 'member_limit',
  );
  const huge = { bytes: unpackedLimit(100) };
  takeAll(listing(), [item([]), item([0], huge), item([1])]);
  assert.throws(
    () => takeAll(listing(), [item([]), item([0], huge), item([1], huge), item([2], huge)]),
    (error) => error instanceof AnswerLimitError && error.reason === 'size_limit',
  );
});

/** A frame as a hostile child may write it. */
function raw(type: number, body: unknown): Uint8Array {
  const bytes = Buffer.from(JSON.stringify(body));
  const head = Buffer.alloc(5);
  head.writeUInt32LE(bytes.length + 1);
  head[4] = type;
  return Buffer.concat([head, bytes]);
}

const LISTED = 6;
const PART = 1;
const END = 5;

function parse(bytes: Uint8Array): Frame | null {
  const parser = new FrameParser();
  parser.push(bytes);
  return parser.next();
}

test('FrameParser refuses formats, fates, reasons and numbers that nobody may believe', () => {
  const good = { wanted: 0, format: 'txt', fate: 'read', reason: '' };
  assert.ok(parse(raw(END, good)));
  for (const bad of [
    { ...good, format: 'txt\0' },
    { ...good, format: '' },
    { ...good, format: 'x'.repeat(41) },
    { ...good, fate: 'clean' },
    { ...good, reason: 'because' },
    { ...good, wanted: -1 },
    { ...good, wanted: 1.5 },
    { ...good, wanted: 1e300 },
  ])
    assert.throws(() => parse(raw(END, bad)), ProtocolError, JSON.stringify(bad));
  assert.throws(() => parse(raw(PART, { place: 'page', name: '', number: 2 ** 31 })), ProtocolError);
  assert.throws(
    () => parse(raw(PART, { place: 'page', name: 'x'.repeat(10_001), number: 1 })),
    ProtocolError,
  );
});

test('FrameParser mends texts that no database takes: NUL and halves of surrogate pairs', () => {
  const frame = parse(raw(PART, { place: 'row', name: 'a\0b\ud800c', number: 1 }));
  assert.deepEqual(frame, { kind: 'part', place: 'row', name: 'a\ufffdb\ufffdc', number: 1 });
});

test('FrameParser refuses lines beyond what a position can hold', () => {
  const frame = encodeFrame({ kind: 'text', firstLine: 1, bytes: new Uint8Array(3) });
  new DataView(frame.buffer, frame.byteOffset).setUint32(5, 0xffff_ffff, true);
  assert.throws(() => parse(frame), ProtocolError);
});

test('FrameParser refuses JSON of 20 MB before it is parsed', () => {
  assert.throws(() => parse(raw(LISTED, { displayName: 'x'.repeat(20_000_000) })), ProtocolError);
});

test('FrameParser keeps no more than it is sent, when that comes byte by byte', () => {
  const parser = new FrameParser();
  const frame = encodeFrame({ kind: 'text', firstLine: 1, bytes: new Uint8Array(300_000) });
  const before = process.memoryUsage();
  for (const byte of frame.subarray(0, -1)) parser.push(Uint8Array.of(byte));
  const after = process.memoryUsage();
  assert.ok(after.arrayBuffers - before.arrayBuffers < 30e6, 'every byte has become a chunk');
  parser.push(frame.subarray(-1));
  assert.equal(parser.next()?.kind, 'text');
});
