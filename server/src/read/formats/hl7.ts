import { type Format, type Member, type Sink, type Source } from '../format.ts';
import { fieldRules, SILENT_SEGMENTS } from '../hl7Fields.ts';
import { HL7_DELIMITERS, hl7Delimiters, type Delimiters, Hl7Segment } from '../hl7Message.ts';
import { isEncoded, readObservation } from '../hl7Observation.ts';
import { fieldCells } from '../hl7Person.ts';
import { headText, looksLikeText } from '../looksLikeText.ts';
import { type DeclaredCell, declaredCell, PatientWriter } from '../patientWriter.ts';
import { memorySource } from '../source.ts';
import { textLines } from '../textLines.ts';

/** A message begins with MSH, a file of messages perhaps with FHS or BHS; MLLP puts 0x0B before. */
const BEGINS = /^[\s\u000b\ufeff]*(?:MSH|FHS|BHS)([^\w\s])[^\w\s]{2,5}\1/;
const INSIDE = /(?:MSH|FHS|BHS)\|\^~\\&/;

/** HL7 v2 messages (ADT, ORU, MDM, SIU …), one or many, in any framing: a row for each patient, reports as text about the patient, documents as members. */
export const hl7: Format = {
  name: 'hl7',
  recognise(head) {
    if (!looksLikeText(head)) return 0;
    const start = headText(head, 8_192);
    if (BEGINS.test(start)) return 0.98;
    return INSIDE.test(start) ? 0.7 : 0;
  },
  async read(source, sink) {
    const writer = new MessageReader(sink);
    await writer.begin();
    for await (const { segment, line } of segments(source)) await writer.take(segment, line);
    await writer.end();
  },
  async *members(source): AsyncGenerator<Member> {
    let ordinal = 0;
    for await (const { segment } of segments(source)) {
      if (segment.name !== 'OBX' || segment.raw(2) !== 'ED') continue;
      for (const document of documents(segment)) {
        const displayName = `OBX-${++ordinal}.${document.extension}`;
        const name = Buffer.from(displayName);
        yield { name, displayName, source: memorySource(document.bytes, displayName) };
      }
    }
  },
};

/** The segments of a file with their lines. What is no segment continues the one before: some senders leave line ends inside a field. */
async function* segments(source: Source): AsyncGenerator<{ segment: Hl7Segment; line: number }> {
  let delimiters: Delimiters = HL7_DELIMITERS;
  let pending: { parts: string[]; line: number } | null = null;
  for await (const { text, number } of textLines(source)) {
    for (const piece of cutLine(text)) {
      if (!isSegment(piece, delimiters)) {
        pending?.parts.push(piece);
        continue;
      }
      if (pending !== null) yield segmentOf(pending, delimiters);
      if (/^(?:MSH|BHS|FHS)/.test(piece)) delimiters = hl7Delimiters(piece);
      pending = { parts: [piece], line: number };
    }
  }
  if (pending !== null) yield segmentOf(pending, delimiters);
}

function segmentOf(
  pending: { parts: readonly string[]; line: number },
  delimiters: Delimiters,
): { segment: Hl7Segment; line: number } {
  const text = pending.parts.join('\n').trimEnd();
  const own = /^(?:MSH|BHS|FHS)/.test(text) ? hl7Delimiters(text) : delimiters;
  return { segment: new Hl7Segment(text, own), line: pending.line };
}

/** A line without framing; journals put their own words before a message and write its line ends as '<CR>' or '\r'. */
function cutLine(text: string): string[] {
  const line = text.replace(/[\u000b\u001c]/g, '');
  const at = line.search(INSIDE);
  if (at < 0) return line.trim() === '' ? [] : [line];
  return line.slice(at).split(/(?:<CR>|\\r|\[CR\]|&#13;)(?=[A-Z][A-Z0-9]{2}\|)/);
}

function isSegment(line: string, { field }: Delimiters): boolean {
  return /^[A-Z][A-Z0-9]{2}/.test(line) && (line[3] === field || /^(?:MSH|BHS|FHS)[^\w\s]/.test(line));
}

/** Hands what the segments say to the rows and texts of their patients. */
class MessageReader {
  readonly #patients: PatientWriter;
  /** What the head of the message says, for every patient in it. */
  #header: DeclaredCell[] = [];

  constructor(sink: Sink) {
    this.#patients = new PatientWriter(sink);
  }

  async begin(): Promise<void> {
    await this.#patients.part('line', '');
  }

  async take(segment: Hl7Segment, line: number): Promise<void> {
    const { name } = segment;
    const patients = this.#patients;
    switch (name) {
      case 'MSH':
        this.#header = [declaredCell('MSH-9', 'other', segment.text(9)), ...cellsOf(segment)];
        {
          await patients.nobody(this.#header, line);
          return;
        }
      case 'EVN':
        this.#header.push(...cellsOf(segment));
        return;
      case 'PID': {
        await patients.patient([...this.#header, ...cellsOf(segment), testMark(segment)], line);
        return;
      }
      case 'MRG':
        patients.identifyFirst(cellsOf(segment));
        return;
      case 'OBX': {
        await this.#observation(segment, line);
        return;
      }
      case 'NTE': {
        await patients.text(segment.text(3), line);
        return;
      }
      default:
        if (fieldRules(name) !== undefined) await patients.add(cellsOf(segment));
        else if (!SILENT_SEGMENTS.has(name)) await patients.text(wholeText(segment), line);
    }
  }

  async end(): Promise<void> {
    await this.#patients.end();
  }

  async #observation(segment: Hl7Segment, line: number): Promise<void> {
    const { cells, text } = readObservation(segment);
    await this.#patients.add(cells);
    await this.#patients.text(text, line);
  }
}

function cellsOf(segment: Hl7Segment): DeclaredCell[] {
  return (fieldRules(segment.name) ?? [])
    .flatMap((rule) => fieldCells(segment, rule))
    .filter(({ text }) => text !== '');
}

/** PID-32, identity reliability: FICT is a made-up person. */
function testMark(pid: Hl7Segment): DeclaredCell {
  const isTest = pid.repetitions(32).some((value) => value.component(1) === 'FICT');
  return declaredCell('PID-32', 'test_mark', isTest ? 'FICT' : '');
}

function wholeText(segment: Hl7Segment): string {
  const fields: string[] = [];
  for (let field = 1; field <= segment.last; field++) fields.push(segment.text(field));
  return fields.filter((text) => text !== '').join('\t');
}

/** ED: source ^ type ^ subtype ^ encoding ^ data. */
function* documents(segment: Hl7Segment): Generator<{ bytes: Uint8Array; extension: string }> {
  for (const value of segment.repetitions(5)) {
    const data = value.rawComponent(5);
    const encoding = value.component(4);
    if (!isEncoded(encoding, data)) continue;
    const bytes = Buffer.from(data.replace(/\\\.br\\|\s/g, ''), /^hex/i.test(encoding) ? 'hex' : 'base64');
    const subtype = (value.component(3) || value.component(2)).toLowerCase().replace(/[^a-z0-9]/g, '');
    if (bytes.length > 0) yield { bytes, extension: subtype.slice(0, 8) || 'bin' };
  }
}
