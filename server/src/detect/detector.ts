import type { LabelRole } from './labels.ts';
import type { Finding, FindingKind, RegisterWords } from './scan.ts';
import type { Vocabulary } from './vocabulary.ts';

/** What a detector may look at. */
export interface DetectionContext {
  readonly bytes: Uint8Array;
  /** Length of the text in `bytes`. */
  readonly length: number;
  readonly words: RegisterWords;
  readonly vocabulary: Vocabulary;
  /** Role of the label that stands right before `at` on its line (punctuation and up to `distance` bytes between), or null. */
  labelBefore(at: number, distance?: number): LabelRole | null;
  /** End of the last label of this role on the line; -1 when the line has none so far. */
  labelOnLine(role: LabelRole): number;
  /** The bytes [from, to) as a string, one character a byte; cut at both ends of the text. */
  text(from: number, to: number): string;
}

/** Digits at one place: where they begin, how many stand together, how many with single separators between. */
export interface DigitRun {
  readonly start: number;
  /** End of the digits that stand together. */
  readonly end: number;
  /** Digits of the whole group, separators left out. */
  readonly digits: number;
}

/**
 * One kind of datum. To add one: a file in detectors/, a line in detectors/index.ts, samples in the contract test.
 * `digits` detectors are woken by a run of digits whose group has between min and max digits; `byte` detectors by a byte.
 */
export interface Detector {
  readonly kind: FindingKind;
  readonly digits?: { readonly min: number; readonly max: number };
  readonly byte?: number;
  /** Looks at the place; reads a bounded number of bytes. The finding that is found, or null. */
  detect(context: DetectionContext, at: DigitRun): Finding | null;
}
