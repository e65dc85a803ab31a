import type { Category } from '@constat/contract/category.ts';
import { withFrenchSpaces } from '../../languages/frenchSpaces.ts';
import type { HospitalStatement, NoticeContent } from '../noticeContent.ts';
import {
  type ComposedNotice,
  type NoticeBlock,
  type NoticeChannel,
  type NoticePart,
  plainText,
  type TextRun,
} from './composedNotice.ts';
import { dayPhrase, exposedPhrase, joinPhrases } from './exposedWords.ts';
import {
  type CategoryLine,
  type Guard,
  GUARDS,
  INLINE_LISTS,
  type ListPlaceholder,
  type NoticeTemplate,
  type Placeholder,
  type TemplateLine,
  type TemplatePiece,
} from './noticeTemplate.ts';

/** What the lines of a template are filled from. */
interface Filling {
  readonly facts: ReadonlySet<Guard>;
  readonly values: Readonly<Record<Placeholder, string>>;
  readonly lists: Readonly<Record<ListPlaceholder, readonly (readonly TextRun[])[]>>;
  readonly content: NoticeContent;
}

/** Writes out the notice of one person. The same content, statement and template give the same document. */
export function composeNotice(
  content: NoticeContent,
  statement: HospitalStatement,
  template: NoticeTemplate,
  channel: NoticeChannel = { kind: 'letter' },
): ComposedNotice {
  const filling = fillingOf(content, statement, template, channel);
  const { language, version, variant } = content;
  return {
    language,
    version,
    variant,
    channel,
    subject: plainText(writtenRuns(template.subject, filling)),
    blocks: template.blocks
      .map(({ name, lines }): NoticeBlock => ({ name, parts: partsOf(lines, filling) }))
      .filter(({ parts }) => parts.length > 0),
  };
}

function fillingOf(
  content: NoticeContent,
  statement: HospitalStatement,
  template: NoticeTemplate,
  channel: NoticeChannel,
): Filling {
  const facts = factsOf(content, statement, channel);
  const values = valuesOf(content, statement);
  const bare: Filling = { facts, values, lists: NO_LISTS, content };
  const isYours = content.variant === 'person';
  const named = (words: { yours: string; theirs: string }): string => (isYours ? words.yours : words.theirs);
  const easy = content.version === 'easy_read' ? statement.easyRead?.[content.language] : undefined;
  const asRuns = (text: string): TextRun[] => [{ text, isStrong: false }];
  return {
    ...bare,
    lists: {
      exposed: content.exposed.map((exposed) =>
        asRuns(
          exposedPhrase(named(template.words[exposed.category]), exposed, content.language, content.version),
        ),
      ),
      not_found: content.notFound.map((category) => asRuns(named(template.words[category]))),
      consequences: sentencesOf(template.consequences, bare),
      steps: sentencesOf(template.steps, bare),
      measures: (easy?.measures ?? statement.measures[content.language]).map(asRuns),
    },
  };
}

const NO_LISTS: Filling['lists'] = { exposed: [], not_found: [], consequences: [], steps: [], measures: [] };

/** A sentence of a catalogue as it is written to this person, and for which categories. */
export interface CatalogueSentence {
  readonly categories: readonly Category[];
  readonly text: string;
}

/** The sentences of the catalogue of consequences or steps that are written to this person: what the linter looks for in the notice. */
export function catalogueSentences(
  catalogue: 'consequences' | 'steps',
  content: NoticeContent,
  statement: HospitalStatement,
  template: NoticeTemplate,
  channel: NoticeChannel = { kind: 'letter' },
): CatalogueSentence[] {
  const filling = fillingOf(content, statement, template, channel);
  return template[catalogue]
    .filter(({ guards }) => holds(guards, filling.facts))
    .map(({ categories, pieces }) => ({ categories, text: plainText(writtenRuns(pieces, filling)) }));
}

/** The sentences of a catalogue that this person's categories call for, each once. */
function sentencesOf(catalogue: readonly CategoryLine[], filling: Filling): TextRun[][] {
  const exposed = new Set(filling.content.exposed.map(({ category }) => category));
  return catalogue
    .filter(
      ({ guards, categories }) =>
        holds(guards, filling.facts) && categories.some((category) => exposed.has(category)),
    )
    .map(({ pieces }) => writtenRuns(pieces, filling));
}

function factsOf(
  content: NoticeContent,
  statement: HospitalStatement,
  channel: NoticeChannel,
): ReadonlySet<Guard> {
  return new Set<Guard>([
    content.variant,
    content.certain ? 'certain' : 'probable',
    statement.breached === null ? 'breach_undated' : 'breach_dated',
    statement.published === null ? 'published_undated' : 'published_dated',
    statement.searchContinues ? 'continues' : 'finished',
    statement.complaint === '' ? 'no_complaint' : 'complaint',
    content.notFound.length === 0 ? 'none_not_found' : 'some_not_found',
    content.code === '' ? 'no_code' : 'code',
    channel.kind,
    content.unlisted === true || (channel.kind === 'email' && !channel.isVerified) ? 'unlisted' : 'listed',
  ]);
}

/** Whether of each kind of guard that a line names one holds. */
function holds(guards: readonly Guard[], facts: ReadonlySet<Guard>): boolean {
  return guards.every(
    (guard) =>
      facts.has(guard) || guards.some((other) => GUARDS[other] === GUARDS[guard] && facts.has(other)),
  );
}

function valuesOf(content: NoticeContent, statement: HospitalStatement): Record<Placeholder, string> {
  const { language, version } = content;
  const easy = version === 'easy_read' ? statement.easyRead?.[language] : undefined;
  const { contact, hotline } = statement;
  return {
    salutation: salutationOf(content),
    concerned: content.concerned,
    hospital: statement.hospital,
    dated: dayPhrase(statement.dated, language),
    what_happened: easy?.whatHappened ?? statement.whatHappened[language],
    breached: statement.breached === null ? '' : dayPhrase(statement.breached, language),
    published: statement.published === null ? '' : dayPhrase(statement.published, language),
    hotline_phone: unbroken(hotline.phone),
    hotline_hours: hotline.hours[language],
    site: statement.site,
    contact_name: contact.name,
    contact_address: contact.address.join(', '),
    contact_phone: unbroken(contact.phone),
    contact_email: contact.email,
    complaint: unbroken(statement.complaint),
  };
}

/** A number or reference that is not to be broken over lines. */
function unbroken(text: string): string {
  return text.replaceAll(' ', '\u00a0');
}

const SALUTATIONS: Readonly<
  Record<NoticeContent['language'], Readonly<Record<NoticeContent['civility'], string>>>
> = {
  fr: { madame: 'Madame,', monsieur: 'Monsieur,', none: 'Madame, Monsieur,' },
  en: { madame: 'Dear Madam,', monsieur: 'Dear Sir,', none: 'Dear Sir or Madam,' },
};

/** The civility is that of the person concerned: whoever stands for the person is addressed neutrally. */
export function salutationOf({
  language,
  variant,
  civility,
}: Pick<NoticeContent, 'language' | 'variant' | 'civility'>): string {
  return SALUTATIONS[language][variant === 'person' ? civility : 'none'];
}

function partsOf(lines: readonly TemplateLine[], filling: Filling): NoticePart[] {
  const parts: NoticePart[] = [];
  for (const line of lines.filter(({ guards }) => holds(guards, filling.facts))) {
    if (line.kind === 'code') {
      if (filling.content.code !== '') parts.push({ kind: 'code', code: filling.content.code });
    } else if (line.kind !== 'item') parts.push({ kind: line.kind, runs: writtenRuns(line.pieces, filling) });
    else addItems(parts, itemsOf(line, filling));
  }
  return parts;
}

function itemsOf({ pieces }: TemplateLine, filling: Filling): readonly (readonly TextRun[])[] {
  const [first] = pieces;
  if (pieces.length === 1 && first?.kind === 'placeholder' && first.name in filling.lists)
    return filling.lists[first.name as ListPlaceholder].map((runs) => [
      ...runs.map((run) => ({ ...run, text: typeset(run.text, filling) })),
    ]);
  return [writtenRuns(pieces, filling)];
}

/** Items that follow each other are one list. */
function addItems(parts: NoticePart[], items: readonly (readonly TextRun[])[]): void {
  if (items.length === 0) return;
  const last = parts.at(-1);
  if (last?.kind === 'list') parts[parts.length - 1] = { kind: 'list', items: [...last.items, ...items] };
  else parts.push({ kind: 'list', items });
}

function writtenRuns(pieces: readonly TemplatePiece[], filling: Filling): TextRun[] {
  const runs: TextRun[] = [];
  for (const piece of pieces) {
    const text = piece.kind === 'text' ? piece.text : valueOf(piece.name, filling);
    const last = runs.at(-1);
    if (last?.isStrong === piece.isStrong)
      runs[runs.length - 1] = { text: last.text + text, isStrong: piece.isStrong };
    else runs.push({ text, isStrong: piece.isStrong });
  }
  return runs.map((run) => ({ ...run, text: typeset(run.text, filling) }));
}

function valueOf(name: Placeholder | ListPlaceholder, { values, lists, content }: Filling): string {
  if ((INLINE_LISTS as readonly string[]).includes(name))
    return joinPhrases(lists[name as ListPlaceholder].map(plainText), content.language);
  return values[name as Placeholder];
}

/** Text as the language sets it: apostrophes, and in French the spaces that do not break. */
function typeset(text: string, { content }: Filling): string {
  const curly = text.replace(/(?<=\p{L})'(?=\p{L})/gu, '’');
  return content.language === 'fr' ? withFrenchSpaces(curly) : curly;
}
