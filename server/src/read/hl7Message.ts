/** Delimiters of a message: those of MSH, BHS or FHS in HL7 v2, those behind H in HPRIM (where component and repetition are exchanged). */
export interface Delimiters {
  readonly field: string;
  readonly component: string;
  readonly repetition: string;
  readonly escape: string;
  readonly subcomponent: string;
}

export const HL7_DELIMITERS: Delimiters = {
  field: '|',
  component: '^',
  repetition: '~',
  escape: '\\',
  subcomponent: '&',
};

/** The delimiters that a head segment (MSH|^~\&) declares; the usual ones where it does not. */
export function hl7Delimiters(line: string): Delimiters {
  const field = line[3] ?? '|';
  const end = line.indexOf(field, 4);
  const signs = line.slice(4, end < 0 ? undefined : end).slice(0, 5);
  return {
    field,
    component: signs[0] ?? '^',
    repetition: signs[1] ?? '~',
    escape: signs[2] ?? '\\',
    subcomponent: signs[3] ?? '&',
  };
}

/** One segment: fields by number as the standard counts them (MSH-1 is the delimiter itself). */
export class Hl7Segment {
  readonly name: string;
  readonly delimiters: Delimiters;
  readonly #fields: readonly string[];
  readonly #offset: number;

  constructor(line: string, delimiters: Delimiters) {
    this.delimiters = delimiters;
    this.#fields = line.split(delimiters.field);
    this.name = this.#fields[0] ?? '';
    this.#offset = /^(?:MSH|BHS|FHS)$/.test(this.name) ? 1 : 0;
  }

  /** The field as written; '' where it is empty or deleted (""). */
  raw(field: number): string {
    const text = this.#fields[field - this.#offset] ?? '';
    return text === '""' ? '' : text;
  }

  /** Number of the last field. */
  get last(): number {
    return this.#fields.length - 1 + this.#offset;
  }

  /** The repetitions of a field that hold something. */
  repetitions(field: number): Hl7Value[] {
    return this.raw(field)
      .split(this.delimiters.repetition)
      .filter((text) => text !== '' && text !== '""')
      .map((text) => new Hl7Value(text, this.delimiters));
  }

  /** The first repetition. */
  first(field: number): Hl7Value {
    return this.repetitions(field)[0] ?? new Hl7Value('', this.delimiters);
  }

  /** The whole field as text: components and repetitions cut by blanks. */
  text(field: number): string {
    return this.repetitions(field)
      .map((value) => value.text())
      .join(' ')
      .trim();
  }
}

/** One repetition of a field. */
export class Hl7Value {
  readonly #components: readonly string[];
  readonly #delimiters: Delimiters;

  constructor(text: string, delimiters: Delimiters) {
    this.#delimiters = delimiters;
    this.#components = text.split(delimiters.component);
  }

  /** Component from 1, subcomponents joined by blanks, escapes undone. */
  component(number: number): string {
    return plain(this.#components[number - 1] ?? '', this.#delimiters);
  }

  /** Subcomponent from 1. */
  subcomponent(component: number, number: number): string {
    const part = (this.#components[component - 1] ?? '').split(this.#delimiters.subcomponent)[number - 1];
    return plain(part ?? '', this.#delimiters);
  }

  /** A component as written, with what looks like delimiters in it: base64 and the like. */
  rawComponent(number: number): string {
    return this.#components[number - 1] ?? '';
  }

  text(): string {
    return this.#components
      .map((part) => plain(part, this.#delimiters))
      .filter((part) => part !== '')
      .join(' ');
  }
}

function plain(text: string, delimiters: Delimiters): string {
  if (text === '' || text === '""') return '';
  const joined = text.replaceAll(delimiters.subcomponent, ' ').trim();
  return joined.includes(delimiters.escape) ? unescapeHl7(joined, delimiters) : joined;
}

/**
 * Undoes the escapes of HL7 v2 (2.7 of the standard): \F\ \S\ \T\ \R\ \E\ are the delimiters, \.br\ and \.sp\ new lines, \Xdd…\ bytes;
 * highlighting and character set changes go.
 */
export function unescapeHl7(text: string, delimiters: Delimiters): string {
  const e = delimiters.escape.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  return text.replace(new RegExp(`${e}([^${e}\\n]{0,200})${e}`, 'g'), (whole, code: string) => {
    switch (code) {
      case 'F':
        return delimiters.field;
      case 'S':
        return delimiters.component;
      case 'T':
        return delimiters.subcomponent;
      case 'R':
        return delimiters.repetition;
      case 'E':
        return delimiters.escape;
      default:
        return otherEscape(code) ?? whole;
    }
  });
}

function otherEscape(code: string): string | null {
  if (/^\.(?:br|sp|ce|fi|nf)/.test(code)) return '\n';
  if (/^X(?:[0-9A-F]{2})+$/i.test(code))
    return Buffer.from(code.slice(1), 'hex').toString('latin1').replace(/\r\n?/g, '\n');
  return /^(?:H|N|P|[CMZ][0-9A-Fa-f]*|\.(?:in|ti|sk)[ +-]?\d*)$/.test(code) ? '' : null;
}
