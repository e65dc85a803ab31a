/** What the method statement says. {} are figures, in the order named. */
export interface MethodWords {
  readonly title: string;
  readonly subtitle: string;
  readonly result: {
    readonly title: string;
    /** Files missed at most, number of the sample, items unread. */
    readonly bounded: string;
    /** Items unread. */
    readonly unbounded: string;
    readonly unit: string;
    readonly rings: string;
    readonly interval: string;
    readonly shared: string;
    readonly relation: string;
  };
  readonly corpus: {
    readonly title: string;
    readonly columns: readonly [string, string, string, string, string];
    readonly hash: string;
    readonly recompute: string;
    readonly without: string;
    /** Counted items, counted distinct contents. */
    readonly distinct: string;
    readonly countDistinct: string;
  };
  readonly register: {
    readonly title: string;
    readonly columns: readonly [string, string, string, string];
    readonly last: string;
  };
  readonly read: { readonly title: string; readonly note: string };
  readonly protocol: {
    readonly title: string;
    readonly steps: readonly string[];
    readonly circumstances: string;
  };
  readonly review: {
    readonly title: string;
    readonly rule: string;
    readonly moves: string;
    readonly columns: readonly [string, string, string, string, string, string, string];
  };
  readonly samples: {
    readonly title: string;
    readonly rule: string;
    readonly columns: readonly [string, string, string, string, string, string, string, string];
    readonly together: string;
    readonly changeColumns: readonly [string, string, string, string, string, string];
  };
  readonly recapture: {
    readonly title: string;
    readonly columns: readonly [string, string, string, string, string, string];
  };
  readonly seeds: {
    readonly title: string;
    readonly rule: string;
    readonly columns: readonly [string, string, string, string];
  };
  readonly undone: {
    readonly title: string;
    readonly nothing: string;
    readonly noReview: string;
    readonly noSecond: string;
    readonly noSample: string;
    /** Counted units, number of the sample. */
    readonly sampleUnfinished: string;
    readonly sampleOutdated: string;
    readonly strataUnsampled: string;
    readonly noPatientSample: string;
    readonly noSeeds: string;
    readonly seedsOutdated: string;
    readonly noCalibration: string;
    readonly noBreachDate: string;
    /** Counted items. */
    readonly unread: string;
  };
  readonly limits: { readonly title: string; readonly lines: readonly string[] };
  readonly versions: {
    readonly title: string;
    readonly columns: readonly [string, string];
    readonly program: string;
    readonly engine: string;
    /** Version, counted contents. */
    readonly engineValue: string;
    readonly node: string;
    readonly database: string;
    readonly system: string;
    readonly reproduce: string;
    /** Commands in their order; the circumstances of the case follow. */
    readonly commands: readonly string[];
  };
  readonly signatures: {
    readonly title: string;
    readonly columns: readonly [string, string, string];
    readonly roles: readonly [string, string];
    /** Said in place of the lines to sign while the count is not settled. */
    readonly provisional: string;
  };
}
