import iconv from 'iconv-lite';

/** The text of an RTF body: HTML or plain text that was wrapped into RTF comes out as it was (MS-OXRTFEX), other RTF as lines of text. */
export interface RtfBody {
  readonly kind: 'html' | 'text';
  readonly text: string;
}

/** Groups whose contents nobody sees. */
const HIDDEN = new Set(
  'fonttbl colortbl stylesheet info pict object listtable listoverridetable rsidtbl generator themedata colorschememapping latentstyles datastore xmlnstbl filetbl revtbl fldinst mhtmltag blipuid objdata objclass nonshppict'.split(' '),
); // prettier-ignore

const SYMBOLS: Readonly<Record<string, string>> = {
  par: '\n', sect: '\n', page: '\n', line: '\n', row: '\n', tab: '\t', cell: '\t', nestcell: '\t', nestrow: '\n', emdash: '—', endash: '–',
  lquote: '‘', rquote: '’', ldblquote: '“', rdblquote: '”', bullet: '•', emspace: ' ', enspace: ' ',
}; // prettier-ignore

/** Character sets of fonts (\fcharset) by code page. */
const CHARSET_PAGES: Readonly<Record<number, number>> = {
  77: 10000, 128: 932, 129: 949, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258, 177: 1255, 178: 1256, 186: 1257, 204: 1251, 222: 874, 238: 1250, 255: 850,
}; // prettier-ignore

const DEPTH_LIMIT = 5_000;
const BACKSLASH = 0x5c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const QUOTE = 0x27;
const STAR = 0x2a;

/** What holds inside a group. */
interface GroupState {
  readonly hidden: boolean;
  /** Inside \htmlrtf: RTF that stands for HTML and is no part of it. */
  readonly htmlRtf: boolean;
  readonly codePage: number;
  /** Characters that stand behind \u for programs that do not know it. */
  readonly skip: number;
}

/** Reads an RTF body. */
export function readRtfBody(bytes: Uint8Array): RtfBody {
  return new RtfReader(bytes).read();
}

class RtfReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  #out = '';
  #pending: number[] = [];
  #state: GroupState = { hidden: false, htmlRtf: false, codePage: 1252, skip: 1 };
  #stack: GroupState[] = [];
  #toSkip = 0;
  #starred = false;
  #kind: 'html' | 'text' | 'rtf' = 'rtf';
  readonly #fontPages = new Map<number, number>();
  #defaultPage = 1252;
  #font = 0;
  #inFontTable = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  read(): RtfBody {
    while (this.#at < this.#bytes.length) this.#step();
    this.#flush();
    return { kind: this.#kind === 'html' ? 'html' : 'text', text: this.#out };
  }

  #step(): void {
    const byte = this.#bytes[this.#at++]!;
    if (byte === BACKSLASH) this.#control();
    else if (byte === OPEN) this.#open();
    else if (byte === CLOSE) this.#close();
    else if (byte >= 0x20 || byte === 0x09) this.#character(byte);
  }

  #open(): void {
    this.#toSkip = 0;
    if (this.#stack.length < DEPTH_LIMIT) this.#stack.push(this.#state);
  }

  #close(): void {
    this.#toSkip = 0;
    const before = this.#stack.pop();
    if (before === undefined) return;
    if (before.codePage !== this.#state.codePage) this.#flush();
    if (!before.hidden) this.#inFontTable = false;
    this.#state = before;
  }

  #control(): void {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) return;
    if (!isLetter(byte)) {
      this.#at++;
      this.#controlSymbol(byte);
      return;
    }
    const start = this.#at;
    while (this.#at - start < 32 && isLetter(this.#bytes[this.#at])) this.#at++;
    const word = ascii(this.#bytes, start, this.#at);
    const digits = this.#at;
    if (this.#bytes[this.#at] === 0x2d) this.#at++;
    while (this.#at - digits < 11 && isDigit(this.#bytes[this.#at])) this.#at++;
    const parameter = this.#at === digits ? null : Number.parseInt(ascii(this.#bytes, digits, this.#at), 10);
    if (this.#bytes[this.#at] === 0x20) this.#at++;
    const starred = this.#starred;
    this.#starred = false;
    this.#word(word, parameter, starred);
  }

  #controlSymbol(byte: number): void {
    if (byte === STAR) {
      this.#starred = true;
      return;
    }
    if (byte === QUOTE) {
      const value = Number.parseInt(ascii(this.#bytes, this.#at, this.#at + 2), 16);
      this.#at += 2;
      if (!Number.isNaN(value)) this.#character(value);
    } else if (byte === 0x7e) this.#text('\u00a0');
    else if (byte === 0x5f) this.#text('-');
    else if (byte === 0x0a || byte === 0x0d) this.#text('\n');
    else if (byte === BACKSLASH || byte === OPEN || byte === CLOSE) this.#character(byte);
  }

  #word(word: string, parameter: number | null, starred: boolean): void {
    switch (word) {
      case 'fromhtml':
        this.#kind = 'html';
        return;
      case 'fromtext':
        this.#kind = 'text';
        return;
      case 'ansicpg':
        if (parameter !== null && parameter > 0) this.#defaultPage = parameter;
        this.#codePage(this.#defaultPage);
        return;
      case 'htmltag':
        this.#state = { ...this.#state, hidden: this.#kind !== 'html' };
        return;
      case 'htmlrtf':
        this.#state = { ...this.#state, htmlRtf: parameter !== 0 };
        return;
      case 'u':
        this.#unicode(parameter ?? 0);
        return;
      case 'uc':
        this.#state = { ...this.#state, skip: Math.max(0, parameter ?? 1) };
        return;
      case 'bin':
        this.#at += Math.max(0, parameter ?? 0);
        return;
      case 'f':
        this.#font = parameter ?? 0;
        if (!this.#inFontTable) this.#codePage(this.#fontPages.get(this.#font) ?? this.#defaultPage);
        return;
      case 'plain':
        this.#codePage(this.#defaultPage);
        return;
      case 'fcharset':
        this.#fontPages.set(this.#font, CHARSET_PAGES[parameter ?? 0] ?? this.#defaultPage);
        return;
      default:
        this.#destinationOrSymbol(word, starred);
    }
  }

  #destinationOrSymbol(word: string, starred: boolean): void {
    if (word === 'fonttbl') this.#inFontTable = true;
    if (HIDDEN.has(word) || starred) {
      this.#flush();
      this.#state = { ...this.#state, hidden: true };
    } else if (Object.hasOwn(SYMBOLS, word)) this.#text(SYMBOLS[word]!);
  }

  #unicode(parameter: number): void {
    this.#text(String.fromCharCode(parameter & 0xffff));
    this.#toSkip = this.#state.skip;
  }

  #character(byte: number): void {
    if (this.#toSkip > 0) this.#toSkip--;
    else if (this.#isShown()) this.#pending.push(byte);
  }

  #text(text: string): void {
    if (this.#toSkip > 0) {
      this.#toSkip--;
      return;
    }
    if (!this.#isShown()) return;
    this.#flush();
    this.#out += text;
  }

  #isShown(): boolean {
    return !this.#state.hidden && !(this.#kind !== 'rtf' && this.#state.htmlRtf);
  }

  #codePage(codePage: number): void {
    if (codePage === this.#state.codePage) return;
    this.#flush();
    this.#state = { ...this.#state, codePage };
  }

  #flush(): void {
    if (this.#pending.length === 0) return;
    const { codePage } = this.#state;
    const label = codePage === 65001 ? 'utf8' : codePage === 10000 ? 'macroman' : `cp${codePage}`;
    const bytes = Buffer.from(this.#pending);
    this.#out += iconv.decode(bytes, iconv.encodingExists(label) ? label : 'windows-1252');
    this.#pending = [];
  }
}

function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function ascii(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(
    bytes.buffer,
    bytes.byteOffset + from,
    Math.max(0, Math.min(to, bytes.length) - from),
  ).toString('latin1');
}
