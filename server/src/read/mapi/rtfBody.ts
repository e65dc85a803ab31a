import { CHARSET_PAGES, decodeCodePage } from '../office/codePages.ts';
import { type RtfHandler, RtfParser } from '../office/rtfParser.ts';

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
  par: '\n', sect: '\n', page: '\n', line: '\n', row: '\n', tab: '\t', '~': '\u00a0', '_': '-', cell: '\t', nestcell: '\t', nestrow: '\n', emdash: '—', endash: '–',
  lquote: '‘', rquote: '’', ldblquote: '“', rdblquote: '”', bullet: '•', emspace: ' ', enspace: ' ',
}; // prettier-ignore

const DEPTH_LIMIT = 5_000;

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
  const reader = new BodyReader();
  new RtfParser(reader).push(bytes);
  return reader.body();
}

class BodyReader implements RtfHandler {
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

  body(): RtfBody {
    this.#flush();
    return { kind: this.#kind === 'html' ? 'html' : 'text', text: this.#out };
  }

  openGroup(): void {
    this.#toSkip = 0;
    if (this.#stack.length < DEPTH_LIMIT) this.#stack.push(this.#state);
  }

  closeGroup(): void {
    this.#toSkip = 0;
    const before = this.#stack.pop();
    if (before === undefined) return;
    if (before.codePage !== this.#state.codePage) this.#flush();
    if (!before.hidden) this.#inFontTable = false;
    this.#state = before;
  }

  control(word: string, parameter: number | null): void {
    const starred = this.#starred;
    this.#starred = word === '*';
    if (word !== '*') this.#word(word, parameter, starred);
  }

  text(bytes: Buffer, from: number, to: number): void {
    for (let at = from; at < to; at++) if (bytes[at]! >= 0x20 || bytes[at] === 0x09) this.hexByte(bytes[at]!);
  }

  hexByte(byte: number): void {
    if (this.#toSkip > 0) this.#toSkip--;
    else if (this.#isShown()) this.#pending.push(byte);
  }

  binary(): void {
    this.#toSkip = 0;
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
      case 'f':
        this.#font = parameter ?? 0;
        if (!this.#inFontTable) this.#codePage(this.#fontPages.get(this.#font) ?? this.#defaultPage);
        return;
      case 'plain':
        this.#codePage(this.#defaultPage);
        return;
      case 'fcharset':
        this.#fontPages.set(
          this.#font,
          (parameter ?? 0) === 0 ? this.#defaultPage : (CHARSET_PAGES[parameter!] ?? this.#defaultPage),
        );
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
    this.#out += decodeCodePage(Uint8Array.from(this.#pending), this.#state.codePage);
    this.#pending = [];
  }
}
