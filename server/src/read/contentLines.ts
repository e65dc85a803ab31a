import { decode } from '../text/windows1252.ts';
import { decodeText, decodeWhole } from './decodeText.ts';
import type { Source } from './format.ts';
import { decodeAtOnce } from './mime/transferDecoding.ts';

/** A line of a vCard or an iCalendar file (RFC 6350 3.3, RFC 5545 3.1; vCard 2.1), unfolded. */
export interface ContentLine {
  /** In upper case, without its group. */
  readonly name: string;
  /** In upper case, with their values; a bare word ('TEL;HOME:') is a value of TYPE. */
  readonly parameters: ReadonlyMap<string, readonly string[]>;
  /** As written: separators and escapes still in place, quoted-printable decoded. */
  readonly value: string;
}

/** A line above this is cut: larger than any photo in a card. */
const LINE_LIMIT = 32 << 20;

/** The lines of a source, many at a time; malformed ones are passed over, and those whose names are not `wanted`. */
export async function* contentLines(source: Source, wanted?: RegExp): AsyncGenerator<ContentLine[]> {
  const unfolder = new Unfolder();
  for await (const lines of plainLines(source)) yield parseLines(unfolder.add(lines), wanted);
  yield parseLines(unfolder.end(), wanted);
}

function parseLines(lines: readonly string[], wanted: RegExp | undefined): ContentLine[] {
  const parsed: ContentLine[] = [];
  for (const line of lines) {
    if (wanted !== undefined && !wanted.test(line)) continue;
    const found = parseLine(line);
    if (found !== null)
      parsed.push(isQuotedPrintable(found) ? { ...found, value: unquoted(found.value) } : found);
  }
  return parsed;
}

/** Puts lines together that are folded: into ones that begin with a blank, and in quoted-printable into what follows a final '='. */
class Unfolder {
  #open: string[] = [];
  #length = 0;
  #soft = false;

  /** The lines that are whole now. */
  add(lines: readonly string[]): string[] {
    const whole: string[] = [];
    for (const line of lines) this.#add(line, whole);
    return whole;
  }

  end(): string[] {
    return this.#open.length === 0 ? [] : [this.#open.join('')];
  }

  #add(line: string, whole: string[]): void {
    const isFolded = this.#soft || line.startsWith(' ') || line.startsWith('\t');
    if (!isFolded && this.#open.length > 0) {
      whole.push(this.#open.length === 1 ? this.#open[0]! : this.#open.join(''));
      this.#open = [];
      this.#length = 0;
    }
    const piece = isFolded && !this.#soft ? line.slice(1) : line;
    this.#length += piece.length;
    if (this.#length <= LINE_LIMIT) this.#open.push(this.#soft ? `\n${piece}` : piece);
    this.#soft = piece.endsWith('=') && (this.#soft || SOFT.test(this.#open[0] ?? ''));
  }
}

const SOFT = /^[^:]{0,500};(?:ENCODING=)?QUOTED-PRINTABLE[;:]/i;

async function* plainLines(source: Source): AsyncGenerator<string[]> {
  let rest: string[] = [];
  let length = 0;
  for await (const chunk of decodeText(source.stream())) {
    const lines = decode(chunk).split('\n');
    const last = lines.pop()!;
    if (lines.length > 0) {
      if (rest.length > 0) lines[0] = [...rest, lines[0]!].join('');
      yield lines;
      rest = [];
      length = 0;
    }
    length += last.length;
    if (last !== '' && length <= LINE_LIMIT) rest.push(last);
  }
  if (rest.length > 0) yield [rest.join('')];
}

const NAME = /^(?:[\w-]{1,60}\.)?([A-Za-z][\w-]{0,60})((?:;(?:[^":;]|"[^"]*")*)*):/;

function parseLine(line: string): ContentLine | null {
  const match = NAME.exec(line.slice(0, 4_000));
  if (match === null) return null;
  const parameters = new Map<string, string[]>();
  for (const part of match[2]!.match(/;(?:[^";]|"[^"]*")+/g) ?? []) {
    const equals = part.indexOf('=');
    const name = equals < 0 ? 'TYPE' : part.slice(1, equals).trim().toUpperCase();
    const values = (equals < 0 ? part.slice(1) : part.slice(equals + 1)).replaceAll('"', '').split(',');
    parameters.set(name, [...(parameters.get(name) ?? []), ...values]);
  }
  return { name: match[1]!.toUpperCase(), parameters, value: line.slice(match[0].length) };
}

/** Whether a line has a parameter with this value, in any case; of TYPE by default. */
export function hasParameter({ parameters }: ContentLine, value: RegExp, name = 'TYPE'): boolean {
  return parameters.get(name)?.some((known) => value.test(known)) === true;
}

function isQuotedPrintable(line: ContentLine): boolean {
  return hasParameter(line, /^quoted-printable$/i) || hasParameter(line, /^quoted-printable$/i, 'ENCODING');
}

function unquoted(value: string): string {
  return decode(decodeWhole(decodeAtOnce(Buffer.from(value, 'latin1'), 'quoted-printable')));
}

/** The parts of a structured value ('N', 'ADR'), unescaped. */
export function structuredParts(value: string): string[] {
  return splitAt(value, ';').map(unescaped);
}

/** A text value without its escapes. */
export function unescaped(value: string): string {
  return value
    .replace(/\\([nN\\,;:])/g, (_, character: string) => (/n/i.test(character) ? '\n' : character))
    .trim();
}

/** Splits at a separator that is not escaped. */
function splitAt(value: string, separator: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (let i = 0; i < value.length; i++) {
    if (value[i] === '\\') i++;
    else if (value[i] === separator) {
      parts.push(value.slice(from, i));
      from = i + 1;
    }
  }
  return [...parts, value.slice(from)];
}

const TYPE_EXTENSIONS: Readonly<Record<string, string>> = {
  'jpeg': 'jpg',
  'plain': 'txt',
  'svg+xml': 'svg',
  'octet-stream': 'bin',
};

/** The file that a line holds in base64 (PHOTO, ATTACH), with an extension; null when it holds none. */
export function embeddedFile(line: ContentLine): { bytes: Uint8Array; extension: string } | null {
  const uri = /^data:([\w.+-]*(?:\/[\w.+-]*)?)[^,]{0,200};base64,/i.exec(line.value.slice(0, 400));
  const isBase64 = hasParameter(line, /^(?:b|base64)$/i, 'ENCODING') || hasParameter(line, /^base64$/i);
  if (uri === null && !isBase64) return null;
  const bytes = Buffer.from(uri === null ? line.value : line.value.slice(uri[0].length), 'base64');
  if (bytes.length === 0) return null;
  const type = uri?.[1] ?? line.parameters.get('FMTTYPE')?.[0] ?? line.parameters.get('TYPE')?.[0] ?? '';
  const subtype = type.slice(type.indexOf('/') + 1).toLowerCase();
  return {
    bytes,
    extension: TYPE_EXTENSIONS[subtype] ?? (/^[a-z0-9]{1,5}$/.test(subtype) ? subtype : 'bin'),
  };
}
