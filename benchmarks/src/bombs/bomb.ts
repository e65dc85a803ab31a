/** A file that is made to exhaust whoever reads it. */
export interface Bomb {
  readonly name: string;
  readonly file: string;
  /** Writes it; null where a program that it takes is not installed. */
  build(path: string): Promise<void>;
  /** Outcomes ("fate reason") of which at least one must be among those of its items. */
  readonly expected: readonly string[];
  /** Least bytes of text that must have been read before the limit. */
  readonly keeps?: number;
  /** Least number of items that must have been listed. */
  readonly lists?: number;
}
