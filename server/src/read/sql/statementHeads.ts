import { decode } from '../../text/windows1252.ts';

/** A name in quotes, and one that may be quoted or not, perhaps with its schema before it. The alternatives begin with different signs: no text is tried twice. */
const QUOTED = '\\[[^\\]]*\\]|"[^"]*"|`[^`]*`';
const PART = `(?:${QUOTED}|[^\\s(."[\`]+)`;
const NAME = `(${PART}(?:\\s*\\.\\s*${PART})*)`;
/** The columns that an INSERT names. */
const LIST = `(?:\\(((?:[^()"[\`]|${QUOTED})*)\\)\\s*)?`;

export const INSERT = new RegExp(
  String.raw`^\s*(?:(?:INSERT|REPLACE|UPSERT)\s+(?:ALL\s+|FIRST\s+)?(?:LOW_PRIORITY\s+|DELAYED\s+|HIGH_PRIORITY\s+)?(?:IGNORE\s+|OR\s+\w+\s+)?(?:INTO\s+)?|INTO\s+)` +
    String.raw`${NAME}\s*${LIST}(?:OVERRIDING\s+\w+\s+VALUE\s+)?VALUES\s*`,
  'i',
);
/** INSERT INTO t (a, b) SELECT 1, 'x' UNION ALL SELECT 2, 'y': rows written as selections of constants. */
export const INSERT_SELECT = new RegExp(
  String.raw`^\s*INSERT\s+(?:INTO\s+)?${NAME}\s*${LIST}(?=SELECT\b)`,
  'i',
);
export const COPY = /^\s*COPY\s+([^\s(]+)\s*(?:\(([^)]*)\)\s*)?FROM\s+stdin[^;]*;[^\n]*\n/i;
export const CREATE =
  /^\s*CREATE\s+(?:GLOBAL\s+TEMPORARY\s+|TEMP\w*\s+|UNLOGGED\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?([^\s(]+(?: [^\s(]+)*)\s*\(/i;

/** COPY … FROM stdin … whose lines begin behind a line end that is not there yet. */
export function isCopyWithoutLineEnd(head: string): boolean {
  const end = head.indexOf(';');
  if (end < 0 || head.includes('\n', end)) return false;
  const statement = head.slice(0, end);
  return /^\s*COPY\s/i.test(statement) && /FROM\s+stdin/i.test(statement);
}

/** Most heads fit in so many bytes; a head with many columns in so many. */
const SHORT_HEAD = 512;
const LONG_HEAD = 65_536;

/** The beginning of a statement, long enough for its head. */
export function headOf(bytes: Uint8Array): string {
  const short = decode(bytes, 0, Math.min(bytes.length, SHORT_HEAD));
  const isCut = bytes.length > SHORT_HEAD && /^\s*(?:INSERT|REPLACE|COPY)\b/i.test(short);
  return isCut && !/\bVALUES\b|;/i.test(short) ? decode(bytes, 0, Math.min(bytes.length, LONG_HEAD)) : short;
}

/** `dossier`.`patients` -> dossier.patients; [dbo].[Patient] -> dbo.Patient. */
export function plainName(name: string): string {
  return name
    .replace(/[`"[\]]/g, '')
    .split('.')
    .map((part) => part.trim())
    .join('.');
}

/** The names of a list, commas inside quotes left alone. */
export function namesOf(list: string): string[] {
  const names: string[] = [];
  let start = 0;
  let closing: string | null = null;
  for (let i = 0; i < list.length; i++) {
    const sign = list[i]!;
    if (closing !== null) closing = sign === closing ? null : closing;
    else if (sign === ',') {
      names.push(list.slice(start, i));
      start = i + 1;
    } else closing = CLOSING_QUOTES[sign] ?? null;
  }
  // A quote that is not closed is none.
  const all = closing === null ? [...names, list.slice(start)] : list.split(',');
  return all.filter((name) => name !== '').map(plainName);
}

const CLOSING_QUOTES: Readonly<Record<string, string>> = { '[': ']', '"': '"', '`': '`' };

export function columnsOf(definition: string): string[] {
  const columns: string[] = [];
  let depth = 0;
  let part = '';
  for (const c of definition) {
    if (c === '(') depth++;
    if (c === ')' && depth-- === 0) break;
    if (c === ',' && depth === 0) {
      columns.push(part);
      part = '';
    } else part += c;
  }
  columns.push(part);
  return columns
    .map((column) => column.trim())
    .filter(
      (column) =>
        column !== '' &&
        !/^(?:PRIMARY|UNIQUE|KEY|CONSTRAINT|INDEX|FOREIGN|CHECK|FULLTEXT|EXCLUDE)\b/i.test(column),
    )
    .map((column) => plainName(/^(?:`[^`]*`|"[^"]*"|\[[^\]]*\]|\S+)/.exec(column)![0]));
}
