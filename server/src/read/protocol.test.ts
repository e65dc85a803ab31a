import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  encodeFrame,
  encodeRequest,
  type Frame,
  FrameParser,
  parseRequest,
  ProtocolError,
} from './protocol.ts';
import { POSITION_LIMIT } from './rowsCodec.ts';

const rows = fc
  .array(fc.array(fc.uint8Array({ maxLength: 9 }), { maxLength: 5 }), { maxLength: 6 })
  .map((table): Frame => {
    const cells = table.flat();
    let end = 0;
    const cellEnds = Uint32Array.from(cells, (cell) => (end += cell.length + 1) - 1);
    let count = 0;
    const rowEnds = Uint32Array.from(table, (row) => (count += row.length));
    return {
      kind: 'rows',
      bytes: new Uint8Array(Buffer.concat(cells.flatMap((cell) => [cell, Uint8Array.of(9)]))),
      cellEnds,
      cellColumns: Uint16Array.from(cells, (_, i) => i % 7),
      rowEnds,
      rowNumbers: Uint32Array.from(table, (_, i) => i + 1),
    };
  });

/** Every row with as many cells, in columns 0, 1, 2 …, numbered one after the other. */
const regularRows = fc
  .integer({ min: 1, max: 4 })
  .chain((width) => {
    const cell = fc.uint8Array({ maxLength: 9 });
    return fc.tuple(
      fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }),
      fc.nat(1_000),
    );
  })
  .map(([table, first]): Frame => {
    const cells = table.flat();
    let end = 0;
    return {
      kind: 'rows',
      bytes: new Uint8Array(Buffer.concat(cells.flatMap((cell) => [cell, Uint8Array.of(59)]))),
      cellEnds: Uint32Array.from(cells, (cell) => (end += cell.length + 1) - 1),
      cellColumns: Uint16Array.from(cells, (_, i) => i % table[0]!.length),
      rowEnds: Uint32Array.from(table, (_, r) => (r + 1) * table[0]!.length),
      rowNumbers: Uint32Array.from(table, (_, r) => first + r),
    };
  });

const frame: fc.Arbitrary<Frame> = fc.oneof(
  rows,
  regularRows,
  fc.constant<Frame>({ kind: 'alive' }),
  fc.record({
    kind: fc.constant('text' as const),
    firstLine: fc.nat(POSITION_LIMIT),
    bytes: fc.uint8Array(),
  }),
  fc.record({
    kind: fc.constant('part' as const),
    place: fc.constantFrom('line' as const, 'page' as const, 'row' as const),
    name: fc.string(),
    number: fc.nat(POSITION_LIMIT),
  }),
  fc.record({ kind: fc.constant('columns' as const), names: fc.array(fc.string()) }),
  fc.record({ kind: fc.constant('begin' as const), wanted: fc.nat() }),
  fc.record({ kind: fc.constant('done' as const), peakBytes: fc.nat() }),
  fc.record({ kind: fc.constant('trying' as const), chain: fc.array(fc.nat(), { maxLength: 9 }) }),
  fc.record({ kind: fc.constantFrom('ready' as const, 'alive' as const) }),
);

test('FrameParser gives back what encodeFrame wrote, however the stream is cut', () => {
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 8 }), fc.integer({ min: 1, max: 50 }), (frames, size) => {
      const stream = Buffer.concat(frames.map(encodeFrame));
      const parser = new FrameParser();
      const out: unknown[] = [];
      for (let at = 0; at < stream.length; at += size) {
        parser.push(new Uint8Array(stream.subarray(at, at + size)));
        for (let next = parser.next(); next !== null; next = parser.next()) out.push(plain(next));
      }
      assert.deepEqual(JSON.stringify(out), JSON.stringify(frames.map(plain)));
    }),
  );
});

function plain(value: Frame): unknown {
  const fields = Object.entries(value).map(([key, field]): [string, unknown] => [
    key,
    ArrayBuffer.isView(field) ? [...(field as Uint8Array)] : field,
  ]);
  return Object.fromEntries(fields.sort(([x], [y]) => (x < y ? -1 : 1)));
}

test('FrameParser answers random bytes with ProtocolError or patience, never with anything else', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 5, maxLength: 200 }), (bytes) => {
      const parser = new FrameParser();
      bytes[1] = 0;
      bytes[2] = 0;
      bytes[3] = 0;
      parser.push(bytes);
      try {
        parser.next();
      } catch (error) {
        assert.ok(error instanceof ProtocolError);
      }
    }),
  );
});

test('FrameParser refuses rows whose ends fall or lie beyond the bytes', () => {
  const good: Extract<Frame, { kind: 'rows' }> = {
    kind: 'rows',
    bytes: new Uint8Array(4),
    cellEnds: Uint32Array.of(2, 4),
    cellColumns: Uint16Array.of(0, 1),
    rowEnds: Uint32Array.of(2),
    rowNumbers: Uint32Array.of(1),
  };
  for (const bad of [
    { ...good, cellEnds: Uint32Array.of(4, 2) },
    { ...good, cellEnds: Uint32Array.of(2, 2) },
    { ...good, cellEnds: Uint32Array.of(2, 9) },
    { ...good, rowEnds: Uint32Array.of(3) },
  ]) {
    const parser = new FrameParser();
    parser.push(encodeFrame(bad));
    assert.throws(() => parser.next(), ProtocolError);
  }
});

test('parseRequest inverts encodeRequest, for names that are no UTF-8 too', () => {
  const chain = fc.array(fc.nat(), { maxLength: 4 });
  const volumes = fc.array(
    fc.record(
      { bytes: fc.nat(), descriptor: fc.option(fc.nat()), offset: fc.nat() },
      { noNullPrototype: true },
    ),
    { minLength: 1 },
  );
  const leftOut = fc.array(
    fc.record(
      {
        chain,
        fate: fc.constant('crashed' as const),
        reason: fc.constantFrom('reader_crashed' as const, 'answer_refused' as const),
        endsContainer: fc.boolean(),
      },
      { noNullPrototype: true },
    ),
  );
  fc.assert(
    fc.property(
      fc.uint8Array(),
      volumes,
      fc.boolean(),
      fc.array(chain),
      leftOut,
      fc.option(fc.nat()),
      (name, ofFile, isSet, wanted, left, announceFrom) => {
        const input = { passwords: ['clé'], name, volumes: ofFile, own: ofFile.length - 1, isSet };
        for (const request of [
          { op: 'read' as const, ...input, wanted },
          { op: 'list' as const, ...input, leftOut: left, announceFrom },
        ])
          assert.deepEqual(parseRequest(encodeRequest(request).trim()), request);
      },
    ),
  );
});

test('a request carries what is known of scans, whatever letters it holds', () => {
  const known = [{ chain: [3, 1], pages: [{ page: 2, text: 'Née à Œuilly €\n', reason: '' as const }] }];
  const request = {
    op: 'read' as const,
    name: Buffer.from('a'),
    volumes: [{ bytes: 1, descriptor: null, offset: 0 }],
    own: 0,
    isSet: false,
    wanted: [[3, 1]],
    passwords: [],
    scans: { recognise: false, known },
  };
  const parsed = parseRequest(encodeRequest(request).trimEnd());
  assert.deepEqual(parsed.op === 'read' ? parsed.scans : null, request.scans);
});

test('frames about scans come back as they were, and impossible ones are refused', () => {
  const back = (frame: Frame): Frame | null => {
    const parser = new FrameParser();
    parser.push(encodeFrame(frame));
    return parser.next();
  };
  const frames: Frame[] = [
    { kind: 'scanning', page: 7 },
    { kind: 'scanned', page: 7, text: 'Zoé\n', reason: '' },
    { kind: 'scans', pages: 9, waiting: 2 },
  ];
  for (const frame of frames) assert.deepEqual(back(frame), frame);
  const lies: Frame[] = [
    { kind: 'scans', pages: 1, waiting: 2 },
    { kind: 'scanning', page: 0 },
    { kind: 'scanned', page: 1, text: 'x'.repeat(2 << 20), reason: '' },
  ];
  for (const lie of lies) assert.throws(() => back(lie), ProtocolError);
});
