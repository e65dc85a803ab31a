import type { CategorySet } from '@constat/contract/category.ts';
import type { ReasonSet } from '@constat/contract/exposure.ts';
import type { Recording } from './contentLinker.ts';
import type { AskedOutcome, CandidateOutcome, EvidenceKind, LinkRecorder } from './linkModel.ts';
import type { Match } from './resolve.ts';
import type { OneOfMany, Outsider, Place, Years } from './sighting.ts';
import { SightingTable } from './sightingTable.ts';

/** One piece of evidence, bits: positive speaks for the patient. */
export interface Evidence {
  readonly kind: EvidenceKind;
  readonly bits: number;
}

/** A patient with whom a passage was compared. */
export interface RecordedCandidate {
  /** Position in the patient index. */
  readonly patient: number;
  /** Sum of the evidence, bits. */
  readonly weight: number;
  /** 0 for somebody of whom too little agrees to be meant at all. */
  readonly probability: number;
  readonly evidence: readonly Evidence[];
}

/** The patient who is asked about, compared with a passage. */
export interface RecordedComparison extends AskedOutcome {
  /** Where the passage stands, whether anything came of it or not. */
  readonly place: Place;
  readonly evidence: readonly Evidence[];
}

/** One passage as it was decided. */
export interface RecordedPassage {
  /** Null where nothing came of it: nobody was seen. */
  place: Place | null;
  /** Who was compared, most probable first; empty where the passage only refers to a record or continues the row above. */
  readonly candidates: readonly RecordedCandidate[];
  /** The prior probability that the person is in the register. */
  readonly registered: number;
  /** Patients whom it counts for, with what it shows of them. */
  readonly seen: { readonly patient: number; readonly probability: number; readonly categories: CategorySet; readonly reasons: ReasonSet }[]; // prettier-ignore
  /** Who are too many to be kept one by one. */
  readonly oneOfMany: OneOfMany | null;
  /** The person outside the register whom it counts for. */
  outsider: Outsider | null;
  /** Null where nobody is asked about, and where nobody was compared at all. */
  readonly asked: RecordedComparison | null;
}

/** Which passages are kept. */
export interface RecordedScope {
  /** Only passages with which this patient (position in the index) has to do; all when null. */
  readonly patient: number | null;
  /** Whether the patient is compared with every passage: then those in which something of his stands are kept, the nearest to him first. */
  readonly isPair: boolean;
  readonly limit: number;
}

/** What agrees with half of all people. */
const OF_MANY: ReadonlySet<EvidenceKind> = new Set([
  'sex_equal',
  'age_equal',
  'age_near',
  'household',
  'namesakes',
]);

/** Whether anything that stands there is the patient's, more than the sex or the age. */
export function agrees({ evidence }: Pick<RecordedComparison, 'evidence'>): boolean {
  return evidence.some(({ kind, bits }) => bits > 0 && !OF_MANY.has(kind));
}

/** Remembers what a linker decides, passage by passage, and why. */
export class PassageRecorder implements Recording, LinkRecorder {
  readonly table: LinkRecorder = this;
  readonly text: LinkRecorder = this;
  readonly sightings: SightingTable;
  passages: RecordedPassage[] = [];
  /** Passages that show a person. */
  persons = 0;
  readonly asked: number;
  /** True when there were more passages than are kept. */
  isCut = false;
  readonly #scope: RecordedScope;
  /** Evidence of the comparisons of the passage at hand. */
  #compared = new Map<number, Evidence[]>();
  #evidence: Evidence[] = [];
  #last: RecordedPassage | null = null;
  /** Where the passage stands that is being decided or was decided last. */
  #stands: Place = { part: 0, position: 0 };
  #comparison: RecordedComparison | null = null;

  constructor(patients: number, scope: RecordedScope) {
    this.#scope = scope;
    this.asked = scope.isPair ? (scope.patient ?? -1) : -1;
    this.sightings = new ToldSightings(patients, (match, categories, reasons, place) =>
      this.#see(match, categories, reasons, place),
    );
  }

  stands(place: Place): void {
    this.#stands = place;
    this.#compared = new Map();
    this.#comparison = null;
  }

  compared(outcome: AskedOutcome): void {
    const { evidence } = withRemainder(
      { ...outcome, patient: this.asked },
      this.#compared.get(this.asked) ?? [],
    );
    this.#comparison = { ...outcome, place: this.#stands, evidence };
    if (outcome.search !== 'found') this.#compared.delete(this.asked);
  }

  candidate(p: number): void {
    this.#evidence = [];
    this.#compared.set(p, this.#evidence);
  }

  evidence(kind: EvidenceKind, bits: number): void {
    this.#evidence.push({ kind, bits });
  }

  decided(outcomes: readonly CandidateOutcome[], registered: number, oneOfMany: OneOfMany | null): void {
    const candidates = [
      ...outcomes.map((outcome) => withRemainder(outcome, this.#compared.get(outcome.patient) ?? [])),
      ...this.#unlike(new Set(outcomes.map(({ patient }) => patient))),
    ].sort((a, b) => b.probability - a.probability || b.weight - a.weight || a.patient - b.patient);
    const asked = this.#comparison;
    this.#compared = new Map();
    this.#comparison = null;
    this.#open({ place: null, candidates, registered, seen: [], oneOfMany, outsider: null, asked });
  }

  outsider(outsider: Outsider): void {
    const passage = this.#at(outsider.place);
    passage.outsider = outsider;
  }

  /** Those who were compared and could not be meant, though something speaks for them. */
  #unlike(meant: ReadonlySet<number>): RecordedCandidate[] {
    return [...this.#compared]
      .filter(([patient]) => !meant.has(patient))
      .map(([patient, evidence]) => ({ patient, weight: sumOf(evidence), probability: 0, evidence }))
      .filter(({ weight }) => weight > 0);
  }

  #see(match: Match, categories: CategorySet, reasons: ReasonSet, place: Place): void {
    const { patient, probability } = match;
    this.#at(place).seen.push({ patient, probability, categories, reasons });
    this.#keep(this.#last!);
  }

  /** The passage decided last, when it is not known to stand elsewhere. */
  #at(place: Place): RecordedPassage {
    const last = this.#last;
    if (last !== null && isSame(last.place ?? this.#stands, place)) {
      if (last.place === null) this.persons++;
      last.place = place;
      return last;
    }
    this.persons++;
    return this.#open({
      place,
      candidates: [],
      registered: 0,
      seen: [],
      oneOfMany: null,
      outsider: null,
      asked: null,
    });
  }

  #open(passage: RecordedPassage): RecordedPassage {
    this.#last = passage;
    this.#keep(passage);
    return passage;
  }

  #keep(passage: RecordedPassage): void {
    if (!this.#concerns(passage)) return;
    if (this.#scope.isPair) this.#keepNear(passage);
    else if (this.passages.at(-1) === passage) return;
    else if (this.passages.length >= this.#scope.limit) this.isCut = true;
    else this.passages.push(passage);
  }

  #concerns({ candidates, seen, asked }: RecordedPassage): boolean {
    const { patient, isPair } = this.#scope;
    if (patient === null || seen.some((one) => one.patient === patient)) return true;
    if (isPair) return asked !== null && agrees(asked);
    return candidates.some((candidate) => candidate.patient === patient);
  }

  /** Of passages without end those are kept that come nearest. */
  #keepNear(passage: RecordedPassage): void {
    if (this.passages.includes(passage)) return;
    this.passages.push(passage);
    if (this.passages.length > 2 * this.#scope.limit) this.nearest();
  }

  /** Sorts the passages that were kept by how near they come to the patient who is asked about, and leaves out what is beyond the limit. */
  nearest(): void {
    const { patient, limit } = this.#scope;
    const seenBy = ({ seen }: RecordedPassage): number =>
      seen.find((one) => one.patient === patient)?.probability ?? 0;
    const sorted = this.passages.toSorted(
      (a, b) =>
        seenBy(b) - seenBy(a) ||
        (b.asked?.probability ?? 0) - (a.asked?.probability ?? 0) ||
        (b.asked?.weight ?? 0) - (a.asked?.weight ?? 0),
    );
    this.isCut ||= sorted.length > limit;
    this.passages = sorted.slice(0, limit);
  }
}

type Told = (match: Match, categories: CategorySet, reasons: ReasonSet, place: Place) => void;

/** Sightings that tell where each passage stands. */
class ToldSightings extends SightingTable {
  readonly #told: Told;

  constructor(patients: number, told: Told) {
    super(patients);
    this.#told = told;
  }

  override add(
    match: Match,
    seen: CategorySet,
    years: Years,
    part: number,
    position: number,
    also: ReasonSet = 0,
    goesOn = false,
  ): void {
    super.add(match, seen, years, part, position, also, goesOn);
    this.#told(match, seen | this.alsoCategories, match.reasons | also, { part, position });
  }
}

function isSame(a: Place, b: Place): boolean {
  return a.part === b.part && a.position === b.position;
}

function sumOf(evidence: readonly Evidence[]): number {
  return evidence.reduce((sum, { bits }) => sum + bits, 0);
}

/** What the evidence does not add up to is what the number of namesakes says. */
function withRemainder(outcome: CandidateOutcome, evidence: readonly Evidence[]): RecordedCandidate {
  const rest = outcome.weight - sumOf(evidence);
  return {
    ...outcome,
    evidence: Math.abs(rest) < 0.005 ? evidence : [...evidence, { kind: 'namesakes', bits: rest }],
  };
}
