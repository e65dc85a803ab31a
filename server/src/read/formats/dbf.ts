import { encode } from '../../text/windows1252.ts';
import { type DbfField, type DbfHead, readDbfHead } from '../dbfTable.ts';
import { decodeWhole } from '../decodeText.ts';
import { detectEncoding, type Encoding } from '../detectEncoding.ts';
import { RowEmitter } from '../emitRows.ts';
import { type Format, ReadFault } from '../format.ts';

/** Bytes of records that are read at once. */
const BATCH = 1 << 20;
const DELETED = 0x2a;

/** dBase, FoxPro and Clipper tables. Records that are marked as deleted are still in the file: they are read too. Memos lie in a file of their own. */
export const dbf: Format = {
  name: 'dbf',
  recognise(head, extension) {
    const found = readDbfHead(head);
    if (found === null) return 0;
    return extension === 'dbf' || found.fields.length > 1 ? 0.95 : 0.6;
  },
  async read(source, sink) {
    const head = readDbfHead(source.head);
    if (head === null) throw new ReadFault('corrupt', 'damaged_structure');
    await sink.segment({ kind: 'part', place: 'row', name: '', number: 0 });
    await sink.segment({ kind: 'columns', names: head.fields.map(({ name }) => name) });
    const rows = new RowEmitter(sink);
    const batch = Math.max(1, Math.floor(BATCH / head.recordLength));
    let encoding: Encoding | null = null;
    let number = 0;
    while (number < head.records) {
      const count = Math.min(batch, head.records - number);
      const bytes = await source.readAt(
        head.headLength + number * head.recordLength,
        count * head.recordLength,
      );
      encoding ??= encodingOf(head, bytes);
      const whole = Math.floor(bytes.length / head.recordLength);
      for (let r = 0; r < whole; r++) {
        const record = bytes.subarray(r * head.recordLength, (r + 1) * head.recordLength);
        writeRecord(record, head.fields, encoding, rows);
        if (rows.endRow(++number)) await rows.flush();
      }
      if (whole < count) break;
    }
    await rows.flush();
    if (number < head.records) throw new ReadFault(number > 0 ? 'read_in_part' : 'corrupt', 'truncated');
  },
};

/** What the file says, unless its texts say otherwise: the language driver is often left as the program set it. */
function encodingOf(head: DbfHead, bytes: Uint8Array): Encoding {
  if (!bytes.some((byte) => byte >= 0x80)) return 'windows-1252';
  const detected = detectEncoding(bytes.slice(0, 65_536));
  return detected === 'utf-8' || head.encoding === null ? detected : head.encoding;
}

function writeRecord(
  record: Uint8Array,
  fields: readonly DbfField[],
  encoding: Encoding,
  rows: RowEmitter,
): void {
  if (record[0] !== DELETED && record[0]! > 0x20) return;
  fields.forEach((field, column) => {
    rows.append(cellOf(record.subarray(field.offset, field.offset + field.length), field, encoding));
    rows.endCell(column);
  });
}

function cellOf(bytes: Uint8Array, { type, length }: DbfField, encoding: Encoding): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if ((type === 'I' || type === '+') && length === 4) return encode(String(view.getInt32(0, true)));
  if ((type === 'T' || type === '@') && length === 8) return encode(dateOfJulian(view.getInt32(0, true)));
  if ((type === 'B' || type === 'O') && length === 8) return encode(String(view.getFloat64(0, true)));
  if (type === 'Y' && length === 8) return encode(String(Number(view.getBigInt64(0, true)) / 10_000));
  if (/[MGPWQV0]/.test(type)) return new Uint8Array(0);
  return trimmed(decodeWhole(bytes, encoding));
}

/** Day number of FoxPro (Julian) as YYYYMMDD. */
function dateOfJulian(day: number): string {
  const time = (day - 2_440_588) * 86_400_000;
  if (day <= 0 || Math.abs(time) > 8e15) return '';
  return new Date(time).toISOString().slice(0, 10);
}

function trimmed(bytes: Uint8Array): Uint8Array {
  let from = 0;
  let to = bytes.length;
  while (from < to && bytes[from]! <= 0x20) from++;
  while (to > from && bytes[to - 1]! <= 0x20) to--;
  return bytes.subarray(from, to);
}
