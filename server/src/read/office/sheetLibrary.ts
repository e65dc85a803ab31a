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
}

let library: Promise<SheetLibrary> | null = null;

/** SheetJS, loaded when it is first needed: most children never need it. */
export function sheetLibrary(): Promise<SheetLibrary> {
  library ??= import('@e965/xlsx') as Promise<SheetLibrary>;
  return library;
}
