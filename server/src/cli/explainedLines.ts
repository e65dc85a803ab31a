import { categoriesOf } from '@constat/contract/category.ts';
import { locatorText } from '../exposure/locatorText.ts';
import type { CountedItem } from '../exposure/review/itemDecisions.ts';
import type { ExplainedContent } from '../jobs/explainContents.ts';
import type { Evidence, RecordedComparison, RecordedPassage } from '../link/passageRecorder.ts';
import type { Place } from '../link/sighting.ts';
import type { Explained, PatientNames } from './explained.ts';

/** An item for machines: a line with its fate and with what counts, then a line for each passage. */
export async function explainedLines(
  { item, known, content }: Explained,
  names: PatientNames,
): Promise<string[]> {
  const { path, fate, reason, members } = item;
  const counted = await Promise.all(known.map((one) => countedOf(one, names)));
  const lines: object[] = [
    { path, fate, reason, members, persons: content?.persons ?? null, is_cut: content?.isCut ?? false, counted },
  ]; // prettier-ignore
  for (const passage of content?.passages ?? [])
    lines.push({ path, ...(await passageOf(passage, content!, names)) });
  return lines.map((line) => JSON.stringify(line));
}

/** What counts of a patient altogether, for machines. */
export function personLine(
  patient: string,
  person: { readonly probability: number; readonly items: number } | null,
): string {
  const counted = person === null ? null : { ...person, probability: rounded(person.probability) };
  return JSON.stringify({ patient, person: counted });
}

async function countedOf(
  { patient, byName, found, counted, outcome, answers }: CountedItem,
  names: PatientNames,
): Promise<object> {
  return {
    patient: await names.of(patient),
    by_name: byName,
    found: found === null ? null : rounded(found),
    counted: counted === null ? null : rounded(counted),
    outcome,
    answers,
  };
}

async function passageOf(
  passage: RecordedPassage,
  content: ExplainedContent,
  names: PatientNames,
): Promise<object> {
  const { place, candidates, seen, oneOfMany, outsider, registered, asked } = passage;
  return {
    locator: locatorOf(place ?? asked?.place ?? null, content),
    registered,
    seen: await Promise.all(
      seen.map(async ({ patient, probability, categories }) => ({
        patient: await names.at(patient),
        probability: rounded(probability),
        categories: categoriesOf(categories),
      })),
    ),
    candidates: await Promise.all(
      candidates.map(async ({ patient, weight, probability, evidence }) => ({
        patient: await names.at(patient),
        probability: rounded(probability),
        weight: bitsOf(weight),
        evidence: evidenceOf(evidence),
      })),
    ),
    one_of_many:
      oneOfMany === null ? null : { bearers: oneOfMany.bearers, probability: rounded(oneOfMany.probability) },
    outsider: outsider === null ? null : { name: outsider.name, probability: rounded(outsider.probability) },
    ...(asked === null ? {} : { asked: comparisonOf(asked) }),
  };
}

function comparisonOf({
  search,
  isPossible,
  weight,
  needed,
  probability,
  evidence,
}: RecordedComparison): object {
  return {
    search,
    possible: isPossible,
    weight: bitsOf(weight),
    needed: bitsOf(needed),
    probability: rounded(probability),
    evidence: evidenceOf(evidence),
  };
}

function evidenceOf(evidence: readonly Evidence[]): object[] {
  return evidence.map(({ kind, bits }) => ({ kind, bits: bitsOf(bits) }));
}

function locatorOf(place: Place | null, { parts }: ExplainedContent): string {
  if (place === null) return '';
  return locatorText(parts[place.part] ?? { place: 'line', number: 0, name: '' }, place.position);
}

const bitsOf = (bits: number): number => Math.round(bits * 100) / 100;
const rounded = (probability: number): number => Math.round(probability * 10_000) / 10_000;
