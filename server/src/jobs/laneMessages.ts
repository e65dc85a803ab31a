import type { Fate } from '@constat/contract/item.ts';
import type { UnreadContent } from '../collect/item.ts';
import type { Outsider, Sighting } from '../link/sighting.ts';
import type { PatientIndex } from '../patients/index/patientIndex.ts';
import type { ReadReason } from '../read/format.ts';
import type { PartSegment } from '../read/segment.ts';

/** What a lane is started with: the index lies in shared memory, nothing is copied. */
export interface LaneData {
  readonly index: PatientIndex;
  readonly passwords: readonly string[];
}

/** From the main thread to a lane. */
export type LaneRequest =
  { readonly kind: 'batch'; readonly contents: readonly UnreadContent[] } | { readonly kind: 'stop' };

/** Everything that one content says. */
export interface ContentResult {
  readonly contentId: number;
  readonly fate: Fate;
  readonly reason: ReadReason;
  readonly parts: readonly PartSegment[];
  readonly sightings: readonly Sighting[];
  readonly outsiders: readonly Outsider[];
}

/** From a lane to the main thread. */
export type LaneReply =
  | { readonly kind: 'begun'; readonly contentId: number; readonly format: string; readonly bytes: number }
  | { readonly kind: 'content'; readonly result: ContentResult }
  | { readonly kind: 'done' };
