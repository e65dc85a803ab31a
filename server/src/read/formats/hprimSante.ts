import type { Format, Sink, Source } from '../format.ts';
import { readObservation } from '../hl7Observation.ts';
import { type Delimiters, HL7_DELIMITERS, Hl7Segment } from '../hl7Message.ts';
import { headText, looksLikeText } from '../looksLikeText.ts';
import { normaliseNir } from '../../columns/normaliseNir.ts';
import { type DeclaredCell, declaredCell, PatientWriter } from '../patientWriter.ts';
import { textLines } from '../textLines.ts';

const BEGINS = /^[\s\u0001-\u0005\ufeff]*\d?H([|!;])([^\w\s]{2,4})\1/;

/**
 * HPRIM Santé 2.x (laboratory messages; french-formats.md 3) and its ancestor ASTM E1394: a row for each patient (segment P),
 * comments and worded results as text about the patient. Ranks of the specification count the segment's name as 1, fields here from 1 behind it.
 */
export const hprimSante: Format = {
  name: 'hprim-sante',
  recognise(head) {
    if (!looksLikeText(head)) return 0;
    return BEGINS.test(headText(head, 4_096)) ? 0.97 : 0;
  },
  async read(source, sink) {
    const reader = new MessageReader(sink);
    await reader.begin();
    for await (const { segment, line } of segments(source)) await reader.take(segment, line);
    await reader.end();
  },
};

/** The delimiters declared behind H: H|~^\&| has component ~ and repetition ^; ASTM writes H|\^&| with repetition \, component ^, escape &. */
function delimitersOf(line: string): Delimiters {
  const field = line[1] ?? '|';
  const signs = line.slice(2, line.indexOf(field, 2));
  if (signs.startsWith('\\'))
    return {
      field,
      repetition: '\\',
      component: signs[1] ?? '^',
      escape: signs[2] ?? '&',
      subcomponent: '\u0000',
    };
  return {
    field,
    component: signs[0] ?? '~',
    repetition: signs[1] ?? '^',
    escape: signs[2] ?? '\\',
    subcomponent: signs[3] ?? '&',
  };
}

/** The segments with their lines. 'A|' continues the segment before, glued without anything between. */
async function* segments(source: Source): AsyncGenerator<{ segment: Hl7Segment; line: number }> {
  let delimiters = HL7_DELIMITERS;
  let pending: { parts: string[]; line: number } | null = null;
  for await (const { text, number } of textLines(source)) {
    // ASTM frames: STX, a frame number, the record, ETX and a checksum.
    const [line = ''] = text.replace(/^[\u0001-\u0005]+\d?/, '').split(/[\u0003\u0017]/, 1);
    if (line.startsWith(`A${delimiters.field}`)) {
      pending?.parts.push(line.slice(2));
      continue;
    }
    if (!/^[A-Z]{1,3}[^\w\s]/.test(line)) {
      if (line.trim() !== '') pending?.parts.push(`\n${line}`);
      continue;
    }
    if (pending !== null)
      yield { segment: new Hl7Segment(pending.parts.join(''), delimiters), line: pending.line };
    if (line.startsWith('H') && BEGINS.test(line)) delimiters = delimitersOf(line);
    pending = { parts: [line], line: number };
  }
  if (pending !== null)
    yield { segment: new Hl7Segment(pending.parts.join(''), delimiters), line: pending.line };
}

class MessageReader {
  readonly #patients: PatientWriter;
  #header: DeclaredCell[] = [];

  constructor(sink: Sink) {
    this.#patients = new PatientWriter(sink);
  }

  async begin(): Promise<void> {
    await this.#patients.part('line', '');
  }

  async take(segment: Hl7Segment, line: number): Promise<void> {
    const patients = this.#patients;
    switch (segment.name) {
      case 'H':
        this.#header = [
          declaredCell('H-7', 'other', segment.text(6)),
          declaredCell('H-14', 'document_date', dateOf(segment, 13)),
        ];
        {
          await patients.nobody(this.#header, line);
          return;
        }
      case 'P': {
        await patients.patient([...this.#header, ...patientCells(segment)], line);
        return;
      }
      case 'AP':
      case 'AC': {
        await patients.add(insuranceCells(segment));
        return;
      }
      case 'OBR':
      case 'O': {
        await patients.add(orderCells(segment));
        return;
      }
      case 'OBX':
      case 'R': {
        const { cells, text } = readObservation(segment);
        await patients.add(cells);
        await patients.text(text, line);
        return;
      }
      case 'L':
        return;
      default: {
        await patients.text(wholeText(segment), line);
        return;
      }
    }
  }

  async end(): Promise<void> {
    await this.#patients.end();
  }
}

function dateOf(segment: Hl7Segment, field: number): string {
  return segment.first(field).component(1).slice(0, 8);
}

/** P; the names of the cells are the ranks of the specification. */
function patientCells(segment: Hl7Segment): DeclaredCell[] {
  const name = segment.first(5);
  const birthName = segment.first(6);
  return [
    ...segment.repetitions(4).map((value) => otherNumber(value.component(1))),
    ...[3, 2].flatMap((field) =>
      segment
        .repetitions(field)
        .map((value) => declaredCell(`P-${field + 1}`, 'identifier', value.component(1))),
    ),
    declaredCell('P-6', birthName.text() === '' ? 'surname' : 'usage_name', name.component(1)),
    declaredCell('P-6', 'given_names', name.component(2)),
    declaredCell('P-6', 'other_names', `${name.component(3)} ${name.component(4)}`),
    declaredCell('P-7', 'birth_name', birthName.component(1)),
    declaredCell('P-8', 'birth_date', dateOf(segment, 7)),
    declaredCell('P-9', 'sex', segment.text(8)),
    ...segment
      .repetitions(10)
      .flatMap((address) => [
        declaredCell('P-11', 'address', address.component(1)),
        declaredCell('P-11', 'address_more', address.component(2)),
        declaredCell('P-11', 'city', address.component(3)),
        declaredCell('P-11', 'postcode', address.component(5)),
      ]),
    ...segment.repetitions(12).map((value) => contact('P-13', value.text())),
    ...segment
      .repetitions(13)
      .map((value) =>
        declaredCell('P-14', 'full_name', `${value.component(2)} ${value.component(3)}`, 'professional'),
      ),
    ...[18, 19, 24, 25].map((field) => declaredCell(`P-${field + 1}`, 'medical', segment.text(field))),
    declaredCell('P-24', 'visit_date', dateOf(segment, 23)),
  ];
}

function otherNumber(number: string): DeclaredCell {
  return declaredCell('P-5', normaliseNir(number) === null ? 'identifier' : 'insured_number', number);
}

function contact(name: string, text: string): DeclaredCell {
  return declaredCell(name, text.includes('@') ? 'email' : 'phone', text);
}

/** AP and AC, the insured and the complementary insurance: any number of the shape of a NIR is the insured's. */
function insuranceCells(segment: Hl7Segment): DeclaredCell[] {
  const cells: DeclaredCell[] = [];
  for (let field = 1; field <= segment.last; field++)
    for (const value of segment.repetitions(field)) {
      const text = value.text();
      const role = normaliseNir(text) === null ? 'insurance' : 'insured_number';
      cells.push(declaredCell(`${segment.name}-${field + 1}`, role, text));
    }
  return cells;
}

/** OBR: what was asked, why, by whom. */
function orderCells(segment: Hl7Segment): DeclaredCell[] {
  return [
    ...[4, 13].map((field) => declaredCell(`OBR-${field + 1}`, 'medical', segment.text(field))),
    declaredCell('OBR-8', 'visit_date', dateOf(segment, 7)),
    ...segment
      .repetitions(16)
      .map((value) =>
        declaredCell('OBR-17', 'full_name', `${value.component(2)} ${value.component(3)}`, 'professional'),
      ),
  ];
}

function wholeText(segment: Hl7Segment): string {
  const fields: string[] = [];
  for (let field = 1; field <= segment.last; field++) fields.push(segment.text(field));
  return fields.filter((text) => text !== '').join('\t');
}
