import { type Format, ReadFault } from '../format.ts';
import { findStream } from '../compoundFile.ts';
import { writeLibrarySheets } from '../office/librarySheets.ts';
import { type LibraryBook, sheetLibrary } from '../office/sheetLibrary.ts';

/** Such files are small; they are read in memory. */
const LIMIT = 64 << 20;

/** How files begin: SYLK, DIF, and the first record of Lotus 1-2-3, Quattro Pro and Works, with the versions that are known. */
const BEGINNINGS = [
  /^ID;P/,
  /^TABLE\r?\n0,1\r?\n/,
  /^\0\0\x02\0[\x04-\x06]\x04/,
  /^\0\0\x1a\0[\0-\x07]\x10/,
  /^\0\0\x02\0[\x20\x21]\x51/,
  /^\0\0\x02\0[\x01-\x07]\x10/,
  /^\xff\0\x02\0\x04\x04/,
];

/** Quattro Pro 7 and later is a compound file. */
const QUATTRO_STREAMS = ['PerfectOffice_MAIN', 'NativeContent_MAIN'];

/** Spreadsheets from before and beside Excel (SYLK, DIF, Lotus 1-2-3, Quattro Pro, Works), by SheetJS. */
export const oldSpreadsheet: Format = {
  name: 'old-spreadsheet',
  recognise(head) {
    const start = Buffer.from(head.subarray(0, 64)).toString('latin1');
    return BEGINNINGS.some((beginning) => beginning.test(start)) ? 0.92 : 0;
  },
  recogniseCompound: (root) =>
    QUATTRO_STREAMS.some((name) => findStream(root, name) !== undefined) ? 0.95 : 0,
  async read(source, sink) {
    await writeLibrarySheets(await readBook(await source.bytes(LIMIT)), sink);
  },
};

async function readBook(bytes: Uint8Array): Promise<LibraryBook> {
  const library = await sheetLibrary();
  try {
    return library.read(bytes, { type: 'buffer', dense: true, cellText: false });
  } catch (error) {
    throw new ReadFault('corrupt', 'damaged_structure', { cause: error });
  }
}
