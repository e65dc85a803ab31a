import type { Recording } from './contentLinker.ts';
import type { SampledPassage } from './estimateWeights.ts';
import { type CandidateOutcome, EVIDENCE_KINDS, type EvidenceKind, type LinkRecorder } from './linkModel.ts';
import { SightingTable } from './sightingTable.ts';

/** Candidates of a passage that are worth counting. */
const CANDIDATES = 8;

const POSITION = Object.fromEntries(EVIDENCE_KINDS.map((kind, i) => [kind, i])) as Record<
  EvidenceKind,
  number
>;

/** Counts comparisons for the estimation of the weights, rows of tables and texts apart: kinds of evidence and sums, no values and no names. */
export class SampleRecorder implements Recording {
  readonly sightings: SightingTable;
  readonly table: PassageSample;
  readonly text: PassageSample;

  /** @param limit passages counted of one content: beyond it a long table says nothing new. */
  constructor(patients: number, limit: number) {
    this.sightings = new SightingTable(patients);
    this.table = new PassageSample(limit);
    this.text = new PassageSample(limit);
  }

  get isFull(): boolean {
    return this.table.isFull || this.text.isFull;
  }

  outsider(): void {
    // An outsider is no comparison.
  }
}

/** The comparisons of one kind of passages. */
class PassageSample implements LinkRecorder {
  readonly asked = -1;
  readonly #limit: number;
  #passages: SampledPassage[] = [];
  #compared = new Map<number, number[]>();
  #kinds: number[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  get isFull(): boolean {
    return this.#passages.length >= this.#limit;
  }

  /** The passages so far; the next content begins. */
  take(): SampledPassage[] {
    const taken = this.#passages;
    this.#passages = [];
    return taken;
  }

  stands(): void {
    // Where it stands does not count.
  }

  compared(): void {
    // Nobody is asked about.
  }

  candidate(p: number): void {
    this.#kinds = [];
    this.#compared.set(p, this.#kinds);
  }

  evidence(kind: EvidenceKind): void {
    this.#kinds.push(POSITION[kind]);
  }

  decided(outcomes: readonly CandidateOutcome[], registered: number): void {
    if (outcomes.length > 0 && !this.isFull)
      this.#passages.push({
        registered,
        candidates: outcomes
          .toSorted((a, b) => b.weight - a.weight || a.patient - b.patient)
          .slice(0, CANDIDATES)
          .map(({ patient, weight }) => ({
            weight,
            kinds: Uint8Array.from(this.#compared.get(patient) ?? []),
          })),
      });
    this.#compared = new Map();
  }
}
