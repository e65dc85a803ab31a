/** The part of the WebAssembly JavaScript interface that is used here; the compiler's library of the server has none. */
declare namespace WebAssembly {
  type Imports = Record<string, Record<string, unknown>>;

  interface Module {
    readonly [Symbol.toStringTag]: string;
  }

  interface Instance {
    readonly exports: Record<string, unknown>;
  }

  interface Table {
    readonly length: number;
    set(index: number, value: unknown): void;
  }

  const Module: new (bytes: Uint8Array) => Module;
  const Instance: new (module: Module, imports: Imports) => Instance;
  const Table: { readonly prototype: Table; [Symbol.hasInstance](value: unknown): value is Table };
}
