import { CaseError } from '../case/caseError.ts';
import { itemsAt, itemsNumbered } from '../exposure/explainedItems.ts';
import {
  type CountedItem,
  countedPerson,
  decidedInItems,
  itemsOfPatient,
} from '../exposure/review/itemDecisions.ts';
import { buildIndex } from '../jobs/buildIndex.ts';
import { loadWeights } from '../jobs/caseWeights.ts';
import { type ExplainedContent, explainContents } from '../jobs/explainContents.ts';
import { patientByNumber, type PatientIndex } from '../patients/index/patientIndex.ts';
import { patientNumbers } from '../patients/patientNumbers.ts';
import { type OpenCase, openCase, withReader } from '../pipeline.ts';
import { encode } from '../text/windows1252.ts';
import { CASE_OPTION, type Command, type Invocation, oneOf, UsageError } from './command.ts';
import type { Explained, PatientNames } from './explained.ts';
import { explainedLines, personLine } from './explainedLines.ts';
import { ExplainedText } from './explainedText.ts';
import { putOnRecord, REASON_OPTION } from './putOnRecord.ts';

/** Passages shown of an item when nobody says how many; of a patient and an item together, those that come nearest. */
const LIMIT = 1_000;
const NEAREST = 10;

export const explain: Command = {
  name: 'explain',
  positionals: [],
  options: {
    case: CASE_OPTION,
    patient: {
      value: 'IPP',
      help: {
        fr: 'pourquoi ce patient est concerné : chaque passage, ce qui parle pour lui et contre, ce que les relecteurs ont répondu',
        en: 'why this patient is concerned: each passage, with what speaks for him or her and against, and what reviewers answered',
      },
    },
    path: {
      value: 'PATH',
      help: {
        fr: 'qui un élément concerne, qui en était proche et pourquoi ce n’est pas lui (chemin tel qu’exporté) ; avec --patient : pourquoi ce patient y figure, ou non',
        en: 'whom an item concerns, who came near and why not (path as exported); with --patient: why this patient is in it, or not',
      },
    },
    format: {
      value: 'text|jsonl',
      help: {
        fr: 'texte (par défaut) ou des lignes JSON : une par élément, une par passage, une du patient',
        en: 'text (default) or JSON lines: one for each item, one for each passage, one of the patient',
      },
    },
    reason: REASON_OPTION,
    limit: {
      value: 'N',
      help: {
        fr: 'passages montrés par élément (sinon 1000 ; avec --patient et --path les 10 les plus proches)',
        en: 'passages shown of each item (else 1000; with --patient and --path the 10 nearest)',
      },
    },
  },
  help: {
    fr: 'Explique un patient, un élément, ou pourquoi un patient figure dans un élément ou non : les contenus sont relus avec les mêmes règles, rien n’en est conservé.',
    en: 'Explains a patient, an item, or why a patient is in an item or not: the contents are read again by the same rules, and nothing of it is kept.',
  },
  examples: [
    'constat explain --patient 8001234567 --case /srv/constat/hopital',
    'constat explain --path "Services/Urgences/liste.xlsx" --case /srv/constat/hopital --format jsonl',
    'constat explain --patient 8001234567 --path "Services/Urgences/liste.xlsx" --case /srv/constat/hopital',
  ],
  async run(invocation) {
    const { value } = invocation;
    if (value('patient') === '' && value('path') === '')
      throw new UsageError('one_needed', '--patient IPP, --path PATH');
    const request = {
      isJson: oneOf('--format', value('format') || 'text', ['text', 'jsonl']) === 'jsonl',
      limit: limitOf(value('limit')) ?? (value('patient') === '' || value('path') === '' ? LIMIT : NEAREST),
    };
    const open = await openCase(value('case'));
    try {
      await explainCase(open, invocation, request);
    } finally {
      await open.close();
    }
  },
};

interface Request {
  readonly isJson: boolean;
  readonly limit: number;
}

async function explainCase(
  open: OpenCase,
  invocation: Invocation,
  { isJson, limit }: Request,
): Promise<void> {
  const { value, words, out, signal } = invocation;
  const { database, opened } = open;
  const index = await buildIndex(database, opened.keys, signal);
  if (index.size === 0) throw new CaseError('no_register', database.caseId);
  const patient = value('patient') === '' ? null : findPatient(index, value('patient'));
  const shown = await itemsOf(open, value('path'), patient === null ? null : index.ids[patient]!);
  await recordExplain(open, value('reason'), patient === null ? null : index.ids[patient]!, shown);
  const names = new NamesOfPatients(open, index);
  const text = isJson ? null : new ExplainedText(names, words, { patient, isOfItem: value('path') !== '' });
  await withReader(open, async (reader) => {
    const options = {
      database, keys: opened.keys, reader, index, signal,
      weights: await loadWeights(database),
      scope: { patient, isPair: patient !== null && value('path') !== '', limit },
    }; // prettier-ignore
    for await (const explained of readAgain(shown, (contents) => explainContents(options, contents)))
      for (const line of text === null ? await explainedLines(explained, names) : await text.item(explained))
        out.write(`${line}\n`);
  });
  if (patient === null) return;
  const person = await countedPerson(database, index.ids[patient]!);
  if (text === null) out.write(`${personLine(value('patient'), person)}\n`);
  else out.write(`${text.person(value('patient'), person, shown.length)}\n`);
}

/** An item that has not been read again yet. */
type ShownItem = Omit<Explained, 'content'>;

/** The items with a path, or all that tell of a patient (id): of several with the same content the first, unless its name tells of the patient too. */
async function itemsOf(
  { database, opened }: OpenCase,
  path: string,
  patient: number | null,
): Promise<ShownItem[]> {
  const { keys } = opened;
  const ofPatient = patient === null ? null : await itemsOfPatient(database, patient);
  const items =
    path === '' ? await itemsNumbered(database, keys, ofPatient!) : await itemsAt(database, keys, path);
  const decided = await decidedInItems(database, items);
  const shown: ShownItem[] = [];
  const contents = new Set<number>();
  for (const item of items) {
    const isHere = (one: CountedItem): boolean => one.evidence === item.evidence && one.item === item.item;
    const here = decided.filter(isHere);
    const known = ofPatient?.filter(isHere) ?? here;
    const isCopy = item.content !== null && contents.has(item.content);
    if (isCopy && !known.some(({ byName }) => byName)) continue;
    if (item.content !== null) contents.add(item.content);
    shown.push({ item, known, decided: here });
  }
  return shown;
}

/** The items with their passages: first those of which nothing can be read again, then the others as they are read, each content once. */
async function* readAgain(
  shown: readonly ShownItem[],
  explainAll: (contents: readonly number[]) => AsyncGenerator<ExplainedContent>,
): AsyncGenerator<Explained> {
  const waiting = new Map<number, ShownItem>();
  for (const one of shown) {
    const { item } = one;
    if (item.isRead && !waiting.has(item.content!)) waiting.set(item.content!, one);
    else yield { ...one, content: null };
  }
  for await (const content of explainAll([...waiting.keys()])) {
    yield { ...waiting.get(content.contentId)!, content };
    waiting.delete(content.contentId);
  }
  for (const one of waiting.values()) yield { ...one, content: null };
}

/** An item is named by its evidence and its number there. */
async function recordExplain(
  open: OpenCase,
  reason: string,
  patient: number | null,
  shown: readonly ShownItem[],
): Promise<void> {
  await putOnRecord(open, {
    action: patient === null ? 'item_explained' : 'patient_explained',
    patients: patient === null ? [] : [patient],
    items: shown.map(({ item }) => item.item),
    evidence: [...new Set(shown.map(({ item }) => item.evidence))],
    reason,
  });
}

function limitOf(text: string): number | null {
  if (text === '') return null;
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new UsageError('not_a_number', '--limit', text, '1', '9999999');
  return Number(text);
}

function findPatient(index: PatientIndex, number: string): number {
  const patient = patientByNumber(index, encode(number));
  if (patient < 0) throw new CaseError('patient_unknown', number);
  return patient;
}

/** The hospital's numbers of patients, opened one by one. */
class NamesOfPatients implements PatientNames {
  readonly #open: OpenCase;
  readonly #index: PatientIndex;
  readonly #known = new Map<number, string>();

  constructor(open: OpenCase, index: PatientIndex) {
    this.#open = open;
    this.#index = index;
  }

  async at(position: number): Promise<string> {
    return await this.of(this.idAt(position));
  }

  idAt(position: number): number {
    return this.#index.ids[position]!;
  }

  async of(id: number): Promise<string> {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const { database, opened } = this.#open;
    const [number] = await patientNumbers(database, opened.keys, [id]);
    this.#known.set(id, number!);
    return number!;
  }
}
