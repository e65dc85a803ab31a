import type { ReadContext } from '../format.ts';
import { BiffRecords } from './biffRecords.ts';
import { type Workbook, workbookCipher } from './openWorkbook.ts';

const BEGIN = 0x0809;
const FILE_PASS = 0x2f;
const PICTURES = 0xeb;
const PICTURES_LIMIT = 512 << 20;

/** The drawing records that hold the pictures of a workbook ([MS-XLS] 2.4.171 MsoDrawingGroup), put together. */
export async function readWorkbookPictures({ stream }: Workbook, context: ReadContext): Promise<Uint8Array> {
  const records = new BiffRecords(stream);
  const pieces: Buffer[] = [];
  let bytes = 0;
  let isBiff8 = true;
  for (;;) {
    const record = records.next();
    if (record === null) {
      if (await records.fill()) continue;
      break;
    }
    const body = record.parts[0]!;
    if (record.type === BEGIN && record.position === 0)
      isBiff8 = body.length >= 2 && body.readUInt16LE(0) === 0x0600;
    else if (record.type === FILE_PASS) records.decryptWith(workbookCipher(body, isBiff8, context));
    else if (record.type === PICTURES && bytes < PICTURES_LIMIT)
      for (const part of record.parts) {
        pieces.push(Buffer.from(part));
        bytes += part.length;
      }
  }
  return Buffer.concat(pieces);
}
