import { isAscii } from 'node:buffer';
import { addressParser, decodeWords } from 'postal-mime';
import { decode } from '../../text/windows1252.ts';
import { decodeWhole } from '../decodeText.ts';
import { labelledEncoding } from './decodeCharset.ts';

/** One header of a message or of a part of it: its value unfolded, encoded words (RFC 2047) still in place. */
export interface MimeHeader {
  /** In lower case. */
  readonly name: string;
  readonly value: string;
}

/** A header with a value and parameters: Content-Type, Content-Disposition (RFC 2045, 2231). */
export interface StructuredHeader {
  /** In lower case, '' without one. */
  readonly value: string;
  /** Names in lower case, values decoded. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** A header line: a name and a colon. Names with blanks before the colon are met in the wild. */
const HEADER_LINE = /^([!-9;-~]{1,100})[ \t]*:/;

/** Whether a line may begin a header. */
export function isHeaderLine(line: Uint8Array): boolean {
  return HEADER_LINE.test(Buffer.from(line.subarray(0, 102)).toString('latin1'));
}

/** The header whose lines these are: the first with the name, the others folded behind it. */
export function headerOf(lines: readonly Uint8Array[]): MimeHeader {
  const bytes = Buffer.concat(lines);
  const text = isAscii(bytes)
    ? bytes.toString('latin1')
    : decode(decodeWhole(bytes, labelledEncoding(bytes)));
  const colon = text.indexOf(':');
  const value = text
    .slice(colon + 1)
    .replaceAll('\n', ' ')
    .trim();
  return { name: text.slice(0, colon).trim().toLowerCase(), value };
}

/** The value of the first header of this name, '' without one. */
export function headerValue(headers: readonly MimeHeader[], name: string): string {
  return headers.find((header) => header.name === name)?.value ?? '';
}

/** All values of the headers of this name. */
export function headerValues(headers: readonly MimeHeader[], name: string): string[] {
  return headers.filter((header) => header.name === name).map(({ value }) => value);
}

/** An unstructured header as a person reads it. */
export function decodedText(value: string): string {
  return decodeWords(value).replace(/\s+/g, ' ').trim();
}

/** Address headers above this length are shown as they are. */
const ADDRESSES_LIMIT = 1 << 18;

/** The people of an address header, 'Name <address>' one after the other. */
export function decodedAddresses(value: string): string {
  if (value.length > ADDRESSES_LIMIT) return decodedText(value);
  return addressParser(value, { flatten: true })
    .map(({ name, address }) => (address === '' ? name : `${name} <${address ?? ''}>`.trim()))
    .join(', ');
}

/** Longest value of a structured header that is looked at. */
const STRUCTURED_LIMIT = 20_000;
const PARAMETER = /;\s*([^\s=;"]{1,100})\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))/g;

/** Reads a structured header. Comments are not looked for: nobody writes them, and file names hold parentheses. */
export function structuredHeader(value: string): StructuredHeader {
  const text = value.slice(0, STRUCTURED_LIMIT);
  const semicolon = text.indexOf(';');
  const raw = new Map<string, string>();
  for (const [, name, quoted, plain] of text
    .slice(semicolon < 0 ? text.length : semicolon)
    .matchAll(PARAMETER))
    raw.set(name!.toLowerCase(), quoted === undefined ? plain!.trim() : quoted.replace(/\\(["\\])/g, '$1'));
  const main = (semicolon < 0 ? text : text.slice(0, semicolon)).trim().toLowerCase();
  return { value: main.replace(/^"|"$/g, ''), parameters: decodeParameters(raw) };
}

/** Sections ('name*0*', 'name*1') put together and decoded (RFC 2231); other values may hold encoded words, against the rule. */
function decodeParameters(raw: ReadonlyMap<string, string>): Map<string, string> {
  const parameters = new Map<string, string>();
  const sections = new Map<string, { order: number; value: string; encoded: boolean }[]>();
  for (const [key, value] of raw) {
    const star = /^([^*]+)\*(?:(\d{1,3})(\*)?)?$/.exec(key);
    if (star === null) parameters.set(key, decodeWords(value));
    else {
      const list = sections.get(star[1]!) ?? [];
      list.push({ order: Number(star[2] ?? 0), value, encoded: star[2] === undefined || star[3] === '*' });
      sections.set(star[1]!, list);
    }
  }
  for (const [name, list] of sections) parameters.set(name, joinSections(list));
  return parameters;
}

function joinSections(sections: { order: number; value: string; encoded: boolean }[]): string {
  sections.sort((a, b) => a.order - b.order);
  const label = /^([^']*)'[^']*'/.exec(sections[0]!.value);
  let charset = 'utf-8';
  if (label !== null && sections[0]!.encoded) {
    charset = label[1]!;
    sections[0]!.value = sections[0]!.value.slice(label[0].length);
  }
  const bytes = sections.map(({ value, encoded }) =>
    Buffer.from(encoded ? value.replace(/%([0-9a-f]{2})/gi, percentByte) : value, 'latin1'),
  );
  return decodeLabelled(Buffer.concat(bytes), charset);
}

function percentByte(_: string, hex: string): string {
  return String.fromCharCode(parseInt(hex, 16));
}

function decodeLabelled(bytes: Uint8Array, charset: string): string {
  const isLatin = /^(?:iso-8859-1|iso-8859-15|windows-1252|us-ascii|utf-8|)$/i.test(charset);
  if (isLatin) return decode(decodeWhole(bytes, labelledEncoding(bytes)));
  return decodeWords(`=?${charset}?B?${Buffer.from(bytes).toString('base64')}?=`);
}
