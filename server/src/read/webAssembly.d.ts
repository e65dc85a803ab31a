/** The part of the WebAssembly JavaScript interface that is used here; the compiler's library of the server has none. */
declare namespace WebAssembly {
  type Imports = Record<string, Record<string, unknown>>;

  class Module {
    constructor(bytes: Uint8Array);
  }

  class Instance {
    constructor(module: Module, imports: Imports);
    readonly exports: Record<string, unknown>;
  }

  class Table {
    readonly length: number;
    set(index: number, value: unknown): void;
  }

  class RuntimeError extends Error {}
}
