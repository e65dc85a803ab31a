import { type DicomElement, dicomElements, looksLikeDicom } from '../dicomElements.ts';
import { TAG_RULES, type TagRule, tagName } from '../dicomTags.ts';
import { decodeDicomText, dicomCodec } from '../dicomText.ts';
import type { Format, Member, Sink, Source } from '../format.ts';
import { normaliseNir } from '../../columns/normaliseNir.ts';
import { type DeclaredCell, declaredCell, PatientWriter } from '../patientWriter.ts';
import { memorySource } from '../source.ts';

const CHARACTER_SET = 0x00080005;
const RECORD_SEQUENCE = 0x00041220;
const RECORD_TYPE = 0x00041430;
const CONTENT_SEQUENCE = 0x0040a730;
const CODE_MEANING = 0x00080104;
const CONCEPT_NAME = 0x0040a043;
const DOCUMENT = 0x00420011;
const MIME_TYPE = 0x00420012;
/** A longer text is cut. */
const TEXT_LIMIT = 4 << 20;
const DOCUMENT_LIMIT = 256 << 20;
const PRIVATE_LIMIT = 400;

/**
 * DICOM: who the patient is, what was done, reports (SR) and comments, with and without preamble; a DICOMDIR lists several patients.
 * Encapsulated documents are members. Reading stops at the pixels.
 */
export const dicom: Format = {
  name: 'dicom',
  recognise(head) {
    const kind = looksLikeDicom(head);
    return kind === 'part10' ? 1 : kind === 'bare' ? 0.92 : 0;
  },
  async read(source, sink) {
    const reader = new TagReader(sink);
    await reader.begin();
    try {
      for await (const { element, source: from } of dicomElements(source)) await reader.take(element, from);
    } finally {
      await reader.end();
    }
  },
  async *members(source): AsyncGenerator<Member> {
    let found: { element: DicomElement; source: Source } | null = null;
    let type = '';
    for await (const { element, source: from } of dicomElements(source)) {
      if (element.tag === DOCUMENT) found = { element, source: from };
      else if (element.tag === MIME_TYPE)
        type = decodeDicomText(await from.readAt(element.offset, Math.min(element.length, 100)), 'ascii');
    }
    if (found === null) return;
    const { element } = found;
    const extension = /\/(?:[\w.]+\+)?(\w+)/.exec(type)?.[1]?.toLowerCase().slice(0, 8) ?? 'pdf';
    const displayName = `document.${extension}`;
    const name = Buffer.from(displayName);
    if (element.length > DOCUMENT_LIMIT)
      yield { name, displayName, fate: 'unsupported', reason: 'size_limit' };
    else {
      const bytes = await found.source.readAt(element.offset, element.length);
      yield { name, displayName, source: memorySource(bytes, displayName) };
    }
  },
};

/** Elements of one patient, or of one record of a DICOMDIR. */
interface RecordData {
  type: string;
  identity: DeclaredCell[];
  cells: DeclaredCell[];
  texts: string[];
}

const emptyRecord = (): RecordData => ({ type: '', identity: [], cells: [], texts: [] });

/** Gathers the elements of a file to its patient, or to the patients of a DICOMDIR. */
class TagReader {
  readonly #patients: PatientWriter;
  #codec = 'windows-1252';
  #record = emptyRecord();
  #item = 0;
  #isDirectory = false;
  #count = 0;
  #line = 1;
  /** What a value of a structured report is about. */
  #concept = '';
  #private = 0;

  constructor(sink: Sink) {
    this.#patients = new PatientWriter(sink);
  }

  async begin(): Promise<void> {
    await this.#patients.part('row', 'DICOM');
  }

  async take(element: DicomElement, source: Source): Promise<void> {
    const { tag, path, item } = element;
    if (path[0] === RECORD_SEQUENCE) {
      if (item !== this.#item) await this.#endRecord();
      this.#item = item;
      this.#isDirectory = true;
    }
    const rule = TAG_RULES.get(tag);
    const isPrivate = Math.floor(tag / 0x10000) % 2 === 1;
    if (tag === CHARACTER_SET) this.#codec = dicomCodec(await textOf(element, source, 'ascii'));
    else if (tag === RECORD_TYPE) this.#record.type = await textOf(element, source, 'ascii');
    else if (tag === CODE_MEANING && path.includes(CONTENT_SEQUENCE)) await this.#takeCode(element, source);
    else if (rule !== undefined) this.#takeTag(element, rule, await textOf(element, source, this.#codec));
    else if (isPrivate) await this.#takePrivate(element, source);
  }

  /** Structured reports: a name of a concept, or a value that is a code. */
  async #takeCode(element: DicomElement, source: Source): Promise<void> {
    const text = await textOf(element, source, this.#codec);
    if (element.path.at(-1) === CONCEPT_NAME) this.#concept = text;
    else this.#record.texts.push(`${this.#concept} : ${text}`);
  }

  #takeTag({ tag, path }: DicomElement, { role, subject = 'person' }: TagRule, text: string): void {
    if (text === '') return;
    const name = tagName(tag);
    const { identity, cells, texts } = this.#record;
    // Inside sequences stand former values and those of other objects; the records of a DICOMDIR are no such sequence.
    const isNested = path.length > (this.#isDirectory ? 1 : 0);
    if (role === 'text')
      texts.push(tag === 0x0040a160 && this.#concept !== '' ? `${this.#concept} : ${text}` : text);
    else if (role === 'surname' || role === 'birth_name' || role === 'other_names')
      identity.push(...nameCells(name, isNested ? 'other_names' : role, text));
    else if (role === 'identifier')
      identity.push(...text.split('\\').map((number) => numberCell(name, number)));
    else if (role === 'birth_date' || role === 'sex') {
      if (!isNested) identity.push(declaredCell(name, role, text.slice(0, 8)));
    } else if (role === 'full_name') cells.push(declaredCell(name, role, text.replaceAll('^', ' '), subject));
    else
      for (const value of text.split('\\'))
        cells.push(declaredCell(name, role, value.replaceAll('^', ' '), subject));
  }

  /** Private elements repeat names and numbers, also where the public ones were taken out. */
  async #takePrivate(element: DicomElement, source: Source): Promise<void> {
    const { tag, vr, length } = element;
    if (
      length < 4 ||
      length > 256 ||
      this.#private >= PRIVATE_LIMIT ||
      !/^(?:|PN|LO|SH|LT|ST|UT|UN)$/.test(vr)
    )
      return;
    const bytes = await source.readAt(element.offset, length);
    if (bytes.some((byte) => byte < 0x20 && byte !== 0 && byte !== 0x0a && byte !== 0x0d)) return;
    const text = decodeDicomText(bytes, this.#codec);
    if (!/\p{L}{2}|\d{4}/u.test(text)) return;
    this.#private++;
    if (vr === 'PN') this.#record.identity.push(...nameCells(tagName(tag), 'other_names', text));
    else this.#record.texts.push(text.replaceAll('^', ' '));
  }

  async #endRecord(): Promise<void> {
    const { type, identity, cells, texts } = this.#record;
    this.#record = emptyRecord();
    if (this.#isDirectory ? type === 'PATIENT' : identity.length > 0 || cells.length > 0)
      await this.#patients.patient(identity, ++this.#count);
    else await this.#patients.add(identity.filter(({ role }) => role === 'identifier'));
    await this.#patients.add(cells);
    for (const text of texts) await this.#patients.text(text.replace(/\r\n?/g, '\n'), this.#line++);
  }

  async end(): Promise<void> {
    await this.#endRecord();
    await this.#patients.end();
  }
}

async function textOf({ offset, length }: DicomElement, source: Source, codec: string): Promise<string> {
  return decodeDicomText(await source.readAt(offset, Math.min(length, TEXT_LIMIT)), codec);
}

function numberCell(name: string, number: string): DeclaredCell {
  return declaredCell(name, normaliseNir(number) === null ? 'identifier' : 'social_security', number);
}

/** PN: family ^ given ^ further given names, alphabetic before '='; whoever writes all in one component leaves the order open. */
function nameCells(
  tag: string,
  role: 'surname' | 'birth_name' | 'other_names',
  text: string,
): DeclaredCell[] {
  return text.split('\\').flatMap((name) => {
    const [family = '', given = '', more = ''] = (name.split('=')[0] ?? '')
      .split('^')
      .map((part) => part.trim());
    if (role !== 'surname')
      return [declaredCell(tag, role, role === 'birth_name' ? family : `${family} ${given}`)];
    if (given === '') return [declaredCell(tag, 'full_name', family)];
    return [
      declaredCell(tag, role, family),
      declaredCell(tag, 'given_names', given),
      declaredCell(tag, 'other_names', more),
    ];
  });
}
