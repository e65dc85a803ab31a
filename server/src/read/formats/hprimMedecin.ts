import { parseBirthDate } from '../../columns/parseBirthDate.ts';
import { normaliseNir } from '../../columns/normaliseNir.ts';
import type { Format, Sink } from '../format.ts';
import { headText, looksLikeText } from '../looksLikeText.ts';
import { type DeclaredCell, declaredCell, PatientWriter } from '../patientWriter.ts';
import { type TextLine, textLines } from '../textLines.ts';

/** A head has so many lines. */
const HEAD = 12;
const END_MARK = /^\*{4}FIN(?:FICHIER)?\*{4}/i;

/**
 * HPRIM Médecin: text reports with a head of twelve lines (french-formats.md 2), several in a file, with and without their end marks.
 * Each head is a row, the text behind it is about its person.
 */
export const hprimMedecin: Format = {
  name: 'hprim-medecin',
  recognise(head, extension) {
    if (!looksLikeText(head)) return 0;
    const text = headText(head, 16_384);
    const lines = text.split(/\r\n?|\n/, HEAD + 1);
    if (!isHead(lines)) return 0;
    const sure = isSureHead(lines) || /\*{4}FIN|\*{4}LAB\*{4}/.test(text) || /^hp[rmbp]$/.test(extension);
    return sure ? 0.93 : 0;
  },
  async read(source, sink) {
    const reader = new ReportReader(sink);
    await reader.begin();
    for await (const line of textLines(source)) await reader.take(line);
    await reader.end();
  },
};

/** Tells heads from text while the lines come; so many lines as a head has are held back. */
class ReportReader {
  readonly #patients: PatientWriter;
  readonly #waiting: TextLine[] = [];
  /** At the beginning and behind an end mark a head comes next. */
  #expectsHead = true;

  constructor(sink: Sink) {
    this.#patients = new PatientWriter(sink);
  }

  async begin(): Promise<void> {
    await this.#patients.part('line', '');
  }

  async take(line: TextLine): Promise<void> {
    const isBetween = this.#expectsHead && this.#waiting.length === 0 && line.text.trim() === '';
    if (isBetween) return;
    this.#waiting.push(line);
    if (this.#waiting.length > HEAD) await this.#settle();
  }

  async end(): Promise<void> {
    while (this.#waiting.length > 0) await this.#settle();
    await this.#patients.end();
  }

  /** The first of the waiting lines begins a head, or it is text, or an end mark. */
  async #settle(): Promise<void> {
    const lines = this.#waiting.slice(0, HEAD).map(({ text }) => text);
    const { text, number } = this.#waiting[0]!;
    if (this.#expectsHead ? isHead(lines) : isSureHead(lines)) {
      this.#waiting.splice(0, HEAD);
      this.#expectsHead = false;
      await this.#patients.patient(headCells(lines), number);
      return;
    }
    this.#waiting.shift();
    this.#expectsHead = END_MARK.test(text) || (this.#expectsHead && text.trim() === '');
    if (!END_MARK.test(text)) await this.#patients.text(text, number);
  }
}

function isName(line: string | undefined): boolean {
  return line !== undefined && /^[\p{L}][\p{L}' .-]{0,60}$/u.test(line.trim());
}

/** The date must be whole: a year alone would make heads of lists of numbers. */
function isDate(line: string | undefined): boolean {
  const text = line?.trim() ?? '';
  return /^\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})$|^\d{8}$/.test(text) && parseBirthDate(text) !== null;
}

function isEmpty(line: string | undefined): boolean {
  return (line ?? '').trim() === '';
}

/** Names in lines 2 and 3, a birth date in line 7, in line 8 a NIR or nothing, in line 10 a date or nothing. */
function isHead(lines: readonly string[]): boolean {
  return (
    lines.length >= HEAD - 2 &&
    isName(lines[1]) &&
    isName(lines[2]) &&
    isDate(lines[6]) &&
    (isEmpty(lines[7]) || normaliseNir(lines[7]!) !== null || /^[\d ]{5,}$/.test(lines[7]!.trim())) &&
    (isEmpty(lines[9]) || isDate(lines[9]))
  );
}

/** A head that may stand anywhere: line 6 has a postcode or line 8 a NIR, line 10 a date. */
function isSureHead(lines: readonly string[]): boolean {
  if (!isHead(lines) || !isDate(lines[9])) return false;
  return /^\d{5}\b/.test(lines[5]!.trim()) || normaliseNir(lines[7]!) !== null;
}

function headCells(lines: readonly string[]): DeclaredCell[] {
  const line = (number: number): string => lines[number - 1] ?? '';
  return [
    declaredCell('1', 'identifier', line(1)),
    declaredCell('2', 'surname', line(2)),
    declaredCell('3', 'given_names', line(3)),
    declaredCell('4', 'address', line(4)),
    declaredCell('5', 'address_more', line(5)),
    declaredCell('6', 'postcode_city', line(6)),
    declaredCell('7', 'birth_date', line(7)),
    declaredCell('8', 'insured_number', line(8)),
    // A report exists: that is medical whatever its words.
    declaredCell('9', 'medical', line(9) || 'HPRIM'),
    declaredCell('10', 'visit_date', line(10)),
    declaredCell('11', 'full_name', line(11), 'professional'),
    declaredCell('12', 'full_name', line(12), 'professional'),
  ];
}
