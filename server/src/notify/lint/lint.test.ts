import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CATEGORIES } from '@constat/contract/category.ts';
import fc from 'fast-check';
import {
  type HospitalStatement,
  NOTICE_LANGUAGES,
  NOTICE_VARIANTS,
  NOTICE_VERSIONS,
  type NoticeContent,
} from '../noticeContent.ts';
import { EVERYTHING, noticeContent, STATEMENT } from '../testNotice.ts';
import { NOTICE_BLOCKS, type NoticeBlockName, type NoticeChannel } from '../texts/composedNotice.ts';
import { composeNotice } from '../texts/composeNotice.ts';
import { loadTemplates } from '../texts/loadTemplates.ts';
import type { NoticeTemplate } from '../texts/noticeTemplate.ts';
import { parseTemplate } from '../texts/parseTemplate.ts';
import { holdsIban, holdsNir } from './forbiddenData.ts';
import { lintNotice } from './lintNotice.ts';
import { LINT_RULES, type LintRule } from './lintRules.ts';
import { PHRASES, phrasesIn } from './phrases.ts';
import { readabilityOf, syllablesOf } from './readability.ts';

const defaults = await loadTemplates('');
const FRENCH = defaults.files.get('fr-plain.txt')!;

const CHANNELS: readonly NoticeChannel[] = [
  { kind: 'letter' },
  { kind: 'email', isVerified: true },
  { kind: 'email', isVerified: false },
];

/** What the linter says, as 'L08 vague_phrase'. */
function codes(
  template: NoticeTemplate,
  more: Partial<NoticeContent> = {},
  statement: HospitalStatement = STATEMENT,
  pages: readonly string[] | null = null,
): string[] {
  const content = noticeContent(more);
  const notice = composeNotice(content, statement, template);
  return lintNotice({ notice, content, statement, template, pages }).findings.map(
    ({ rule, code }) => `${rule} ${code}`,
  );
}

/** The French template with a piece of it replaced. */
function changed(piece: string | RegExp, by: string): NoticeTemplate {
  const text = FRENCH.replace(piece, by);
  assert.notEqual(text, FRENCH);
  const { template, faults } = parseTemplate(text, 'fr-plain.txt');
  assert.deepEqual(faults, []);
  return template!;
}

/** The French template without a block. */
function without(name: NoticeBlockName): NoticeTemplate {
  const template = defaults.of('fr', 'plain');
  return { ...template, blocks: template.blocks.filter((block) => block.name !== name) };
}

test('the default templates pass every rule, in every language, version, variant, channel and state of what is known', () => {
  const statements = [
    STATEMENT,
    { ...STATEMENT, breached: null, published: null, complaint: '', searchContinues: false },
  ];
  for (const language of NOTICE_LANGUAGES)
    for (const version of NOTICE_VERSIONS)
      for (const variant of NOTICE_VARIANTS)
        for (const channel of CHANNELS)
          for (const statement of statements)
            for (const more of [
              {},
              { exposed: EVERYTHING, notFound: [], certain: false },
              { code: '', exposed: EVERYTHING.slice(0, 1), notFound: CATEGORIES.slice(1) },
              ...(variant === 'person' ? [] : [{ unlisted: true }]),
            ]) {
              const content = noticeContent({ language, version, variant, ...more });
              const template = defaults.of(language, version);
              const notice = composeNotice(content, statement, template, channel);
              const { findings } = lintNotice({ notice, content, statement, template });
              assert.deepEqual(findings, [], `${language} ${version} ${variant} ${channel.kind}`);
            }
});

test('any set of exposed categories passes', () => {
  fc.assert(
    fc.property(
      fc.subarray([...EVERYTHING], { minLength: 1 }),
      fc.constantFrom(...NOTICE_LANGUAGES),
      fc.constantFrom(...NOTICE_VERSIONS),
      fc.constantFrom(...NOTICE_VARIANTS),
      (exposed, language, version, variant) => {
        const found = exposed.map(({ category }) => category);
        const notFound = CATEGORIES.filter((category) => !found.includes(category));
        assert.deepEqual(
          codes(defaults.of(language, version), { exposed, notFound, language, version, variant }),
          [],
        );
      },
    ),
    { numRuns: 200 },
  );
});

test('a template that lacks an element of Article 34(2) is refused, whichever it lacks', () => {
  const expected: Readonly<Partial<Record<NoticeBlockName, string>>> = {
    opening: 'L17 salutation_wrong',
    nature: 'L01 nature_missing',
    dates: 'L02 dates_missing',
    exposed: 'L03 exposed_missing',
    not_found: 'L05 not_found_missing',
    continues: 'L27 continues_missing',
    consequences: 'L07 consequences_missing',
    steps: 'L09 steps_missing',
    fraud_warning: 'L10 fraud_warning_missing',
    measures: 'L08 measures_missing',
    authenticity: 'L11 authenticity_missing',
    contact: 'L06 contact_missing',
    rights: 'L13 rights_missing',
    access: 'L24 access_missing',
  };
  for (const name of NOTICE_BLOCKS.filter((each) => each !== 'closing'))
    assert.ok(codes(without(name)).includes(expected[name]!), name);
});

test('a catalogue that says nothing of a category is refused for whoever has it exposed, and for nobody else', () => {
  for (const category of ['medical', 'bank', 'social_security', 'insurance'] as const) {
    const template = defaults.of('fr', 'plain');
    const bare = (lines: NoticeTemplate['steps']): NoticeTemplate['steps'] =>
      lines.filter(({ categories }) => !categories.includes(category));
    const exposed = [{ category, years: null, documents: 1 }];
    const notFound = CATEGORIES.filter((each) => each !== category);
    assert.ok(
      codes({ ...template, steps: bare(template.steps) }, { exposed, notFound }).includes('L09 step_missing'),
    );
    assert.ok(
      codes({ ...template, consequences: bare(template.consequences) }, { exposed, notFound }).includes(
        'L07 consequence_missing',
      ),
    );
    const name = [{ category: 'name' as const, years: null, documents: 1 }];
    assert.deepEqual(
      codes({ ...template, steps: bare(template.steps) }, { exposed: name, notFound: [] }),
      [],
    );
  }
});

test('each vague phrase of the known decision is refused, wherever it is written', () => {
  for (const language of NOTICE_LANGUAGES)
    for (const phrase of PHRASES[language].vague) {
      const statement: HospitalStatement = {
        ...STATEMENT,
        whatHappened: {
          ...STATEMENT.whatHappened,
          [language]: `${STATEMENT.whatHappened[language]} X ${phrase}.`,
        },
      };
      assert.ok(
        codes(defaults.of(language, 'plain'), { language }, statement).includes('L08 vague_phrase'),
        phrase,
      );
    }
  assert.deepEqual(
    phrasesIn('Nous avons pris « toutes les mesures nécessaires ».', ['toutes les mesures necessaires']),
    ['toutes les mesures necessaires'],
  );
  assert.deepEqual(phrasesIn('soyez vigilants', ['soyez vigilant']), ['soyez vigilant']);
  assert.deepEqual(phrasesIn('simplification', ['simpl']), []);
});

test('each rule refuses the change that it is there for', () => {
  const refused: readonly (readonly [string, NoticeTemplate])[] = [
    [
      'L01 nature_late',
      changed(
        /\[person certain\] \{what_happened\}.*/,
        '[person certain] {what_happened} Voici ce qu’il en est.',
      ),
    ],
    ['L02 date_unsaid', changed(' et publiés le {published}', '')],
    ['L03 category_unsaid', changed('[listed] - {exposed}', '[listed] - votre nom')],
    [
      'L04 category_unproven',
      changed('[listed] - {exposed}', '[listed] - {exposed}\n[listed] - vos coordonnées bancaires'),
    ],
    ['L04 category_contradicted', changed(': {not_found}.', ': {not_found}, votre nom.')],
    [
      'L05 limit_missing',
      changed(', dans les fichiers que nous avons pu lire : {not_found}', ' : {not_found}'),
    ],
    ['L06 contact_incomplete', changed(', {contact_phone}', '')],
    ['L10 never_missing', changed('Nous ne vous demanderons jamais', 'Nous vous demanderons rarement')],
    [
      'L11 authenticity_incomplete',
      changed('[letter] Tapez vous-même l’adresse de notre site, {site}', '[letter] Allez sur notre site'),
    ],
    ['L11 authenticity_incomplete', changed('[code] {code}', '')],
    ['L12 link', changed('{hospital}\n\n//', 'Voir https://exemple.test/avis\n\n//')],
    ['L12 link', changed('{hospital}\n\n//', 'Voir autre-site.fr\n\n//')],
    ['L12 data_asked', changed('{hospital}\n\n//', 'Renvoyez-nous une copie.\n\n//')],
    [
      'L13 right_missing',
      changed(
        /(\[person complaint\].*)Vous pouvez demander à voir les documents qui vous concernent\./,
        '$1',
      ),
    ],
    ['L14 medical_word', changed('{hospital}\n\n//', 'Votre diabète est concerné.\n\n//')],
    ['L14 ward_word', changed('{hospital}\n\n//', 'Le service de cardiologie regrette.\n\n//')],
    ['L14 doctor_named', changed('{hospital}\n\n//', 'Appelez le Dr Grossouvre.\n\n//')],
    ['L14 social_security_number', changed('{hospital}\n\n//', 'Numéro 2 84 07 91 900 123.\n\n//')],
    ['L14 account_number', changed('{hospital}\n\n//', 'Compte FR14 2004 1010 0505 0001 3M02 606.\n\n//')],
    ['L14 visit_date', changed('{hospital}\n\n//', 'Vous êtes venu le 12 mars 2014.\n\n//')],
    ['L14 visit_date', changed('{hospital}\n\n//', 'Vous êtes venu le 12/03/2014.\n\n//')],
    ['L16 other_person', changed('{hospital}\n\n//', 'Madame Fanetti vous répondra.\n\n//')],
    ['L17 salutation_wrong', changed('{salutation}', 'Bonjour Madame,')],
    ['L20 sentence_too_long', changed('== measures\n', `== measures\n${'et puis '.repeat(20)}fin.\n`)],
    ['L20 abbreviation', changed('{hospital}\n\n//', 'Voyez le DPO.\n\n//')],
    ['L22 advertising', changed('{hospital}\n\n//', 'Découvrez notre nouvelle maternité.\n\n//')],
    [
      'L24 access_incomplete',
      changed(
        '[letter] **Une autre version ?** Ce courrier existe en gros caractères, en version facile à lire, en version audio et en anglais. Pour l’obtenir, appelez le {hotline_phone}.',
        '[letter] **Une autre version ?** Ce courrier existe en gros caractères.',
      ),
    ],
    ['L26 minimising', changed('{hospital}\n\n//', 'Il n’y a aucun risque.\n\n//')],
    ['M17 unfilled', changed('{hospital}\n\n//', 'Votre dossier null est clos.\n\n//')],
  ];
  for (const [wanted, template] of refused)
    assert.ok(codes(template).includes(wanted), `${wanted}: ${codes(template).join()}`);
  const rules = new Set<string>(refused.map(([wanted]) => wanted.slice(0, 3)));
  const elsewhere: readonly LintRule[] = ['L07', 'L08', 'L09', 'L21', 'L27'];
  assert.deepEqual(
    (Object.keys(LINT_RULES) as LintRule[]).filter((rule) => !rules.has(rule) && !elsewhere.includes(rule)),
    [],
  );
});

test('measures that are too few, or that name neither a day nor who acted, are refused', () => {
  const template = defaults.of('fr', 'plain');
  const withMeasures = (...fr: string[]): HospitalStatement => ({
    ...STATEMENT,
    measures: { ...STATEMENT.measures, fr },
  });
  assert.deepEqual(codes(template, {}, withMeasures('Le 22 août 2022, la gendarmerie a été saisie.')), [
    'L08 measures_few',
  ]);
  assert.ok(
    codes(template, {}, withMeasures('Nous protégeons nos données.', ...STATEMENT.measures.fr)).includes(
      'L08 measure_vague',
    ),
  );
});

test('a notice says that the search goes on exactly when it does', () => {
  const always = changed('[continues person] La recherche', '[person] La recherche');
  assert.deepEqual(codes(always, {}, { ...STATEMENT, searchContinues: false }), ['L27 continues_wrong']);
});

test('pages: too many, or the exposed data not on the first', () => {
  const template = defaults.of('fr', 'plain');
  const all =
    'votre nom (douze documents, de 2011 à 2019) votre date de naissance (neuf documents, de 2011 à 2019)';
  assert.deepEqual(codes(template, {}, STATEMENT, [all, '', '']), [
    'L21 pages_many',
    'L21 main_message_late',
  ]);
});

test('whoever bears the name of a disease, and a hospital named after a speciality, are not refused', () => {
  const statement = { ...STATEMENT, hospital: 'Institut de cardiologie Henri-Dunant' };
  assert.deepEqual(
    codes(
      defaults.of('fr', 'plain'),
      { variant: 'representative', concerned: 'Paul GREFFE', civility: 'monsieur' },
      statement,
    ),
    [],
  );
});

test('holdsNir and holdsIban know numbers in any spacing, and no telephone number', () => {
  assert.ok(holdsNir('1 84 12 76 451 089 46') || holdsNir('184127645108946'));
  assert.ok(!holdsNir('01 99 00 12 34, 01 99 00 12 35'));
  assert.ok(holdsIban('FR1420041010050500013M02606'));
  assert.ok(!holdsIban('FR15 2004 1010 0505 0001 3M02 606'));
});

test('readabilityOf falls with longer sentences and longer words; syllables are counted without a mute e', () => {
  const easy = readabilityOf(['Le chat dort. Il fait chaud.'], 'fr');
  const hard = readabilityOf(
    [
      'La responsabilité institutionnelle des administrations hospitalières nécessite une contractualisation pluriannuelle particulièrement approfondie.',
    ],
    'fr',
  );
  assert.ok(easy.score > 80 && hard.score < 20, `${easy.score} ${hard.score}`);
  assert.deepEqual([easy.meanSentence, easy.longestSentence, easy.words], [3, 3, 6]);
  assert.deepEqual(
    ['santé', 'banque', 'réel', 'hôpital', 'adresses', 'vous'].map((word) => syllablesOf(word, 'fr')),
    [2, 1, 2, 3, 2, 1],
  );
  assert.deepEqual(
    ['letter', 'code', 'table', 'the'].map((word) => syllablesOf(word, 'en')),
    [2, 1, 2, 1],
  );
});
