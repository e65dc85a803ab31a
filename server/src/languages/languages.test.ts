import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { en } from './en.ts';
import {
  formatBytes,
  formatCount,
  formatDay,
  formatDuration,
  formatPercent,
  formatShare,
} from './formatNumber.ts';
import { fr } from './fr.ts';
import { sharedSentence } from './sharedSentence.ts';
import { sampleSentences } from './describeSample.ts';
import { localLocator } from './localLocator.ts';
import { count, countEach, fill } from './words.ts';

/** Every sentence of a language with its place: 'summary.register'. */
function sentences(value: unknown, place = ''): [string, string][] {
  if (typeof value === 'string') return [[place, value]];
  return Object.entries(value as object).flatMap(([key, inner]) => sentences(inner, `${place}.${key}`));
}

test('both languages say the same things with the same values in them', () => {
  const french = new Map(sentences(fr));
  for (const [place, sentence] of sentences(en)) {
    const other = french.get(place);
    assert.ok(other !== undefined && (other !== '' || sentence === ''), place);
    assert.equal(other.split('{}').length, sentence.split('{}').length, place);
    for (const text of [sentence, other]) assert.equal(text.split('[').length, text.split(']').length, place);
  }
  assert.equal(french.size, sentences(en).length);
});

test('counted phrases are singular and plural as the language has it', () => {
  const phrase = '{} personne[s] concernée[s] attend[ent]';
  assert.equal(count(phrase, 0, fr), '0 personne concernée attend');
  assert.equal(count(phrase, 1, fr), '1 personne concernée attend');
  assert.equal(count(phrase, 1354, fr), '1\u202f354 personnes concernées attendent');
  assert.equal(count('{} item[s] [are|is] left', 0, en), '0 items are left');
  assert.equal(count('{} item[s] [are|is] left', 1, en), '1 item is left');
});

test('figures are written as the language writes them', () => {
  assert.equal(formatCount(750_000, fr), '750\u202f000');
  assert.equal(formatCount(750_000, en), '750,000');
  assert.equal(formatBytes(12_400_000, fr), '12,4\u00a0Mo');
  assert.equal(formatBytes(999, en), '999\u00a0B');
  assert.match(formatShare(61, 100, fr), /^61\s%$/);
  assert.equal(formatDuration(80), '1 min 20 s');
  assert.equal(formatDuration(3_720), '1 h 02 min');
  assert.equal(fill('{} et {}', 1, 'deux'), '1 et deux');
});

test('a share is written as 0 % or 100 % only where it is that', () => {
  for (const [value, french, english] of [
    [0.9996, '99,96 %', '99.96%'],
    [0.998, '99,8 %', '99.8%'],
    [1, '100 %', '100%'],
    [0.00004, '0,004 %', '0.004%'],
    [0, '0 %', '0%'],
    [0.0037, '0,37 %', '0.37%'],
  ] as const) {
    assert.equal(formatPercent(value, fr).replace(/\s/g, ' '), french);
    assert.equal(formatPercent(value, en), english);
  }
  assert.equal(formatShare(9_996, 10_000, en), '99.96%');
  assert.equal(formatShare(3, 10_000, en), '0.03%');
  assert.equal(formatShare(0, 0, en), '0%');
  const share = fc.oneof(
    fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true }),
    fc.double({ min: 1e-12, max: 1e-3, noNaN: true }),
    fc.double({ min: 1e-12, max: 1e-3, noNaN: true }).map((x) => 1 - x),
  );
  fc.assert(
    fc.property(share, (value) => {
      for (const text of [formatPercent(value, en), formatShare(value, 1, en)]) {
        const written = Number(text.slice(0, -1));
        assert.ok(written > 0 && written < 100, `${value} ${text}`);
      }
    }),
  );
});

test('where several things are counted, each agrees with its own number', () => {
  const phrase = '{} : {} lu[s] sur {} tiré[s], {} [sont perdus|est perdu]';
  assert.equal(countEach(phrase, fr, 'textes', 100, 1, 0), 'textes : 100 lus sur 1 tiré, 0 est perdu');
  assert.equal(countEach('{} file[s], {} lost of {}', en, 1, '3 %', 2000), '1 file, 3 % lost of 2,000');
  const figures = {
    units: 400,
    read: 100,
    drawn: 100,
    missed: 1,
    missedAtFirst: 1,
    estimate: 4,
    low: 0,
    high: 0.1,
    upper: 0.047,
    alone: 1,
    atMost: 1,
    unreadMissed: { upper: 0.047, alone: 1, atMost: 1 },
  };
  const [, said] = sampleSentences(
    { number: 1, drawn: '2030-01-01T00:00:00Z', seed: 7, engine: 9, strata: [{ stratum: 'patients', ...figures }], changes: [], files: null, outdated: false },
    fr,
  ); // prettier-ignore
  assert.match(said!, /100 recherchés sur 100 tirés, 1 retrouvé ; manqués, au plus : 4,7.%, soit 1 /);
  assert.equal(count(fr.countFates.read, 673, fr), '673 lus');
  assert.equal(count(fr.countFates.empty, 1, fr), '1 vide');
  assert.equal(count(fr.states.changes.no_longer_concerned, 1, fr), '1 qui n’est plus concernée');
  assert.equal(count(fr.states.changes.dismissed, 2, fr), '2 qui ne sont plus possibles');
});

test('days and places are written as the language writes them, and less than one person is said to be', () => {
  assert.equal(formatDay('2030-01-01', fr), '01/01/2030');
  assert.deepEqual(
    ['line 17', 'page 3', 'Feuil1!R12', 'file name', 'found by review', 'line 4!R2'].map((place) =>
      localLocator(place, fr),
    ),
    ['ligne 17', 'page 3', 'Feuil1!R12', 'nom du fichier', 'trouvé à la relecture', 'line 4!R2'],
  );
  const shared = (expected: number): string =>
    sharedSentence({ persons: { shared: { mentions: 3, expected, low: 0, high: 1 } } as never }, fr);
  assert.match(shared(0.2), /^Dont moins d’une par estimation \(entre 0 et 1\) ne figure/);
  assert.match(shared(0.7), /^Dont environ 1 /);
  assert.equal(fr.fields.guardian, 'représentant légal');
});
