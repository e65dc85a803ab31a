import { type PptRecord, recordsBelow, recordsIn } from './pptRecords.ts';

/** Types of records ([MS-PPT] 2.13.24, [MS-ODRAW]). */
const TEXT_WIDE = 0x0fa0;
const TEXT_NARROW = 0x0fa8;
const OUTLINE_TEXT = 0x0f9e;
const STRING = 0x0fba;
const HEADERS_FOOTERS = 0x0fd9;
const COMMENT = 0x2ee0;
const LINK = 0x0fd7;
const GROUP = 0xf003;
const SHAPE = 0xf004;
const CHILD_ANCHOR = 0xf00f;
const MORE_PROPERTIES = 0xf122;
/** Property of a group that is a table ([MS-ODRAW] 2.3.4.36). */
const TABLE_PROPERTY = 0x039f;
const DEPTH_LIMIT = 64;

/** A line of a slide; cells of a table are separated by tabs. */
export type PptLine = string;

/**
 * The text of a slide, of notes or of the outline, in the order in which it stands; tables row by row.
 * `outline` is the text that the list of slides holds for this slide, which its shapes refer to; what no shape refers to comes last.
 */
export function slideLines(container: Buffer, outline: readonly string[] = []): PptLine[] {
  const used = new Set<number>();
  const lines = linesIn(container, outline, used, 0);
  return [...lines, ...outline.flatMap((text, i) => (used.has(i) ? [] : paragraphs(text)))];
}

function linesIn(bytes: Buffer, outline: readonly string[], used: Set<number>, depth: number): PptLine[] {
  const lines: PptLine[] = [];
  for (const record of recordsIn(bytes)) {
    const text = textOf(record);
    if (text !== null) lines.push(...paragraphs(text));
    else if (record.type === OUTLINE_TEXT && record.body.length >= 4) {
      const index = record.body.readUInt32LE(0);
      used.add(index);
      lines.push(...paragraphs(outline[index] ?? ''));
    } else if (record.type === HEADERS_FOOTERS)
      lines.push(...stringsIn(record).map(({ text: line }) => line));
    else if (record.type === COMMENT) lines.push(...commentLines(record));
    else if (record.type === LINK) lines.push(...linkLines(record));
    else if (record.type === GROUP && isTable(record)) lines.push(...tableLines(record));
    else if (record.isContainer && depth < DEPTH_LIMIT)
      lines.push(...linesIn(record.body, outline, used, depth + 1));
  }
  return lines;
}

/** The text of a record that holds text; null for any other. */
export function textOf({ type, body }: PptRecord): string | null {
  if (type === TEXT_WIDE) return body.toString('utf16le');
  return type === TEXT_NARROW ? body.toString('latin1') : null;
}

function paragraphs(text: string): string[] {
  return text.split(/[\r\n\u000b]/).filter((line) => line.trim() !== '');
}

function stringsIn(container: PptRecord): { text: string; instance: number }[] {
  return [...recordsIn(container.body)]
    .filter(({ type }) => type === STRING)
    .map(({ body, instance }) => ({ text: body.toString('utf16le'), instance }));
}

/** A comment: author, text, initials. */
function commentLines(comment: PptRecord): string[] {
  const strings = stringsIn(comment);
  const part = (wanted: number): string => strings.find(({ instance }) => instance === wanted)?.text ?? '';
  return [...(part(0) === '' ? [] : [`Auteur : ${part(0)}`]), ...paragraphs(part(1))];
}

/** An address to which mail is written. */
function linkLines(link: PptRecord): string[] {
  return stringsIn(link).flatMap(({ text }) => /^mailto:([^?\u0000]{3,200})/i.exec(text)?.[1] ?? []);
}

/** Whether the first shape of a group says that it is a table. */
function isTable(group: PptRecord): boolean {
  for (const shape of recordsIn(group.body)) {
    for (const { type, instance, body } of recordsIn(shape.body)) {
      if (type !== MORE_PROPERTIES) continue;
      for (let i = 0; i < instance && 6 * i + 2 <= body.length; i++)
        if ((body.readUInt16LE(6 * i) & 0x3fff) === TABLE_PROPERTY) return true;
    }
    return false;
  }
  return false;
}

/** The cells of a table by where they stand: from top to bottom, from left to right. */
function tableLines(group: PptRecord): PptLine[] {
  const cells: { top: number; left: number; text: string }[] = [];
  for (const shape of recordsIn(group.body)) {
    if (shape.type !== SHAPE) continue;
    const texts: string[] = [];
    let place = { left: 0, top: 0 };
    for (const record of recordsBelow(shape.body)) {
      if (record.type === CHILD_ANCHOR && record.body.length >= 8)
        place = { left: record.body.readInt32LE(0), top: record.body.readInt32LE(4) };
      const text = textOf(record);
      if (text !== null) texts.push(text.replace(/[\r\n\t\u000b]+/g, ' '));
    }
    if (texts.length > 0) cells.push({ ...place, text: texts.join(' ') });
  }
  const rows = Map.groupBy(cells, ({ top }) => top);
  return [...rows]
    .sort(([a], [b]) => a - b)
    .map(([, row]) =>
      row
        .sort((a, b) => a.left - b.left)
        .map(({ text }) => text)
        .join('\t'),
    );
}
