/** Checks before anything leaves (M01 to M17 of the reference on mail). */
export const CHECKS = [
  'row_integrity',
  'register',
  'status',
  'age',
  'salutation',
  'window',
  'counts',
  'uniqueness',
  'address',
  'empty_fields',
] as const;
export type Check = (typeof CHECKS)[number];

/** A check that refuses, and the notices for which it does. */
export interface CheckFailure {
  readonly check: Check;
  readonly notices: readonly number[];
}

/** A batch that must not leave: all checks that refuse it. Names notices, never persons. */
export class ChecksFailed extends Error {
  readonly failures: readonly CheckFailure[];

  constructor(failures: readonly CheckFailure[]) {
    super(failures.map(({ check, notices }) => `${check}: ${notices.join(', ')}`).join('; '));
    this.name = 'ChecksFailed';
    this.failures = failures;
  }
}

/** Gathers what fails, check by check. */
export class FailureList {
  readonly #found = new Map<Check, Set<number>>();

  /** Notes that a check refuses a notice, unless `isRight`. */
  expect(check: Check, notice: number, isRight: boolean): void {
    if (isRight) return;
    const found = this.#found.get(check) ?? new Set();
    this.#found.set(check, found.add(notice));
  }

  get failures(): CheckFailure[] {
    return CHECKS.flatMap((check) => {
      const found = this.#found.get(check);
      return found === undefined ? [] : [{ check, notices: [...found].sort((a, b) => a - b) }];
    });
  }

  /** Throws ChecksFailed if anything fails. */
  settle(): void {
    if (this.#found.size > 0) throw new ChecksFailed(this.failures);
  }
}
