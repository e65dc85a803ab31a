import { inflateRawSync } from 'node:zlib';
import { ReadFault, type Source } from './format.ts';
import { memorySource } from './source.ts';
import { trimEndOf } from '../text/trimEndOf.ts';

/** One data element of a DICOM file (PS3.5): where its value stands. Sequences and items are gone through, their elements come one after the other. */
export interface DicomElement {
  /** Group and element as one number: 0x00100010. */
  readonly tag: number;
  /** Value representation; '' where the file does not say (implicit VR). */
  readonly vr: string;
  /** Tags of the sequences around it, outermost first. */
  readonly path: readonly number[];
  /** Counts the items of the outermost sequence, over the whole file; 0 outside sequences. */
  readonly item: number;
  readonly offset: number;
  readonly length: number;
}

const PIXELS = 0x7fe00010;
const ITEM = 0xfffee000;
const ITEM_END = 0xfffee00d;
const SEQUENCE_END = 0xfffee0dd;
const UNDEFINED = 0xffffffff;
const TRANSFER_SYNTAX = 0x00020010;
/** Deeper sequences are skipped where their length is known, else they end the reading. */
const DEPTH_LIMIT = 32;
/** Elements of one file; a lying file could have them without end. */
const ELEMENT_LIMIT = 2_000_000;
const INFLATED_LIMIT = 256 << 20;
/** VRs with a reserved word and a length of four bytes (PS3.5 table 7.1-1). */
const LONG = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);
const WINDOW = 1 << 16;

interface Encoding {
  readonly explicit: boolean;
  readonly little: boolean;
}

/** Whether bytes are DICOM: 'DICM' at byte 128, or without it two elements of group 2 or 8 in order. */
export function looksLikeDicom(head: Uint8Array): 'part10' | 'bare' | null {
  if (head.length > 132 && Buffer.from(head.subarray(128, 132)).toString('latin1') === 'DICM')
    return 'part10';
  const encoding = bareEncoding(head);
  if (encoding === null) return null;
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  let at = 0;
  let last = 0;
  for (let n = 0; n < 3; n++) {
    const found = headerAt(view, at, encoding);
    if (found === null || found.tag <= last || found.tag > 0x0010ffff || found.length > 4_096) return null;
    last = found.tag;
    at += found.header + found.length;
  }
  return 'bare';
}

function bareEncoding(head: Uint8Array): Encoding | null {
  if (head.length < 32) return null;
  const little = head[1] === 0 && (head[0] === 8 || head[0] === 2);
  if (!little && !(head[0] === 0 && head[1] === 8)) return null;
  return { little, explicit: /^[A-Z]{2}$/.test(String.fromCharCode(head[4]!, head[5]!)) };
}

/** Tag, VR, length of the value and of what stands before it; null where the bytes end. */
function headerAt(
  view: DataView,
  at: number,
  { explicit, little }: Encoding,
): { tag: number; vr: string; length: number; header: number } | null {
  if (at + 8 > view.byteLength) return null;
  const tag = view.getUint16(at, little) * 0x10000 + view.getUint16(at + 2, little);
  const group = Math.floor(tag / 0x10000);
  if (group === 0xfffe || !explicit)
    return { tag, vr: '', length: view.getUint32(at + 4, little), header: 8 };
  const vr = String.fromCharCode(view.getUint8(at + 4), view.getUint8(at + 5));
  if (!LONG.has(vr)) return { tag, vr, length: view.getUint16(at + 6, little), header: 8 };
  if (at + 12 > view.byteLength) return null;
  return { tag, vr, length: view.getUint32(at + 8, little), header: 12 };
}

/** Reads bytes of a source through a small window: elements are short and follow one another. */
class Window {
  readonly #source: Source;
  #start = 0;
  #bytes: Uint8Array = new Uint8Array(0);

  constructor(source: Source) {
    this.#source = source;
  }

  async view(at: number, length: number): Promise<DataView> {
    if (at < this.#start || at + length > this.#start + this.#bytes.length) {
      this.#bytes = await this.#source.readAt(at, Math.max(length, WINDOW));
      this.#start = at;
    }
    const from = at - this.#start;
    const count = Math.max(0, Math.min(length, this.#bytes.length - from));
    return new DataView(this.#bytes.buffer, this.#bytes.byteOffset + from, count);
  }
}

/** The elements of a file up to its pixels, with the source that their offsets mean (a deflated file is unpacked). Pixels are never held. */
export async function* dicomElements(
  source: Source,
): AsyncGenerator<{ element: DicomElement; source: Source }> {
  const isPart10 = looksLikeDicom(source.head) === 'part10';
  if (!isPart10) {
    yield* walk(source, 0, bareEncoding(source.head) ?? { explicit: true, little: true });
    return;
  }
  const { syntax, end } = await readMeta(source);
  if (syntax === '1.2.840.10008.1.2.1.99') {
    yield* walk(await inflated(source, end), 0, { explicit: true, little: true });
    return;
  }
  const explicit = syntax !== '1.2.840.10008.1.2';
  yield* walk(source, end, { explicit, little: syntax !== '1.2.840.10008.1.2.2' });
}

/** The transfer syntax, and where the file meta information (group 2, always explicit little endian) ends. */
async function readMeta(source: Source): Promise<{ syntax: string; end: number }> {
  const window = new Window(source);
  let at = 132;
  let syntax = '1.2.840.10008.1.2.1';
  for (let n = 0; n < 1_000; n++) {
    const found = headerAt(await window.view(at, 12), 0, { explicit: true, little: true });
    if (found === null || found.tag >= 0x00030000) break;
    if (found.tag === TRANSFER_SYNTAX)
      syntax = trimEndOf(
        Buffer.from(await source.readAt(at + found.header, Math.min(found.length, 64))).toString('latin1'),
        '\0 ',
      );
    at += found.header + found.length;
  }
  return { syntax, end: at };
}

async function inflated(source: Source, from: number): Promise<Source> {
  const packed = await source.bytes(INFLATED_LIMIT);
  try {
    return memorySource(
      inflateRawSync(packed.subarray(from), { maxOutputLength: INFLATED_LIMIT }),
      source.name,
    );
  } catch (error) {
    throw new ReadFault('corrupt', 'bad_compression', { cause: error });
  }
}

/** A sequence or item that is open: where it ends, if it says so. */
interface Level {
  readonly tag: number;
  readonly end: number;
  readonly encoding: Encoding;
}

/** A sequence of unknown VR is implicit little endian inside, whatever the file is (PS3.5 6.2.2). */
const IMPLICIT: Encoding = { explicit: false, little: true };

async function* walk(
  source: Source,
  from: number,
  fileEncoding: Encoding,
): AsyncGenerator<{ element: DicomElement; source: Source }> {
  const window = new Window(source);
  const levels: Level[] = [];
  let at = from;
  let item = 0;
  for (let n = 0; n < ELEMENT_LIMIT; n++) {
    while (levels.length > 0 && at >= levels.at(-1)!.end) levels.pop();
    const view = await window.view(at, 20);
    const encoding = levels.at(-1)?.encoding ?? fileEncoding;
    const found = headerAt(view, 0, encoding);
    if (found === null) {
      if (view.byteLength > 0) throw new ReadFault('read_in_part', 'truncated');
      return;
    }
    const { tag, vr, length, header } = found;
    at += header;
    if (tag === ITEM_END || tag === SEQUENCE_END) {
      const isOpen = (level: Level): boolean => (level.tag === ITEM) === (tag === ITEM_END);
      if (levels.length > 0 && isOpen(levels.at(-1)!)) levels.pop();
      at += length === UNDEFINED ? 0 : length;
      continue;
    }
    if (tag === ITEM) {
      if (levels.length === 1) item++;
      if (levels.length >= DEPTH_LIMIT || levels.some((level) => level.tag === PIXELS))
        at += length === UNDEFINED ? 0 : length;
      else levels.push({ tag: ITEM, end: length === UNDEFINED ? Infinity : at + length, encoding });
      continue;
    }
    if (tag >= PIXELS && levels.length === 0) return;
    const isSequence =
      vr === 'SQ' ||
      length === UNDEFINED ||
      (vr !== 'OB' && vr !== 'OW' && length >= 8 && beginsWithItem(view, header, encoding));
    if (isSequence && levels.length < DEPTH_LIMIT) {
      const inside = vr === 'UN' ? IMPLICIT : encoding;
      if (length > 0)
        levels.push({ tag, end: length === UNDEFINED ? Infinity : at + length, encoding: inside });
      continue;
    }
    if (length === UNDEFINED) throw new ReadFault('read_in_part', 'depth_limit');
    const path = levels.filter((level) => level.tag !== ITEM).map((level) => level.tag);
    yield { element: { tag, vr, path, item: path.length === 0 ? 0 : item, offset: at, length }, source };
    at += length;
    if (source.size !== null && at > source.size) throw new ReadFault('read_in_part', 'truncated');
  }
  throw new ReadFault('read_in_part', 'output_limit');
}

/** Implicit VR does not name sequences: their value begins with an item. */
function beginsWithItem(view: DataView, at: number, { little }: Encoding): boolean {
  return (
    at + 4 <= view.byteLength &&
    view.getUint16(at, little) === 0xfffe &&
    view.getUint16(at + 2, little) === 0xe000
  );
}
