/** One figure against what is needed. */
export interface Bar {
  readonly what: string;
  readonly needed: string;
  readonly measured: string;
  readonly ok: boolean;
}

/** What a measurement gives. */
export interface Measurement {
  readonly figures: Readonly<Record<string, unknown>>;
  readonly bars: readonly Bar[];
  /** Lines to print above the bars: tables. */
  readonly table: readonly string[];
}

/** One measurement: a file in measures/, a line in measures/index.ts. */
export interface Measure {
  readonly name: string;
  readonly help: string;
  /** Under which heading the figures are kept, where parts are measured one by one; its name otherwise. */
  readonly section?: (options: ReadonlyMap<string, string>) => string;
  /** `options` are the words after the name: key=value. */
  run(options: ReadonlyMap<string, string>): Promise<Measurement>;
}

/** A bar whose figure must not lie below `needed`. */
export function atLeast(what: string, measured: number, needed: number, digits = 3): Bar {
  return { what, needed: `>= ${needed}`, measured: measured.toFixed(digits), ok: measured >= needed };
}

/** A bar whose figure must not lie above `needed`. */
export function atMost(what: string, measured: number, needed: number, digits = 3): Bar {
  return { what, needed: `<= ${needed}`, measured: measured.toFixed(digits), ok: measured <= needed };
}
