/** What we use of SheetJS, whose own types leave these parts open. */
export interface SheetLibrary {
  /** Text of a number in a number format of Excel. Throws on formats that are none. */
  readonly SSF: { format(code: string, value: number): string };
  /** Writes compound files. */
  readonly CFB: {
    readonly utils: {
      cfb_new(): object;
      cfb_add(file: object, path: string, content: Uint8Array): unknown;
    };
    write(file: object, options: { type: 'buffer' }): Uint8Array;
  };
  /** Reads a workbook from its bytes. Throws on whatever it cannot read. */
  read(bytes: Uint8Array, options: LibraryOptions & { type: 'buffer' }): LibraryBook;
  /** Reads a workbook from the parts of a zip. Throws on whatever it cannot read. */
  parse_zip(file: object, options: LibraryOptions): LibraryBook;
}

interface LibraryOptions {
  /** Rows as arrays. */
  readonly dense: true;
  readonly cellText: false;
}

/** A workbook in memory. */
export interface LibraryBook {
  readonly SheetNames: readonly string[];
  readonly Sheets: Readonly<Record<string, LibrarySheet>>;
}

interface LibrarySheet {
  /** Rows, some of which are not there. */
  readonly '!data'?: readonly (readonly (LibraryCell | undefined)[] | undefined)[];
}

/** A cell: its value and its number format. */
export interface LibraryCell {
  readonly v?: string | number | boolean | Date;
  readonly z?: string | number;
}

let library: Promise<SheetLibrary> | null = null;

/** SheetJS, loaded when it is first needed: most children never need it. */
export function sheetLibrary(): Promise<SheetLibrary> {
  library ??= import('@e965/xlsx') as unknown as Promise<SheetLibrary>;
  return library;
}
