import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CATEGORIES, CATEGORY_BIT, type Category } from '@constat/contract/category.ts';
import fc from 'fast-check';
import {
  bandOf,
  type Circumstances,
  type ExposedPerson,
  PUBLISHED_THEFT,
  scoreSeverity,
} from './severity.ts';

function person(categories: readonly Category[], also: Partial<ExposedPerson> = {}): ExposedPerson {
  const set = categories.reduce((sum, category) => sum | CATEGORY_BIT[category], 0);
  return { categories: set, asPatient: true, isVulnerable: false, namesakes: 1, indexIsOut: false, ...also };
}

test('scoreSeverity gives the scores of the vectors', () => {
  const knownRecipient: Circumstances = { confidentiality: 1, integrity: 0, availability: 0, malice: 0 };
  const vectors: readonly [string, ExposedPerson, Circumstances, number, string][] = [
    ['laboratory result with name and birth date, systems down for days', person(['name', 'birth_date', 'medical']), { ...PUBLISHED_THEFT, availability: 1 }, 5.25, 'very_high'],
    ['visit list', person(['name', 'birth_date']), PUBLISHED_THEFT, 4, 'very_high'],
    ['visit list, a minor', person(['name', 'birth_date'], { isVulnerable: true }), PUBLISHED_THEFT, 5, 'very_high'],
    ['NIR alone outside health', person(['social_security'], { asPatient: false }), PUBLISHED_THEFT, 1.75, 'low'],
    ['NIR with name in a supplier list', person(['social_security', 'name'], { asPatient: false }), PUBLISHED_THEFT, 2, 'medium'],
    ['NIR with name in a hospital file', person(['social_security', 'name']), PUBLISHED_THEFT, 4, 'very_high'],
    ['rare name alone', person(['name']), PUBLISHED_THEFT, 3.25, 'high'],
    ['very common name alone', person(['name'], { namesakes: 12 }), PUBLISHED_THEFT, 1.75, 'low'],
    ['patient number alone in a log', person(['patient_number'], { asPatient: false }), PUBLISHED_THEFT, 1.25, 'low'],
    ['patient number, the index is out', person(['patient_number'], { indexIsOut: true }), PUBLISHED_THEFT, 4, 'very_high'],
    ['IBAN and name of a supplier’s contact', person(['name', 'bank', 'phone'], { asPatient: false }), PUBLISHED_THEFT, 4, 'very_high'],
    ['letter with a diagnosis to one wrong recipient', person(['name', 'birth_date', 'medical']), knownRecipient, 4.25, 'very_high'],
    ['business cards to one wrong recipient', person(['name', 'phone'], { asPatient: false }), knownRecipient, 1.25, 'low'],
    ['maximum', person(['name', 'birth_date', 'medical']), { confidentiality: 2, integrity: 2, availability: 2, malice: 2 }, 6, 'very_high'],
    ['minimum', person([], { asPatient: false }), { confidentiality: 0, integrity: 0, availability: 0, malice: 0 }, 0.25, 'low'],
  ]; // prettier-ignore
  for (const [what, exposed, circumstances, score, band] of vectors) {
    const found = scoreSeverity(exposed, circumstances);
    assert.equal(found.quarters / 4, score, what);
    assert.equal(found.band, band, what);
  }
});

test('bandOf cuts at 2, 3 and 4', () => {
  assert.deepEqual(
    [1.75, 2, 2.75, 3, 3.75, 4].map((score) => bandOf(score * 4)),
    ['low', 'medium', 'medium', 'high', 'high', 'very_high'],
  );
});

test('scoreSeverity never falls when a category is added', () => {
  const categories = fc.uniqueArray(fc.constantFrom(...CATEGORIES));
  fc.assert(
    fc.property(categories, fc.constantFrom(...CATEGORIES), fc.boolean(), fc.boolean(), fc.boolean(), fc.integer({ min: 1, max: 30 }), (before, added, asPatient, isVulnerable, indexIsOut, namesakes) => {
      const also = { asPatient, isVulnerable, indexIsOut, namesakes };
      const more = scoreSeverity(person([...before, added], also), PUBLISHED_THEFT);
      assert.ok(more.quarters >= scoreSeverity(person(before, also), PUBLISHED_THEFT).quarters);
    }),
  ); // prettier-ignore
});
