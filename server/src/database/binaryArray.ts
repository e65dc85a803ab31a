import type { RowValue } from './rowValue.ts';

/** What a column can be here: the element types of the arrays in which rows are sent. */
export type ElementType = keyof typeof ELEMENTS;

/** A column's values as PostgreSQL's binary array (arrayfuncs.c, array_recv): dimensions, flag of nulls, type, length, lower bound, then length and bytes of each. */
export function binaryArray(type: ElementType, values: readonly RowValue[]): Buffer {
  const { oid, write } = ELEMENTS[type];
  const buffer = new Growing(HEADER_BYTES + values.length * 24);
  const hasNull = values.includes(null);
  for (const field of [1, hasNull ? 1 : 0, oid, values.length, 1]) buffer.int32(field);
  for (const value of values) {
    if (value === null) buffer.int32(-1);
    else write(buffer, value);
  }
  return buffer.bytes();
}

const HEADER_BYTES = 20;

/** Bytes that are written one after the other. */
class Growing {
  #buffer: Buffer;
  #used = 0;

  constructor(expected: number) {
    this.#buffer = Buffer.allocUnsafe(expected);
  }

  /** The place of the next `bytes` bytes. */
  #take(bytes: number): number {
    const at = this.#used;
    this.#used += bytes;
    if (this.#used > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.#used, this.#buffer.length * 2));
      this.#buffer.copy(larger, 0, 0, at);
      this.#buffer = larger;
    }
    return at;
  }

  int32(value: number): void {
    const at = this.#take(4);
    this.#buffer.writeInt32BE(value, at);
  }

  /** A number with its length before it. */
  number(bytes: 2 | 4 | 8 | 'float', value: number): void {
    this.int32(bytes === 'float' ? 4 : bytes);
    const at = this.#take(bytes === 'float' ? 4 : bytes);
    if (bytes === 8) this.#buffer.writeBigInt64BE(BigInt(value), at);
    else if (bytes === 4) this.#buffer.writeInt32BE(value, at);
    else if (bytes === 2) this.#buffer.writeInt16BE(value, at);
    else this.#buffer.writeFloatBE(value, at);
  }

  /** Bytes with their length before them. */
  blob(value: Uint8Array): void {
    this.int32(value.length);
    const at = this.#take(value.length);
    this.#buffer.set(value, at);
  }

  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#used);
  }
}

/** A value that its column cannot hold: a mistake of the program, said without the value. */
function mismatch(type: string): never {
  throw new TypeError(`a value of a column of type ${type} has another type`);
}

function numberOf(value: RowValue, type: string): number {
  return typeof value === 'number' ? value : mismatch(type);
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
  bigint: { oid: 20, write: (b: Growing, v: RowValue) => b.number(8, numberOf(v, 'bigint')) },
  smallint: { oid: 21, write: (b: Growing, v: RowValue) => b.number(2, numberOf(v, 'smallint')) },
  integer: { oid: 23, write: (b: Growing, v: RowValue) => b.number(4, numberOf(v, 'integer')) },
  text: {
    oid: 25,
    write: (b: Growing, v: RowValue) => b.blob(typeof v === 'string' ? Buffer.from(v) : mismatch('text')),
  },
  real: { oid: 700, write: (b: Growing, v: RowValue) => b.number('float', numberOf(v, 'real')) },
  uuid: {
    oid: 2950,
    write: (b: Growing, v: RowValue) =>
      b.blob(typeof v === 'string' ? Buffer.from(v.replaceAll('-', ''), 'hex') : mismatch('uuid')),
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
