import { CATEGORIES, type Category } from '@constat/contract/category.ts';
import type { HospitalStatement, NoticeContent } from '../noticeContent.ts';
import { catalogueSentences, salutationOf } from '../texts/composeNotice.ts';
import { type ComposedNotice, type NoticeBlockName, textsOfBlock } from '../texts/composedNotice.ts';
import { dayPhrase, exposedPhrase } from '../texts/exposedWords.ts';
import type { NoticeTemplate } from '../texts/noticeTemplate.ts';
import { forbiddenData } from './forbiddenData.ts';
import { finding, type LintFinding } from './lintRules.ts';
import { folded, PHRASES, phrasesIn } from './phrases.ts';
import { type Readability, READABILITY_TARGETS, readability } from './readability.ts';

/** What a notice was made of, and what it became. */
export interface LintedNotice {
  readonly notice: ComposedNotice;
  readonly content: NoticeContent;
  readonly statement: HospitalStatement;
  readonly template: NoticeTemplate;
  /** Text of each page of the letter, where it was set; else null. */
  readonly pages?: readonly string[] | null;
}

/** What the linter says of a notice. */
export interface LintReport {
  readonly findings: readonly LintFinding[];
  readonly readability: Readability;
}

/** A notice as the rules see it. */
interface Seen extends LintedNotice {
  /** Whether the person's categories are listed. */
  readonly isListed: boolean;
  /** Text of a block, '' where it is missing. */
  readonly block: (name: NoticeBlockName) => string;
  /** All of it. */
  readonly text: string;
}

/** Checks the written text of one notice against the rules. */
export function lintNotice(linted: LintedNotice): LintReport {
  const seen = look(linted);
  const measured = readability(linted.notice);
  return {
    readability: measured,
    findings: [
      ...checkNature(seen),
      ...checkDates(seen),
      ...checkExposed(seen),
      ...checkNotFound(seen),
      ...checkContact(seen),
      ...checkCatalogue(seen, 'consequences'),
      ...checkMeasures(seen),
      ...checkCatalogue(seen, 'steps'),
      ...checkFraudWarning(seen),
      ...checkAuthenticity(seen),
      ...checkLinks(seen),
      ...checkRights(seen),
      ...forbiddenData(seen.text, seen.statement, seen.content.concerned),
      ...checkPersons(seen),
      ...checkSalutation(seen),
      ...checkReadability(seen, measured),
      ...checkPages(seen),
      ...checkPhrases(seen),
      ...checkAccess(seen),
      ...checkContinues(seen),
      ...checkFilled(seen),
    ],
  };
}

/** Text as it is compared: ordinary spaces. */
function spaced(text: string): string {
  return text.replaceAll(/[\u00a0\u202f\s]+/gu, ' ').trim();
}

function look(linted: LintedNotice): Seen {
  const { notice, content } = linted;
  const texts = new Map(notice.blocks.map((block) => [block.name, spaced(textsOfBlock(block).join('\n'))]));
  return {
    ...linted,
    isListed: content.unlisted !== true && (notice.channel.kind === 'letter' || notice.channel.isVerified),
    block: (name) => texts.get(name) ?? '',
    text: [notice.subject, ...texts.values()].join('\n'),
  };
}

function includes(text: string, part: string): boolean {
  return spaced(text).includes(spaced(part));
}

/** The first five lines of a letter, in characters. */
const FIRST_LINES = 500;

const DATA_WORDS = /donnees personnelles|informations sur|personal data|information about/;
const TAKEN_WORDS = /vole|copie|publi|divulg|stolen|copied|published|disclosed|taken/;

function checkNature({ block, notice }: Seen): LintFinding[] {
  if (block('nature') === '') return [finding('nature_missing')];
  const begin = notice.blocks
    .slice(0, notice.blocks.findIndex(({ name }) => name === 'nature') + 1)
    .filter(({ name }) => name !== 'opening')
    .flatMap(textsOfBlock)
    .join(' ');
  const first = folded(begin.slice(0, FIRST_LINES));
  return DATA_WORDS.test(first) && TAKEN_WORDS.test(first) ? [] : [finding('nature_late')];
}

const UNKNOWN_WORDS = / connai| connu| savons pas| ignor| know| known| unknown/;

function checkDates({ block, statement, notice }: Seen): LintFinding[] {
  const text = block('dates');
  if (text === '') return [finding('dates_missing')];
  const days = [statement.breached, statement.published];
  const said = days.filter((day) => day !== null && !includes(text, dayPhrase(day, notice.language)));
  const isUnknownSaid = !days.includes(null) || UNKNOWN_WORDS.test(folded(text));
  return said.length > 0 || !isUnknownSaid ? [finding('date_unsaid')] : [];
}

function wordOf({ template, content }: Seen, category: Category): string {
  return spaced(template.words[category][content.variant === 'person' ? 'yours' : 'theirs']);
}

/** Which categories a text names: longer names first, so that one that is part of another is not found in it. */
function categoriesNamed(seen: Seen, text: string): Set<Category> {
  let rest = text.toLowerCase();
  const named = new Set<Category>();
  const byLength = CATEGORIES.toSorted((a, b) => wordOf(seen, b).length - wordOf(seen, a).length);
  for (const category of byLength) {
    const word = wordOf(seen, category).replaceAll("'", '’').toLowerCase();
    if (!rest.includes(word)) continue;
    named.add(category);
    rest = rest.replaceAll(word, '\u0001');
  }
  return named;
}

function checkExposed(seen: Seen): LintFinding[] {
  const { block, content, statement, isListed } = seen;
  const text = block('exposed');
  if (text === '') return [finding('exposed_missing')];
  const named = categoriesNamed(seen, text);
  if (!isListed) {
    const howTo = includes(text, statement.hotline.phone) ? [] : [finding('how_to_learn_missing')];
    return [...howTo, ...[...named].map((category) => finding('category_unproven', wordOf(seen, category)))];
  }
  const proven = new Set(content.exposed.map(({ category }) => category));
  const unsaid = content.exposed.filter(
    (exposed) =>
      !includes(
        text.toLowerCase(),
        exposedPhrase(wordOf(seen, exposed.category), exposed, content.language, content.version)
          .replaceAll("'", '’')
          .toLowerCase(),
      ),
  );
  return [
    ...unsaid.map(({ category }) => finding('category_unsaid', wordOf(seen, category))),
    ...[...named]
      .filter((category) => !proven.has(category))
      .map((category) => finding('category_unproven', wordOf(seen, category))),
  ];
}

const LIMIT_WORDS = /fichiers|documents lus|files|documents read/;

function checkNotFound(seen: Seen): LintFinding[] {
  const { block, content, isListed } = seen;
  const text = block('not_found');
  if (text === '') return [finding('not_found_missing')];
  const named = categoriesNamed(seen, text);
  const exposed = content.exposed.map(({ category }) => category).filter((category) => named.has(category));
  const unsaid = isListed ? content.notFound.filter((category) => !named.has(category)) : [];
  return [
    ...exposed.map((category) => finding('category_contradicted', wordOf(seen, category))),
    ...unsaid.map((category) => finding('not_found_unsaid', wordOf(seen, category))),
    ...(LIMIT_WORDS.test(folded(text)) ? [] : [finding('limit_missing')]),
  ];
}

function checkContact({ block, statement: { contact } }: Seen): LintFinding[] {
  const text = block('contact');
  if (text === '') return [finding('contact_missing')];
  const parts: readonly [string, string][] = [
    ['contact_name', contact.name],
    ['contact_address', contact.address.join(', ')],
    ['contact_phone', contact.phone],
    ['contact_email', contact.email],
  ];
  return parts
    .filter(([, value]) => value.trim() === '' || !includes(text, value.replaceAll("'", '’')))
    .map(([name]) => finding('contact_incomplete', `{${name}}`));
}

/** Consequences (L07) and steps (L09): a sentence of the catalogue for each exposed category. */
function checkCatalogue(seen: Seen, name: 'consequences' | 'steps'): LintFinding[] {
  const { block, content, statement, template, notice, isListed } = seen;
  const text = block(name);
  if (text === '') return [finding(name === 'steps' ? 'steps_missing' : 'consequences_missing')];
  if (!isListed) return [];
  const written = catalogueSentences(name, content, statement, template, notice.channel).filter((sentence) =>
    includes(text, sentence.text),
  );
  return content.exposed
    .filter(({ category }) => !written.some(({ categories }) => categories.includes(category)))
    .map(({ category }) =>
      finding(name === 'steps' ? 'step_missing' : 'consequence_missing', wordOf(seen, category)),
    );
}

const FEWEST_MEASURES = 3;
/** Who acts when a hospital has been broken into: an action that names one of them is concrete. */
const ACTORS =
  / gendarmerie| police| cnil| anssi| cert | agence| parquet| procureur| prefet| ministere| societe| entreprise| assurance maladie| agency| prosecutor| company| ministry| authority/;

function checkMeasures({ notice }: Seen): LintFinding[] {
  const block = notice.blocks.find(({ name }) => name === 'measures');
  if (block === undefined) return [finding('measures_missing')];
  const items = block.parts.flatMap((part) =>
    part.kind === 'list' ? part.items.map((item) => item.map(({ text }) => text).join('')) : [],
  );
  const vague = items.filter((item) => !/\d/.test(item) && !ACTORS.test(folded(item)));
  return [
    ...(items.length < FEWEST_MEASURES ? [finding('measures_few', String(items.length))] : []),
    ...vague.map((item) => finding('measure_vague', item.slice(0, 60))),
  ];
}

const NEVER_WORDS = / jamais | never /;
const WARNING_WORDS = / mefie| attention| mentir| fraude| wary| careful| beware| lie | fraud/;

function checkFraudWarning({ block }: Seen): LintFinding[] {
  const text = folded(block('fraud_warning'));
  if (text.trim() === '') return [finding('fraud_warning_missing')];
  return NEVER_WORDS.test(text) && WARNING_WORDS.test(text) ? [] : [finding('never_missing')];
}

function checkAuthenticity({ block, notice, content, statement }: Seen): LintFinding[] {
  const text = block('authenticity');
  if (text === '') return [finding('authenticity_missing')];
  const needed: readonly [string, string][] = [
    ['site', statement.site],
    ['hotline_phone', statement.hotline.phone],
    ...(content.code === '' ? [] : [['code', content.code] as [string, string]]),
  ];
  // The code may stand anywhere: it is what a caller is asked for.
  return needed
    .filter(([name, value]) =>
      name === 'code'
        ? !notice.blocks.some(({ parts }) => parts.some((part) => part.kind === 'code'))
        : value === '' || !includes(text, value),
    )
    .map(([name]) => finding('authenticity_incomplete', `{${name}}`));
}

/** A word that is an address of the web or of a mailbox. */
const LINK =
  /https?:|mailto:|www\.|[^@]@[^@]|[a-z0-9]\.(?:fr|com|org|net|eu|info|io|be|ch|uk|re|gov|app|link|example)(?![a-z0-9])/i;

function checkLinks({ text, notice, statement }: Seen): LintFinding[] {
  const bare = text.replaceAll(statement.contact.email, ' ').replaceAll(statement.site, ' ');
  const links = bare.split(/\s/).filter((word) => LINK.test(word));
  return [
    ...links.map((link) => finding('link', link.slice(0, 60))),
    ...phrasesIn(bare, PHRASES[notice.language].asking).map((phrase) => finding('data_asked', phrase)),
  ];
}

function checkRights({ block, statement, notice }: Seen): LintFinding[] {
  const text = folded(block('rights'));
  if (text.trim() === '') return [finding('rights_missing')];
  const rights: readonly [string, RegExp][] =
    notice.language === 'fr'
      ? [
          ['accès aux données', / acces | voir les documents | voir ces documents /],
          ['réclamation à la CNIL', / cnil /],
          ['plainte', / plainte /],
        ]
      : [
          ['access to the data', / access | see the documents | see these documents /],
          ['complaint to the CNIL', / cnil /],
          ['report to the police', / police /],
        ];
  const missing = rights
    .filter(([, words]) => !words.test(text))
    .map(([name]) => finding('right_missing', name));
  const hasReference = statement.complaint === '' || includes(block('rights'), statement.complaint);
  return hasReference ? missing : [...missing, finding('right_missing', '{complaint}')];
}

function checkPersons({ text, content, statement }: Seen): LintFinding[] {
  const known = folded([content.concerned, statement.contact.name].join(' ')).split(' ');
  const named = [
    ...text.matchAll(
      /\b(?:Madame|Mme|Monsieur|M\.|Mr|Mrs|Ms|Mademoiselle|Maître|Me)\s+(\p{Lu}[\p{L}'’-]*)/gu,
    ),
  ];
  const others = named.filter(([, name]) =>
    folded(name!)
      .trim()
      .split(' ')
      .some((word) => !known.includes(word)),
  );
  const isNamed = content.variant === 'person' || includes(text, content.concerned);
  return [
    ...(isNamed ? [] : [finding('concerned_unnamed')]),
    ...(others.length > 0 ? [finding('other_person')] : []),
  ];
}

function checkSalutation({ block, content }: Seen): LintFinding[] {
  const begin = block('opening');
  const wanted = spaced(salutationOf(content));
  return begin === wanted || begin.startsWith(`${wanted} `) ? [] : [finding('salutation_wrong')];
}

function checkReadability(seen: Seen, measured: Readability): LintFinding[] {
  const target = READABILITY_TARGETS[seen.notice.version];
  const score = target.score[seen.notice.language];
  return [
    ...(measured.score < score ? [finding('hard_to_read', `${measured.score} < ${score}`)] : []),
    ...(measured.meanSentence > target.mean
      ? [finding('sentences_long', `${measured.meanSentence.toFixed(1)} > ${target.mean}`)]
      : []),
    ...(measured.longestSentence > target.longest
      ? [finding('sentence_too_long', `${measured.longestSentence} > ${target.longest}`)]
      : []),
    ...unexplained(seen).map((abbreviation) => finding('abbreviation', abbreviation)),
  ];
}

/** Abbreviations that everybody says: nobody knows what they stand for, and nobody needs to. */
const COMMON_ABBREVIATIONS = new Set(['SMS', 'TSA', 'BP', 'CS']);

/** Abbreviations in capitals that are nowhere explained: 'Commission … (CNIL)', or 'CNIL (Commission …)'. */
function unexplained({ text, content, statement }: Seen): string[] {
  const names = folded(
    [
      content.concerned,
      statement.hospital,
      statement.contact.name,
      ...statement.contact.address,
      statement.complaint,
    ].join(' '),
  ).split(' ');
  const bare = text.replaceAll(content.code === '' ? '\u0000' : content.code, ' ');
  const found = new Set([...bare.matchAll(/\b\p{Lu}{2,6}\b/gu)].map(([match]) => match));
  return [...found].filter(
    (abbreviation) =>
      !COMMON_ABBREVIATIONS.has(abbreviation) &&
      !names.includes(folded(abbreviation).trim()) &&
      !bare.includes(`(${abbreviation})`) &&
      !bare.includes(`${abbreviation} (`),
  );
}

const MOST_PAGES = { plain: 2, large_print: 4, easy_read: 4 } as const;

function checkPages(seen: Seen): LintFinding[] {
  const { pages, notice } = seen;
  if (pages === null || pages === undefined) return [];
  const most = MOST_PAGES[notice.version];
  const exposed = notice.blocks.find(({ name }) => name === 'exposed');
  const first = folded(pages[0] ?? '');
  const isLate =
    exposed !== undefined && textsOfBlock(exposed).some((line) => !first.includes(folded(line).trim()));
  return [
    ...(pages.length > most ? [finding('pages_many', `${pages.length} > ${most}`)] : []),
    ...(isLate ? [finding('main_message_late')] : []),
  ];
}

function checkPhrases({ text, notice }: Seen): LintFinding[] {
  const { vague, minimising, advertising } = PHRASES[notice.language];
  return [
    ...phrasesIn(text, vague).map((phrase) => finding('vague_phrase', phrase)),
    ...phrasesIn(text, minimising).map((phrase) => finding('minimising', phrase)),
    ...phrasesIn(text, advertising).map((phrase) => finding('advertising', phrase)),
  ];
}

function checkAccess({ block, statement }: Seen): LintFinding[] {
  const text = block('access');
  if (text === '') return [finding('access_missing')];
  return includes(text, statement.hotline.phone) ? [] : [finding('access_incomplete')];
}

function checkContinues({ block, statement }: Seen): LintFinding[] {
  const isSaid = block('continues') !== '';
  if (statement.searchContinues === isSaid) return [];
  return [finding(isSaid ? 'continues_wrong' : 'continues_missing')];
}

function checkFilled({ text, notice }: Seen): LintFinding[] {
  const parts = notice.blocks.flatMap(textsOfBlock);
  const isHollow = parts.some((part) => part.trim() === '') || notice.subject.trim() === '';
  const left = /[{}]|\bnull\b|\bundefined\b|\bNaN\b|\(\s*\)|, ,/.exec(text);
  return isHollow || left !== null ? [finding('unfilled')] : [];
}
