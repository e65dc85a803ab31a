import type { Sink } from '../format.ts';
import { writeLibrarySheets } from './librarySheets.ts';
import { sheetLibrary } from './sheetLibrary.ts';

/** Writes the tables of a document of Numbers; other documents have none that the library reads. */
export async function writeIworkTables(archives: ReadonlyMap<string, Uint8Array>, sink: Sink): Promise<void> {
  const library = await sheetLibrary();
  const file = library.CFB.utils.cfb_new();
  for (const [name, bytes] of archives) library.CFB.utils.cfb_add(file, `/${name}`, bytes);
  let book;
  try {
    book = library.parse_zip(file, { dense: true, cellText: false });
  } catch {
    // Pages and Keynote: their text was read.
    return;
  }
  await writeLibrarySheets(book, sink);
}
