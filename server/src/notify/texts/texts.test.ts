import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { CATEGORIES } from '@constat/contract/category.ts';
import fc from 'fast-check';
import { pdfiumFor } from '../../read/pdfiumLibrary.ts';
import { NOTICE_LANGUAGES, NOTICE_VARIANTS, NOTICE_VERSIONS } from '../noticeContent.ts';
import { NoticeFilesError } from '../noticeFault.ts';
import { EVERYTHING, noticeContent, STATEMENT } from '../testNotice.ts';
import { type NoticeChannel, textsOfBlock } from './composedNotice.ts';
import { composeNotice } from './composeNotice.ts';
import { dayPhrase, exposedPhrase } from './exposedWords.ts';
import { setLetters } from '../layout/setLetters.ts';
import { letterData } from './letterData.ts';
import { copyDefaults, loadTemplates, TEMPLATE_FILES } from './loadTemplates.ts';
import { noticeHtml } from './noticeHtml.ts';
import { noticeText } from './noticeText.ts';
import { parseTemplate } from './parseTemplate.ts';

const defaults = await loadTemplates('');

const MAIL: NoticeChannel = { kind: 'email', isVerified: false };

function written(more: Parameters<typeof noticeContent>[0] = {}, channel?: NoticeChannel): string {
  const content = noticeContent(more);
  return noticeText(
    composeNotice(content, STATEMENT, defaults.of(content.language, content.version), channel),
  )
    .replaceAll(/[\u00a0\u202f]/g, ' ')
    .replaceAll(/\s+/g, ' ');
}

test('exposedPhrase says in how many documents and from which years, in words', () => {
  const phrase = (documents: number, years: [number, number] | null): string =>
    exposedPhrase('votre nom', { documents, years }, 'fr', 'plain').replaceAll(/[\u00a0\u202f]/g, ' ');
  assert.equal(phrase(1, [2014, 2014]), 'votre nom (un document de 2014)');
  assert.equal(phrase(12, [2011, 2019]), 'votre nom (douze documents, de 2011 à 2019)');
  assert.equal(phrase(2, [2014, 2015]), 'votre nom (deux documents, 2014 et 2015)');
  assert.equal(phrase(1354, null), 'votre nom (1 354 documents, année inconnue)');
  assert.equal(
    exposedPhrase('your name', { documents: 3, years: [2014, 2014] }, 'en', 'easy_read').replaceAll(
      '\u00a0',
      ' ',
    ),
    'your name (3 documents from 2014)',
  );
});

test('dayPhrase writes days as the language does', () => {
  assert.equal(dayPhrase('2022-03-01', 'fr').replaceAll('\u00a0', ' '), '1er mars 2022');
  assert.equal(dayPhrase('2022-08-21', 'en').replaceAll('\u00a0', ' '), '21 August 2022');
});

test('composeNotice says exactly the categories of the person, in every language, version and variant', () => {
  for (const language of NOTICE_LANGUAGES)
    for (const version of NOTICE_VERSIONS)
      for (const variant of NOTICE_VARIANTS) {
        const template = defaults.of(language, version);
        const content = noticeContent({ language, version, variant });
        const notice = composeNotice(content, STATEMENT, template);
        const said = textsOfBlock(notice.blocks.find(({ name }) => name === 'exposed')!).join('\n');
        const named = (category: (typeof CATEGORIES)[number]): string =>
          template.words[category][variant === 'person' ? 'yours' : 'theirs'];
        // A curator is told that there is something, and not what.
        const isListed = variant !== 'curator';
        for (const { category } of content.exposed)
          assert.equal(said.includes(named(category)), isListed, category);
        for (const category of content.notFound) assert.ok(!said.includes(named(category)), category);
      }
});

test('composeNotice says of a link that is not certain that it is not', () => {
  assert.match(written({ certain: false }), /très probablement.*pas la certitude/);
  assert.doesNotMatch(written(), /probablement/);
  assert.match(
    written({ certain: false, language: 'en', variant: 'guardian' }),
    /very likely about this person/,
  );
});

test('composeNotice names the child to the representatives, and addresses them neutrally', () => {
  const text = written({ variant: 'representative', concerned: 'Léa TESTARD', civility: 'madame' });
  assert.match(text, /^Madame, Monsieur, .*votre enfant, Léa TESTARD/);
  assert.doesNotMatch(text, /votre nom|vous concernent/);
});

test('composeNotice says that dates are not known where they are not', () => {
  const content = noticeContent();
  const text = noticeText(
    composeNotice(content, { ...STATEMENT, breached: null, published: null }, defaults.of('fr', 'plain')),
  );
  assert.match(text.replaceAll(/\s+/g, ' '), /Nous ne connaissons ni la date/);
});

test('e-mails to a mailbox that nobody has verified name no category, nor what follows from one', () => {
  for (const language of NOTICE_LANGUAGES)
    for (const version of NOTICE_VERSIONS)
      for (const variant of NOTICE_VARIANTS)
        for (const code of ['K7M2P-4QDTW-X2RJ8-N', '']) {
          const template = defaults.of(language, version);
          const more = { language, version, variant, code, addressBlock: [], sheet: '' };
          const one = noticeText(composeNotice(noticeContent(more), STATEMENT, template, MAIL));
          const other = noticeText(
            composeNotice(
              noticeContent({ ...more, exposed: EVERYTHING, notFound: [] }),
              STATEMENT,
              template,
              MAIL,
            ),
          );
          assert.equal(one, other);
        }
});

test('text and HTML of an e-mail say the same words, without link, picture or script', () => {
  const content = noticeContent({ exposed: EVERYTHING, notFound: [], concerned: 'A <b>&"' });
  const notice = composeNotice(content, STATEMENT, defaults.of('fr', 'plain'), {
    kind: 'email',
    isVerified: true,
  });
  const html = noticeHtml(notice);
  assert.doesNotMatch(html, /<a\b|<img|<script|https?:|url\(|href|src=/);
  const words = (text: string): string =>
    text
      .toLocaleLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
  const bare = html
    .slice(html.indexOf('<body'))
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&amp;', '&')
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>');
  assert.equal(words(bare), words(noticeText(notice)));
});

test('noticeText keeps lines within 76 characters', () => {
  fc.assert(
    fc.property(
      fc.subarray([...EVERYTHING], { minLength: 1 }),
      fc.constantFrom(...NOTICE_VARIANTS),
      (exposed, variant) => {
        const content = noticeContent({ exposed, variant });
        const text = noticeText(composeNotice(content, STATEMENT, defaults.of('fr', 'plain')));
        for (const line of text.split('\n')) assert.ok(line.length <= 76);
      },
    ),
  );
});

test('parseTemplate says every fault with its line', () => {
  const text = [
    'nowhere',
    '== subject',
    'Information',
    '== nonsense',
    '== nature',
    '[person, martian] Bonjour {name}',
    '[person Bonjour',
    'voir {measures} **ici',
    'code {code}',
    '== words',
    'name: votre nom',
    'soup: une | deux',
    '== step_by_category',
    'name, soup: faites',
    'rien',
  ].join('\n');
  const { faults } = parseTemplate(text, 'x.txt');
  assert.deepEqual(
    faults
      .filter(({ code }) => code !== 'category_missing')
      .map(({ line, code, subject }) => `${line} ${code} ${subject}`.trim())
      .sort(),
    [
      '1 before_first_part',
      '4 unknown_part nonsense',
      '6 unknown_guard martian',
      '6 unknown_placeholder name',
      '7 unclosed_guard',
      '8 list_within_sentence measures',
      '8 unclosed_emphasis',
      '9 code_not_alone',
      '11 words_malformed name',
      '12 unknown_category soup',
      '14 unknown_category soup',
      '15 catalogue_malformed',
    ].sort(),
  );
  assert.deepEqual(
    faults.map(({ line }) => line),
    faults.map(({ line }) => line).sort((a, b) => a - b),
  );
  assert.equal(faults.filter(({ code }) => code === 'category_missing').length, CATEGORIES.length - 1);
});

test('parseTemplate survives whatever is written', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom(
          '== nature',
          '== words',
          '[person',
          '{',
          '}',
          '**',
          '{code}',
          '- ',
          '= ',
          'a: b | c',
          '\n',
          ' ',
        ),
        {
          maxLength: 60,
        },
      ),
      (pieces) => {
        const { template, faults } = parseTemplate(pieces.join(''), 'x');
        assert.equal(template === null, faults.length > 0);
      },
    ),
  );
});

test('loadTemplates reads what an officer has edited in the case, and says all faults of all files at once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'constat-'));
  try {
    assert.deepEqual(await copyDefaults(folder), TEMPLATE_FILES);
    assert.deepEqual(await copyDefaults(folder), []);
    const path = join(folder, 'notices', 'fr-plain.txt');
    await writeFile(
      path,
      (await readFile(path, 'utf8')).replace('Nous regrettons profondément', 'Nous regrettons'),
    );
    const content = noticeContent();
    const notice = composeNotice(content, STATEMENT, (await loadTemplates(folder)).of('fr', 'plain'));
    assert.match(noticeText(notice), /Nous regrettons ce qui/);
    await cp(path, `${path}.kept`);
    await writeFile(path, '== wrong\n');
    await writeFile(join(folder, 'notices', 'en-plain.txt'), '== wrong\n');
    await assert.rejects(
      loadTemplates(folder),
      (error: unknown) =>
        error instanceof NoticeFilesError &&
        new Set(error.faults.map(({ file }) => file)).size === 2 &&
        error.faults.some(({ code }) => code === 'unknown_part'),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('setLetters makes one tagged PDF of many letters; every page bears the code of its sheet and its number', async () => {
  const letters = (['fr', 'en', 'fr'] as const).map((language, i) => {
    const content = noticeContent({ language, sheet: `SHEET${i}`, version: i === 2 ? 'easy_read' : 'plain' });
    const notice = composeNotice(content, STATEMENT, defaults.of(language, content.version));
    return letterData(notice, content, STATEMENT, ['10', '01']);
  });
  const bytes = setLetters(letters);
  const pdf = Buffer.from(bytes).toString('latin1');
  assert.match(pdf, /^%PDF-/);
  assert.match(pdf, /\/StructTreeRoot/);
  assert.match(pdf, /\/Lang/);
  const library = await pdfiumFor(bytes.length);
  const document = await library.loadDocument(bytes);
  try {
    const feet = [...document.pages()].map((page) =>
      page
        .getText()
        .match(/SHEET\d|page \d+ (?:sur|of) \d+/g)
        ?.join(' '),
    );
    assert.deepEqual(feet, [
      'SHEET0 page 1 sur 2',
      'SHEET0 page 2 sur 2',
      'SHEET1 page 1 of 2',
      'SHEET1 page 2 of 2',
      'SHEET2 page 1 sur 3',
      'SHEET2 page 2 sur 3',
      'SHEET2 page 3 sur 3',
    ]);
    const first = document.getPage(0).getText();
    assert.ok(first.includes('Madame Jeanne TESTARD') && first.includes('votre numéro de sécurité sociale'));
    assert.ok(document.getPage(1).getText().includes('K7M2P-4QDTW-X2RJ8-N'));
  } finally {
    document.destroy();
  }
});
