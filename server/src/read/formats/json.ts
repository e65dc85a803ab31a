import { encode } from '../../text/windows1252.ts';
import { RowEmitter } from '../emitRows.ts';
import { TextEmitter } from '../emitText.ts';
import { ColumnNames, type Json, visitLeaves, writeRecord } from '../flattenRecord.ts';
import { type Format, ReadFault, type Sink } from '../format.ts';
import { headText, looksLikeText } from '../looksLikeText.ts';
import { decodeWhole } from '../decodeText.ts';
import { decode } from '../../text/windows1252.ts';

/** A document is parsed whole up to this size. */
const LIMIT = 256 << 20;

/** JSON documents: the records of their largest list, or the document as one record. */
export const json: Format = {
  name: 'json',
  recognise(head, extension) {
    if (!looksLikeText(head)) return 0;
    const start = headText(head).trimStart();
    if (!/^[[{]\s*(?:["{[\]}]|-?\d|true|false|null)/.test(start)) return 0;
    return extension === 'json' ? 0.85 : 0.6;
  },
  async read(source, sink) {
    const bytes = decodeWhole(await source.bytes(LIMIT));
    const document = parse(bytes);
    if (document instanceof ReadFault) {
      await writeText(sink, bytes);
      throw document;
    }
    const tables = tablesOf(document);
    if (tables !== null) {
      for (const { name, records } of tables) await writePart(sink, name, records);
      return;
    }
    const { name, records, rest } = findRecords(document);
    await writeRest(sink, rest);
    await writePart(sink, name, records);
  },
};

/** Lists in lists are followed so deep: each level costs memory, a document of nothing but brackets gigabytes. */
const DEPTH_LIMIT = 5_000;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** The document, or why it cannot be one: then it is read as text. */
function parse(bytes: Uint8Array): Json | ReadFault {
  if (isDeeperThan(bytes, DEPTH_LIMIT)) return new ReadFault('read_in_part', 'depth_limit');
  try {
    return JSON.parse(decode(bytes)) as Json;
  } catch (error) {
    return new ReadFault('read_in_part', 'damaged_structure', { cause: error });
  }
}

function isDeeperThan(bytes: Uint8Array, limit: number): boolean {
  let depth = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte === QUOTE) i = endOfString(bytes, i);
    // [ and { against ] and }
    else if (byte === 0x5b || byte === 0x7b) {
      if (++depth > limit) return true;
    } else if (byte === 0x5d || byte === 0x7d) depth--;
  }
  return false;
}

function endOfString(bytes: Uint8Array, start: number): number {
  for (let i = start + 1; i < bytes.length; i++) {
    if (bytes[i] === BACKSLASH) i++;
    else if (bytes[i] === QUOTE) return i;
  }
  return bytes.length;
}

async function writePart(sink: Sink, name: string, records: readonly Json[]): Promise<void> {
  await sink.segment({ kind: 'part', place: 'row', name, number: 0 });
  await writeRecords(sink, records);
}

/** A document that breaks off is still words. */
async function writeText(sink: Sink, bytes: Uint8Array): Promise<void> {
  await sink.segment({ kind: 'part', place: 'line', name: '', number: 0 });
  const emitter = new TextEmitter(sink);
  for (let at = 0; at < bytes.length; at += 1 << 18) await emitter.write(bytes.subarray(at, at + (1 << 18)));
  await emitter.end();
}

/** One table of a database that was exported as one document. */
interface Table {
  readonly name: string;
  readonly records: readonly Json[];
}

/**
 * The tables of a document that is a whole database: phpMyAdmin's list of {type: 'table', name, data}, or an object whose values are lists of
 * objects. Null when it is none.
 */
function tablesOf(document: Json): Table[] | null {
  if (Array.isArray(document)) {
    const tables = document.flatMap((item) =>
      isObject(item) &&
      item['type'] === 'table' &&
      typeof item['name'] === 'string' &&
      Array.isArray(item['data'])
        ? [{ name: item['name'], records: item['data'] }]
        : [],
    );
    return tables.length > 0 ? tables : null;
  }
  if (!isObject(document)) return null;
  const entries = Object.entries(document);
  const lists = entries.filter(
    ([, value]) => Array.isArray(value) && value.length > 0 && value.every(isObject),
  );
  if (lists.length < 2 || lists.length < entries.length) return null;
  return lists.map(([name, value]) => ({ name, records: value as Json[] }));
}

function isObject(value: Json): value is { [key: string]: Json } {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** A list of records inside a document, with what stands beside it. */
interface Records {
  readonly name: string;
  readonly records: readonly Json[];
  readonly rest: Json;
}

/**
 * Where the records of a document are: the document itself when it is a list; else the longest list of objects at most two levels below the root
 * that has at least two elements, unless the root itself reads like a person's record (it has scalars of its own and the list is short);
 * else the document is one record.
 */
function findRecords(document: Json): Records {
  if (Array.isArray(document)) return { name: '', records: document, rest: null };
  let best: { path: string[]; list: Json[] } | null = null;
  const look = (value: Json, path: string[]): void => {
    if (value === null || typeof value !== 'object' || path.length > 3) return;
    if (Array.isArray(value)) {
      const objects = value.every(
        (item) => item !== null && typeof item === 'object' && !Array.isArray(item),
      );
      if (objects && value.length > (best?.list.length ?? 0)) best = { path, list: value };
    } else for (const [key, item] of Object.entries(value)) look(item, [...path, key]);
  };
  look(document, []);
  const found = best as { path: string[]; list: Json[] } | null;
  if (found === null || !isRecordList(document, found.path, found.list))
    return { name: '', records: [document], rest: null };
  return { name: found.path.join('.'), records: found.list, rest: without(document, found.path) };
}

const LIST_NAMES =
  /^(?:entry|entries|items?|data|rows?|results?|records?|patients?|list|liste|hits|value|values|documents?|lignes?|dossiers?)$/i;

function isRecordList(document: Json, path: readonly string[], list: readonly Json[]): boolean {
  if (LIST_NAMES.test(path.at(-1)!)) return true;
  return (
    list.length >= 2 &&
    leafCount(list as Json[]) > leafCount(document) / 2 &&
    leafCount(list as Json[]) / list.length >= 4
  );
}

function leafCount(value: Json): number {
  let count = 0;
  visitLeaves(value, '', () => count++);
  return count;
}

function without(document: Json, path: readonly string[]): Json {
  if (document === null || typeof document !== 'object' || Array.isArray(document)) return null;
  const [key, ...deeper] = path;
  const copy = { ...document };
  if (deeper.length === 0) copy[key!] = null;
  else copy[key!] = without(copy[key!] ?? null, deeper);
  return copy;
}

/** Scalars beside the records, as lines 'path : value'. */
async function writeRest(sink: Sink, rest: Json): Promise<void> {
  let lines = '';
  visitLeaves(rest, '', (path, text) => (lines += `${path} : ${text}\n`));
  if (lines === '') return;
  await sink.segment({ kind: 'part', place: 'line', name: '', number: 0 });
  const emitter = new TextEmitter(sink);
  await emitter.write(encode(lines));
  await emitter.end();
}

/** Records as rows; a row whose columns are new is sent after their names. */
export async function writeRecords(sink: Sink, records: Iterable<Json>): Promise<void> {
  const writer = new RecordWriter(sink);
  for (const record of records) await writer.write(record);
  await writer.end();
}

/** Writes records one by one. */
export class RecordWriter {
  readonly #rows: RowEmitter;
  readonly #columns: ColumnNames;
  #number = 0;

  constructor(sink: Sink) {
    this.#rows = new RowEmitter(sink);
    this.#columns = new ColumnNames(sink);
  }

  async write(record: Json): Promise<void> {
    if (writeRecord(this.#rows, this.#columns, record, ++this.#number)) await this.end();
  }

  async end(): Promise<void> {
    await this.#columns.announce();
    await this.#rows.flush();
  }
}
