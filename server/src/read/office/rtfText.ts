import { LineBuilder } from '../emitLines.ts';
import type { Sink } from '../format.ts';
import { CHARSET_PAGES, decodeCodePage } from './codePages.ts';
import { type DocumentProperty, type PropertyKind, writeProperties } from './documentProperties.ts';
import type { RtfHandler } from './rtfParser.ts';
import { type TextChange, TrackedLines } from './trackedLines.ts';

/** Where the text of a group goes: to a flow of lines, to a value that is being gathered, or nowhere. */
type Destination = Flow | 'value' | 'fonts' | 'skipped';

/** Lines that belong together and apart from the others. */
type Flow = 'body' | 'headers' | 'footnotes' | 'comments' | 'text boxes' | 'shapes' | 'variables';

/** Groups whose text is a flow of its own. */
const FLOWS: Record<string, Flow> = {
  header: 'headers',
  headerl: 'headers',
  headerr: 'headers',
  headerf: 'headers',
  footer: 'headers',
  footerl: 'headers',
  footerr: 'headers',
  footerf: 'headers',
  footnote: 'footnotes',
  annotation: 'comments',
  shptxt: 'text boxes',
  dptxbxtext: 'text boxes',
};

/** Groups without text of the document. */
const SKIPPED = new Set([
  ...[
    'colortbl',
    'stylesheet',
    'filetbl',
    'pict',
    'objclass',
    'objname',
    'objdata',
    'template',
    'fldinst',
    'shprslt',
  ],
  ...['creatim', 'revtim', 'printim', 'buptim', 'pntxta', 'pntxtb', 'nonesttables', 'falt', 'panose'],
]);

/** Groups marked as ignorable (\*) that hold groups with text. */
const TRANSPARENT = new Set(['shpinst', 'do', 'userprops', 'nesttableprops', 'moMath', 'moMathPara']);

/** Values of the information group, and names that values go by. */
const PROPERTIES: Record<string, PropertyKind> = {
  title: 'title',
  subject: 'subject',
  author: 'author',
  operator: 'lastAuthor',
  manager: 'manager',
  company: 'company',
  category: 'category',
  keywords: 'keywords',
  doccomm: 'comments',
};
const VALUES = new Set([
  ...['propname', 'staticval', 'sn', 'sv', 'atnauthor', 'docvar'],
  ...Object.keys(PROPERTIES),
]);

/** Properties of shapes that are texts. */
const SHAPE_TEXTS = new Set(['wzDescription', 'wzName', 'gtextUNICODE']);
const DEFAULT_NAME = /^[\p{L} ]*\d*$/u;

/** Controls that stand for a character. */
const CHARACTERS: Record<string, string> = {
  'emdash': '—',
  'endash': '–',
  'bullet': '•',
  'lquote': '‘',
  'rquote': '’',
  'ldblquote': '“',
  'rdblquote': '”',
  'emspace': ' ',
  'enspace': ' ',
  'qmspace': ' ',
  '~': '\u00a0',
  '_': '-',
};

/** Groups in groups beyond this depth keep the state of the one around them. */
const DEPTH_LIMIT = 10_000;
const VALUE_LIMIT = 1 << 20;

/** What holds inside a group; restored at its end. */
interface Group {
  destination: Destination;
  /** Name of the value that is being gathered, where the destination is one, and what it says so far. */
  key: string;
  value: string;
  font: number;
  /** How many characters stand for one that \u gave. */
  skip: number;
  change: TextChange;
  inTable: boolean;
}

/** Turns the controls and characters of an RTF file into lines: the body by pages, then headers, notes, comments, text boxes, properties. */
export class RtfText implements RtfHandler {
  readonly #sink: Sink;
  readonly #flows = new Map<Flow, { builder: LineBuilder; lines: TrackedLines }>();
  readonly #properties: DocumentProperty[] = [];
  readonly #codePages = new Map<number, number>();
  /** The last values by name, for those that come in twos. */
  readonly #values = new Map<string, string>();
  #stack: Group[] = [];
  #group: Group = newGroup();
  #deeper = 0;
  /** Whether \* was the last control. */
  #isIgnorable = false;
  /** Characters that still stand for the last \u. */
  #toSkip = 0;
  #codePage = 1252;
  #defaultFont = 0;
  #definedFont = 0;
  /** Bytes that wait to be decoded together: two may be one character. */
  #bytes: number[] = [];

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  openGroup(): void {
    this.#settle();
    if (this.#stack.length >= DEPTH_LIMIT) this.#deeper++;
    else {
      this.#stack.push(this.#group);
      this.#group = { ...this.#group, value: '' };
    }
  }

  closeGroup(): void {
    this.#settle();
    if (this.#deeper > 0) {
      this.#deeper--;
      return;
    }
    const ended = this.#group;
    this.#group = this.#stack.pop() ?? newGroup();
    if (ended.destination === 'value') this.#takeValue(ended.key, ended.value.trim());
    else if (ended.destination !== this.#group.destination && isFlow(ended.destination))
      this.#flow(ended.destination).endLine();
  }

  text(bytes: Buffer, from: number, to: number): void {
    this.#isIgnorable = false;
    const start = from + Math.min(this.#toSkip, to - from);
    this.#toSkip -= start - from;
    if (this.#group.destination === 'skipped' || start === to) return;
    if (this.#bytes.length === 0 && isAscii(bytes, start, to))
      this.#write(bytes.toString('latin1', start, to));
    else for (let at = start; at < to; at++) this.#bytes.push(bytes[at]!);
  }

  hexByte(byte: number): void {
    if (this.#toSkip > 0) this.#toSkip--;
    else if (this.#group.destination !== 'skipped') this.#bytes.push(byte);
  }

  binary(): void {
    this.#toSkip = 0;
  }

  control(word: string, parameter: number | null): void {
    this.#decodeBytes();
    if (word === 'u') {
      this.#write(String.fromCharCode((parameter ?? 0x3f) & 0xffff));
      this.#toSkip = this.#group.skip;
      return;
    }
    if (word === '*') {
      this.#isIgnorable = true;
      return;
    }
    this.#toSkip = 0;
    const isIgnorable = this.#isIgnorable;
    this.#isIgnorable = false;
    if (!this.#beginDestination(word, isIgnorable)) this.#format(word, parameter);
  }

  /** Hands the finished lines of the body on, and before them the headers that came first. */
  async flush(): Promise<void> {
    if (this.#group.destination === 'headers') return;
    if (this.#flows.keys().next().value === 'headers') await this.#flushFlow('headers');
    await this.#flows.get('body')?.builder.flushLines();
  }

  /** The file ends: hands on everything else. */
  async end(): Promise<void> {
    this.#settle();
    while (this.#stack.length > 0) this.closeGroup();
    await this.flush();
    for (const flow of [...this.#flows.keys()].sort((a, b) => Number(b === 'body') - Number(a === 'body')))
      await this.#flushFlow(flow);
    const lines = new LineBuilder(this.#sink);
    await writeProperties(lines, this.#properties);
    await lines.end();
  }

  async #flushFlow(name: Flow): Promise<void> {
    const flow = this.#flows.get(name);
    if (flow === undefined) return;
    flow.lines.endLine();
    await flow.builder.end();
    this.#flows.delete(name);
  }

  #settle(): void {
    this.#decodeBytes();
    this.#toSkip = 0;
    this.#isIgnorable = false;
  }

  #decodeBytes(): void {
    if (this.#bytes.length === 0) return;
    const bytes = Uint8Array.from(this.#bytes);
    this.#bytes = [];
    this.#write(decodeCodePage(bytes, this.#fontCodePage()));
  }

  #fontCodePage(): number {
    return this.#codePages.get(this.#group.font) ?? this.#codePage;
  }

  #write(text: string): void {
    const { destination } = this.#group;
    if (destination === 'value') {
      if (this.#group.value.length < VALUE_LIMIT) this.#group.value += text;
    } else if (isFlow(destination)) this.#flow(destination).text(text, this.#group.change);
  }

  #flow(name: Flow): TrackedLines {
    const known = this.#flows.get(name);
    if (known !== undefined) return known.lines;
    const builder = new LineBuilder(this.#sink);
    if (name === 'body') builder.nextPage();
    else builder.nextPart(name);
    const flow = { builder, lines: new TrackedLines(builder) };
    this.#flows.set(name, flow);
    return flow.lines;
  }

  /** Whether the word says where the text of its group goes; in a group that is passed over, no word does. */
  #beginDestination(word: string, isIgnorable: boolean): boolean {
    const { destination } = this.#group;
    const flow = FLOWS[word];
    if (destination === 'skipped') return true;
    if (flow !== undefined) this.#beginFlow(flow);
    else if (VALUES.has(word)) {
      this.#group.destination = 'value';
      this.#group.key = word;
    } else if (word === 'fonttbl') this.#group.destination = 'fonts';
    else if (SKIPPED.has(word) || (isIgnorable && !TRANSPARENT.has(word)))
      this.#group.destination = 'skipped';
    else return isIgnorable;
    return true;
  }

  #beginFlow(flow: Flow): void {
    this.#group.destination = flow;
    this.#group.inTable = false;
    const author = this.#values.get('atnauthor');
    if (flow !== 'comments' || author === undefined) return;
    this.#write(`Auteur : ${author}`);
    this.#flow(flow).newline();
    this.#values.delete('atnauthor');
  }

  #takeValue(key: string, value: string): void {
    if (value === '') return;
    const kind = PROPERTIES[key];
    if (kind !== undefined) this.#properties.push({ kind, value });
    else if (key === 'staticval')
      this.#properties.push({ kind: 'custom', name: this.#values.get('propname') ?? '', value });
    else if (key === 'sv') this.#takeShapeValue(value);
    else if (key === 'docvar') this.#takeVariable(value);
    else this.#values.set(key, value);
  }

  #takeShapeValue(value: string): void {
    const name = this.#values.get('sn') ?? '';
    if (!SHAPE_TEXTS.has(name) || (name === 'wzName' && DEFAULT_NAME.test(value))) return;
    this.#writeLine('shapes', value);
  }

  /** A variable is two groups: its name, its value. */
  #takeVariable(value: string): void {
    const name = this.#values.get('docvar');
    if (name === undefined) this.#values.set('docvar', value);
    else {
      this.#writeLine('variables', `${name} : ${value}`);
      this.#values.delete('docvar');
    }
  }

  #writeLine(flow: Flow, text: string): void {
    const lines = this.#flow(flow);
    lines.text(text, 'none');
    lines.newline();
  }

  #format(word: string, parameter: number | null): void {
    const character = CHARACTERS[word];
    if (character !== undefined) this.#write(character);
    else if (!this.#formatCharacters(word, parameter)) this.#layOut(word);
  }

  /** Fonts, code pages, revisions: what holds for the characters that follow. */
  #formatCharacters(word: string, parameter: number | null): boolean {
    const group = this.#group;
    if (word === 'f') this.#selectFont(parameter ?? 0);
    else if (word === 'uc') group.skip = Math.max(0, parameter ?? 1);
    else if (word === 'deleted') group.change = parameter === 0 ? 'none' : 'deleted';
    else if (word === 'revised' && group.change !== 'deleted')
      group.change = parameter === 0 ? 'none' : 'inserted';
    else if (word === 'plain') {
      group.font = this.#defaultFont;
      group.change = 'none';
    } else if (word === 'ansicpg' && parameter !== null && parameter > 0) this.#codePage = parameter;
    else if (word === 'deff') group.font = this.#defaultFont = parameter ?? 0;
    else if (word === 'fcharset') this.#defineCharset(CHARSET_PAGES[parameter ?? 0]);
    else if (word === 'cpg') this.#defineCharset(parameter ?? undefined);
    else if (CODE_PAGE_WORDS[word] !== undefined) this.#codePage = CODE_PAGE_WORDS[word];
    else return false;
    return true;
  }

  #selectFont(font: number): void {
    if (this.#group.destination === 'fonts') this.#definedFont = font;
    else this.#group.font = font;
  }

  #defineCharset(codePage: number | undefined): void {
    if (this.#group.destination === 'fonts' && codePage !== undefined)
      this.#codePages.set(this.#definedFont, codePage);
  }

  /** Paragraphs, cells, pages. */
  #layOut(word: string): void {
    const { destination, inTable } = this.#group;
    if (word === 'intbl') this.#group.inTable = true;
    else if (word === 'pard' || word === 'trowd') this.#group.inTable = false;
    if (destination === 'value' && (word === 'par' || word === 'line' || word === 'tab')) this.#write(' ');
    if (!isFlow(destination)) return;
    if (word === 'par' || word === 'line') {
      if (inTable) this.#flow(destination).blank();
      else this.#flow(destination).newline();
    } else if (word === 'tab' || word === 'cell') this.#flow(destination).tab();
    else if (word === 'nestcell' || word === 'nestrow' || word === 'column') this.#flow(destination).blank();
    else if (word === 'row') this.#flow(destination).endLine();
    else if (word === 'page' || word === 'sect') this.#breakPage(destination, inTable);
  }

  #breakPage(flow: Flow, inTable: boolean): void {
    if (flow === 'body' && !inTable) this.#flow(flow).nextPage();
    else this.#flow(flow).blank();
  }
}

/** Words of the header that name a code page. */
const CODE_PAGE_WORDS: Record<string, number> = { ansi: 1252, mac: 10000, pc: 437, pca: 850 };

function newGroup(): Group {
  return { destination: 'body', key: '', value: '', font: -1, skip: 1, change: 'none', inTable: false };
}

function isAscii(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at]! >= 0x80) return false;
  return true;
}

function isFlow(destination: Destination): destination is Flow {
  return destination !== 'value' && destination !== 'fonts' && destination !== 'skipped';
}
