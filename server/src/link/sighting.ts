import type { CategorySet } from '@constat/contract/category.ts';
import type { ReasonSet } from '@constat/contract/exposure.ts';

/** Where something stands inside a content: the part (ordinal of its PartSegment, from 0) and the line, row or page in it. */
export interface Place {
  readonly part: number;
  /** Line or row number from 1; for pages the line on the page. */
  readonly position: number;
}

/** What one content says of one patient: all its passages together. Categories and places, never values. */
export interface Sighting {
  /** Position in the patient index. */
  readonly patient: number;
  readonly categories: CategorySet;
  readonly reasons: ReasonSet;
  readonly probability: number;
  /** First and last year of the data; 0 when unknown. */
  readonly yearFrom: number;
  readonly yearTo: number;
  /** The clearest passage. */
  readonly place: Place;
  /** Number of passages; what only goes on with one (the next page, a row that refers to its record) is no further one. */
  readonly passages: number;
  /** Of the surest passage: the key of all whom it may mean (as in `Match`); 0 where it is this patient or an outsider. */
  readonly rivals: number;
}

/** Patients each of whom is too improbable to be kept, while one of them is meant as likely as this: bearers of a common name. */
export interface OneOfMany {
  readonly bearers: number;
  readonly probability: number;
}

/** A person whom a content mentions and who is not in the register, or who cannot be told from many in it. */
export interface Outsider {
  /** As written; sealed before it is stored. */
  readonly name: string;
  /** YYYYMMDD with 00 for unknown parts, 0 when not stated. */
  readonly birthDate: number;
  readonly categories: CategorySet;
  /** That nobody of the register is meant. */
  readonly probability: number;
  /** That one of so many patients is meant who share the name, none of them probable alone; null where it may be few at most. */
  readonly oneOfMany: OneOfMany | null;
  readonly years: Years;
  readonly place: Place;
}

/** Years of the data of one passage; 0 when unknown. */
export interface Years {
  readonly from: number;
  readonly to: number;
}

export const NO_YEARS: Years = { from: 0, to: 0 };

/** Both spans together. */
export function joinYears(a: Years, b: Years): Years {
  if (a.from === 0) return b;
  if (b.from === 0) return a;
  return { from: Math.min(a.from, b.from), to: Math.max(a.to, b.to) };
}

/** From this probability on a passage is taken to be the patient's; weaker passages add nothing to what a stronger one says. */
export const LIKELY = 0.5;
