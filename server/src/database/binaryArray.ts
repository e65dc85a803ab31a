import type { RowValue } from './rowValue.ts';

/** What a column can be here: the element types of the arrays in which rows are sent. */
export type ElementType = keyof typeof ELEMENTS;

/** The values of a column: an array, or a typed array of numbers. */
export type ColumnValues = ArrayLike<RowValue>;

/**
 * Some values of a column (`from` … `to`-1) as PostgreSQL's binary array (arrayfuncs.c, array_recv): dimensions, flag of nulls, type, length, lower bound,
 * then length and bytes of each.
 */
export function binaryArray(
  type: ElementType,
  values: ColumnValues,
  from = 0,
  to: number = values.length,
): Buffer {
  const { oid, write } = ELEMENTS[type];
  const buffer = new Growing(HEADER_BYTES + (to - from) * 24);
  // The flag of nulls may stand where there are none.
  for (const field of [1, 1, oid, to - from, 1]) buffer.int32(field);
  for (let i = from; i < to; i++) {
    const value = values[i] ?? null;
    if (value === null) buffer.int32(-1);
    else write(buffer, value);
  }
  return buffer.bytes();
}

const HEADER_BYTES = 20;

/** Bytes that are written one after the other; whole numbers stand there as PostgreSQL sends them, the highest byte first. */
class Growing {
  #bytes: Uint8Array;
  #view: DataView;
  #used = 0;

  constructor(expected: number) {
    this.#bytes = new Uint8Array(expected);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** The place of the next `bytes` bytes. */
  #take(bytes: number): number {
    const at = this.#used;
    this.#used += bytes;
    if (this.#used > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#used, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, at));
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    return at;
  }

  int32(value: number): void {
    const at = this.#take(4);
    this.#view.setInt32(at, value);
  }

  /** A number with its length before it; one of eight bytes is a whole number that a double holds exactly. */
  number(bytes: 2 | 4 | 8 | 'float', value: number): void {
    const length = bytes === 'float' ? 4 : bytes;
    const at = this.#take(4 + length);
    const view = this.#view;
    view.setInt32(at, length);
    if (bytes === 8) {
      const high = Math.floor(value / 2 ** 32);
      view.setInt32(at + 4, high);
      view.setUint32(at + 8, value - high * 2 ** 32);
    } else if (bytes === 4) view.setInt32(at + 4, value);
    else if (bytes === 2) view.setInt16(at + 4, value);
    else view.setFloat32(at + 4, value);
  }

  /** Bytes with their length before them. */
  blob(value: Uint8Array): void {
    this.int32(value.length);
    const at = this.#take(value.length);
    this.#bytes.set(value, at);
  }

  bytes(): Buffer {
    return Buffer.from(this.#bytes.buffer, 0, this.#used);
  }
}

/** A value that its column cannot hold: a mistake of the program, said without the value. */
function mismatch(type: string): never {
  throw new TypeError(`a value of a column of type ${type} has another type`);
}

function numberOf(value: RowValue, type: string): number {
  return typeof value === 'number' ? value : mismatch(type);
}

/** A whole number that its column holds: what is written would be cut without a word otherwise. */
function wholeOf(value: RowValue, type: keyof typeof LARGEST): number {
  const isHeld =
    typeof value === 'number' &&
    Number.isInteger(value) &&
    value <= LARGEST[type] &&
    value >= -LARGEST[type] - 1;
  return isHeld ? value : mismatch(type);
}

const LARGEST = { smallint: 2 ** 15 - 1, integer: 2 ** 31 - 1, bigint: Number.MAX_SAFE_INTEGER } as const;

/** Bytes of the last identifier that was written: whole columns hold the same one. */
let lastUuid = { text: '', bytes: Buffer.alloc(0) };

function uuidOf(value: RowValue): Buffer {
  if (typeof value !== 'string') return mismatch('uuid');
  if (value !== lastUuid.text)
    lastUuid = { text: value, bytes: Buffer.from(value.replaceAll('-', ''), 'hex') };
  return lastUuid.bytes;
}

/** Element types by PostgreSQL's names, with their numbers in pg_type.dat. */
const ELEMENTS = {
  boolean: {
    oid: 16,
    write: (b: Growing, v: RowValue) =>
      b.blob(Buffer.of(v === true ? 1 : v === false ? 0 : mismatch('boolean'))),
  },
  bytea: {
    oid: 17,
    write: (b: Growing, v: RowValue) => b.blob(v instanceof Uint8Array ? v : mismatch('bytea')),
  },
  bigint: { oid: 20, write: (b: Growing, v: RowValue) => b.number(8, wholeOf(v, 'bigint')) },
  smallint: { oid: 21, write: (b: Growing, v: RowValue) => b.number(2, wholeOf(v, 'smallint')) },
  integer: { oid: 23, write: (b: Growing, v: RowValue) => b.number(4, wholeOf(v, 'integer')) },
  text: {
    oid: 25,
    write: (b: Growing, v: RowValue) => b.blob(typeof v === 'string' ? Buffer.from(v) : mismatch('text')),
  },
  real: { oid: 700, write: (b: Growing, v: RowValue) => b.number('float', numberOf(v, 'real')) },
  uuid: {
    oid: 2950,
    write: (b: Growing, v: RowValue) => b.blob(uuidOf(v)),
  },
} as const;

/** Whether rows can be sent into a column of this type. */
export function isElementType(type: string): type is ElementType {
  return Object.hasOwn(ELEMENTS, type);
}

/** An array of arrays would need all of them equally long: an array of bytes travels as text, which the server reads. */
export function arrayLiteral(value: RowValue): string | null {
  if (value === null) return null;
  if (!Array.isArray(value)) return mismatch('array');
  const items = value as readonly (number | Uint8Array)[];
  return `{${items.map((item) => (typeof item === 'number' ? String(item) : `"\\\\x${Buffer.from(item).toString('hex')}"`)).join(',')}}`;
}
