import type { Fate } from '@constat/contract/item.ts';
import type { UnreadContent } from '../collect/item.ts';
import type { PackedOutsiders } from '../link/outsiderList.ts';
import type { PackedSightings } from '../link/sightingTable.ts';
import type { CaseWeights } from '../link/weights.ts';
import type { PatientIndex } from '../patients/index/patientIndex.ts';
import type { ReadReason, ScannedPage } from '../read/format.ts';
import type { PartSegment } from '../read/segment.ts';

/** What a lane is started with: the index lies in shared memory, nothing is copied. */
export interface LaneData {
  readonly index: PatientIndex;
  readonly passwords: readonly string[];
  readonly weights: CaseWeights;
}

/** A content of a batch, with the pages that were recognised before. */
export interface LaneContent extends UnreadContent {
  readonly known: readonly ScannedPage[];
}

/** From the main thread to a lane. */
export type LaneRequest =
  | {
      readonly kind: 'batch';
      readonly contents: readonly LaneContent[];
      /** Whether scans are recognised; else they are counted. */
      readonly recognise: boolean;
    }
  | { readonly kind: 'stop' };

/** Everything that one content says. */
export interface ContentResult {
  readonly contentId: number;
  readonly fate: Fate;
  readonly reason: ReadReason;
  /** Pages that can only be read by recognition, and how many of them wait. */
  readonly scans: { readonly pages: number; readonly waiting: number };
  readonly parts: readonly PartSegment[];
  readonly sightings: PackedSightings;
  readonly outsiders: PackedOutsiders;
}

/** From a lane to the main thread. */
export type LaneReply =
  | { readonly kind: 'begun'; readonly contentId: number; readonly format: string; readonly bytes: number }
  /** A page was recognised. */
  | { readonly kind: 'scanned'; readonly contentId: number; readonly page: ScannedPage }
  | { readonly kind: 'content'; readonly result: ContentResult }
  | { readonly kind: 'done' };
