import { categoriesOf } from '@constat/contract/category.ts';
import { CaseError } from '../case/caseError.ts';
import { itemPlace } from '../collect/item.ts';
import { fetchRows } from '../database/fetchRows.ts';
import { locatorText } from '../exposure/locatorText.ts';
import { buildIndex } from '../jobs/buildIndex.ts';
import { type ExplainedContent, explainContents } from '../jobs/explainContents.ts';
import { loadWeights } from '../jobs/caseWeights.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { fill, type Words } from '../languages/words.ts';
import type { RecordedCandidate, RecordedPassage } from '../link/passageRecorder.ts';
import { patientByNumber, type PatientIndex } from '../patients/index/patientIndex.ts';
import { patientNumbers } from '../patients/patientNumbers.ts';
import { type OpenCase, openCase, withReader } from '../pipeline.ts';
import { encode } from '../text/windows1252.ts';
import { CASE_OPTION, type Command, type Invocation, oneOf, UsageError } from './command.ts';
import { putOnRecord, REASON_OPTION } from './putOnRecord.ts';

/** Passages shown when nobody says how many. */
const LIMIT = 1_000;

export const explain: Command = {
  name: 'explain',
  positionals: [],
  options: {
    case: CASE_OPTION,
    patient: {
      value: 'IPP',
      help: {
        fr: 'pourquoi ce patient est concerné : chaque passage, ce qui parle pour lui et contre',
        en: 'why this patient is concerned: each passage, with what speaks for him or her and against',
      },
    },
    path: {
      value: 'PATH',
      help: {
        fr: 'qui un élément concerne, qui en était proche et pourquoi ce n’est pas lui (chemin tel qu’exporté)',
        en: 'whom an item concerns, who came near and why not (path as exported)',
      },
    },
    format: {
      value: 'text|jsonl',
      help: {
        fr: 'texte (par défaut) ou une ligne JSON par passage',
        en: 'text (default) or a JSON line for each passage',
      },
    },
    reason: REASON_OPTION,
    limit: {
      value: 'N',
      help: {
        fr: 'passages montrés par élément (sinon 1000)',
        en: 'passages shown of each item (else 1000)',
      },
    },
  },
  help: {
    fr: 'Explique un patient ou un élément : les contenus sont relus avec les mêmes règles, rien n’en est conservé.',
    en: 'Explains a patient or an item: the contents are read again by the same rules, and nothing of it is kept.',
  },
  examples: [
    'constat explain --patient 8001234567 --case /srv/constat/hopital',
    'constat explain --path "Services/Urgences/liste.xlsx" --case /srv/constat/hopital --format jsonl',
  ],
  async run(invocation) {
    const { value } = invocation;
    if ((value('patient') === '') === (value('path') === ''))
      throw new UsageError('one_needed', '--patient IPP, --path PATH');
    const open = await openCase(value('case'));
    try {
      await explainCase(open, invocation);
    } finally {
      await open.close();
    }
  },
};

async function explainCase(open: OpenCase, invocation: Invocation): Promise<void> {
  const { value, words, out, signal } = invocation;
  const { database, opened } = open;
  const index = await buildIndex(database, opened.keys, signal);
  if (index.size === 0) throw new CaseError('no_register', database.caseId);
  const patient = value('patient') === '' ? null : findPatient(index, value('patient'));
  const items =
    patient === null ? await itemsAt(open, value('path')) : await itemsOf(open, index.ids[patient]!);
  await recordExplain(open, value('reason'), patient === null ? null : index.ids[patient]!, items);
  const print = printerOf(invocation, new PatientNumbers(open, index), patient);
  await withReader(open, async (reader) => {
    const options = {
      database, keys: opened.keys, reader, index, signal,
      weights: await loadWeights(database),
      scope: { patient, isPair: false, limit: limitOf(value('limit')) },
    }; // prettier-ignore
    for await (const content of explainContents(options, [...items.keys()]))
      await print(items.get(content.contentId)!.path, content);
  });
  if (items.size === 0 && value('format') !== 'jsonl')
    out.write(`${patient === null ? words.explain.nobody : fill(words.explain.nothing, value('patient'))}\n`);
}

/** An item is named by its evidence and its number there. */
async function recordExplain(
  open: OpenCase,
  reason: string,
  patient: number | null,
  items: ReadonlyMap<number, ShownItem>,
): Promise<void> {
  const shown = [...items.values()];
  await putOnRecord(open, {
    action: patient === null ? 'item_explained' : 'patient_explained',
    patients: patient === null ? [] : [patient],
    items: shown.map(({ item }) => item),
    evidence: [...new Set(shown.map(({ evidence }) => evidence))],
    reason,
  });
}

function limitOf(text: string): number {
  if (text === '') return LIMIT;
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new UsageError('not_a_number', '--limit', text, '1', '9999999');
  return Number(text);
}

function findPatient(index: PatientIndex, number: string): number {
  const patient = patientByNumber(index, encode(number));
  if (patient < 0) throw new CaseError('patient_unknown', number);
  return patient;
}

interface ItemRow {
  evidence_id: number;
  id: number;
  content_id: number;
  path_sealed: Buffer;
}

/** An item whose content is shown. */
interface ShownItem {
  readonly evidence: number;
  readonly item: number;
  readonly path: string;
}

/** Contents in which a patient (id) was seen, each with the first item that holds it. */
async function itemsOf({ database, opened }: OpenCase, patient: number): Promise<Map<number, ShownItem>> {
  const sql = `SELECT i.evidence_id, i.id, s.content_id, i.path_sealed FROM sightings s JOIN items i ON i.content_id = s.content_id
    WHERE s.case_id = $1 AND s.patient_id = $2 ORDER BY i.evidence_id, i.id`;
  const items = new Map<number, ShownItem>();
  for await (const row of fetchRows<ItemRow>(database, sql, [database.caseId, patient]))
    if (!items.has(row.content_id)) items.set(row.content_id, shownItem(row, opened.keys));
  return items;
}

function shownItem({ evidence_id, id, path_sealed }: ItemRow, keys: CaseKeys): ShownItem {
  return {
    evidence: evidence_id,
    item: id,
    path: keys.openText(path_sealed, itemPlace.path(evidence_id, id)),
  };
}

/** The content of the item with this path. */
async function itemsAt({ database, opened }: OpenCase, path: string): Promise<Map<number, ShownItem>> {
  const sql = `SELECT evidence_id, id, content_id, path_sealed FROM items
    WHERE case_id = $1 AND content_id IS NOT NULL ORDER BY evidence_id, id`;
  for await (const row of fetchRows<ItemRow>(database, sql, [database.caseId])) {
    const item = shownItem(row, opened.keys);
    if (item.path === path) return new Map([[row.content_id, item]]);
  }
  throw new CaseError('path_unknown', path);
}

/** The hospital's numbers of patients, opened one by one. */
class PatientNumbers {
  readonly #open: OpenCase;
  readonly #index: PatientIndex;
  readonly #known = new Map<number, string>();

  constructor(open: OpenCase, index: PatientIndex) {
    this.#open = open;
    this.#index = index;
  }

  async of(patient: number): Promise<string> {
    const known = this.#known.get(patient);
    if (known !== undefined) return known;
    const { database, opened } = this.#open;
    const [number] = await patientNumbers(database, opened.keys, [this.#index.ids[patient]!]);
    this.#known.set(patient, number!);
    return number!;
  }
}

type Print = (path: string, content: ExplainedContent) => Promise<void>;

function printerOf(
  { value, out, words }: Invocation,
  numbers: PatientNumbers,
  patient: number | null,
): Print {
  const format = oneOf('--format', value('format') || 'text', ['text', 'jsonl']);
  if (format === 'jsonl')
    return async (path, content) => {
      for (const passage of content.passages)
        out.write(`${JSON.stringify({ path, ...(await lineOf(passage, content, numbers)) })}\n`);
    };
  return async (path, content) => {
    out.write(`${path}\n`);
    const told = content.passages.filter((passage) => patient !== null || isWorthTelling(passage));
    if (told.length === 0) out.write(`  ${words.explain.nobody}\n`);
    for (const passage of told)
      out.write(`${(await describe(passage, content, numbers, words, patient)).join('\n')}\n`);
    if (content.isCut) out.write(`  ${words.explain.cut}\n`);
  };
}

/** Passages of which something came, or in which somebody came near. */
function isWorthTelling({ place, candidates, seen, outsider }: RecordedPassage): boolean {
  return place !== null && (seen.length > 0 || outsider !== null || candidates.length > 0);
}

function placeOf({ place }: RecordedPassage, { parts }: ExplainedContent): string {
  if (place === null) return '';
  return locatorText(parts[place.part] ?? { place: 'line', number: 0, name: '' }, place.position);
}

const round = (bits: number): number => Math.round(bits * 100) / 100;
const asProbability = (probability: number): number => Math.round(probability * 10_000) / 10_000;

/** One passage for machines. */
async function lineOf(
  passage: RecordedPassage,
  content: ExplainedContent,
  numbers: PatientNumbers,
): Promise<object> {
  const { candidates, seen, oneOfMany, outsider, registered } = passage;
  return {
    locator: placeOf(passage, content),
    registered,
    seen: await Promise.all(
      seen.map(async ({ patient, probability, categories }) => ({
        patient: await numbers.of(patient),
        probability: asProbability(probability),
        categories: categoriesOf(categories),
      })),
    ),
    candidates: await Promise.all(
      candidates.map(async ({ patient, weight, probability, evidence }) => ({
        patient: await numbers.of(patient),
        probability: asProbability(probability),
        weight: round(weight),
        evidence: evidence.map(({ kind, bits }) => ({ kind, bits: round(bits) })),
      })),
    ),
    one_of_many:
      oneOfMany === null
        ? null
        : { bearers: oneOfMany.bearers, probability: asProbability(oneOfMany.probability) },
    outsider:
      outsider === null ? null : { name: outsider.name, probability: asProbability(outsider.probability) },
  };
}

/** At most so many who are not meant are named of one passage. */
const NEAR = 5;

/** One passage in words: who is meant and who is not, and why. */
async function describe(
  passage: RecordedPassage,
  content: ExplainedContent,
  numbers: PatientNumbers,
  words: Words,
  patient: number | null,
): Promise<string[]> {
  const lines = [`  ${placeOf(passage, content)}`];
  const seen = new Map(passage.seen.map((one) => [one.patient, one]));
  const meant = passage.candidates.filter((one) => seen.has(one.patient) || one.patient === patient);
  const others = passage.candidates.filter((one) => !meant.includes(one)).slice(0, NEAR);
  for (const one of [...meant, ...others])
    lines.push(...(await verdict(one, seen.get(one.patient), numbers, words)));
  for (const one of seen.values())
    if (!meant.some((known) => known.patient === one.patient))
      lines.push(
        `    ${fill(words.explain.patient, await numbers.of(one.patient))} – ${words.explain.refers}`,
      );
  const { oneOfMany } = passage;
  if (oneOfMany !== null)
    lines.push(
      `    ${fill(words.explain.oneOfMany, String(oneOfMany.bearers), String(asProbability(oneOfMany.probability)))}`,
    );
  if (passage.outsider !== null)
    lines.push(
      `    ${fill(words.explain.outsider, passage.outsider.name, String(asProbability(passage.outsider.probability)))}`,
    );
  return lines;
}

async function verdict(
  { patient, weight, probability, evidence }: RecordedCandidate,
  seen: RecordedPassage['seen'][number] | undefined,
  numbers: PatientNumbers,
  words: Words,
): Promise<string[]> {
  const { explain: said, categories } = words;
  const bits = signed(weight);
  const is =
    seen !== undefined
      ? fill(said.seen, String(asProbability(probability)), bits)
      : probability > 0
        ? fill(said.near, String(asProbability(probability)), bits)
        : fill(said.unlike, bits);
  const side = (title: string, sign: number): string[] => {
    const kept = evidence.filter((one) => Math.sign(round(one.bits)) === sign);
    const list = kept.map((one) => `${said.evidence[one.kind]} ${signed(one.bits)}`).join(', ');
    return kept.length === 0 ? [] : [`      ${title} ${list}`];
  };
  const shown = seen === undefined ? [] : categoriesOf(seen.categories).map((name) => categories[name]);
  return [
    `    ${fill(said.patient, await numbers.of(patient))} – ${is}`,
    ...side(said.forIt, 1),
    ...side(said.against, -1),
    ...(shown.length === 0 ? [] : [`      ${said.shows} ${shown.join(', ')}`]),
  ];
}

function signed(bits: number): string {
  return `${bits > 0 ? '+' : ''}${bits.toFixed(1)}`;
}
