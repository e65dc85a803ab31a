import { CATEGORIES, type Category } from '@constat/contract/category.ts';
import type { NoticeFault, NoticeFaultCode } from '../noticeFault.ts';
import { NOTICE_BLOCKS, type NoticeBlockName } from './composedNotice.ts';
import {
  CATALOGUES,
  type CatalogueName,
  type CategoryLine,
  type CategoryWords,
  type Guard,
  GUARDS,
  isCategory,
  type NoticeTemplate,
  type TemplateLine,
  type TemplatePiece,
} from './noticeTemplate.ts';
import { parsePieces } from './parsePieces.ts';

type PartName = NoticeBlockName | CatalogueName | 'subject';

/** A template, or everything that is wrong with its file. */
export type ParsedTemplate =
  | { readonly template: NoticeTemplate; readonly faults: readonly [] }
  | { readonly template: null; readonly faults: readonly NoticeFault[] };

/** A file of more characters is not a letter. */
const LONGEST_FILE = 200_000;

const PART_NAMES: readonly string[] = ['subject', ...NOTICE_BLOCKS, ...CATALOGUES];

/** A line with its number, without the spaces around it. */
interface SourceLine {
  readonly text: string;
  readonly line: number;
}

/** Reads a template (docs/notices.md says how it is written). `file` is how faults name it. */
export function parseTemplate(text: string, file: string): ParsedTemplate {
  const faults: NoticeFault[] = [];
  const fail = (line: number, code: NoticeFaultCode, subject = ''): void => {
    faults.push({ file, line, code, subject });
  };
  if (text.length > LONGEST_FILE) fail(0, 'too_long');
  if (text.includes('\uFFFD')) fail(0, 'not_utf8');
  const parts = faults.length > 0 ? new Map<PartName, SourceLine[]>() : splitParts(text, fail);
  const template: NoticeTemplate = {
    subject: parseSubject(parts.get('subject') ?? [], fail),
    blocks: [...parts.keys()]
      .filter((name): name is NoticeBlockName => (NOTICE_BLOCKS as readonly string[]).includes(name))
      .map((name) => ({ name, lines: parts.get(name)!.map((line) => parseLine(line, fail)) })),
    words: parseWords(parts.get('words') ?? [], fail),
    consequences: (parts.get('consequence_by_category') ?? []).map((line) => parseCategoryLine(line, fail)),
    steps: (parts.get('step_by_category') ?? []).map((line) => parseCategoryLine(line, fail)),
  };
  faults.sort((a, b) => a.line - b.line);
  return faults.length > 0 ? { template: null, faults } : { template, faults: [] };
}

type Fail = (line: number, code: NoticeFaultCode, subject?: string) => void;

function splitParts(text: string, fail: Fail): Map<PartName, SourceLine[]> {
  const parts = new Map<PartName, SourceLine[]>();
  let current: SourceLine[] | null = null;
  for (const { text: content, line } of linesOf(text, fail)) {
    if (!content.startsWith('==')) {
      if (current === null) fail(line, 'before_first_part');
      else current.push({ text: content, line });
      continue;
    }
    const name = content.slice(2).trim();
    current = [];
    if (!PART_NAMES.includes(name)) fail(line, 'unknown_part', name);
    else if (parts.has(name as PartName)) fail(line, 'part_twice', name);
    else parts.set(name as PartName, current);
  }
  return parts;
}

/** The lines that say something: neither empty nor remarks. */
function linesOf(text: string, fail: Fail): SourceLine[] {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((content, i) => ({ text: content.replaceAll('\t', ' ').trim(), line: i + 1 }));
  for (const { text: content, line } of lines)
    if (/[\u0000-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]/.test(content))
      fail(line, 'control_character');
  return lines.filter(({ text: content }) => content !== '' && !content.startsWith('//'));
}

function parseSubject(lines: readonly SourceLine[], fail: Fail): readonly TemplatePiece[] {
  const [first, second] = lines;
  if (first === undefined) fail(0, 'empty_line_text', 'subject');
  if (second !== undefined) fail(second.line, 'part_twice', 'subject');
  return first === undefined ? [] : parsePieces(first.text, first.line, fail);
}

function parseLine({ text, line }: SourceLine, fail: Fail): TemplateLine {
  const { guards, rest } = takeGuards(text, line, fail);
  if (rest === '{code}') return { guards, kind: 'code', pieces: [], line };
  const kind = rest.startsWith('= ') ? 'heading' : rest.startsWith('- ') ? 'item' : 'paragraph';
  const content = kind === 'paragraph' ? rest : rest.slice(2).trim();
  if (content === '' || content === '=' || content === '-') fail(line, 'empty_line_text');
  const isList = kind === 'item' && /^\{[a-z_]+\}$/.test(content);
  return { guards, kind, pieces: parsePieces(content, line, fail, isList), line };
}

/** The guards at the beginning of a line, and what stands behind them. */
function takeGuards(text: string, line: number, fail: Fail): { guards: Guard[]; rest: string } {
  if (!text.startsWith('[')) return { guards: [], rest: text };
  const end = text.indexOf(']');
  if (end < 0) {
    fail(line, 'unclosed_guard');
    return { guards: [], rest: text };
  }
  const names = text
    .slice(1, end)
    .split(/[ ,]+/)
    .filter((name) => name !== '');
  for (const name of names) if (!Object.hasOwn(GUARDS, name)) fail(line, 'unknown_guard', name);
  const guards = names.filter((name): name is Guard => Object.hasOwn(GUARDS, name));
  return { guards, rest: text.slice(end + 1).trim() };
}

/** `name: votre nom | son nom` */
function parseWords(lines: readonly SourceLine[], fail: Fail): Readonly<Record<Category, CategoryWords>> {
  const words = new Map<Category, CategoryWords>();
  for (const { text, line } of lines) {
    const at = text.indexOf(':');
    const name = text.slice(0, Math.max(0, at)).trim();
    const forms = text
      .slice(at + 1)
      .split('|')
      .map((form) => form.trim());
    if (!isCategory(name)) fail(line, 'unknown_category', name);
    else if (words.has(name)) fail(line, 'category_twice', name);
    else if (forms.length !== 2 || forms.includes('')) fail(line, 'words_malformed', name);
    else words.set(name, { yours: forms[0]!, theirs: forms[1]! });
  }
  for (const category of CATEGORIES)
    if (!words.has(category) && !lines.some(({ text }) => text.startsWith(`${category}:`)))
      fail(lines[0]?.line ?? 0, 'category_missing', category);
  return Object.fromEntries(
    CATEGORIES.map((category) => [category, words.get(category) ?? { yours: '', theirs: '' }]),
  ) as Record<Category, CategoryWords>;
}

/** `[guardian] phone, email: Cette personne pourrait …` */
function parseCategoryLine({ text, line }: SourceLine, fail: Fail): CategoryLine {
  const { guards, rest } = takeGuards(text, line, fail);
  const at = rest.indexOf(':');
  const names = rest
    .slice(0, Math.max(0, at))
    .split(',')
    .map((name) => name.trim());
  const sentence = rest.slice(at + 1).trim();
  if (at < 0 || sentence === '') fail(line, 'catalogue_malformed');
  else for (const name of names) if (!isCategory(name)) fail(line, 'unknown_category', name);
  return { guards, categories: names.filter(isCategory), pieces: parsePieces(sentence, line, fail) };
}
