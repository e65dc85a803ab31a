import { categoriesOf } from '@constat/contract/category.ts';
import { locatorText } from '../exposure/locatorText.ts';
import { certaintyOf } from '../exposure/personLines.ts';
import type { CountedItem } from '../exposure/review/itemDecisions.ts';
import type { ExplainedContent } from '../jobs/explainContents.ts';
import { formatBits, formatMoment, formatProbability } from '../languages/formatNumber.ts';
import { count, fill, type Words } from '../languages/words.ts';
import type {
  Evidence,
  RecordedCandidate,
  RecordedComparison,
  RecordedPassage,
} from '../link/passageRecorder.ts';
import type { Place } from '../link/sighting.ts';
import type { Explained, PatientNames } from './explained.ts';

/** At most so many who are not meant are named of one passage; beside a patient who is asked about, the most probable. */
const NEAR = 5;

/** What is asked: a patient (position in the index), an item, or both. */
export interface Question {
  readonly patient: number | null;
  readonly isOfItem: boolean;
}

/** Says in words who is meant where, who is not, and why. */
export class ExplainedText {
  readonly #names: PatientNames;
  readonly #words: Words;
  readonly #patient: number | null;
  readonly #isOfItem: boolean;

  constructor(names: PatientNames, words: Words, { patient, isOfItem }: Question) {
    this.#names = names;
    this.#words = words;
    this.#patient = patient;
    this.#isOfItem = isOfItem;
  }

  /** One item: its path and fate, what reviewers answered, its passages. */
  async item(explained: Explained): Promise<string[]> {
    const { item, known, content } = explained;
    const lines = [...this.#fate(explained)];
    for (const one of known) if (isWorthTelling(one)) lines.push(...(await this.#counted(one)));
    if (content !== null) lines.push(...(await this.#passages(content, explained)));
    return [item.path, ...lines.map((line) => `  ${line}`)];
  }

  /** What counts of the patient altogether. */
  person(
    number: string,
    person: { readonly probability: number; readonly items: number } | null,
    shown: number,
  ): string {
    const { explain: said, summary } = this.#words;
    if (person === null) return fill(shown === 0 ? said.nothing : said.personNot, number);
    const items = count(summary.countItems, person.items, this.#words);
    return fill(said.person, number, ...this.#sureness(person.probability), items);
  }

  /** What was not read comes before anything that is said of what was. */
  #fate({ item, content }: Explained): string[] {
    const { explain: said, fates, readReasons } = this.#words;
    const reason = (readReasons as Readonly<Record<string, string>>)[item.reason] ?? '';
    const isListed = item.fate === 'read_in_part';
    const isInPart = isListed || (content !== null && hasText(content));
    const why = [item.fate === null || isListed ? '' : fates[item.fate], reason].filter(
      (text) => text !== '',
    );
    const lines: string[] = [];
    if (item.fate !== 'read') lines.push(fill(isInPart ? said.readInPart : said.notRead, why.join(', ')));
    if (this.#isOfItem && item.members > 0) lines.push(count(said.members, item.members, this.#words));
    return lines;
  }

  async #counted({ patient, byName, found, counted, outcome, answers }: CountedItem): Promise<string[]> {
    const { explain: said } = this.#words;
    const isAdjusted = outcome === null && found !== counted;
    const parts = [
      byName ? said.byName : '',
      outcome === null ? '' : said.decided[outcome],
      isAdjusted ? said.adjusted : '',
      counted === null ? said.countsNot : fill(said.counts, ...this.#sureness(counted)),
      found === null ? said.readingNothing : '',
      found !== null && found !== counted ? fill(said.reading, this.#probability(found)) : '',
    ].filter((text) => text !== '');
    const given = answers.map(
      ({ verdict, decided }) => `${said.verdicts[verdict]} (${formatMoment(decided, this.#words)})`,
    );
    return [
      `${fill(said.patient, await this.#names.of(patient))} – ${parts.join(said.and)}`,
      ...(given.length === 0
        ? []
        : [`  ${count(said.answers, given.length, this.#words, given.join(said.and))}`]),
    ];
  }

  async #passages(content: ExplainedContent, { item, known, decided }: Explained): Promise<string[]> {
    const { explain: said } = this.#words;
    const lines: string[] = [];
    const told = content.passages.filter((passage) => this.#patient !== null || showsSomebody(passage));
    for (const passage of told) lines.push(...(await this.#passage(passage, content, decided)));
    const isWhole = item.fate === 'read';
    if (told.length === 0 && (isWhole || hasText(content)) && !this.#isCounted(known))
      lines.push(await this.#nothing(content, isWhole));
    if (content.isCut) lines.push(said.cut);
    return lines;
  }

  /** Whether somebody counts in an item though reading finds nobody. */
  #isCounted(known: readonly CountedItem[]): boolean {
    return this.#patient === null && known.some(({ counted }) => counted !== null);
  }

  async #nothing({ persons }: ExplainedContent, isWhole: boolean): Promise<string> {
    const { explain: said } = this.#words;
    if (this.#patient === null) return isWhole ? said.nobody : said.nobodyInPart;
    const number = await this.#names.at(this.#patient);
    return count(said.nothingHere, persons, this.#words, number);
  }

  /** One passage: who is meant and who is not. */
  async #passage(
    passage: RecordedPassage,
    content: ExplainedContent,
    decided: readonly CountedItem[],
  ): Promise<string[]> {
    const { place, asked, oneOfMany, outsider } = passage;
    const { explain: said } = this.#words;
    const seen = new Map(passage.seen.map((one) => [one.patient, one]));
    const meant = passage.candidates.filter((one) => seen.has(one.patient) || one.patient === this.#patient);
    const others = passage.candidates.filter((one) => !meant.includes(one));
    const lines: string[] = [];
    if (asked !== null) lines.push(...(await this.#asked(passage, asked, decided)));
    for (const one of [...meant, ...others.slice(0, asked === null ? NEAR : 1)])
      if (asked === null || one.patient !== this.#patient)
        lines.push(...(await this.#verdict(one, seen.get(one.patient), decided)));
    for (const one of seen.values())
      if (
        !meant.some(({ patient }) => patient === one.patient) &&
        (asked === null || one.patient !== this.#patient)
      )
        lines.push(`${fill(said.patient, await this.#names.at(one.patient))} – ${said.refers}`);
    if (oneOfMany !== null)
      lines.push(fill(said.oneOfMany, oneOfMany.bearers, this.#probability(oneOfMany.probability)));
    if (outsider !== null)
      lines.push(fill(said.outsider, outsider.name, this.#probability(outsider.probability)));
    return [this.#place(place ?? asked?.place ?? null, content), ...lines.map((line) => `  ${line}`)];
  }

  /** The patient asked about, whether he was looked for or not, and what would have been needed. */
  async #asked(
    { seen, candidates }: RecordedPassage,
    asked: RecordedComparison,
    decided: readonly CountedItem[],
  ): Promise<string[]> {
    const patient = this.#patient!;
    const own = seen.find((one) => one.patient === patient);
    const candidate = candidates.find((one) => one.patient === patient) ?? { ...asked, patient };
    const lines = await this.#verdict(candidate, own, decided);
    if (own !== undefined) return lines;
    const { explain: said } = this.#words;
    return [
      ...lines,
      `  ${said.search[asked.search]}${said.and}${fill(said.matters[mattersOf(asked)], this.#bits(asked.weight), this.#bits(asked.needed))}`,
    ];
  }

  async #verdict(
    { patient, weight, probability, evidence }: Omit<RecordedCandidate, 'place'>,
    seen: RecordedPassage['seen'][number] | undefined,
    decided: readonly CountedItem[],
  ): Promise<string[]> {
    const { explain: said, categories } = this.#words;
    const bits = this.#bits(weight);
    const is =
      seen !== undefined
        ? fill(said.seen, ...this.#sureness(probability), bits)
        : probability > 0
          ? fill(said.near, this.#probability(probability), bits)
          : fill(said.unlike, bits);
    const id = this.#names.idAt(patient);
    const outcome = decided.find((one) => one.patient === id && !one.byName)?.outcome ?? null;
    const isDecided = outcome === 'is' || outcome === 'is_not';
    const shown = seen === undefined ? [] : categoriesOf(seen.categories).map((name) => categories[name]);
    return [
      `${fill(said.patient, await this.#names.of(id))} – ${isDecided ? fill(said.overruled, said.decided[outcome], is) : is}`,
      ...this.#side(said.forIt, evidence, 1),
      ...this.#side(said.against, evidence, -1),
      ...(shown.length === 0 ? [] : [`  ${said.shows} ${shown.join(', ')}`]),
    ];
  }

  #side(title: string, evidence: readonly Evidence[], sign: number): string[] {
    const { explain: said } = this.#words;
    const kept = evidence.filter(({ bits }) => Math.sign(Math.round(bits * 100)) === sign);
    const list = kept.map(({ kind, bits }) => `${said.evidence[kind]} ${this.#bits(bits)}`);
    return kept.length === 0 ? [] : [`  ${title} ${list.join(said.and)}`];
  }

  #place(place: Place | null, { parts }: ExplainedContent): string {
    if (place === null) return '';
    const part = parts[place.part] ?? { place: 'line' as const, number: 0, name: '' };
    return part.place === 'line'
      ? fill(this.#words.explain.line, place.position)
      : locatorText(part, place.position);
  }

  /** 'certain', '0.98'. */
  #sureness(probability: number): [string, string] {
    return [this.#words.explain.certainties[certaintyOf(probability)], this.#probability(probability)];
  }

  #probability(probability: number): string {
    return formatProbability(probability, this.#words);
  }

  #bits(bits: number): string {
    return formatBits(bits, this.#words);
  }
}

/** Whether an item holds any text of its own: an archive has none. */
function hasText({ parts }: ExplainedContent): boolean {
  return parts.length > 0;
}

/** Whether more is known of a patient in an item than what its passages say. */
function isWorthTelling({ outcome, byName, found, counted }: CountedItem): boolean {
  return outcome !== null || byName || found !== counted;
}

/** Passages of which something came, or in which somebody came near. */
function showsSomebody({ place, candidates, seen, outsider }: RecordedPassage): boolean {
  return place !== null && (seen.length > 0 || outsider !== null || candidates.length > 0);
}

/** What looking for the patient would have changed. */
function mattersOf({ isPossible, weight, needed }: RecordedComparison): keyof Words['explain']['matters'] {
  if (!isPossible) return 'impossible';
  return weight < needed ? 'tooLight' : 'enough';
}
