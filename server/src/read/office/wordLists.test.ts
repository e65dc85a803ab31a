import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { WordFile } from './wordFile.ts';
import { WordLists } from './wordLists.ts';

const STYLES = 1;
const LISTS = 73;
const OVERRIDES = 74;

interface LevelParts {
  readonly start?: number;
  readonly format?: number;
  readonly text: string;
  readonly flags?: number;
  readonly restart?: number;
}

/** [MS-DOC] 2.9.149 */
function level({ start = 1, format = 0, text, flags = 0, restart = 0 }: LevelParts): Buffer {
  const bytes = Buffer.alloc(28 + 3 + 2 + 2 * text.length);
  bytes.writeInt32LE(start, 0);
  bytes[4] = format;
  bytes[5] = flags;
  // Three bytes of properties, which are passed over.
  bytes[24] = 1;
  bytes[25] = 2;
  bytes[26] = restart;
  bytes.writeUInt16LE(text.length, 31);
  bytes.write(text, 33, 'utf16le');
  return bytes;
}

/** A table of lists with the levels behind it: [number, levels] each; one level makes a simple list. */
function lists(all: readonly (readonly [number, readonly LevelParts[]])[]): Buffer {
  const count = Buffer.alloc(2);
  count.writeUInt16LE(all.length);
  const heads = all.map(([number, levels]) => {
    const head = Buffer.alloc(28);
    head.writeInt32LE(number);
    head[26] = levels.length === 1 ? 1 : 0;
    return head;
  });
  const nine = (levels: readonly LevelParts[]): readonly LevelParts[] =>
    levels.length === 1 ? levels : Array.from({ length: 9 }, (_, i) => levels[i] ?? { text: '' });
  return Buffer.concat([count, ...heads, ...all.flatMap(([, levels]) => nine(levels).map(level))]);
}

/** What paragraphs refer to: the list of each, and levels that begin elsewhere ([level, start]). */
function overrides(all: readonly (readonly [number, ...(readonly [number, number])[]])[]): Buffer {
  const count = Buffer.alloc(4);
  count.writeUInt32LE(all.length);
  const heads = all.map(([number, ...starts]) => {
    const head = Buffer.alloc(16);
    head.writeInt32LE(number);
    head[12] = starts.length;
    return head;
  });
  const data = all.map(([, ...starts]) =>
    Buffer.concat([
      Buffer.alloc(4, 0xff),
      ...starts.map(([at, start]) => {
        const bytes = Buffer.alloc(8);
        bytes.writeInt32LE(start);
        bytes[4] = at | 0x10;
        return bytes;
      }),
    ]),
  );
  return Buffer.concat([count, ...heads, ...data]);
}

function fileOf(tables: Readonly<Record<number, Buffer>>): WordFile {
  return {
    main: new Uint8Array(0),
    isWord97: true,
    pieces: [],
    lengths: [],
    textArea: { from: 0, to: 0 },
    table: (index) => tables[index] ?? null,
    tableAndRest: (index) => tables[index] ?? null,
    decode: () => '',
  };
}

/** Changes of properties that put a paragraph into a list. */
function place(list: number, at: number): Buffer {
  return Buffer.from([0x0a, 0x26, at, 0x0b, 0x46, list & 0xff, (list >> 8) & 0xff]);
}

function labels(file: WordFile, places: readonly (readonly [number, number])[]): string[] {
  const found = new WordLists(file);
  return places.map(([list, at]) => found.next({ style: 0, changes: place(list, at) }));
}

const NESTED: readonly LevelParts[] = [
  { text: '\u0000.' },
  { text: '\u0000.\u0001)', format: 4 },
  { text: '(\u0002)', format: 2, start: 3 },
];

test('WordLists counts level by level, a number above sets those below back, and fills in levels that were passed over', () => {
  const file = fileOf({ [LISTS]: lists([[7, NESTED]]), [OVERRIDES]: overrides([[7]]) });
  assert.deepEqual(
    labels(file, [
      [1, 0],
      [1, 1],
      [1, 1],
      [1, 2],
      [1, 0],
      [1, 2],
      [1, 1],
    ]),
    ['1.', '1.a)', '1.b)', '(iii)', '2.', '(iii)', '2.b)'],
  );
});

test('WordLists: what refers to the same list goes on counting, or begins where it says, once', () => {
  const file = fileOf({
    [LISTS]: lists([[7, NESTED]]),
    [OVERRIDES]: overrides([[7], [7], [7, [0, 5]]]),
  });
  assert.deepEqual(
    labels(file, [
      [1, 0],
      [2, 0],
      [3, 0],
      [3, 0],
      [1, 0],
    ]),
    ['1.', '2.', '5.', '6.', '7.'],
  );
});

test('WordLists: bullets, no list, a list taken away and a list that is not there have no number', () => {
  const file = fileOf({
    [LISTS]: lists([
      [7, [{ text: '\uf0b7', format: 23 }]],
      [8, [{ text: '\u0000', format: 0 }]],
    ]),
    [OVERRIDES]: overrides([[7], [8], [9]]),
  });
  assert.deepEqual(
    labels(file, [
      [1, 0],
      [0, 0],
      [-2, 0],
      [3, 0],
      [4, 0],
      [2, 6],
    ]),
    ['', '', '', '', '', '1'],
  );
});

test('WordLists: a style puts its paragraphs into a list, also one that is based on it', () => {
  const style = (based: number, changes: Buffer): Buffer => {
    const fixed = Buffer.alloc(10);
    fixed.writeUInt16LE((based << 4) | 1, 2);
    const name = Buffer.from('\u0001\u0000T\u0000\u0000\u0000', 'latin1');
    const paragraph = Buffer.concat([Buffer.alloc(4), changes]);
    paragraph.writeUInt16LE(changes.length + 2, 0);
    const body = Buffer.concat([fixed, name, paragraph]);
    const length = Buffer.alloc(2);
    length.writeUInt16LE(body.length);
    return Buffer.concat([length, body, Buffer.alloc(body.length % 2)]);
  };
  const head = Buffer.from([4, 0, 2, 0, 10, 0]);
  const file = fileOf({
    [LISTS]: lists([[7, NESTED]]),
    [OVERRIDES]: overrides([[7]]),
    [STYLES]: Buffer.concat([head, style(0xfff, place(1, 1)), style(0, Buffer.alloc(0))]),
  });
  const found = new WordLists(file);
  const none = Buffer.alloc(0);
  assert.deepEqual(
    [0, 1, 2].map((number) => found.next({ style: number, changes: none })),
    ['1.a)', '1.b)', ''],
  );
});

test('WordLists takes any bytes for its tables', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 400 }),
      fc.uint8Array({ maxLength: 200 }),
      fc.uint8Array({ maxLength: 200 }),
      fc.nat(40),
      fc.integer({ min: -3, max: 5 }),
      (any, of, styles, cut, list) => {
        const whole = lists([[7, NESTED]]);
        for (const table of [Buffer.from([1, 0, ...any]), whole.subarray(0, whole.length - cut)]) {
          const file = fileOf({
            [LISTS]: table,
            [OVERRIDES]: Buffer.from([2, 0, 0, 0, ...of]),
            [STYLES]: Buffer.from(styles),
          });
          assert.equal(typeof labels(file, [[list, 0]])[0], 'string');
        }
      },
    ),
  );
});
