import { CATEGORY_BIT } from '@constat/contract/category.ts';
import { REASON_BIT } from '@constat/contract/exposure.ts';
import { type FindingKind, LABEL, NAME_PART, type Scan } from '../detect/scan.ts';
import type { Scanner } from '../detect/scanner.ts';
import type { PatientIndex } from '../patients/index/patientIndex.ts';
import type { PartSegment, Segment } from '../read/segment.ts';
import { foldWords } from '../text/foldWords.ts';
import type { Entity } from './entity.ts';
import { KnownLayouts } from './knownLayouts.ts';
import { type LinkModel, linkModel, type LinkRecorder } from './linkModel.ts';
import { TableLinker, type TableContext } from './linkTable.ts';
import { TextLinker } from './linkText.ts';
import { OutsiderList } from './outsiderList.ts';
import { ReferencedRecords } from './referencedRecords.ts';
import type { Match } from './resolve.ts';
import { NO_YEARS, type Outsider } from './sighting.ts';
import { SightingTable } from './sightingTable.ts';
import { type CaseWeights, STARTING_CASE_WEIGHTS } from './weights.ts';

/** At most so many outsiders of one content are kept one by one. */
const OUTSIDER_LIMIT = 1_000_000;

/** Records what is decided and where it is seen. */
export interface Recording {
  /** For rows of tables, and for texts. */
  readonly table: LinkRecorder;
  readonly text: LinkRecorder;
  /** Takes the sightings in place of a plain table, so that it sees the place of each. */
  readonly sightings: SightingTable;
  outsider(outsider: Outsider): void;
}

/** Links everything that one content holds: feed it the segments of the content, then take the sightings, then clear it. */
export class ContentLinker implements TableContext {
  readonly index: LinkModel;
  readonly sightings: SightingTable;
  readonly records: ReferencedRecords;
  readonly layouts = new KnownLayouts();
  readonly parts: PartSegment[] = [];
  readonly outsiders = new OutsiderList();
  #outsidersDropped = false;
  readonly #recording: Recording | null;
  readonly #scanner: Scanner;
  readonly #text: TextLinker;
  /** The year that the name of the content tells; 0 where it tells none. */
  year = 0;
  #table: TableLinker | null = null;

  /**
   * @param weights those of the case; the starting ones where it has not estimated any.
   * @param recording who is told what is decided, and where that is seen; nobody as a rule.
   */
  constructor(
    index: PatientIndex,
    scanner: Scanner,
    weights: CaseWeights = STARTING_CASE_WEIGHTS,
    recording: Recording | null = null,
  ) {
    this.index = linkModel(index, weights.table, recording?.table ?? null);
    this.sightings = recording?.sightings ?? new SightingTable(index.size);
    this.#recording = recording;
    this.records = new ReferencedRecords(this.sightings);
    this.#scanner = scanner;
    this.#text = new TextLinker({
      index: linkModel(index, weights.text, recording?.text ?? null),
      sightings: this.sightings,
      outsider: (outsider) => this.outsider(outsider),
    });
  }

  segment(segment: Segment): void {
    switch (segment.kind) {
      case 'part':
        this.#endTable();
        this.parts.push(segment);
        return;
      case 'text':
        this.#endTable();
        this.#linkText(segment.bytes, segment.firstLine);
        return;
      case 'columns':
        this.#ownTable().columns(segment);
        return;
      case 'rows':
        this.#ownTable().rows(segment);
        return;
    }
  }

  /** The content ends: what still waits is linked. */
  end(): void {
    this.#endTable();
    this.records.end();
  }

  /** True when there was more in the content than could be remembered at a time, and something is missing for it. */
  get isIncomplete(): boolean {
    return this.records.isIncomplete || this.#outsidersDropped;
  }

  /** Forgets the content: the next one begins; `year` is what its name tells, 0 for nothing. */
  clear(year = 0): void {
    this.year = year;
    this.sightings.clear();
    this.records.clear();
    this.layouts.clear();
    this.parts.length = 0;
    this.outsiders.clear();
    this.#outsidersDropped = false;
    this.#table = null;
    this.#text.forget(year);
  }

  /** A text cell of a row, or a row of a table without persons. */
  text(bytes: Uint8Array, part: number, position: number): void {
    this.#text.begin();
    this.#text.link(this.#scanner.scan(bytes), part, () => position);
  }

  remark(bytes: Uint8Array, part: number, position: number, patient: Match, person: () => Entity): void {
    const scan = this.#scanner.scan(bytes);
    if (hasMedical(scan.findings))
      this.sightings.add(
        patient,
        CATEGORY_BIT.medical,
        NO_YEARS,
        part,
        position,
        REASON_BIT.row_of_table,
        true,
      );
    // Most remarks name nobody and hold no datum: nothing more is made of them.
    if (!mayConcernSomebody(scan)) return;
    this.#text.begin(person(), patient);
    this.#text.link(scan, part, () => position);
    this.#text.begin();
  }

  lines(bytes: Uint8Array, part: number, positions: readonly number[]): void {
    this.#text.begin();
    this.#text.link(
      this.#scanner.scan(bytes),
      part,
      (line) => positions[Math.min(line, positions.length - 1)]!,
    );
  }

  subject(entity: Entity): void {
    this.#text.begin(entity);
  }

  outsider(outsider: Outsider): void {
    if (isMadeUp(outsider.name)) return;
    this.#recording?.outsider(outsider);
    if (this.outsiders.length >= OUTSIDER_LIMIT) this.#outsidersDropped = true;
    else this.outsiders.push(outsider);
  }

  #linkText(bytes: Uint8Array, firstLine: number): void {
    this.#text.link(this.#scanner.scan(bytes), this.#part, (line) => firstLine + line);
  }

  get #part(): number {
    return Math.max(0, this.parts.length - 1);
  }

  #ownTable(): TableLinker {
    this.#table ??= new TableLinker(this, this.#part, this.parts.at(-1)?.name ?? '');
    return this.#table;
  }

  #endTable(): void {
    this.#table?.end();
    this.#table = null;
  }
}

/** Words of names under which nobody lives: files to try a software with are full of them. */
const MADE_UP = new Set(
  'TEST ZTEST ZZTEST TESTS ESSAI TOTO FICTIF FICTIVE BIDON RECETTE DUMMY FAKE'.split(' '),
);

/** 'TEST Patient', 'TOTO Essai'. */
function isMadeUp(name: string): boolean {
  return foldWords(name).some((word) => MADE_UP.has(word));
}

/** Whether a text holds a datum that is no date and nothing medical, or a name with a label or another name beside it. */
function mayConcernSomebody({ findings, count, kind }: Scan): boolean {
  if (findings.some((finding) => !OF_ANYBODY.has(finding.kind))) return true;
  let names = 0;
  let labels = 0;
  for (let t = 0; t < count; t++) {
    if (kind[t] === NAME_PART) names++;
    else if (kind[t] === LABEL) labels++;
  }
  return names > 0 && names + labels > 1;
}

const OF_ANYBODY: ReadonlySet<FindingKind> = new Set<FindingKind>(['medical', 'date', 'age', 'number']);

function hasMedical(findings: readonly { readonly kind: string }[]): boolean {
  return findings.some((finding) => finding.kind === 'medical');
}
