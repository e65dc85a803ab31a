import { DeclaredRows } from '../declaredRows.ts';
import { type Format, type Member, type Sink, type Source } from '../format.ts';
import { fieldRules, SILENT_SEGMENTS } from '../hl7Fields.ts';
import { HL7_DELIMITERS, hl7Delimiters, type Delimiters, Hl7Segment } from '../hl7Message.ts';
import { type DeclaredCell, fieldCells } from '../hl7Person.ts';
import { headText, looksLikeText } from '../looksLikeText.ts';
import { memorySource } from '../source.ts';
import { textLines } from '../textLines.ts';

/** A message begins with MSH, a file of messages perhaps with FHS or BHS; MLLP puts 0x0B before. */
const BEGINS = /^[\s\u000b\ufeff]*(?:MSH|FHS|BHS)([^\w\s])[^\w\s]{2,4}\1/;
const INSIDE = /(?:MSH|FHS|BHS)\|\^~\\&/;

/** A person's cells and texts are held up to these numbers before they go out. */
const CELL_LIMIT = 2_000;
const TEXT_LIMIT = 1 << 18;

/** HL7 v2 messages (ADT, ORU, MDM, SIU …), one or many, in any framing: a row for each patient, reports as text about the patient, documents as members. */
export const hl7: Format = {
  name: 'hl7',
  recognise(head) {
    if (!looksLikeText(head)) return 0;
    const start = headText(head.subarray(0, 8_192));
    if (BEGINS.test(start)) return 0.98;
    return INSIDE.test(start) ? 0.7 : 0;
  },
  async read(source, sink) {
    const writer = new PatientWriter(sink);
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

/** Gathers what the segments of a message say of each patient. */
class PatientWriter {
  readonly #rows: DeclaredRows;
  /** What the head of the message says, for every patient in it. */
  #header: DeclaredCell[] = [];
  #identity: DeclaredCell[] = [];
  #cells: DeclaredCell[] = [];
  #texts: { text: string; line: number }[] = [];
  #textLength = 0;
  #line = 0;

  constructor(sink: Sink) {
    this.#rows = new DeclaredRows(sink, true);
  }

  async begin(): Promise<void> {
    await this.#rows.part('line', '');
  }

  async take(segment: Hl7Segment, line: number): Promise<void> {
    const { name } = segment;
    if (name === 'MSH') {
      await this.#endPatient();
      this.#header = [
        { name: 'MSH-9', role: 'other', text: segment.text(9), subject: 'person' },
        ...cellsOf(segment),
      ];
      this.#beginPatient([], line);
    } else if (name === 'EVN') this.#header.push(...cellsOf(segment));
    else if (name === 'PID') {
      await this.#endPatient();
      this.#beginPatient([...cellsOf(segment), ...testMark(segment)], line);
    } else if (name === 'MRG') this.#identity.unshift(...cellsOf(segment));
    else if (name === 'OBX') this.#observation(segment, line);
    else if (name === 'NTE') this.#text(segment.text(3), line);
    else if (fieldRules(name) !== undefined) this.#cells.push(...cellsOf(segment));
    else if (!SILENT_SEGMENTS.has(name)) this.#text(wholeText(segment), line);
    if (this.#cells.length >= CELL_LIMIT || this.#textLength >= TEXT_LIMIT) await this.#write();
  }

  async end(): Promise<void> {
    await this.#endPatient();
    await this.#rows.flush();
  }

  #beginPatient(identity: DeclaredCell[], line: number): void {
    this.#identity = identity;
    this.#line = line;
  }

  async #endPatient(): Promise<void> {
    if (this.#line === 0) return;
    if (this.#identity.length > 0 || this.#cells.length > 0 || this.#texts.length > 0) await this.#write();
    this.#line = 0;
  }

  /** OBX: type, what was observed, the value. Every observation is medical; words in it are read as text about the patient too. */
  #observation(segment: Hl7Segment, line: number): void {
    const label = segment.first(3);
    const observed = label.component(2) || label.component(1);
    this.#cells.push({ name: 'OBX-3', role: 'medical', text: observed || 'OBX', subject: 'person' });
    const type = segment.raw(2);
    if (type === 'ED') {
      for (const { text } of texts(segment)) this.#text(text, line);
      return;
    }
    const value = segment
      .repetitions(5)
      .map((part) => part.text())
      .join('\n');
    const isCoded = /^(?:NM|SN|DT|TM|TS|CE|CF|CK|CWE|CNE|MO|NA|ID|IS|SI)$/.test(type);
    if (isCoded) this.#cells.push({ name: 'OBX-5', role: 'medical', text: value, subject: 'person' });
    else this.#text(`${observed} : ${value}`, line);
  }

  #text(text: string, line: number): void {
    if (text.trim() === '') return;
    this.#texts.push({ text: `${text}\n`, line });
    this.#textLength += text.length;
  }

  /** Writes the row of the patient, then the texts; what comes later gets another row with the same identity. */
  async #write(): Promise<void> {
    for (const { name, role, text, subject } of [...this.#header, ...this.#identity, ...this.#cells])
      this.#rows.cell(name, role, text, subject);
    await this.#rows.endRow(this.#line);
    for (const { text, line } of joined(this.#texts)) await this.#rows.text(text, line);
    this.#cells = [];
    this.#texts = [];
    this.#textLength = 0;
  }
}

function cellsOf(segment: Hl7Segment): DeclaredCell[] {
  return (fieldRules(segment.name) ?? [])
    .flatMap((rule) => fieldCells(segment, rule))
    .filter(({ text }) => text !== '');
}

/** PID-32, identity reliability: FICT is a made-up person. */
function testMark(pid: Hl7Segment): DeclaredCell[] {
  const isTest = pid.repetitions(32).some((value) => value.component(1) === 'FICT');
  return isTest ? [{ name: 'PID-32', role: 'test_mark', text: 'FICT', subject: 'person' }] : [];
}

function wholeText(segment: Hl7Segment): string {
  const fields: string[] = [];
  for (let field = 1; field <= segment.last; field++) fields.push(segment.text(field));
  return fields.filter((text) => text !== '').join('\t');
}

/** Texts of lines that follow one another become one text. */
function joined(texts: readonly { text: string; line: number }[]): { text: string; line: number }[] {
  const out: { text: string; line: number; next: number }[] = [];
  for (const { text, line } of texts) {
    const last = out.at(-1);
    const lines = text.split('\n').length - 1;
    if (last?.next === line) {
      last.text += text;
      last.next += lines;
    } else out.push({ text, line, next: line + lines });
  }
  return out;
}

/** ED: source ^ type ^ subtype ^ encoding ^ data. Encoding A is text as it is. */
function* texts(segment: Hl7Segment): Generator<{ text: string }> {
  for (const value of segment.repetitions(5))
    if (!isEncoded(value.component(4), value.rawComponent(5))) yield { text: value.component(5) };
}

function* documents(segment: Hl7Segment): Generator<{ bytes: Uint8Array; extension: string }> {
  for (const value of segment.repetitions(5)) {
    const data = value.rawComponent(5);
    const encoding = value.component(4);
    if (!isEncoded(encoding, data)) continue;
    const bytes = Buffer.from(
      data.replace(/\\\.br\\|\s/g, ''),
      /^hex/i.test(encoding) ? 'hex' : 'base64',
    );
    const subtype = (value.component(3) || value.component(2)).toLowerCase().replace(/[^a-z0-9]/g, '');
    if (bytes.length > 0) yield { bytes, extension: subtype.slice(0, 8) || 'bin' };
  }
}

function isEncoded(encoding: string, data: string): boolean {
  if (/^(?:base64|hex)/i.test(encoding)) return true;
  return encoding === '' && data.length > 100 && /^[A-Za-z0-9+/=\s]+$/.test(data.slice(0, 2_000));
}
